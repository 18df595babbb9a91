/**
 * How rank correlations of windows differ from their baseline's while nothing changes: the variance of each pair between windows, and how
 * often the furthest of all pairs lies as far out. The pairs of a window are judged together, as the furthest of them: 435 pairs of 30
 * columns depend on each other, and what their furthest does is seen in the baseline's windows.
 */
import { type CorrelationGap, correlationGap } from "../drift/correlation-change.ts";
import { clumpingOf } from "./clumping.ts";
import type { ComparedPair } from "./pair-sums.ts";
import { chanceOfNats, natsOfChance, type ShareLaw } from "./share-law.ts";
import { tailLaw } from "./tail-law.ts";

/** As a law of shares, with a variance for each pair on Fisher's scale; its tail is that of the furthest pair's nats. */
export type CorrelationLaw = Omit<ShareLaw, "slots" | "pool">;

/** Windows in which nothing is known to have changed: their pairs, and their places in time. */
export interface PairHistory {
  readonly windows: readonly (readonly (ComparedPair | undefined)[])[];
  readonly times: readonly number[];
}

/** What chance does to the pairs of a window, learnt or derived. */
export interface PairChance {
  /** How far the pair lies from its expectation, in nats; 0 where it is not compared. */
  nats(compared: ComparedPair | undefined, pair: number): number;
  /** Chance, 0 to 1, that the furthest pair of a window in which nothing changed lies as far out. */
  chanceOf(nats: number): number;
  /** The inverse. */
  natsAt(chance: number): number;
}

/** Half a chi-squared of one degree of freedom falls as e^−y. */
const LEAST_SCALE = 1;
/** Pairs whose windows are asked how alike neighbours are. */
const PAIRS_ASKED = 24;
/**
 * Most that dependent ranks vary by beyond independent ones: the kurtosis of uniform ranks, where half of the rows lie on one diagonal
 * and half on the other.
 */
const LARGEST_FACTOR = 1.8;

/** Undefined without windows of which a pair could be compared. */
export function learnCorrelationLaw({ windows, times }: PairHistory): CorrelationLaw | undefined {
  const gaps = windows.map((window) => window.map((pair) => pair && correlationGap(pair.before, pair.now)));
  const told = gaps.flatMap((window, at) => (window.some((gap) => gap !== undefined) ? [at] : []));
  const variances = Array.from({ length: windows[0]?.length ?? 0 }, (_, pair) =>
    betweenWindows(gaps.map((window) => window[pair])),
  );
  const nats = told.map((at) => Math.max(...gaps[at]!.map((gap, pair) => natsOf(gap, variances[pair]!))));
  const tail = tailLaw(nats, { leastScale: LEAST_SCALE, times: told.map((at) => times[at]!) });
  if (tail === undefined) return undefined;
  return { variances, clumping: clumpingOfPairs(gaps, variances), tail, windows: told.length };
}

export const learntPairs = (law: CorrelationLaw): PairChance => ({
  nats: (compared, pair) =>
    natsOf(compared && correlationGap(compared.before, compared.now), law.variances[pair] ?? 0),
  chanceOf: (nats) => chanceOfNats(law, nats),
  natsAt: (chance) => natsOfChance(law, chance),
});

/** Of independent rows and so many pairs: the normal law's bound e^(−z²/2) for each, added up. */
export const independentPairs = (pairs: number): PairChance => ({
  nats: (compared) => natsOf(compared && correlationGap(compared.before, compared.now), 0),
  chanceOf: (nats) => Math.min(1, pairs * Math.exp(-nats / LARGEST_FACTOR)),
  natsAt: (chance) => LARGEST_FACTOR * Math.log(pairs / chance),
});

function natsOf(gap: CorrelationGap | undefined, between: number): number {
  return gap === undefined ? 0 : gap.gap ** 2 / (2 * (gap.variance + between));
}

/** Beyond sampling, not below 0 (DerSimonian & Laird 1986, with equal weights). */
function betweenWindows(gaps: readonly (CorrelationGap | undefined)[]): number {
  const there = gaps.filter((gap) => gap !== undefined);
  if (there.length === 0) return 0;
  return Math.max(0, there.reduce((sum, { gap, variance }) => sum + gap ** 2 - variance, 0) / there.length);
}

/** Of pairs spread over all of them; a window that says nothing of a pair counts as one that lies where it should. */
function clumpingOfPairs(
  gaps: readonly (readonly (CorrelationGap | undefined)[])[],
  variances: readonly number[],
): number {
  const step = Math.max(1, Math.ceil(variances.length / PAIRS_ASKED));
  const asked = variances.flatMap((between, pair) => {
    if (pair % step !== 0) return [];
    const values = Float64Array.from(gaps, (window) => {
      const found = window[pair];
      return found === undefined ? 0 : found.gap / Math.sqrt(found.variance + between);
    });
    return values.some((value) => value !== 0) ? [clumpingOf(values)] : [];
  });
  return asked.length === 0 ? 1 : asked.reduce((sum, value) => sum + value, 0) / asked.length;
}
