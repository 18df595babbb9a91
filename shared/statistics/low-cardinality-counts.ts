import { byCodeUnit } from "../profile/code-unit-order.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import { categoryOrder } from "../profile/model-monitor/category-order.ts";

/** Deequ's `DEFAULT_CARDINALITY_THRESHOLD`; the service showed categories at 86 values and none at 2,477. */
export const LOW_CARDINALITY = 120;
/** `Histogram.NullFieldReplacement` of Deequ. */
const NULL_VALUE = "NullValue";

/**
 * How often each value of a text column occurs; undefined when the column holds more than 120 different ones, or none,
 * or is not a text column. In the order of the values' code units; in a profile that is faithful to Model Monitor, the
 * number of values is its estimate and the order its own.
 */
export function lowCardinalityCounts(column: ColumnProfile): ReadonlyMap<string, number> | undefined {
  const distribution = column.distribution();
  if (distribution?.kind !== "categorical" || !column.isCountedExactly) return undefined;
  const { counts } = distribution;
  const faithful = column.kind === "ModelMonitor";
  if (faithful && (column.spelled?.error ?? 0) > 0) return undefined;
  const different = faithful ? column.distinct.estimate() : counts.size;
  if (counts.size === 0 || different > LOW_CARDINALITY) return undefined;
  const values = faithful ? serviceOrder(column, [...counts.keys()]) : [...counts.keys()].sort(byCodeUnit);
  return new Map(values.map((value) => [value, counts.get(value)!]));
}

/** Missing cells are one more value there, and left out of the files. */
function serviceOrder({ name, types }: ColumnProfile, values: readonly string[]): string[] {
  const counted = types.missing > 0 ? [...values, NULL_VALUE] : values;
  return categoryOrder(name, counted).filter((value) => values.includes(value));
}
