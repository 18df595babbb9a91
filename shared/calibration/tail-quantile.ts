/** The tail is fitted to the largest tenth. */
const TAIL_SHARE = 0.1;
/** Fewer exceedances than this say nothing about a tail's shape. */
const LEAST_EXCEEDANCES = 5;
/** A heavier tail than this is a handful of outliers speaking, not a law. */
const HEAVIEST_SHAPE = 0.5;

/**
 * The value that one more observation exceeds with probability `rate` (below 0.1). Beyond the data the tail is a
 * generalized Pareto distribution fitted by probability-weighted moments to the largest tenth (Hosking & Wallis 1987,
 * eq. 8 to 10): a distance is bounded, and so is its fitted tail; an exponential tail asked for distances that do not
 * exist. Never below the largest observation. Undefined without observations.
 */
export function tailQuantile(values: readonly number[], rate: number): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const largest = sorted.at(-1)!;
  const kept = Math.ceil(sorted.length * TAIL_SHARE);
  if (kept < LEAST_EXCEEDANCES) return largest;
  const start = sorted[sorted.length - kept - 1] ?? sorted[0]!;
  const excesses = sorted.slice(-kept).map((value) => value - start);
  return Math.max(largest, start + excessQuantile(excesses, rate / (kept / sorted.length)));
}

/** The excess that is exceeded with probability `p`, of ascending excesses. */
function excessQuantile(excesses: readonly number[], p: number): number {
  const n = excesses.length;
  const b0 = excesses.reduce((sum, value) => sum + value, 0) / n;
  // The plotting positions that Hosking & Wallis recommend: (i − 0.35) ÷ n.
  const b1 = excesses.reduce((sum, value, i) => sum + value * (1 - (i + 0.65) / n), 0) / n;
  if (b0 === 0) return 0;
  const shape = Math.min(HEAVIEST_SHAPE, 2 - b0 / (b0 - 2 * b1));
  const scale = b0 * (1 - shape);
  if (Math.abs(shape) < 1e-9) return -scale * Math.log(p);
  return (scale / shape) * (p ** -shape - 1);
}
