import type { ColumnProfile } from "../profile/column-profile.ts";

/** Deequ's `DEFAULT_CARDINALITY_THRESHOLD`; the service showed categories at 86 values and none at 2,477. */
export const LOW_CARDINALITY = 120;

/**
 * How often each value of a text column occurs, in the order of the values' code units; undefined when the
 * column holds more than 120 different ones, or none, or is not a text column.
 */
export function lowCardinalityCounts(column: ColumnProfile): ReadonlyMap<string, number> | undefined {
  const distribution = column.distribution();
  if (distribution?.kind !== "categorical" || column.values.error > 0) return undefined;
  const { counts } = distribution;
  if (counts.size === 0 || counts.size > LOW_CARDINALITY) return undefined;
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
