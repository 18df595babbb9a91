import { binShares, quantileEdges } from "./bins.ts";
import { categoryShares } from "./category-counts.ts";
import type { Distribution } from "./distribution.ts";
import type { DriftStatistic } from "./drift-statistic.ts";

/** Deciles of the baseline, as the index is usually cut (Siddiqi 2006, "Credit Risk Scorecards"). */
export const BINS = 10;
/** The index is infinite when a bin is empty on one side only; evidently puts the same share into an empty bin. */
const EMPTY_BIN_SHARE = 0.0001;

/**
 * Population stability index Σ (c − b)·ln(c/b) over the bins of the baseline's deciles or over the
 * categories: 0 to 18.4, where the floor for empty bins ends it. Undefined when either side is empty.
 * Siddiqi 2006 reads below 0.1 as no change and above 0.25 as a large one. Between unchanged samples of n
 * and m rows its mean is about (bins − 1)·(1/n + 1/m) (Yurdakul 2018), which is why small windows need a
 * learnt limit.
 */
export const populationStabilityIndex: DriftStatistic = {
  name: "PopulationStabilityIndex",
  about:
    "Sum of (share − share) × ln(share ratio) over the baseline's deciles or the categories; Siddiqi 2006.",
  appliesTo: ["numeric", "categorical"],
  symmetric: false,
  range: [0, 2 * Math.log(1 / EMPTY_BIN_SHARE)],
  defaultThreshold: 0.25,
  measure(current, baseline) {
    const shares = sharesOf(current, baseline);
    return shares === undefined ? undefined : stabilityIndex(...shares);
  },
};

function sharesOf(current: Distribution, baseline: Distribution): [Float64Array, Float64Array] | undefined {
  if (current.n === 0 || baseline.n === 0) return undefined;
  if (current.kind === "categorical" && baseline.kind === "categorical")
    return categoryShares(current, baseline);
  if (current.kind !== "numeric" || baseline.kind !== "numeric") return undefined;
  const edges = quantileEdges(baseline.values, baseline.weights, BINS);
  return [binShares(current, edges), binShares(baseline, edges)];
}

/** The index of shares of the same bins; each list sums to 1. */
export function stabilityIndex(current: Float64Array, baseline: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < current.length; i++) {
    if (current[i] === 0 && baseline[i] === 0) continue;
    const c = Math.max(current[i]!, EMPTY_BIN_SHARE);
    const b = Math.max(baseline[i]!, EMPTY_BIN_SHARE);
    sum += (c - b) * Math.log(c / b);
  }
  return sum;
}
