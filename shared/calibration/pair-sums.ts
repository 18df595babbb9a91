import { unblocked } from "../drift/correlation-change.ts";
import type { RankCorrelation, RankCorrelations } from "../profile/rank-correlations.ts";

/** Rank correlations of every pair of some columns, in sums that add and subtract: each with its degrees of freedom. */
export interface PairSums {
  /** By pair (`pairsOf`): ρ of all rows times its degrees of freedom. */
  readonly sums: Float64Array;
  readonly dofs: Float64Array;
}

/** Two columns by their places; the second is the later one. */
export type Pair = readonly [number, number];

/** Every pair of `columns` columns: those of a column with all before it, column after column. */
export function pairsOf(columns: number): Pair[] {
  return Array.from({ length: columns }, (_, one) => one).flatMap((one) =>
    Array.from({ length: one }, (_, before): Pair => [before, one]),
  );
}

/** The sums of these columns' pairs; of what was ranked in short blocks what rows together would have (`unblocked`). */
export function pairSums(correlations: RankCorrelations, columns: readonly (string | undefined)[]): PairSums {
  const found = pairsOf(columns.length).map(([one, other]) => {
    const [a, b] = [columns[one], columns[other]];
    return a === undefined || b === undefined ? undefined : correlations.correlation(a, b);
  });
  const { blockRows } = correlations;
  return {
    sums: Float64Array.from(found, (pair) => (pair ? pair.dof * unblocked(pair.rho, blockRows) : 0)),
    dofs: Float64Array.from(found, (pair) => pair?.dof ?? 0),
  };
}

export function addPairs(to: PairSums, { sums, dofs }: PairSums, times = 1): void {
  for (let pair = 0; pair < sums.length; pair++) {
    to.sums[pair]! += times * sums[pair]!;
    to.dofs[pair]! += times * dofs[pair]!;
  }
}

export const noPairs = ({ sums }: PairSums): PairSums => ({
  sums: new Float64Array(sums.length),
  dofs: new Float64Array(sums.length),
});

/** The correlations of a window's pairs, and those of its season slot. */
export interface WindowPairs {
  readonly now: PairSums;
  readonly before: PairSums;
}

/** A pair's correlation beside the one that is expected. */
export interface ComparedPair {
  readonly now: RankCorrelation;
  readonly before: RankCorrelation;
}

/** On fewer degrees of freedom a rank correlation is too far from normal to be told from another. */
const LEAST_DOF = 50;

/**
 * Windows together beside what their slots expect of them, in the proportions in which the windows' rows came; pair by pair, undefined where
 * either side stands on too little. The expectation has 1 ÷ Σ w²/dof degrees of freedom over the slots.
 */
export function comparePairs(windows: readonly WindowPairs[]): (ComparedPair | undefined)[] {
  const bySlot = new Map<PairSums, PairSums>();
  for (const { now, before } of windows) {
    const sum = bySlot.get(before) ?? noPairs(now);
    bySlot.set(before, sum);
    addPairs(sum, now);
  }
  const slots = [...bySlot];
  return Array.from({ length: windows[0]?.now.sums.length ?? 0 }, (_, pair) => comparePair(slots, pair));
}

function comparePair(
  slots: readonly (readonly [before: PairSums, now: PairSums])[],
  pair: number,
): ComparedPair | undefined {
  let [sum, dof, expected, spread] = [0, 0, 0, 0];
  for (const [before, now] of slots) {
    const [own, there] = [now.dofs[pair]!, before.dofs[pair]!];
    if (own === 0 || there < LEAST_DOF) continue;
    sum += now.sums[pair]!;
    dof += own;
    expected += (own * before.sums[pair]!) / there;
    spread += own ** 2 / there;
  }
  if (dof < LEAST_DOF) return undefined;
  return { now: { rho: sum / dof, dof }, before: { rho: expected / dof, dof: dof ** 2 / spread } };
}
