/**
 * Cells as a scanner leaves them, column by column: no strings, no objects, nothing allocated per value. Records are gathered here until
 * there are some hundred rows, so that each column is summarized by a loop and not by a call for every cell.
 */

import type { CoreCells, ScanCore } from "./scan-core/scan-core.ts";
import { widened } from "./widened.ts";

/** What a cell holds. `NEGATIVE` is a bit beside the four kinds of numbers. */
export const MISSING = 0;
/** Up to nine digits: `mantissas`. */
export const INTEGER = 1;
/** Up to nine digits and a dot: `mantissas` ÷ 10^decimals, of which the upper half of the form tells. */
export const DECIMAL = 2;
/** An integer within ±(2⁵³ − 1): `doubles`. */
export const LONG_INTEGER = 3;
/** A finite fraction: `doubles`. */
export const LONG_DECIMAL = 4;
/** Printable ASCII from `starts` to `ends`, with its `hashOfBytes` in `mantissas`. */
export const TEXT = 5;
/** `true` or `false`, told like a text. */
export const BOOLEAN = 6;
/** Everything else: its text is in `texts`, its place there in `mantissas`. With the bit of a sign it is a text whatever it spells. */
export const ODD = 7;
export const NEGATIVE = 8;
/** Kinds with and without the bit. */
export const CELL_KINDS = 16;
export const WITHOUT_SIGN = 7;
export const WITHOUT_DECIMALS = CELL_KINDS - 1;
export const DECIMALS_SHIFT = 4;

/** Cells that are gathered, about: they stay in the second cache, beside the columns' blocks. */
const GATHERED = 16_384;
/** Cells that there is room for at most. */
export const MOST_CELLS = 1 << 20;
const LEAST_ROWS = 16;
const MOST_ROWS = 512;
/** Most files hold some tens of records: there is no room before the first is scanned, and more when they have filled this. */
const FIRST_CELLS = 512;

/** One side's cells. The cell of column c in row r is at c × `stride` + r. */
export class CellColumns {
  /** Rows that there is room for. */
  stride = LEAST_ROWS;
  /** Rows and cells a row of the payload that was scanned last. */
  rows = 0;
  width = 0;
  /** The kind, and above it the decimals of a short number. */
  forms = new Uint8Array(0);
  mantissas = new Int32Array(0);
  /** Where cells begin in `bytes`; of numbers only where somebody needs them (`keepsStarts`). */
  starts = new Int32Array(0);
  ends = new Int32Array(0);
  doubles = new Float64Array(0);
  readonly texts: string[] = [];
  readonly keepsStarts: boolean;
  /** What `starts` and `ends` are places in. */
  bytes: Uint8Array = new Uint8Array(0);

  /** What scans into these arrays; undefined where the TypeScript does, in arrays of their own. */
  core: ScanCore | undefined;
  side: CoreCells | undefined;

  /** `core` and `side`: the cells lie there as long as there is room for them. Whoever else has cells there has to be done with them. */
  constructor(keepsStarts = false, core?: ScanCore, side: 0 | 1 = 0) {
    this.keepsStarts = keepsStarts;
    this.core = core;
    this.side = core?.sides[side];
    if (this.side === undefined) return;
    ({
      forms: this.forms,
      mantissas: this.mantissas,
      starts: this.starts,
      ends: this.ends,
      doubles: this.doubles,
    } = this.side);
  }

  /** Room for one more column at least; nothing is lost. */
  widen(): void {
    this.core = undefined;
    this.side = undefined;
    const length = Math.max(FIRST_CELLS, this.forms.length * 2);
    this.forms = widened(this.forms, new Uint8Array(length));
    this.mantissas = widened(this.mantissas, new Int32Array(length));
    this.starts = widened(this.starts, new Int32Array(length));
    this.ends = widened(this.ends, new Int32Array(length));
    this.doubles = widened(this.doubles, new Float64Array(length));
  }

  /** Forgets all cells. There will be room for `rows` rows at least, and for twice as many as before up to what suits the width. */
  clear(rows = 0): void {
    this.texts.length = 0;
    const suits = 2 ** Math.floor(Math.log2(GATHERED / Math.max(1, this.width)));
    const most = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, suits));
    if (rows === 0 && this.width === 0) return; // nothing was scanned
    this.stride = Math.max(rows, Math.min(most, 2 * this.stride));
    while (this.forms.length < this.stride) this.widen();
  }
}
