/** Deequ's constant: √(−ln(α/2)/2) at α ≈ 0.003. */
const C_ALPHA = 1.8;

/**
 * What is left of an L-infinity distance, 0 to 1, after subtracting what two samples of `n` and `m`
 * values differ by when nothing has changed: max(0, d − 1.8·√((n+m)/(n·m))). Undefined when either size
 * is not positive. Deequ `Distance.scala`, the "Robust" comparison of Model Monitor.
 */
export function robustDistance(d: number, n: number, m: number): number | undefined {
  return n > 0 && m > 0 ? Math.max(0, d - robustCorrection(n, m)) : undefined;
}

/** What is subtracted: how far two samples of `n` and `m` values lie apart by chance, 3 times in 1,000. Both are positive. */
export function robustCorrection(n: number, m: number): number {
  return C_ALPHA * Math.sqrt((n + m) / (n * m));
}
