/** A share of a window beside the share that its baseline expects. */
export interface ComparedShare {
  /** Share of the window's cells, 0 to 1, and their number. */
  readonly observed: number;
  readonly trials: number;
  /** Share of the baseline's cells, 0 to 1, and their number (where several slots are mixed, their effective number). */
  readonly expected: number;
  readonly baselineTrials: number;
  /** Variance of the share's log-odds between windows, beyond sampling; default 0. */
  readonly variance?: number;
  /** Largest error of the two shares' difference, 0 (the default) where both are counted; it speaks for "nothing changed". */
  readonly rankError?: number;
}

/**
 * How much better two shares explain the counts than one share for both, in nats, 0 or more: half of the G statistic of a
 * 2 × 2 table, n·KL(p̂ ‖ p̄) + m·KL(q̂ ‖ p̄) with p̄ the pooled share (Wilks 1938). For a share that is known for certain,
 * independent cells exceed y on one side with a probability of at most e^−y at every sample size (Chernoff 1952), however
 * rare the share; a normal approximation would call a few cells of a rare value a wonder.
 *
 * Where windows differ by more than sampling, by log-odds of variance s², part of the way may be the window's and the rest
 * chance. The likeliest split of two quadratic costs y and z costs 1 ÷ (1/y + 1/z): y is the ratio above, z = Δ²/2s² that of a
 * window that went all of the way by itself.
 */
export function likelihoodRatio({
  observed,
  trials: n,
  expected,
  baselineTrials: m,
  variance = 0,
  rankError = 0,
}: ComparedShare): number {
  const gap = Math.abs(observed - expected) - rankError;
  if (!(gap > 1e-12 && n > 0 && m > 0)) return 0;
  const p = observed > expected ? expected + gap : expected - gap;
  const pooled = m === Number.POSITIVE_INFINITY ? expected : (n * p + m * expected) / (n + m);
  const own = n * divergence(p, pooled);
  const ratio = pooled === expected ? own : own + m * divergence(expected, pooled);
  if (variance === 0 || ratio === 0) return ratio;
  const step = logOdds(inside(p, n)) - logOdds(inside(expected, n));
  const byLevel = (step * step) / (2 * variance);
  return (ratio * byLevel) / (ratio + byLevel);
}

/** Kullback–Leibler divergence of two Bernoulli laws in nats; `q` is strictly between 0 and 1 unless it equals `p`. */
function divergence(p: number, q: number): number {
  const ones = p <= 0 ? 0 : p * Math.log(p / q);
  const zeros = p >= 1 ? 0 : (1 - p) * Math.log((1 - p) / (1 - q));
  return Math.max(0, ones + zeros);
}

/** Half a cell away from 0 and 1, whose log-odds are infinite. */
export const inside = (share: number, n: number) => (share * n + 0.5) / (n + 1);

export const logOdds = (share: number) => Math.log(share / (1 - share));
