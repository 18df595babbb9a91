import type { NumericDistribution } from "./distribution.ts";
import type { DriftStatistic } from "./drift-statistic.ts";

/**
 * Wasserstein-1 distance ∫ |F1 − F2| dx in standard deviations of the baseline, 0 to any size: how far the average
 * value has moved. No bins: it grows on with the shift where the other statistics have reached 1. Of a constant
 * baseline the unit is the standard deviation of both sides together, each weighing the same: it is then at most 2,
 * √(2s) where a share s has left for one other value, and the same for every unit of measurement (evidently's floor
 * of 0.001 calls a constant of 5e-5 that doubles no change). Undefined when either side is empty or holds
 * categories. A rank off by the sketch's `rankError` moves it by at most that times the range in standard
 * deviations. Unit and default threshold are evidently's ("Wasserstein distance (normed)").
 */
export const normalizedWasserstein: DriftStatistic = {
  name: "NormalizedWasserstein",
  about:
    "Area between the two distribution functions in standard deviations of the baseline; Vallender 1974, evidently.",
  appliesTo: ["numeric"],
  symmetric: false,
  range: [0, Number.POSITIVE_INFINITY],
  defaultThreshold: 0.1,
  measure(current, baseline) {
    if (current.kind !== "numeric" || baseline.kind !== "numeric") return undefined;
    if (current.values.length === 0 || baseline.values.length === 0) return undefined;
    const scale = scaleOf(current, baseline);
    const [now, before] = [sideOf(current, scale), sideOf(baseline, scale)];
    const distance = areaBetween(now, before);
    return distance === 0 ? 0 : distance / (standardDeviation(before) || standardDeviation(before, now));
  },
};

/** Values that are scaled so that no square and no difference over- or underflows, and the sum of their weights. */
interface Side {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly total: number;
}

function sideOf({ values, weights }: NumericDistribution, scale: number): Side {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { values: values.map((value) => value * scale), weights, total };
}

/** A power of two, which costs no digit, that brings the largest magnitude of both sides to about 1. */
function scaleOf(...sides: readonly NumericDistribution[]): number {
  const largest = Math.max(...sides.flatMap(({ values }) => [-values[0]!, values.at(-1)!].map(Math.abs)));
  return largest === 0 ? 1 : 2 ** -Math.max(-1023, Math.floor(Math.log2(largest)));
}

function areaBetween(a: Side, b: Side): number {
  let [i, j, belowA, belowB, area] = [0, 0, 0, 0, 0];
  let at = Math.min(a.values[0]!, b.values[0]!);
  while (i < a.values.length || j < b.values.length) {
    const next = Math.min(a.values[i] ?? Number.POSITIVE_INFINITY, b.values[j] ?? Number.POSITIVE_INFINITY);
    area += Math.abs(belowA / a.total - belowB / b.total) * (next - at);
    at = next;
    while (i < a.values.length && a.values[i] === at) belowA += a.weights[i++]!;
    while (j < b.values.length && b.values[j] === at) belowB += b.weights[j++]!;
  }
  return area;
}

/** Population standard deviation of the mixture in which all sides weigh the same; exactly 0 of a constant. */
function standardDeviation(...sides: readonly Side[]): number {
  const origin = sides[0]!.values[0]!;
  const mean = average(sides, (value) => value - origin);
  return Math.sqrt(average(sides, (value) => (value - origin - mean) ** 2));
}

function average(sides: readonly Side[], of: (value: number) => number): number {
  const sums = sides.map(({ values, weights, total }) =>
    values.reduce((sum, value, i) => sum + (of(value) * weights[i]!) / total, 0),
  );
  return sums.reduce((sum, each) => sum + each, 0) / sides.length;
}
