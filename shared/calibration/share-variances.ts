import type { ComparedShares } from "./compared-shares.ts";
import { logOdds } from "./likelihood-ratio.ts";

/** A share of which a window expects fewer cells than this says nothing of how windows differ. */
const TELLING_CELLS = 5;
const NEARLY_NONE = 1e-7;

/**
 * How the shares of a family follow each other: not at all (categories), as those at or below ascending values, or as these with one more, of
 * what is far out (`FarOut`).
 */
export type ShareOrder = "none" | "ascending" | "far";

/**
 * Variance of each share's log-odds between windows, beyond sampling: the moments of the differences, less what
 * sampling gives them (DerSimonian & Laird 1986, with equal weights), not below 0. A rare share is taken to vary as its
 * more frequent neighbour does, in proportion to the log-odds: a shift of the whole column moves the tails so. What is far out it does not
 * reach.
 */
export function shareVariances(windows: readonly ComparedShares[], order: ShareOrder): Float64Array {
  const shares = windows[0]?.observed.length ?? 0;
  const own = Float64Array.from({ length: shares }, (_, at) => ownVariance(windows, at));
  return order === "none" ? own : withTails(own, windows, order === "far" ? shares - 1 : shares);
}

/** The same of all windows but those of each block. */
export function variancesWithout(
  windows: readonly ComparedShares[],
  blocks: readonly number[],
  order: ShareOrder,
): Map<number, Float64Array> {
  return new Map(
    [...new Set(blocks)].map((block) => {
      const others = windows.filter((_, at) => blocks[at] !== block);
      return [block, shareVariances(others, order)] as const;
    }),
  );
}

function ownVariance(windows: readonly ComparedShares[], at: number): number {
  let [beyond, unit] = [0, 0];
  for (const { observed, expected, trials: n, baselineTrials: m } of windows) {
    const pooled = (observed[at]! * n + expected[at]! * m) / (n + m);
    const spread = pooled * (1 - pooled);
    beyond += (observed[at]! - expected[at]!) ** 2 - spread * (1 / n + 1 / m);
    unit += spread * spread;
  }
  return unit === 0 ? 0 : Math.max(0, beyond / unit);
}

/** From the middle of the first `shares` outwards. */
function withTails(own: Float64Array, windows: readonly ComparedShares[], shares: number): Float64Array {
  const means = own.map((_, at) => meanOf(windows, (window) => window.expected[at]!));
  const cells = meanOf(windows, ({ trials }) => trials);
  const middle = means.reduce(
    (best, share, at) => (Math.abs(share - 0.5) < Math.abs(means[best]! - 0.5) ? at : best),
    0,
  );
  const extend = (at: number, inner: number) => {
    if (cells * Math.min(means[at]!, 1 - means[at]!) >= TELLING_CELLS) return;
    const growth = oddsOf(means[at]!) / Math.max(1, oddsOf(means[inner]!));
    own[at] = Math.max(own[at]!, own[inner]! * growth ** 2);
  };
  for (let at = middle - 1; at >= 0; at--) extend(at, at + 1);
  for (let at = middle + 1; at < shares; at++) extend(at, at - 1);
  return own;
}

const oddsOf = (share: number) => Math.abs(logOdds(Math.min(1 - NEARLY_NONE, Math.max(NEARLY_NONE, share))));

function meanOf(windows: readonly ComparedShares[], of: (window: ComparedShares) => number): number {
  return windows.reduce((sum, window) => sum + of(window), 0) / windows.length;
}

/** Windows of a slot after which what they show of its variance counts for one half, at least. */
const SLOT_WINDOWS = 10;
/** Beyond it a slot is another traffic, or a handful of windows. */
const LARGEST_FACTOR = 10;

/**
 * How much more, or less, the windows of each season slot vary than all do, over all shares together; taken back towards 1 where
 * a slot has few windows, and where slots differ by no more than the 2/n that chance gives a variance of n windows (Robbins 1956: what all
 * slots do says what to expect of one). Nights of a hundred rows wander otherwise than days.
 */
export function slotFactors(
  windows: readonly ComparedShares[],
  slots: readonly string[],
  variances: ArrayLike<number>,
): Record<string, number> {
  const sums = new Map<string, { count: number; beyond: number; unit: number }>();
  for (const [at, window] of windows.entries()) {
    const sum = sums.get(slots[at]!) ?? { count: 0, beyond: 0, unit: 0 };
    sums.set(slots[at]!, sum);
    sum.count++;
    addDifferences(sum, window, variances);
  }
  const own = [...sums].map(([slot, { count, beyond, unit }]) => ({
    slot,
    count,
    factor: unit === 0 ? 1 : Math.min(LARGEST_FACTOR, Math.max(0, beyond / unit)),
  }));
  const prior = Math.max(SLOT_WINDOWS, windowsOfPrior(own));
  return Object.fromEntries(
    own.map(({ slot, count, factor }) => [
      slot,
      prior === Number.POSITIVE_INFINITY ? 1 : (count * factor + prior) / (count + prior),
    ]),
  );
}

/** Windows that what all slots have in common counts for: of as many a variance differs by chance as much as those of the slots truly do. */
function windowsOfPrior(slots: readonly { readonly count: number; readonly factor: number }[]): number {
  const mean = slots.reduce((sum, { factor }) => sum + factor, 0) / slots.length;
  const beyond =
    slots.reduce((sum, { factor, count }) => sum + (factor - mean) ** 2 - 2 / count, 0) / slots.length;
  return beyond > 0 ? 2 / beyond : Number.POSITIVE_INFINITY;
}

function addDifferences(
  sum: { beyond: number; unit: number },
  { observed, expected, trials: n, baselineTrials: m }: ComparedShares,
  variances: ArrayLike<number>,
): void {
  for (let at = 0; at < observed.length; at++) {
    const pooled = (observed[at]! * n + expected[at]! * m) / (n + m);
    const spread = pooled * (1 - pooled);
    if (n * spread < TELLING_CELLS) continue;
    // In units of the sampling variance, so that every share counts alike.
    const sampling = spread * (1 / n + 1 / m);
    beyond(sum, (observed[at]! - expected[at]!) ** 2 - sampling, variances[at]! * spread * spread, sampling);
  }
}

function beyond(
  sum: { beyond: number; unit: number },
  difference: number,
  variance: number,
  sampling: number,
): void {
  sum.beyond += difference / (sampling + variance);
  sum.unit += variance / (sampling + variance);
}
