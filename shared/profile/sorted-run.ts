/** Ascending values in a buffer that grows: one level of a sketch. */
export class SortedRun {
  values: Float64Array;
  size = 0;

  constructor(room = 256) {
    this.values = new Float64Array(room);
  }

  /** Merges `count` ascending values of `source` (from `start`, every `step`-th) in, back to front and in place. */
  insert(source: Float64Array, start: number, step: number, count: number): void {
    this.#makeRoom(count);
    const values = this.values;
    let mine = this.size - 1;
    let taken = start + (count - 1) * step;
    this.size += count;
    for (let to = this.size - 1; taken >= start; to--) {
      if (mine >= 0 && values[mine]! > source[taken]!) values[to] = values[mine--]!;
      else {
        values[to] = source[taken]!;
        taken -= step;
      }
    }
  }

  #makeRoom(more: number): void {
    const needed = this.size + more;
    if (needed <= this.values.length) return;
    const wider = new Float64Array(Math.max(needed, this.values.length * 2));
    wider.set(this.values.subarray(0, this.size));
    this.values = wider;
  }
}
