import { byCodeUnit } from "../profile/code-unit-order.ts";
import type { CategoricalDistribution } from "./distribution.ts";
import { chiSquaredTail } from "./incomplete-gamma.ts";
import { type CategoryGroup, mergeRareCategories } from "./merge-rare-categories.ts";

/** Of three categories and more a fifth may expect fewer rows than this, of two none fewer than the other. */
const ENOUGH_ROWS = 5;
const SHARE_WITH_FEWER = 0.2;
const ENOUGH_ROWS_OF_TWO = 10;

/**
 * p-value, 0 to 1, of Deequ's chi-squared test (`Distance.scala`, `categoricalChiSquareTest`, since 2.0.3): whether
 * the window follows the baseline's shares, which it takes as certain. It never sees a category that the baseline
 * lacks: the expected rows are scaled to those rows of the window whose category is known. Undefined when merging
 * leaves less than two categories (Deequ: NaN), which is so of every flag with fewer than ten expected rows. Deequ's
 * tail is 1 less the distribution function and ends at 1e-16; this one does not. Among equal expected counts Deequ
 * merges in the order of hashes, this in the order of names. `chiSquared.pValue` is the test that was meant.
 */
export function modelMonitorPValue(
  current: CategoricalDistribution,
  baseline: CategoricalDistribution,
): number | undefined {
  const groups = mergeRareCategories(groupsOf(current, baseline), expectTooFew);
  if (groups.length < 2) return undefined;
  const statistic = groups.reduce(
    (sum, { current: observed, expected }) => sum + (observed - expected) ** 2 / expected,
    0,
  );
  return chiSquaredTail(statistic, groups.length - 1);
}

/** The baseline's categories. */
function groupsOf(current: CategoricalDistribution, baseline: CategoricalDistribution): CategoryGroup[] {
  const known = [...baseline.counts]
    .filter(([, rows]) => rows > 0)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, rows]) => ({ current: current.counts.get(key) ?? 0, baseline: rows }));
  const observed = known.reduce((sum, group) => sum + group.current, 0);
  const expected = known.reduce((sum, group) => sum + group.baseline, 0);
  return known.map((group) => ({ ...group, expected: (group.baseline / expected) * observed }));
}

function expectTooFew(ascending: readonly CategoryGroup[]): boolean {
  if (ascending.length === 2) return ascending[0]!.expected < ENOUGH_ROWS_OF_TWO;
  return ascending[Math.floor(SHARE_WITH_FEWER * ascending.length)]!.expected < ENOUGH_ROWS;
}
