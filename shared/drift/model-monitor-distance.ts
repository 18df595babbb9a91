import { LOW_CARDINALITY } from "../statistics/low-cardinality-counts.ts";
import { cdfDistance } from "./cdf-distance.ts";
import type { Distribution, NumericDistribution } from "./distribution.ts";
import { lInfinity } from "./l-infinity.ts";
import { modelMonitorPValue } from "./model-monitor-p-value.ts";
import { robustDistance } from "./robust.ts";

/** `comparison_method` and `categorical_drift_method` of a constraints file. */
export interface ModelMonitorMethod {
  /** Of every L-infinity distance. AWS's page on constraints speaks of no other: a chi-squared test ignores it. */
  readonly comparison: "Robust" | "Simple";
  readonly categorical: "LInfinity" | "ChiSquared";
}

/**
 * The distance that Model Monitor prints, 0 to 1 (spec: Deequ `Distance.scala` and `QuantileNonSample`). Of
 * numbers each different value counts once, with the largest weight it has in the sketch, so that `Robust`
 * subtracts by the numbers of different values and not of rows: flags and small integers practically never
 * drift. Kept for who compares with it; `LInfinity` measures what was meant. Of categories under `ChiSquared`
 * 1 − p of Deequ's test: see `modelMonitorThreshold`. Undefined when either side is empty, the kinds differ,
 * a side has more categories than the service keeps, or too few rows are expected for a test.
 */
export function modelMonitorDistance(
  current: Distribution,
  baseline: Distribution,
  { comparison, categorical }: ModelMonitorMethod,
): number | undefined {
  if (hasTooManyCategories(current) || hasTooManyCategories(baseline)) return undefined;
  if (categorical === "ChiSquared" && current.kind === "categorical" && baseline.kind === "categorical")
    return complement(modelMonitorPValue(current, baseline));
  const [a, b] = [oncePerValue(current), oncePerValue(baseline)];
  const distance = a.kind === "numeric" && b.kind === "numeric" ? cdfDistance(a, b) : lInfinity.measure(a, b);
  if (distance === undefined || comparison === "Simple") return distance;
  return robustDistance(distance, a.n, b.n);
}

/**
 * What that distance of a kind of column is held against, of the file's own threshold. A column drifts when the
 * p-value of its test is below the threshold: said as a distance that exceeds, 1 − p above 1 − threshold. How the
 * service compares is written nowhere. Its pages say "exceeds the threshold" of every method, which of a p-value
 * would make each unchanged column (p = 1) a violation and none of the changed ones. Never below 0: a threshold
 * above 1 is no p-value, and whatever differs at all is then above it.
 */
export function modelMonitorThreshold(
  threshold: number,
  kind: Distribution["kind"],
  { categorical }: Pick<ModelMonitorMethod, "categorical">,
): number {
  return kind === "categorical" && categorical === "ChiSquared" ? Math.max(0, 1 - threshold) : threshold;
}

const complement = (p: number | undefined) => (p === undefined ? undefined : 1 - p);

const hasTooManyCategories = (distribution: Distribution) =>
  distribution.kind === "categorical" && distribution.counts.size > LOW_CARDINALITY;

/** Deequ keeps the ranks in a map by value: of equal values, sorted by level, the last one stays. */
function oncePerValue(distribution: Distribution): Distribution {
  return distribution.kind === "numeric" ? collapsed(distribution) : distribution;
}

function collapsed({ values, weights, rankError }: NumericDistribution): NumericDistribution {
  const [kept, largest] = [new Float64Array(values.length), new Float64Array(values.length)];
  let [last, n] = [-1, 0];
  for (let i = 0; i < values.length; i++) {
    if (last < 0 || kept[last] !== values[i]) kept[++last] = values[i]!;
    largest[last] = Math.max(largest[last]!, weights[i]!);
  }
  for (let i = 0; i <= last; i++) n += largest[i]!;
  return {
    kind: "numeric",
    values: kept.subarray(0, last + 1),
    weights: largest.subarray(0, last + 1),
    n,
    rankError,
  };
}
