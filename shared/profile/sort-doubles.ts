/**
 * Sorting of sketch buffers. A three-pass radix sort on the upper 32 bits, then insertion for the rest: 6 ns a
 * value at 2,048 values against 57 ns of `Float64Array.sort`, which would be most of an update's cost.
 */

import { type BlockCore, blockCore, CORE_LENGTH } from "./block-core/block-core.ts";

/** Longest array that is radix-sorted: a level of Deequ's sketch overflows to this at times; our own has 2,048. */
const LONGEST = 4096;
/** Below this the three histograms cost more than they save. */
const SHORTEST = 96;
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT_MASK = DIGITS - 1;
const SIGN = 0x80000000;

// Scratch space of the sort below; nothing in it outlives a call.
const firstCounts = new Int32Array(DIGITS);
const secondCounts = new Int32Array(DIGITS);
const thirdCounts = new Int32Array(DIGITS);
const keys = new Uint32Array(LONGEST);
const keysBySecond = new Uint32Array(LONGEST);
const placesByFirst = new Int32Array(LONGEST);
const placesBySecond = new Int32Array(LONGEST);
const nearlySorted = new Float64Array(LONGEST);

/** Sorts the first `length` values ascending, in place, −0 before 0. None is NaN. */
export function sortDoubles(values: Float64Array, length: number): void {
  if (length < SHORTEST || length > LONGEST) {
    values.subarray(0, length).sort();
    return;
  }
  const core = length <= CORE_LENGTH ? blockCore() : undefined;
  if (core === undefined) sortByKeys(values, length);
  else sortInCore(core, values, length);
}

function sortInCore(core: BlockCore, values: Float64Array, length: number): void {
  const own = values.subarray(0, length);
  core.doubles.set(own);
  const isSorted = core.sortDoubles(length) === 1;
  own.set(core.doubles.subarray(0, length));
  if (!isSorted) own.sort();
}

/**
 * Sorts the first `length` of the core's doubles ascending, in place: finite ones, none of them −0. By where they lie in their range, which
 * takes a pass less than their bits and fails where most of them are crowded in a sliver of it.
 */
export function sortFinite(core: BlockCore, length: number): void {
  const isSorted = core.sortSpread(length) === 1 || core.sortDoubles(length) === 1;
  if (!isSorted) core.doubles.subarray(0, length).sort();
}

/** What the core does. */
export function sortByKeys(values: Float64Array, length: number): void {
  readKeys(values, length);
  sortByUpperHalf(values, length);
  insertLowerHalf(values, length);
}

/** The upper half of each double as an unsigned integer in the order of the doubles, and its digits' histograms. */
function readKeys(values: Float64Array, length: number): void {
  const words = new Uint32Array(values.buffer, values.byteOffset, length * 2);
  firstCounts.fill(0);
  secondCounts.fill(0);
  thirdCounts.fill(0);
  for (let i = 0; i < length; i++) {
    const word = words[2 * i + 1]!; // Every platform that runs this is little-endian.
    const key = (word ^ ((word >> 31) | SIGN)) >>> 0;
    keys[i] = key;
    firstCounts[key & DIGIT_MASK]!++;
    secondCounts[(key >>> DIGIT_BITS) & DIGIT_MASK]!++;
    thirdCounts[key >>> (2 * DIGIT_BITS)]!++;
  }
  for (const counts of [firstCounts, secondCounts, thirdCounts]) toStarts(counts);
}

function toStarts(counts: Int32Array): void {
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = counts[digit]!;
    counts[digit] = start;
    start += count;
  }
}

function sortByUpperHalf(values: Float64Array, length: number): void {
  for (let i = 0; i < length; i++) {
    const to = firstCounts[keys[i]! & DIGIT_MASK]!++;
    placesByFirst[to] = i;
    keysBySecond[to] = keys[i]!;
  }
  for (let i = 0; i < length; i++) {
    const to = secondCounts[(keysBySecond[i]! >>> DIGIT_BITS) & DIGIT_MASK]!++;
    placesBySecond[to] = placesByFirst[i]!;
    keys[to] = keysBySecond[i]!;
  }
  for (let i = 0; i < length; i++) {
    nearlySorted[thirdCounts[keys[i]! >>> (2 * DIGIT_BITS)]!++] = values[placesBySecond[i]!]!;
  }
}

/**
 * Insertion sort of values that differ in their lower half only. Values that cluster (microsecond timestamps)
 * would make it quadratic, so it gives up after four moves a value and leaves the rest to the native sort.
 */
function insertLowerHalf(values: Float64Array, length: number): void {
  let moves = 4 * length;
  values[0] = nearlySorted[0]!;
  for (let i = 1; i < length; i++) {
    const value = nearlySorted[i]!;
    let at = i;
    for (; at > 0 && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
    values[at] = value;
    moves -= i - at;
    if (moves >= 0) continue;
    values.set(nearlySorted.subarray(i + 1, length), i + 1);
    values.subarray(0, length).sort();
    return;
  }
}
