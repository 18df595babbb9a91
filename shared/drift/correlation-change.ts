import type { RankCorrelation } from "../profile/rank-correlations.ts";

/** What is taken off the degrees of freedom: with less than one more there is no variance. */
const LOST = 3;

/** How far two rank correlations lie apart on Fisher's scale, which stretches the ends: atanh ρ_now − atanh ρ_before. */
export interface CorrelationGap {
  readonly gap: number;
  /** Its variance where nothing has changed and rows are independent. */
  readonly variance: number;
}

/**
 * The gap of two rank correlations. The variance of each is (1 + ρ²/2) ÷ (dof − 3) (Bonett & Wright, "Sample size requirements for
 * estimating Pearson, Kendall and Spearman correlations", 2000). ρ is taken as 1 − 1/dof from 0 at most: of so many rows no larger one
 * can be told from 1. Undefined where either stands on fewer than four degrees of freedom. Rows that come in runs, as those of one
 * customer do, are fewer than they seem: then the variance is too small.
 */
export function correlationGap(before: RankCorrelation, now: RankCorrelation): CorrelationGap | undefined {
  if (before.dof <= LOST || now.dof <= LOST) return undefined;
  return {
    gap: Math.atanh(inside(now)) - Math.atanh(inside(before)),
    variance: variance(now) + variance(before),
  };
}

const variance = ({ rho, dof }: RankCorrelation) => (1 + rho ** 2 / 2) / (dof - LOST);

function inside({ rho, dof }: RankCorrelation): number {
  const most = 1 - 1 / dof;
  return Math.max(-most, Math.min(most, rho));
}

/**
 * ρ of all rows, of one that was taken in blocks of `rows` rows: without what it lost there, 3·(ρ − τ) ÷ (m + 1) (Moran, "Rank correlation
 * and product-moment correlation", 1948), with Kendall's τ that normal columns of that ρ have. Files of ten rows and tables of
 * thousands are then compared alike.
 */
export function unblocked(rho: number, rows: number): number {
  const tau = (2 / Math.PI) * Math.asin(2 * Math.sin((Math.PI * rho) / 6));
  return Math.max(-1, Math.min(1, rho + (3 * (rho - tau)) / (rows + 1)));
}
