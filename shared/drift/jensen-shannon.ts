import type { DriftStatistic } from "./drift-statistic.ts";
import { pooledShares } from "./pooled-shares.ts";

/**
 * Jensen–Shannon distance (the square root of the divergence in bits), 0 to 1; a metric (Endres and
 * Schindelin 2003). It is 1 exactly when no bin or category is on both sides; one that is empty on a side is as
 * good as any other. Undefined when either side is empty. The default threshold is evidently's.
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
    const shares = pooledShares(current, baseline);
    return shares === undefined ? undefined : distance(...shares);
  },
};

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
