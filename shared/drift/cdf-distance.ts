import type { NumericDistribution } from "./distribution.ts";
import { totalWeight } from "./total-weight.ts";

/**
 * Largest absolute difference of two empirical distribution functions, 0 to 1: sup |F1 − F2|. Both
 * functions are compared only after all weight at a value is counted, so ties cost nothing. Undefined
 * when either side is empty. Each rank is off by at most the sketch's `rankError`, so the result is off
 * by at most the sum of both.
 */
export function cdfDistance(a: NumericDistribution, b: NumericDistribution): number | undefined {
  const [totalA, totalB] = [totalWeight(a.weights), totalWeight(b.weights)];
  if (totalA === 0 || totalB === 0) return undefined;
  let [i, j, belowA, belowB, largest] = [0, 0, 0, 0, 0];
  // Past the end of one list its function is 1 and the other only climbs towards it: the gap shrinks.
  while (i < a.values.length && j < b.values.length) {
    const at = Math.min(a.values[i]!, b.values[j]!);
    while (i < a.values.length && a.values[i] === at) belowA += a.weights[i++]!;
    while (j < b.values.length && b.values[j] === at) belowB += b.weights[j++]!;
    largest = Math.max(largest, Math.abs(belowA / totalA - belowB / totalB));
  }
  return Math.min(1, largest);
}
