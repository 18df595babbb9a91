/** One-sided: 3 in 100,000 comparisons of unchanged data fall further by chance. */
export const ALLOWANCE_Z = 4;

/**
 * How far a share of `n` cells may fall below the share `expected` of the baseline's `m` cells by sampling
 * alone, 0 to 1: the difference at which the two-sample score test with pooled variance (NIST/SEMATECH
 * Handbook 7.3.3) reaches z = 4. With d the difference and w = n/(n+m), the pooled share is expected − w·d,
 * so d² = z²·(1/n + 1/m)·(expected − w·d)·(1 − expected + w·d), a quadratic in d. An infinite `m` is a
 * share known for certain. 0 without cells.
 */
export function shareAllowance(expected: number, n: number, m: number): number {
  if (!(n > 0 && m > 0)) return 0;
  const spread = ALLOWANCE_Z ** 2 * (1 / n + 1 / m);
  const weight = m === Number.POSITIVE_INFINITY ? 0 : n / (n + m);
  const a = 1 + spread * weight ** 2;
  const b = spread * weight * (2 * expected - 1);
  const c = spread * expected * (1 - expected);
  return Math.min(1, Math.max(0, (b + Math.sqrt(b * b + 4 * a * c)) / (2 * a)));
}
