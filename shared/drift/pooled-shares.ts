import { binShares, quantileEdges } from "./bins.ts";
import { categoryShares } from "./category-counts.ts";
import type { Distribution, NumericDistribution } from "./distribution.ts";

/** Deciles of the mixture: enough to see a shift, few enough that a window of a hundred rows fills them. */
const BINS = 10;

/**
 * Shares of both sides over bins that favour neither: numbers over the deciles of the mixture in which both weigh
 * the same, which keeps what is made of them symmetric and can only lower it (data processing inequality), categories
 * as they are. Undefined when either side is empty or the kinds differ.
 */
export function pooledShares(a: Distribution, b: Distribution): [Float64Array, Float64Array] | undefined {
  if (a.n === 0 || b.n === 0) return undefined;
  if (a.kind === "categorical" && b.kind === "categorical") return categoryShares(a, b);
  if (a.kind !== "numeric" || b.kind !== "numeric") return undefined;
  const mixture = evenMixture(a, b);
  const edges = quantileEdges(mixture.values, mixture.weights, BINS);
  return [binShares(a, edges), binShares(b, edges)];
}

/** Both value lists in one ascending list, each side with a total weight of one half. */
function evenMixture(a: NumericDistribution, b: NumericDistribution) {
  const length = a.values.length + b.values.length;
  const [values, weights] = [new Float64Array(length), new Float64Array(length)];
  let [i, j] = [0, 0];
  for (let k = 0; k < length; k++) {
    const fromA = j >= b.values.length || (i < a.values.length && a.values[i]! <= b.values[j]!);
    values[k] = fromA ? a.values[i]! : b.values[j]!;
    weights[k] = fromA ? a.weights[i++]! / (2 * a.n) : b.weights[j++]! / (2 * b.n);
  }
  return { values, weights };
}
