/** A share is all but gone at a tenth, where nine tenths or more are expected … */
const ALL_BUT_GONE = 0.1;
/** … and the baseline's windows never lost half of it. */
const NEVER_LOST = 0.5;

/**
 * The shortfall from which on a share is all but gone though no window of the baseline came near that: no tail explains it. The
 * learnt tail of a share that wanders is heavy, and at a chance of one in a million it reaches a column without one value, which
 * nobody has seen. Infinite where windows were seen to lose the share, or nothing says what they lost. `expected`: 0 to 1;
 * `most`: the most of it that a window of the baseline lacked.
 */
export function grossShortfall(expected: number, most: number | undefined): number {
  const isWhole = expected >= 1 - ALL_BUT_GONE && most !== undefined && most < NEVER_LOST;
  return isWhole ? expected - ALL_BUT_GONE : Number.POSITIVE_INFINITY;
}
