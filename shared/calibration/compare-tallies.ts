import type { Tally } from "./column-tally.ts";
import type { ComparedShares } from "./compared-shares.ts";

/** What one window of a season slot counted, and what all of the baseline's windows of that slot did. */
export interface TallyPair {
  readonly current: Tally;
  readonly baseline: Tally;
}

/**
 * The shares of windows together beside what their slots expect of them, in the proportions in which the slots' rows came:
 * the baseline's effective cells are 1 ÷ Σ w²/m over the slots. Undefined where no cell came, or a slot has none.
 */
export function compareTallies(pairs: readonly TallyPair[]): ComparedShares | undefined {
  const trials = pairs.reduce((sum, { current }) => sum + current.trials, 0);
  if (trials === 0 || pairs.some(({ baseline }) => baseline.trials === 0)) return undefined;
  const weights = new Map<Tally, number>();
  for (const { current, baseline } of pairs)
    weights.set(baseline, (weights.get(baseline) ?? 0) + current.trials / trials);
  const length = pairs[0]!.current.hits.length;
  const [observed, expected] = [new Float64Array(length), new Float64Array(length)];
  for (const { current } of pairs)
    for (let at = 0; at < length; at++) observed[at]! += current.hits[at]! / trials;
  let [spread, rankError] = [0, 0];
  for (const [{ hits, trials: cells, rankError: error }, weight] of weights) {
    for (let at = 0; at < length; at++) expected[at]! += (weight * hits[at]!) / cells;
    spread += weight ** 2 / cells;
    rankError += weight * error;
  }
  for (const { current } of pairs) rankError += (current.rankError * current.trials) / trials;
  return {
    trials,
    baselineTrials: 1 / spread,
    observed: observed.map(atMostOne),
    expected: expected.map(atMostOne),
    rankError,
  };
}

/** Sums of shares end a last digit above 1. */
const atMostOne = (share: number) => Math.min(1, Math.max(0, share));
