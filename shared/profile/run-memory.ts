/** A column's sketch holds 2,048 doubles and its levels some 4,000; a column of 50,000 rows takes half of this. */
const DOUBLES = 1 << 14;
/** Registers of a distinct count. */
const WORDS = 1 << 14;

/**
 * Arrays for what is read, merged into something else and forgotten: one column after the other is read into the same 192 KB.
 * Memory of its own for every run took a third of reading them, most of it in the page faults of memory just given back.
 */
export class RunMemory {
  readonly #doubles = new Float64Array(DOUBLES);
  readonly #words = new Uint32Array(WORDS);
  #doublesTaken = 0;
  #wordsTaken = 0;

  /** Whatever was taken may be taken again: nobody may hold on to it. */
  clear(): void {
    this.#doublesTaken = 0;
    this.#wordsTaken = 0;
  }

  /** Holding anything; memory of its own where there is no room. */
  doubles(length: number): Float64Array {
    const start = this.#doublesTaken;
    if (start + length > DOUBLES) return new Float64Array(length);
    this.#doublesTaken += length;
    return this.#doubles.subarray(start, start + length);
  }

  /** Holding anything; memory of its own where there is no room. */
  words(length: number): Uint32Array {
    const start = this.#wordsTaken;
    if (start + length > WORDS) return new Uint32Array(length);
    this.#wordsTaken += length;
    return this.#words.subarray(start, start + length);
  }
}
