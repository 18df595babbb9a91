import type { ComparedShares } from "./compared-shares.ts";

/** Correlations are looked for up to a week of hours, and up to a quarter of the windows. */
const LONGEST_LAG = 168;
/** Shares looked at, spread over the middle of the column: neighbours say the same. */
const SHARES_ASKED = 3;

/**
 * How many windows say what one independent window of the normal law would of the variance between windows, 1 or more:
 * κ·(1 + 2 Σ r_k²), with r_k the autocorrelation of the differences at lag k (Bayley & Hammersley 1946 of means; of variances the
 * squares, Priestley 1981, §5.3.3), of which what chance gives each lag, 1/n, is taken off; and κ = (μ₄/σ⁴ − 1)/2, 1 of the normal law: a
 * variance has a variance of (μ₄ − σ⁴)/n, so that of storms that come twice in a baseline a few windows decide.
 */
export function clumping(windows: readonly ComparedShares[], variances: ArrayLike<number>): number {
  const shares = variances.length;
  const asked = [...new Set([0.25, 0.5, 0.75].map((share) => Math.floor(share * shares)))].slice(
    0,
    SHARES_ASKED,
  );
  const each = asked.map((at) => clumpingOf(standardized(windows, at, variances[at]!)));
  return each.length === 0 ? 1 : each.reduce((sum, value) => sum + value, 0) / each.length;
}

function standardized(windows: readonly ComparedShares[], at: number, variance: number): Float64Array {
  const values = new Float64Array(windows.length);
  for (let window = 0; window < values.length; window++) {
    const { observed, expected, trials: n, baselineTrials: m } = windows[window]!;
    const pooled = (observed[at]! * n + expected[at]! * m) / (n + m);
    const spread = pooled * (1 - pooled);
    const sd = Math.sqrt(spread * (1 / n + 1 / m) + variance * spread * spread);
    values[window] = sd === 0 ? 0 : (observed[at]! - expected[at]!) / sd;
  }
  return values;
}

/** The same of one series of differences, each in its own standard deviations. */
export function clumpingOf(values: Float64Array): number {
  const lags = Math.min(LONGEST_LAG, Math.floor(values.length / 4));
  let [power, fourth] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    const square = values[at]! ** 2;
    power += square / values.length;
    fourth += (square * square) / values.length;
  }
  if (power === 0) return 1;
  let sum = 0;
  for (let lag = 1; lag <= lags; lag++) {
    let products = 0;
    for (let at = lag; at < values.length; at++) products += values[at]! * values[at - lag]!;
    const pairs = values.length - lag;
    sum += (products / (pairs * power)) ** 2 - 1 / pairs;
  }
  return Math.max(1, (fourth / power ** 2 - 1) / 2) * (1 + 2 * Math.max(0, sum));
}
