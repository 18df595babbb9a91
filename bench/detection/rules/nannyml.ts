/** NannyML's default of single columns (`UnivariateDriftCalculator`, 0.13), from `drift/univariate/methods.py` of its package. */
import type {
  CategoricalDistribution,
  Distribution,
  NumericDistribution,
} from "../../../shared/drift/distribution.ts";
import { type ColumnJudge, columnByColumn } from "../fixed-rule.ts";
import { strengthOf } from "../verdict.ts";
import { doaneEdges } from "./doane-edges.ts";
import { jensenShannonOfShares } from "./jensen-shannon-of-shares.ts";

const DEVIATIONS = 3;

/**
 * The limit has no end at the top: of this distance NannyML cuts only a lower one, which it does not set. `chunks` should be
 * the reference's own windows and be like those to come; it asks for six at least.
 */
export const nannyMl = columnByColumn(
  {
    name: "NannyML",
    about:
      "NannyML's UnivariateDriftCalculator: Jensen–Shannon distance, over Doane's bins of the reference or the categories, above the mean and three standard deviations of the reference's chunks, in any column.",
  },
  judgeOf,
);

function judgeOf(reference: Distribution, chunks: readonly Distribution[]): ColumnJudge {
  const distance = distanceFrom(reference);
  const learnt = chunks.flatMap((chunk) => distance(chunk) ?? []);
  const center = mean(learnt);
  const threshold = center + DEVIATIONS * Math.sqrt(mean(learnt.map((value) => (value - center) ** 2)));
  return (window) => {
    const score = distance(window);
    if (score === undefined || learnt.length === 0) return undefined;
    const strength = strengthOf(score, threshold, { center });
    return { drifted: score > threshold, score, method: "jensen_shannon", threshold, strength };
  };
}

type Distance = (window: Distribution) => number | undefined;

function distanceFrom(reference: Distribution): Distance {
  if (reference.n === 0) return () => undefined;
  return reference.kind === "numeric" ? fromNumbers(reference) : fromCategories(reference);
}

function fromNumbers(reference: NumericDistribution): Distance {
  const edges = doaneEdges(reference);
  const before = shares(reference, edges);
  return (window) =>
    window.kind === "numeric" && window.n > 0 ? distance(before, shares(window, edges)) : undefined;
}

function fromCategories(reference: CategoricalDistribution): Distance {
  const known = [...reference.counts.keys()];
  const before = known.map((key) => reference.counts.get(key)! / reference.n);
  return (window) =>
    window.kind === "categorical" && window.n > 0
      ? distance(
          before,
          known.map((key) => (window.counts.get(key) ?? 0) / window.n),
        )
      : undefined;
}

/** What lies outside the reference's bins or categories is one more of them. */
function distance(before: readonly number[], now: readonly number[]): number {
  const outside = 1 - now.reduce((sum, share) => sum + share, 0);
  return outside > 0
    ? jensenShannonOfShares([...before, 0], [...now, outside], 2)
    : jensenShannonOfShares(before, now, 2);
}

/** Shares of [edge, next edge), the last bin with its upper edge: numpy's `histogram`. */
function shares({ values, weights, n }: NumericDistribution, edges: readonly number[]): number[] {
  const found = new Array<number>(edges.length - 1).fill(0);
  const last = found.length - 1;
  let bin = 0;
  for (const [i, value] of values.entries()) {
    if (value < edges[0]! || value > edges[last + 1]!) continue;
    while (bin < last && value >= edges[bin + 1]!) bin++;
    found[bin]! += weights[i]! / n;
  }
  return found;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
