/** A category, or several that were merged for want of rows. */
export interface CategoryGroup {
  /** Rows of the window and of the baseline. */
  readonly current: number;
  readonly baseline: number;
  /** Rows of one side that are to be expected if nothing has changed. */
  readonly expected: number;
}

/**
 * Merges the group that expects the fewest rows into the next one while `tooRare` says so of all of them, down to one
 * group at the fewest. Ascending by expected rows; equals keep the order they came in, and what was merged stands
 * behind its equals: the order must know nothing of which side has more, or the test finds what it has sorted.
 */
export function mergeRareCategories(
  groups: readonly CategoryGroup[],
  tooRare: (ascending: readonly CategoryGroup[]) => boolean,
): CategoryGroup[] {
  const ascending = groups.toSorted((a, b) => a.expected - b.expected);
  while (ascending.length > 1 && tooRare(ascending)) {
    const [least, next] = ascending.splice(0, 2);
    const merged = sumOf(least!, next!);
    ascending.splice(placeOf(merged, ascending), 0, merged);
  }
  return ascending;
}

const sumOf = (a: CategoryGroup, b: CategoryGroup): CategoryGroup => ({
  current: a.current + b.current,
  baseline: a.baseline + b.baseline,
  expected: a.expected + b.expected,
});

function placeOf({ expected }: CategoryGroup, ascending: readonly CategoryGroup[]): number {
  const larger = ascending.findIndex((group) => group.expected > expected);
  return larger < 0 ? ascending.length : larger;
}
