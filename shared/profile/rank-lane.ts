import {
  type CellColumns,
  DECIMAL,
  DECIMALS_SHIFT,
  INTEGER,
  LONG_DECIMAL,
  LONG_INTEGER,
  NEGATIVE,
  ODD,
  WITHOUT_SIGN,
} from "../scan/cell-columns.ts";
import { POWERS } from "../scan/powers-of-ten.ts";
import { finiteNumber } from "./cell-type.ts";
import { MOST_ROWS } from "./rank-core/plain-rank-core.ts";

/** The finite numbers of one column in a block of rows, none of them −0, and the rows that they stand in. */
export class RankLane {
  readonly values = new Float64Array(MOST_ROWS);
  readonly rows = new Uint8Array(MOST_ROWS);
  length = 0;

  /** The number of row `row` of the block. */
  add(value: number, row: number): void {
    this.values[this.length] = value;
    this.rows[this.length++] = row;
  }

  /** Adds the numbers among `count` scanned cells from `start` on, whose rows are those of the block from `row` on. */
  addCells(cells: CellColumns, start: number, count: number, row: number): void {
    const { forms, mantissas, doubles } = cells;
    const { values, rows } = this;
    let length = this.length;
    for (let each = 0; each < count; each++) {
      const at = start + each;
      const form = forms[at]!;
      const kind = form & WITHOUT_SIGN;
      // Never undefined: a number that may be is an object each time.
      let value = Number.NaN;
      if (kind === INTEGER || kind === DECIMAL) value = mantissas[at]! / POWERS[form >> DECIMALS_SHIFT]!;
      else if (kind === LONG_INTEGER || kind === LONG_DECIMAL) value = doubles[at]!;
      else if (kind === ODD) value = oddNumber(cells, at);
      else continue;
      values[length] = value;
      rows[length] = row + each;
      if (!Number.isNaN(value)) length++;
    }
    this.length = length;
  }
}

/** NaN where it is none. */
function oddNumber({ forms, mantissas, texts }: CellColumns, at: number): number {
  return finiteNumber(texts[mantissas[at]!]!, (forms[at]! & NEGATIVE) !== 0) ?? Number.NaN;
}
