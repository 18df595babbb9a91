/**
 * Sorting of whole numbers in sketch buffers: by counting where they lie close together (the histogram is the sorted run), otherwise by
 * two digits of half the bits, or three of 11: 2 and 4 ns a value against 6 of `sortDoubles` and 57 of the native sort.
 */

import { blockCore } from "./block-core/block-core.ts";

/** Longest array that is sorted here. */
const LONGEST = 2048;
/** Counting visits every value between the least and the largest: four of them cost what moving a value costs. */
const COUNTED_RANGE = 4 * LONGEST;
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT_MASK = DIGITS - 1;

// Scratch space of the sort below; nothing in it outlives a call.
const counts = new Int32Array(COUNTED_RANGE + 1);
const firstCounts = new Int32Array(DIGITS);
const secondCounts = new Int32Array(DIGITS);
const thirdCounts = new Int32Array(DIGITS);
const offsets = new Uint32Array(LONGEST);
const moved = new Uint32Array(LONGEST);

/** Sorts the first `length` values ascending, in place; `length` is at most 2,048. `least` and `most` bound them. */
export function sortIntegers(values: Int32Array, length: number, least: number, most: number): void {
  const range = most - least;
  if (range <= COUNTED_RANGE && range <= 4 * length) sortByCounting(values, length, least, range);
  else if (length < 64) values.subarray(0, length).sort();
  else sortInCore(values, length, least, range);
}

function sortInCore(values: Int32Array, length: number, least: number, range: number): void {
  const core = blockCore();
  if (core === undefined) {
    sortByDigits(values, length, least, range);
    return;
  }
  const isCores = values === core.integers;
  const own = length === values.length ? values : values.subarray(0, length);
  if (!isCores) core.integers.set(own);
  core.sortIntegers(length, least, range | 0);
  if (!isCores) own.set(length === core.integers.length ? core.integers : core.integers.subarray(0, length));
}

function sortByCounting(values: Int32Array, length: number, least: number, range: number): void {
  counts.fill(0, 0, range + 1);
  for (let i = 0; i < length; i++) counts[values[i]! - least]!++;
  let to = 0;
  for (let offset = 0; offset <= range; offset++)
    for (let left = counts[offset]!; left > 0; left--) values[to++] = offset + least;
}

/** What the core does otherwise: two digits where 22 bits hold the range, otherwise three. */
export function sortByDigits(values: Int32Array, length: number, least: number, range: number): void {
  const three = range >= 2 ** (2 * DIGIT_BITS);
  firstCounts.fill(0);
  secondCounts.fill(0);
  thirdCounts.fill(0);
  for (let i = 0; i < length; i++) {
    const offset = (values[i]! - least) >>> 0;
    offsets[i] = offset;
    firstCounts[offset & DIGIT_MASK]!++;
    secondCounts[(offset >>> DIGIT_BITS) & DIGIT_MASK]!++;
    thirdCounts[offset >>> (2 * DIGIT_BITS)]!++;
  }
  toStarts(firstCounts);
  toStarts(secondCounts);
  for (let i = 0; i < length; i++) {
    const offset = offsets[i]!;
    moved[firstCounts[offset & DIGIT_MASK]!++] = offset;
  }
  for (let i = 0; i < length; i++) {
    const offset = moved[i]!;
    offsets[secondCounts[(offset >>> DIGIT_BITS) & DIGIT_MASK]!++] = offset;
  }
  if (three) {
    toStarts(thirdCounts);
    for (let i = 0; i < length; i++) {
      const offset = offsets[i]!;
      moved[thirdCounts[offset >>> (2 * DIGIT_BITS)]!++] = offset;
    }
  }
  const sorted = three ? moved : offsets;
  for (let i = 0; i < length; i++) values[i] = sorted[i]! + least;
}

function toStarts(digits: Int32Array): void {
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = digits[digit]!;
    digits[digit] = start;
    start += count;
  }
}
