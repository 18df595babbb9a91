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
  const [first] = pairs;
  if (first === undefined) return undefined;
  return pairs.length === 1 ? compareOne(first) : compareMany(pairs);
}

/** Nine comparisons of ten are of one window. */
function compareOne({ current, baseline }: TallyPair): ComparedShares | undefined {
  if (current.trials === 0 || baseline.trials === 0) return undefined;
  return {
    trials: current.trials,
    baselineTrials: baseline.trials,
    observed: current.hits.map((hit) => shareOf(hit, current.trials)),
    expected: baseline.hits.map((hit) => shareOf(hit, baseline.trials)),
    rankError: current.rankError + baseline.rankError,
    ...farOf(current),
  };
}

function compareMany(pairs: readonly TallyPair[]): ComparedShares | undefined {
  const trials = pairs.reduce((sum, { current }) => sum + current.trials, 0);
  if (trials === 0 || pairs.some(({ baseline }) => baseline.trials === 0)) return undefined;
  const length = pairs[0]!.current.hits.length;
  const [hits, expected] = [new Float64Array(length), new Float64Array(length)];
  const weights = new Map<Tally, number>();
  let rankError = 0;
  for (const { current, baseline } of pairs) {
    for (let at = 0; at < length; at++) hits[at]! += current.hits[at]!;
    weights.set(baseline, (weights.get(baseline) ?? 0) + current.trials / trials);
    rankError += (current.rankError * current.trials) / trials;
  }
  let spread = 0;
  for (const [{ hits: counted, trials: cells, rankError: error }, weight] of weights) {
    for (let at = 0; at < length; at++) expected[at]! += (weight * counted[at]!) / cells;
    spread += weight ** 2 / cells;
    rankError += weight * error;
  }
  return {
    trials,
    baselineTrials: 1 / spread,
    observed: hits.map((hit) => shareOf(hit, trials)),
    expected: expected.map((share) => shareOf(share, 1)),
    rankError,
    ...farOf(pairs[0]!.current),
  };
}

/** Sums of shares end a last digit above 1. */
const shareOf = (hits: number, trials: number) => Math.min(1, Math.max(0, hits / trials));

const farOf = ({ farOf: trials }: Tally): Pick<ComparedShares, "farTrials"> =>
  trials === undefined ? {} : { farTrials: trials };
