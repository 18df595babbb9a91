import { CORE_RUN, runCore } from "./run-core/run-core.ts";

/**
 * Arrays for what is read, merged into something else and forgotten: one column after the other is read into the same 192 KB.
 * Memory of its own for every run took a third of reading them, most of it in the page faults of memory just given back.
 * Where there is WebAssembly it is the core's, so one merge at a time uses it, from `clear` to its end.
 */
export class RunMemory {
  readonly #doubles = runCore()?.doubles ?? new Float64Array(CORE_RUN);
  readonly #words = runCore()?.words ?? new Uint32Array(CORE_RUN);
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
    if (start + length > CORE_RUN) return new Float64Array(length);
    this.#doublesTaken += length;
    return this.#doubles.subarray(start, start + length);
  }

  /** Holding anything; memory of its own where there is no room. */
  words(length: number): Uint32Array {
    const start = this.#wordsTaken;
    if (start + length > CORE_RUN) return new Uint32Array(length);
    this.#wordsTaken += length;
    return this.#words.subarray(start, start + length);
  }
}
