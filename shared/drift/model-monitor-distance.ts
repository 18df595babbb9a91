import { LOW_CARDINALITY } from "../statistics/low-cardinality-counts.ts";
import { cdfDistance } from "./cdf-distance.ts";
import type { Distribution, NumericDistribution } from "./distribution.ts";
import { lInfinity } from "./l-infinity.ts";
import { robustDistance } from "./robust.ts";

/**
 * The distance that Model Monitor prints, 0 to 1 (spec: Deequ `Distance.scala` and `QuantileNonSample`). Of
 * numbers each different value counts once, with the largest weight it has in the sketch, so that `Robust`
 * subtracts by the numbers of different values and not of rows: flags and small integers practically never
 * drift. Kept for who compares with it; `LInfinity` measures what was meant. Undefined when either side is
 * empty, the kinds differ, or a side has more categories than the service keeps.
 */
export function modelMonitorDistance(
  current: Distribution,
  baseline: Distribution,
  method: "Robust" | "Simple",
): number | undefined {
  if (hasTooManyCategories(current) || hasTooManyCategories(baseline)) return undefined;
  const [a, b] = [oncePerValue(current), oncePerValue(baseline)];
  const distance = a.kind === "numeric" && b.kind === "numeric" ? cdfDistance(a, b) : lInfinity.measure(a, b);
  if (distance === undefined || method === "Simple") return distance;
  return robustDistance(distance, a.n, b.n);
}

const hasTooManyCategories = (distribution: Distribution) =>
  distribution.kind === "categorical" && distribution.counts.size > LOW_CARDINALITY;

/** Deequ keeps the ranks in a map by value: of equal values, sorted by level, the last one stays. */
function oncePerValue(distribution: Distribution): Distribution {
  return distribution.kind === "numeric" ? collapsed(distribution) : distribution;
}

function collapsed({ values, weights, rankError }: NumericDistribution): NumericDistribution {
  const largest = new Map<number, number>();
  for (const [i, value] of values.entries())
    largest.set(value, Math.max(largest.get(value) ?? 0, weights[i]!));
  const kept = Float64Array.from(largest.values());
  const n = kept.reduce((sum, weight) => sum + weight, 0);
  return { kind: "numeric", values: Float64Array.from(largest.keys()), weights: kept, n, rankError };
}
