import type { ComparedShares } from "./compared-shares.ts";
import { logOdds } from "./likelihood-ratio.ts";

/** A share of which a window expects fewer cells than this says nothing of how windows differ. */
const TELLING_CELLS = 5;
const NEARLY_NONE = 1e-7;
const LAST_DIGITS = 1e-9;

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
  return variancesOf(sumsOf(windows), order);
}

/** The same of all windows but those of each block. */
export function variancesWithout(
  windows: readonly ComparedShares[],
  blocks: readonly number[],
  order: ShareOrder,
): Map<number, Float64Array> {
  const all = sumsOf(windows);
  const places = Map.groupBy(windows.keys(), (at) => blocks[at]!);
  return new Map(
    [...places].map(([block, own]) => {
      const others = minus(all, sumsOf(own.map((at) => windows[at]!)));
      return [block, variancesOf(others, order)] as const;
    }),
  );
}

/** Sums over windows; by share, where they are arrays. */
interface VarianceSums {
  readonly windows: number;
  readonly trials: number;
  readonly expected: Float64Array;
  /** Squared differences less what sampling gives them, and the square of p·(1 − p), which log-odds are divided by. */
  readonly beyond: Float64Array;
  readonly unit: Float64Array;
}

function sumsOf(windows: readonly ComparedShares[]): VarianceSums {
  const shares = windows[0]?.observed.length ?? 0;
  const [expected, beyond, unit] = [0, 1, 2].map(() => new Float64Array(shares)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let trials = 0;
  for (const { observed, expected: there, trials: n, baselineTrials: m } of windows) {
    trials += n;
    for (let at = 0; at < shares; at++) {
      const pooled = (observed[at]! * n + there[at]! * m) / (n + m);
      const spread = pooled * (1 - pooled);
      expected[at]! += there[at]!;
      beyond[at]! += (observed[at]! - there[at]!) ** 2 - spread * (1 / n + 1 / m);
      unit[at]! += spread * spread;
    }
  }
  return { windows: windows.length, trials, expected, beyond, unit };
}

function minus(all: VarianceSums, own: VarianceSums): VarianceSums {
  const less = (a: Float64Array, b: Float64Array) => a.map((sum, at) => sum - b[at]!);
  return {
    windows: all.windows - own.windows,
    trials: all.trials - own.trials,
    expected: less(all.expected, own.expected),
    beyond: less(all.beyond, own.beyond),
    // Where one block has all there is, last digits are left.
    unit: less(all.unit, own.unit).map((sum, at) => (sum > LAST_DIGITS * all.unit[at]! ? sum : 0)),
  };
}

function variancesOf(sums: VarianceSums, order: ShareOrder): Float64Array {
  const own = sums.beyond.map((beyond, at) =>
    sums.unit[at]! > 0 ? Math.max(0, beyond / sums.unit[at]!) : 0,
  );
  return order === "none" ? own : withTails(own, sums, order === "far" ? own.length - 1 : own.length);
}

/** From the middle of the first `shares` outwards. */
function withTails(
  own: Float64Array,
  { windows, trials, expected }: VarianceSums,
  shares: number,
): Float64Array {
  const means = expected.map((sum) => sum / windows);
  const cells = trials / windows;
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
