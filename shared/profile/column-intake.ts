/** The gathered cells of one column into its profile: a loop a column, and nothing asked of an object for a cell. */
import type { EvidencePointer } from "../capture/evidence.ts";
import {
  BOOLEAN,
  CELL_KINDS,
  type CellColumns,
  DECIMAL,
  INTEGER,
  LONG_DECIMAL,
  LONG_INTEGER,
  MISSING,
  NEGATIVE,
  ODD,
  TEXT,
  WITHOUT_DECIMALS,
  WITHOUT_SIGN,
} from "../scan/cell-columns.ts";
import { cellOfJson, cellText } from "../scan/cell-text.ts";
import type { ColumnProfile } from "./column-profile.ts";
import type { EvidenceClass } from "./evidence-log.ts";
import type { NumberBlock } from "./number-block.ts";

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

/** Where the next short number begins, behind the cell at `at`. */
function behindOthers(forms: Uint8Array, at: number, end: number): number {
  let behind = at + 1;
  while (behind < end && !isShort(forms[behind]!)) behind++;
  return behind;
}

/** Cells of each kind among those that are being taken; scratch space. */
const counts = new Int32Array(CELL_KINDS);

/** One column of rows that look alike. All rows that it takes are of one file, in its order. */
export class ColumnIntake {
  readonly column: ColumnProfile;
  /** Its place among the columns of its side. */
  readonly #place: number;
  /** Whether cells are of JSON. */
  readonly #typed: boolean;
  /** Undefined for a column that takes every cell as it was captured. */
  readonly #block: NumberBlock | undefined;
  /** Classes whose first rows are known: no later one is among them. */
  #settled = 0;

  constructor(column: ColumnProfile, place: number, typed: boolean) {
    this.column = column;
    this.#place = place;
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
    const first = this.#place * cells.stride;
    const end = first + to;
    for (let at = first + from; at < end; ) {
      const behind = this.#gatherNumbers(this.#block, cells, at, end, first, rows);
      const stop = behind === at ? behindOthers(cells.forms, at, end) : behind;
      if (behind === at) {
        this.#count(cells, at, stop, first, rows);
        this.#summarize(this.#block, cells, at, stop, first, rows);
      }
      at = stop;
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

  /** Counts classes, and shows the first rows of those that are new. */
  #count({ forms }: CellColumns, start: number, end: number, first: number, rows: RowPlaces): void {
    counts.fill(0);
    for (let at = start; at < end; ) {
      // Cells of one kind come one after the other, and a counter in memory would wait for itself with each.
      const kind = forms[at]! & WITHOUT_DECIMALS;
      const from = at;
      while (++at < end && (forms[at]! & WITHOUT_DECIMALS) === kind);
      counts[kind]! += at - from;
    }
    const { types } = this.column;
    const negativeIntegers = counts[INTEGER | NEGATIVE]! + counts[LONG_INTEGER | NEGATIVE]!;
    const negativeDecimals = counts[DECIMAL | NEGATIVE]! + counts[LONG_DECIMAL | NEGATIVE]!;
    types.missing += counts[MISSING]!;
    types.integral += counts[INTEGER]! + counts[LONG_INTEGER]! + negativeIntegers;
    types.fractional += counts[DECIMAL]! + counts[LONG_DECIMAL]! + negativeDecimals;
    types.string += counts[TEXT]!;
    types.boolean += counts[BOOLEAN]!;
    types.negative += negativeIntegers + negativeDecimals;
    let open = 0;
    for (let kind = 0; kind < CELL_KINDS; kind++) if (counts[kind]! > 0) open |= CLASSES_OF[kind]!;
    open &= ~this.#settled;
    if (open !== 0) this.#show(open, forms, start, end, first, rows);
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

  #summarize(
    block: NumberBlock,
    cells: CellColumns,
    start: number,
    end: number,
    first: number,
    rows: RowPlaces,
  ): void {
    const { column } = this;
    const { forms, mantissas, doubles } = cells;
    for (let at = start; at < end; ) {
      switch (forms[at]! & WITHOUT_SIGN) {
        case INTEGER:
        case DECIMAL:
          at = block.addDecimals(forms, mantissas, at, end);
          continue;
        case LONG_INTEGER:
        case LONG_DECIMAL:
          block.addDouble(doubles[at]!);
          break;
        case TEXT:
        case BOOLEAN:
          column.updateAscii(cells.bytes, cells.starts[at]!, cells.ends[at]!, mantissas[at]!);
          break;
        case ODD: {
          const isText = (forms[at]! & NEGATIVE) !== 0;
          column.update(cells.texts[mantissas[at]!]!, isText, rows.pointer(at - first));
          break;
        }
      }
      at++;
    }
  }

  #takeOneByOne(cells: CellColumns, from: number, to: number, rows: RowPlaces): void {
    for (let row = from; row < to; row++) {
      const at = this.#place * cells.stride + row;
      const given = this.#typed ? cellOfJson(cells, at) : { cell: cellText(cells, at), typed: false };
      this.column.update(given.cell, given.typed, rows.pointer(row));
    }
  }
}
