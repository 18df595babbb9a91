import { cdfDistance } from "./cdf-distance.ts";
import type { CategoricalDistribution, Distribution } from "./distribution.ts";
import type { DriftStatistic } from "./drift-statistic.ts";

/**
 * Largest absolute difference, 0 to 1: of the two distribution functions where values are numbers, of
 * the shares of any one category where they are not. Undefined when either side is empty.
 * What Model Monitor measures before its correction for few samples (Deequ `Distance.scala`,
 * `numericalDistance` and `categoricalDistance`); the default threshold is its own.
 */
export const lInfinity: DriftStatistic = {
  name: "LInfinity",
  about:
    "Largest difference of the two distribution functions (numbers) or of the share of one category (texts); Deequ Distance.",
  appliesTo: ["numeric", "categorical"],
  symmetric: true,
  range: [0, 1],
  defaultThreshold: 0.1,
  measure(current: Distribution, baseline: Distribution) {
    if (current.kind === "numeric" && baseline.kind === "numeric") return cdfDistance(current, baseline);
    if (current.kind === "categorical" && baseline.kind === "categorical")
      return largestShareGap(current, baseline);
    return undefined;
  },
};

function largestShareGap(a: CategoricalDistribution, b: CategoricalDistribution): number | undefined {
  if (a.n === 0 || b.n === 0) return undefined;
  let largest = 0;
  for (const [value, count] of a.counts)
    largest = Math.max(largest, Math.abs(count / a.n - (b.counts.get(value) ?? 0) / b.n));
  for (const [value, count] of b.counts) if (!a.counts.has(value)) largest = Math.max(largest, count / b.n);
  return Math.min(1, largest);
}
