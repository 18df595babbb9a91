import type { DriftStatistic } from "./drift-statistic.ts";
import { pooledShares } from "./pooled-shares.ts";

/**
 * Hellinger distance √(½ Σ (√p − √q)²), 0 to 1; a metric. It is 1 exactly when no bin or category is on both
 * sides; one that is empty on a side is as good as any other. Undefined when either side is empty. The default
 * threshold is evidently's.
 */
export const hellinger: DriftStatistic = {
  name: "Hellinger",
  about: "√(½ Σ (√share − √share)²) over pooled deciles or the categories; Hellinger 1909.",
  appliesTo: ["numeric", "categorical"],
  symmetric: true,
  range: [0, 1],
  defaultThreshold: 0.1,
  measure(current, baseline) {
    const shares = pooledShares(current, baseline);
    return shares === undefined ? undefined : distance(...shares);
  },
};

/** Of the differences and not as √(1 − Σ√(p·q)), which leaves 1e-8 between equal sides by rounding. */
function distance(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += (Math.sqrt(p[i]!) - Math.sqrt(q[i]!)) ** 2;
  return Math.sqrt(Math.min(1, sum / 2));
}
