import type { RankCorrelation, RankCorrelations } from "../profile/rank-correlations.ts";

/** Variance of Spearman's atanh ρ, in parts of 1 ÷ (n − 3): Fieller, Hartley & Pearson, "Tests for Rank Correlation Coefficients", 1957. */
const SPEARMAN_VARIANCE = 1.06;
/** What is taken off the degrees of freedom: with less than one more there is no variance. */
const LOST = 3;

/** A pair of columns that depend on each other otherwise than before. */
export interface CorrelationChange {
  readonly a: string;
  readonly b: string;
  readonly before: RankCorrelation;
  readonly now: RankCorrelation;
  /** `correlationChange` of the two. */
  readonly z: number;
}

/**
 * How far two rank correlations lie apart, in standard deviations of their difference where nothing has changed:
 *
 *     z = (atanh ρ_now − atanh ρ_before) ÷ √(1.06 ÷ (dof_now − 3) + 1.06 ÷ (dof_before − 3)),
 *
 * ρ taken as 1 − 1/dof from 0 at most: of so many rows no larger one can be told from 1. Undefined where either stands on fewer than
 * four degrees of freedom. Rows that come in runs, as those of one customer do, are fewer than they seem: then z is too large.
 */
export function correlationChange(before: RankCorrelation, now: RankCorrelation): number | undefined {
  if (before.dof <= LOST || now.dof <= LOST) return undefined;
  const variance = SPEARMAN_VARIANCE / (now.dof - LOST) + SPEARMAN_VARIANCE / (before.dof - LOST);
  return (stretched(now) - stretched(before)) / Math.sqrt(variance);
}

/** The change of each pair that both speak of, in the order of `before`. */
export function* correlationChanges(
  before: RankCorrelations,
  now: RankCorrelations,
): Generator<CorrelationChange> {
  for (const { a, b, ...ofBefore } of before.pairs()) {
    const ofNow = now.correlation(a, b);
    const z = ofNow && correlationChange(ofBefore, ofNow);
    if (ofNow !== undefined && z !== undefined) yield { a, b, before: ofBefore, now: ofNow, z };
  }
}

/** The pair that changed most by |z|, of equal ones the first; undefined where no pair can be compared. */
export function largestCorrelationChange(
  before: RankCorrelations,
  now: RankCorrelations,
): CorrelationChange | undefined {
  let largest: CorrelationChange | undefined;
  for (const change of correlationChanges(before, now))
    if (largest === undefined || Math.abs(change.z) > Math.abs(largest.z)) largest = change;
  return largest;
}

/** Fisher's transformation of ρ. */
function stretched({ rho, dof }: RankCorrelation): number {
  const most = 1 - 1 / dof;
  return Math.atanh(Math.max(-most, Math.min(most, rho)));
}
