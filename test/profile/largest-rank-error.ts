import type { WeightedValues } from "../../shared/profile/weighted-values.ts";

/** Largest difference of a sketch's distribution function and that of the values themselves, which are counted sorted. */
export function largestRankError({ values, weights }: WeightedValues, all: Float64Array): number {
  const sorted = all.slice().sort();
  let below = 0;
  let at = 0;
  let largest = 0;
  for (let i = 0; i < sorted.length; ) {
    const value = sorted[i]!;
    largest = Math.max(largest, Math.abs(below - i));
    while (i < sorted.length && sorted[i] === value) i++;
    while (at < values.length && values[at]! <= value) below += weights[at++]!;
    largest = Math.max(largest, Math.abs(below - i));
  }
  return largest / all.length;
}
