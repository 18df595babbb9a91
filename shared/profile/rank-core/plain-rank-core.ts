import type { RankCore } from "./rank-core.ts";

/** Rows of a block, and columns that are ranked together. */
export const MOST_ROWS = 256;
export const MOST_LANES = 32;
/** Sums of each pair of columns. */
export const PAIR_SUMS = 4;

/** What `rank-core.wat` does, for engines that have no WebAssembly with vectors: later, and the same. */
export class PlainRankCore implements RankCore {
  readonly values = new Float64Array(MOST_ROWS);
  readonly rows = new Uint8Array(MOST_ROWS);
  readonly sums = new Int32Array(((MOST_LANES * (MOST_LANES - 1)) / 2) * PAIR_SUMS);
  readonly #ranks = new Int32Array(MOST_LANES * MOST_ROWS);
  readonly #has = new Uint8Array(MOST_LANES * MOST_ROWS);

  rank(lane: number, length: number): void {
    const first = lane * MOST_ROWS;
    this.#ranks.fill(0, first, first + MOST_ROWS);
    this.#has.fill(0, first, first + MOST_ROWS);
    const sorted = this.values.slice(0, length).sort();
    for (let at = 0; at < length; at++) {
      const value = this.values[at]!;
      const row = first + this.rows[at]!;
      this.#ranks[row] = firstAbove(sorted, value, false) + firstAbove(sorted, value, true) - length;
      this.#has[row] = 1;
    }
  }

  products(lanes: number, rows: number): void {
    for (let one = 1, to = 0; one < lanes; one++)
      for (let other = 0; other < one; other++, to += PAIR_SUMS)
        this.#pair(one * MOST_ROWS, other * MOST_ROWS, rows, to);
  }

  #pair(one: number, other: number, rows: number, to: number): void {
    let [products, ofOne, ofOther, both] = [0, 0, 0, 0];
    for (let row = 0; row < rows; row++) {
      if (this.#has[one + row] === 0 || this.#has[other + row] === 0) continue;
      const [a, b] = [this.#ranks[one + row]!, this.#ranks[other + row]!];
      products += a * b;
      ofOne += a * a;
      ofOther += b * b;
      both++;
    }
    this.sums.set([products, ofOne, ofOther, both], to);
  }
}

/** Where the first value that is not below `value` stands, or with `orEqual` the first above it. */
function firstAbove(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < value || (orEqual && sorted[middle] === value)) from = middle + 1;
    else to = middle;
  }
  return from;
}
