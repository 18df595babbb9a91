import type { ColumnProfile } from "../profile/column-profile.ts";
import { KLL_K } from "../profile/kll-sketch.ts";
import { DeequKllSketch } from "../profile/model-monitor/deequ-kll-sketch.ts";
import { type KllBucket, kllBuckets } from "../profile/model-monitor/kll-buckets.ts";

/** Buckets of equal width between the smallest and the largest value (`KLLParameters` of the service). */
const BUCKETS = 10;
/** What each level of `KllSketch` holds of the one above it; the service writes its own 0.64 here too. */
const SHRINK = 0.64;

/**
 * The `kll` object of a numeric column with at least one finite value: ten buckets of equal width and the
 * levels of the sketch, an item of level h standing for 2^h values.
 */
export function kllStatisticsOf({ moments, sketch }: ColumnProfile) {
  const { values, weights } = sketch.weightedValues();
  const [min, max] = [moments.min!, moments.max!];
  return {
    buckets:
      sketch instanceof DeequKllSketch
        ? kllBuckets(sketch, { min, max })
        : bucketsOf(values, weights, min, max),
    sketch: { parameters: { c: SHRINK, k: KLL_K }, data: sketch.levels().map((level) => Array.from(level)) },
  };
}

/**
 * Counts by exclusive rank of the bounds; the last bucket includes its upper bound (Deequ `KLLRunner`). The
 * service computes that bound too and loses the largest values where it rounds below them (27.739999999999995
 * for 27.74); here it is the largest value.
 */
function bucketsOf(values: Float64Array, weights: Float64Array, low: number, high: number): KllBucket[] {
  const bound = (i: number) =>
    // The width itself overflows when the column spans more than the largest double.
    Number.isFinite(high - low)
      ? low + ((high - low) * i) / BUCKETS
      : low * (1 - i / BUCKETS) + high * (i / BUCKETS);
  let next = 0;
  const buckets: KllBucket[] = [];
  for (let i = 0; i < BUCKETS; i++) {
    const last = i === BUCKETS - 1;
    const [lower_bound, upper_bound] = [bound(i), last ? high : bound(i + 1)];
    let count = 0;
    while (next < values.length && (last || values[next]! < upper_bound)) count += weights[next++]!;
    buckets.push({ lower_bound, upper_bound, count });
  }
  return buckets;
}
