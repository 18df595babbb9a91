import type { DeequKllSketch } from "./deequ-kll-sketch.ts";

/** Field names are Model Monitor's. */
export type KllBucket = {
  readonly lower_bound: number;
  readonly upper_bound: number;
  readonly count: number;
};

const BUCKETS = 10;
const LARGEST_INT = 2 ** 31 - 1;
const SMALLEST_INT = -(2 ** 31);

/**
 * The ten buckets of equal width that Model Monitor prints beside a sketch (Deequ's `KLLSketch.computeMetricFrom`). `min`
 * and `max` are the column's. A value on a bound belongs to the bucket above; the last bucket includes its upper bound,
 * which may round to just below the largest value and then leaves it out (27.739999999999995 for 27.74).
 *
 * Deequ's own smallest and largest value start at the largest and smallest 32-bit integer (`KLLRunner`), so that a column
 * entirely above 2³¹ − 1 has buckets from 2³¹ − 1 on, and one entirely below −2³¹ buckets up to −2³¹. Kept.
 */
export function kllBuckets(
  sketch: DeequKllSketch,
  { min, max }: { readonly min: number; readonly max: number },
): KllBucket[] {
  const [low, high] = [Math.min(min, LARGEST_INT), Math.max(max, SMALLEST_INT)];
  // Multiplied before it is divided: the order decides the last digit.
  const bound = (i: number) => low + ((high - low) * i) / BUCKETS;
  const below = Array.from({ length: BUCKETS }, (_, i) => sketch.rankBelow(bound(i)));
  return below.map((before, i) => {
    const [lower_bound, upper_bound] = [bound(i), bound(i + 1)];
    return { lower_bound, upper_bound, count: (below[i + 1] ?? sketch.rank(upper_bound)) - before };
  });
}
