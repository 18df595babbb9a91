import type { FeatureConstraints } from "../constraints/constraints.ts";
import { completenessShare, typeShare } from "../constraints/observed-shares.ts";
import type { Distribution, NumericDistribution } from "../drift/distribution.ts";
import { totalWeight } from "../drift/total-weight.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import type { Cuts, NumericCuts } from "./cuts.ts";

/** The families of shares of a column: where its values lie, and what is wrong with its cells. */
export const SHARE_FAMILIES = ["values", "missing", "type", "unseen", "negative"] as const;
export type ShareFamily = (typeof SHARE_FAMILIES)[number];

/** Of `trials` cells, how many each share counts. */
export interface Tally {
  readonly trials: number;
  readonly hits: readonly number[];
  /** Largest error of a hit as a share of the trials: that of the sketch. */
  readonly rankError: number;
  /** The last share is of cells far out (`FarOut`): numbers of the baseline that are not there. */
  readonly farOf?: number;
}

/** Families that nothing can be said of are absent: no cell, no constraint that asks. */
export type ColumnTally = Readonly<Partial<Record<ShareFamily, Tally>>>;

/** What one profile says of a column, `rows` of whose data set it is. */
export function tallyColumn(
  column: ColumnProfile,
  rows: number,
  { cuts, feature }: { readonly cuts: Cuts | undefined; readonly feature: FeatureConstraints },
): ColumnTally {
  const { types } = column;
  const distribution = cuts && column.distributionAs(cuts.kind);
  const complete = completenessShare(column, rows);
  const typed =
    feature.inferred_type === "Unknown" ? undefined : typeShare(types, feature.inferred_type, false);
  const domains = feature.string_constraints?.domains;
  const known = domains && column.shareWithin(domains);
  const numbers = types.integral + types.fractional;
  const tally: Partial<Record<ShareFamily, Tally>> = {};
  if (cuts !== undefined && distribution !== undefined && distribution.n > 0)
    tally.values = tallyValues(distribution, cuts);
  if (complete !== undefined) tally.missing = counted(rows, 1 - complete);
  if (typed !== undefined) tally.type = counted(types.present, 1 - typed);
  if (known !== undefined) tally.unseen = counted(types.present, 1 - known);
  if (feature.num_constraints?.is_non_negative === true && numbers > 0)
    tally.negative = counted(numbers, types.negative / numbers);
  return tally;
}

const counted = (trials: number, share: number): Tally => ({
  trials,
  hits: [share * trials],
  rankError: 0,
});

/** By the values of a sketch, which are another list when it has changed: a slot is tallied once, not once a window. */
const tallied = new WeakMap<Float64Array, { readonly cuts: Cuts; readonly tally: Tally }>();

/** A distribution by cuts of its kind. */
export function tallyValues(distribution: Distribution, cuts: Cuts): Tally {
  if (distribution.kind === "numeric" && cuts.kind === "numeric") {
    const known = tallied.get(distribution.values);
    if (known?.cuts === cuts) return known.tally;
    const tally = {
      trials: distribution.n,
      hits: hitsOf(distribution, cuts),
      rankError: distribution.rankError,
      ...(cuts.far && { farOf: cuts.far.of }),
    };
    tallied.set(distribution.values, { cuts, tally });
    return tally;
  }
  if (distribution.kind !== "categorical" || cuts.kind !== "categorical")
    throw new Error(`Got ${distribution.kind} values and ${cuts.kind} cuts; expected two of a kind.`);
  const hits = cuts.values.map((value) => distribution.counts.get(value) ?? 0);
  const others = Math.max(0, distribution.n - hits.reduce((sum, count) => sum + count, 0));
  return { trials: distribution.n, hits: [...hits, others], rankError: 0 };
}

function hitsOf({ values, weights, n }: NumericDistribution, { at, far }: NumericCuts): number[] {
  const hits: number[] = [];
  let [index, below] = [0, 0];
  const countBelow = (cut: number) => {
    while (index < values.length && values[index]! < cut) below += weights[index++]!;
    return below;
  };
  const outside = far && countBelow(far.low);
  hits.push(countBelow(at[0]!));
  const countUpTo = (cut: number) => {
    while (index < values.length && values[index]! <= cut) below += weights[index++]!;
    return below;
  };
  for (const cut of at) hits.push(countUpTo(cut));
  const total = totalWeight(weights);
  if (far) hits.push(outside! + total - countUpTo(far.high));
  return hits.map((hit) => (hit / total) * n);
}
