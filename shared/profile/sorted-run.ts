import { runCore } from "./run-core/run-core.ts";

const FIRST_ROOM = 256;
const NOTHING: Float64Array = new Float64Array(0);

/** Ascending values in a buffer that grows: one level of a sketch. */
export class SortedRun {
  values: Float64Array;
  size: number;
  /** Where the values are when they are not in the core's memory. */
  #home: Float64Array | undefined;

  /** Of `values`, which are the run's own from then on. */
  constructor(values: Float64Array = NOTHING, size = 0) {
    this.values = values;
    this.size = size;
  }

  /** Merges `count` ascending values of `source` (from `start`, every `step`-th) in. */
  insert(source: Float64Array, start: number, step: number, count: number): void {
    this.#makeRoom(count);
    insertAscending(this.values, this.size, { source, start, step, count });
    this.size += count;
  }

  /** Moves the values to `slot` until `leave`. */
  enter(slot: Float64Array): void {
    this.#home = this.values;
    if (this.size > slot.length) return;
    slot.set(this.values.subarray(0, this.size));
    this.values = slot;
  }

  /** Moves them back. */
  leave(): void {
    if (this.#home === undefined) return;
    this.values = movedTo(this.#home, this.values, this.size);
    this.#home = undefined;
  }

  #makeRoom(more: number): void {
    const needed = this.size + more;
    if (needed <= this.values.length) return;
    const wider = new Float64Array(Math.max(FIRST_ROOM, needed, this.values.length * 2));
    wider.set(this.values.subarray(0, this.size));
    this.values = wider;
  }
}

/** The first `size` of `values` in `home`, or in a wider array where there is no room. */
export function movedTo(home: Float64Array, values: Float64Array, size: number): Float64Array {
  if (values === home) return home;
  const room = size <= home.length ? home : new Float64Array(Math.max(size, home.length * 2));
  room.set(values.subarray(0, size));
  return room;
}

/** `count` ascending values of `source`, from `start` on, every `step`-th. */
export interface Strided {
  readonly source: Float64Array;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** With so many times as many values on one side they are guessed well enough one by one. */
const UNEVEN = 64;
/** Below, two copies cost more than they save. */
const FEW = 16;
/** Scratch space of `mergeHalves`: both sides, one behind the other. Nothing in it outlives a call. */
let sides = new Float64Array(2 * 4096);

/** Merges ascending values into the `size` ascending ones that `values` begins with, in place. */
export function insertAscending(
  values: Float64Array,
  size: number,
  { source, start, step, count }: Strided,
): void {
  const core = runCore();
  if (core?.holds(values) === true && core.holds(source)) {
    core.insert(values, size, { source, start, step, count });
    return;
  }
  if (size === 0) {
    copyStrided(values, 0, { source, start, step, count });
    return;
  }
  const evenly = size < count * UNEVEN && count < size * UNEVEN && size + count >= FEW;
  if (!evenly) {
    mergeBackwards(values, size, { source, start, step, count });
    return;
  }
  if (sides.length < size + count) sides = new Float64Array(2 * (size + count));
  sides.set(values.subarray(0, size));
  copyStrided(sides, size, { source, start, step, count });
  mergeHalves(values, size, count);
}

function copyStrided(into: Float64Array, to: number, { source, start, step, count }: Strided): void {
  if (step === 1) into.set(source.subarray(start, start + count), to);
  else for (let i = 0, at = start; i < count; i++, at += step) into[to + i] = source[at]!;
}

/** Value by value from the end on; it stops where all of `source` is in. */
function mergeBackwards(values: Float64Array, size: number, { source, start, step, count }: Strided): void {
  let mine = size - 1;
  let taken = start + (count - 1) * step;
  for (let to = size + count - 1; taken >= start; to--) {
    if (mine >= 0 && values[mine]! > source[taken]!) values[to] = values[mine--]!;
    else {
      values[to] = source[taken]!;
      taken -= step;
    }
  }
}

/**
 * Merges the `size` values that `sides` begins with and the `count` behind them. From both ends at once (driftsort's
 * bidirectional merge: Peters & Bergdoll 2024), so that two chains of loads run side by side, and without branches, of
 * which every second would be guessed wrongly: 3.0 ns a value instead of 7.3.
 */
function mergeHalves(into: Float64Array, size: number, count: number): void {
  const both = sides;
  let left = 0;
  let leftEnd = size - 1;
  let to = 0;
  let toEnd = size + count - 1;
  for (;;) {
    // Where each side has come to follows from the other and from what is written.
    const rightLeft = toEnd - leftEnd - (to - left);
    // So many steps from both ends cannot use either side up.
    const safe = Math.min(leftEnd - left + 1, rightLeft) >> 1;
    if (safe === 0) break;
    for (const stop = to + safe; to < stop; to++, toEnd--) {
      const right = (size + to - left) | 0;
      // The sign makes a number of a comparison; `? 1 : 0` would be a branch.
      const isLeft = +(both[left]! <= both[right]!);
      into[to] = both[right ^ ((left ^ right) & -isLeft)]!;
      left = (left + isLeft) | 0;
      const rightEnd = (size - 1 + toEnd - leftEnd) | 0;
      const isLeftEnd = +(both[leftEnd]! > both[rightEnd]!);
      into[toEnd] = both[rightEnd ^ ((leftEnd ^ rightEnd) & -isLeftEnd)]!;
      leftEnd = (leftEnd - isLeftEnd) | 0;
    }
  }
  let right = size + to - left;
  const rightEnd = size - 1 + toEnd - leftEnd;
  for (; to <= toEnd; to++) {
    const isLeft = right > rightEnd || (left <= leftEnd && both[left]! <= both[right]!);
    into[to] = isLeft ? both[left++]! : both[right++]!;
  }
}
