import { sortDoubles } from "../sort-doubles.ts";

/**
 * One level of Deequ's KLL sketch (`NonSampleCompactor.scala`): values in the order in which they came, and how
 * often they were compacted, which decides the half of them that survives the next time.
 */
export class Compactor {
  values: Float64Array;
  size = 0;
  /** Compactions so far, modulo 4. */
  compactions: number;

  constructor({
    room = 256,
    compactions = 0,
  }: { readonly room?: number; readonly compactions?: number } = {}) {
    this.values = new Float64Array(room);
    this.compactions = compactions;
  }

  /** The values, in their order; the compactor's own. */
  get held(): Float64Array {
    return this.values.subarray(0, this.size);
  }

  append(value: number): void {
    if (this.size === this.values.length) this.#makeRoom(1);
    this.values[this.size++] = value;
  }

  appendAll(values: Float64Array): void {
    this.#makeRoom(values.length);
    this.values.set(values, this.size);
    this.size += values.length;
  }

  /**
   * Every second value, ascending, goes up to `above`, where it stands for two; of an odd number the last one stays.
   * Returns how many values less the two levels hold.
   */
  compactInto(above: Compactor): number {
    const even = this.size - (this.size % 2);
    const last = this.values[this.size - 1]!;
    sortDoubles(this.values, even);
    above.#appendHalf(this.values, this.#offset(), even);
    this.size -= even;
    if (this.size === 1) this.values[0] = last;
    this.compactions = (this.compactions + 1) % 4;
    return even / 2;
  }

  /** 0, 1, 1, 0, 0, 1, 1, …: Deequ flips it at every second compaction; the line that drew it at random is commented out. */
  #offset(): number {
    return ((this.compactions + 1) >> 1) & 1;
  }

  #appendHalf(values: Float64Array, from: number, to: number): void {
    this.#makeRoom((to - from + 1) >> 1);
    for (let at = from; at < to; at += 2) this.values[this.size++] = values[at]!;
  }

  #makeRoom(more: number): void {
    const needed = this.size + more;
    if (needed <= this.values.length) return;
    const wider = new Float64Array(Math.max(needed, this.values.length * 2));
    wider.set(this.held);
    this.values = wider;
  }
}
