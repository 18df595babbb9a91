/**
 * The cells of one payload as a scanner leaves them: no strings, no objects, nothing allocated per value. A cell is a place in
 * these arrays; what else they hold of it depends on its kind.
 */

/** What a cell holds. `NEGATIVE` is a bit beside the four kinds of numbers. */
export const MISSING = 0;
/** Up to nine digits: `mantissas`, with `decimals` 0. */
export const INTEGER = 1;
/** Up to nine digits and a dot: `mantissas` ÷ 10^`decimals`. */
export const DECIMAL = 2;
/** An integer within ±(2⁵³ − 1): `doubles`. */
export const LONG_INTEGER = 3;
/** A finite fraction: `doubles`. */
export const LONG_DECIMAL = 4;
/** Printable ASCII from `starts` to `ends`, with its FNV-1a in `hashes`. */
export const TEXT = 5;
/** `true` or `false`, told like a text. */
export const BOOLEAN = 6;
/** Everything else: its text is in `texts`. */
export const ODD = 7;
export const NEGATIVE = 8;
/** Kinds with and without the bit. */
export const CELL_KINDS = 16;

const FIRST_ROOM = 256;

/** One side's cells, row by row; `rows` × `width` of them. Made once and used for every record. */
export class CellBuffer {
  rows = 0;
  /** Cells of each row. */
  width = 0;
  kinds = new Uint8Array(FIRST_ROOM);
  /** Where the cell begins in the bytes that were scanned. */
  starts = new Int32Array(FIRST_ROOM);
  ends = new Int32Array(FIRST_ROOM);
  mantissas = new Int32Array(FIRST_ROOM);
  decimals = new Uint8Array(FIRST_ROOM);
  doubles = new Float64Array(FIRST_ROOM);
  hashes = new Int32Array(FIRST_ROOM);
  /** Of `ODD` cells. */
  readonly texts: string[] = [];
  /** The bytes that `starts` and `ends` are places in. */
  bytes: Uint8Array = new Uint8Array(0);

  /** Makes room for `cells` cells. */
  reserve(cells: number): void {
    if (cells <= this.kinds.length) return;
    const length = Math.max(cells, this.kinds.length * 2);
    this.kinds = widened(this.kinds, new Uint8Array(length));
    this.starts = widened(this.starts, new Int32Array(length));
    this.ends = widened(this.ends, new Int32Array(length));
    this.mantissas = widened(this.mantissas, new Int32Array(length));
    this.decimals = widened(this.decimals, new Uint8Array(length));
    this.doubles = widened(this.doubles, new Float64Array(length));
    this.hashes = widened(this.hashes, new Int32Array(length));
  }
}

function widened<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
