/** The gathered cells of one column into its profile: a loop a column, and nothing asked of an object for a cell. */
import type { EvidencePointer } from "../capture/evidence.ts";
import {
  BOOLEAN,
  CELL_KINDS,
  type CellColumns,
  DECIMAL,
  DECIMALS_SHIFT,
  INTEGER,
  LONG_DECIMAL,
  LONG_INTEGER,
  MISSING,
  NEGATIVE,
  TEXT,
  WITHOUT_DECIMALS,
  WITHOUT_SIGN,
} from "../scan/cell-columns.ts";
import { cellOfJson, cellText } from "../scan/cell-text.ts";
import type { ColumnProfile } from "./column-profile.ts";
import type { EvidenceClass } from "./evidence-log.ts";
import type { NumberBlock } from "./number-block.ts";
import type { TypeCounts } from "./type-counts.ts";

/** Where a gathered row stands. */
export interface RowPlaces {
  pointer(row: number): EvidencePointer;
}

/** Classes of which evidence is kept; the place of each is its bit. An odd cell is classed by its text. */
const CLASSES = ["missing", "integral", "fractional", "string", "boolean", "negative"] as const;
const BIT = Object.fromEntries(CLASSES.map((type, at) => [type, 1 << at])) as Record<EvidenceClass, number>;

/** The classes of a kind of cell, as bits. */
const CLASSES_OF = Uint8Array.from({ length: CELL_KINDS }, (_, kind) => {
  const negative = (kind & NEGATIVE) === 0 ? 0 : BIT.negative;
  switch (kind & WITHOUT_SIGN) {
    case MISSING:
      return BIT.missing;
    case INTEGER:
    case LONG_INTEGER:
      return BIT.integral | negative;
    case DECIMAL:
    case LONG_DECIMAL:
      return BIT.fractional | negative;
    case TEXT:
      return BIT.string;
    case BOOLEAN:
      return BIT.boolean;
    default:
      return 0;
  }
});

const isShort = (form: number) => ((form & WITHOUT_SIGN) - INTEGER) >>> 0 < 2;

function countCells(types: TypeCounts, kind: number, count: number): void {
  if ((kind & NEGATIVE) !== 0) types.negative += count;
  switch (kind & WITHOUT_SIGN) {
    case MISSING:
      types.missing += count;
      break;
    case INTEGER:
    case LONG_INTEGER:
      types.integral += count;
      break;
    case DECIMAL:
    case LONG_DECIMAL:
      types.fractional += count;
      break;
    case TEXT:
      types.string += count;
      break;
    default:
      types.boolean += count;
  }
}

/** One column of rows that look alike. All rows that it takes are of one file, in its order. */
export class ColumnIntake {
  readonly column: ColumnProfile;
  /** Its place among the columns of its side. */
  readonly place: number;
  /** Whether cells are of JSON. */
  readonly #typed: boolean;
  /** Undefined for a column that takes every cell as it was captured. */
  readonly #block: NumberBlock | undefined;
  /** Classes whose first rows are known: no later one is among them. */
  #settled = 0;

  constructor(column: ColumnProfile, place: number, typed: boolean) {
    this.column = column;
    this.place = place;
    this.#typed = typed;
    // A sensitive column keeps hashes, one that counts by spelling the texts of numbers.
    this.#block = column.sensitive ? undefined : column.block;
  }

  /** The rows `from` to `to`, in their order. */
  take(cells: CellColumns, from: number, to: number, rows: RowPlaces): void {
    if (this.#block === undefined) {
      this.#takeOneByOne(cells, from, to, rows);
      return;
    }
    const first = this.place * cells.stride;
    const end = first + to;
    for (let at = first + from; at < end; ) {
      const behind = this.#gatherNumbers(this.#block, cells, at, end, first, rows);
      at = behind > at ? behind : this.#takeRun(this.#block, cells, at, end, first, rows);
    }
  }

  /** Takes short numbers of the block's places and missing cells, as many as come one after the other; where the next other cell begins. */
  #gatherNumbers(
    block: NumberBlock,
    cells: CellColumns,
    start: number,
    end: number,
    first: number,
    rows: RowPlaces,
  ): number {
    const { core, side, forms } = cells;
    if (core === undefined || !isShort(forms[start]!)) return start;
    block.makeRoom();
    const { decimals } = block;
    if (decimals < 0) return start;
    const at = core.gatherNumbers(side!, start, Math.min(end, start + block.room), decimals);
    const { integral, fractional, negative, missing } = core;
    block.addIntegers(core.gathered, integral + fractional);
    const { types } = this.column;
    types.missing += missing;
    types.integral += integral;
    types.fractional += fractional;
    types.negative += negative;
    let open = missing > 0 ? BIT.missing : 0;
    if (integral > 0) open |= BIT.integral;
    if (fractional > 0) open |= BIT.fractional;
    if (negative > 0) open |= BIT.negative;
    open &= ~this.#settled;
    if (open !== 0) this.#show(open, forms, start, at, first, rows);
    return at;
  }

  /** Takes the cells of one kind that begin at `start`, and returns where another kind begins. */
  #takeRun(
    block: NumberBlock,
    cells: CellColumns,
    start: number,
    end: number,
    first: number,
    rows: RowPlaces,
  ): number {
    const { forms, mantissas, doubles } = cells;
    const kind = forms[start]! & WITHOUT_DECIMALS;
    let stop = start + 1;
    while (stop < end && (forms[stop]! & WITHOUT_DECIMALS) === kind) stop++;
    const open = CLASSES_OF[kind]! & ~this.#settled;
    if (open !== 0) this.#show(open, forms, start, stop, first, rows);
    switch (kind & WITHOUT_SIGN) {
      case MISSING:
        break;
      case INTEGER:
      case DECIMAL:
        for (let at = start; at < stop; at++) block.addDecimal(mantissas[at]!, forms[at]! >> DECIMALS_SHIFT);
        break;
      case LONG_INTEGER:
      case LONG_DECIMAL:
        block.addDoubles(doubles, start, stop);
        break;
      case TEXT:
      case BOOLEAN:
        this.column.updateAscii(cells, start, stop);
        break;
      default:
        for (let at = start; at < stop; at++)
          this.column.update(cells.texts[mantissas[at]!]!, kind >= NEGATIVE, rows.pointer(at - first));
        return stop; // An odd cell is classed by its text.
    }
    countCells(this.column.types, kind, stop - start);
    return stop;
  }

  #show(open: number, forms: Uint8Array, start: number, end: number, first: number, rows: RowPlaces): void {
    const { evidence } = this.column;
    for (const type of CLASSES) {
      const bit = BIT[type];
      if ((open & bit) === 0) continue;
      for (let at = start; at < end; at++) {
        if ((CLASSES_OF[forms[at]! & WITHOUT_DECIMALS]! & bit) === 0) continue;
        const pointer = rows.pointer(at - first);
        if (evidence.mayKeep(type, pointer)) evidence.update(type, pointer);
        else {
          this.#settled |= bit;
          break;
        }
      }
    }
  }

  #takeOneByOne(cells: CellColumns, from: number, to: number, rows: RowPlaces): void {
    for (let row = from; row < to; row++) {
      const at = this.place * cells.stride + row;
      const given = this.#typed ? cellOfJson(cells, at) : { cell: cellText(cells, at), typed: false };
      this.column.update(given.cell, given.typed, rows.pointer(row));
    }
  }
}
