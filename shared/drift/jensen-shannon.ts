import { binShares, categoryShares, quantileEdges } from "./bins.ts";
import type { Distribution, NumericDistribution } from "./distribution.ts";
import type { DriftStatistic } from "./drift-statistic.ts";

/** Deciles of the mixture: enough to see a shift, few enough that a window of a hundred rows fills them. */
const BINS = 10;

/**
 * Jensen–Shannon distance (the square root of the divergence in bits), 0 to 1; a metric (Endres and
 * Schindelin 2003). Categories are compared as they are; numbers over the deciles of the mixture in which
 * both sides weigh the same, which keeps it symmetric and can only lower it (data processing inequality).
 * Undefined when either side is empty. The default threshold is evidently's and NannyML's.
 */
export const jensenShannon: DriftStatistic = {
  name: "JensenShannon",
  about:
    "Square root of the Jensen–Shannon divergence in bits, over pooled deciles or the categories; Lin 1991.",
  appliesTo: ["numeric", "categorical"],
  symmetric: true,
  range: [0, 1],
  defaultThreshold: 0.1,
  measure(current, baseline) {
    const shares = sharesOf(current, baseline);
    return shares === undefined ? undefined : distance(...shares);
  },
};

function sharesOf(a: Distribution, b: Distribution): [Float64Array, Float64Array] | undefined {
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

function distance(p: Float64Array, q: Float64Array): number {
  let bits = 0;
  for (let i = 0; i < p.length; i++) {
    const middle = (p[i]! + q[i]!) / 2;
    bits += term(p[i]!, middle) / 2 + term(q[i]!, middle) / 2;
  }
  // Rounding leaves equal sides at ±1e-17 and disjoint ones at 1 + 1e-16.
  return Math.sqrt(Math.min(1, Math.max(0, bits)));
}

/** p·log2(p/m), 0 at p = 0 (its limit). */
const term = (p: number, middle: number) => (p === 0 ? 0 : p * Math.log2(p / middle));
