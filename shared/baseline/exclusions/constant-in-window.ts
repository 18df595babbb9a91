import type { ColumnProfile } from "../../profile/column-profile.ts";
import { AGREEING, count, distinctValues, type ExclusionRule, LEAST_WINDOWS } from "./exclusion-rule.ts";

/** A flag that is seldom set is constant in most windows too, always at the same value. */
const SAME_CONSTANT = 0.9;

/** An hour, a date, a batch: one value a window, and not always the same one. Every window lies far from all others. */
export const constantInWindow: ExclusionRule = {
  name: "constant in window",
  reason({ whole, windows }) {
    const constants = windows.filter((window) => distinctValues(window) <= 1).map(firstValue);
    if (windows.length < LEAST_WINDOWS || distinctValues(whole) <= 1) return undefined;
    if (constants.length < AGREEING * windows.length) return undefined;
    if (mostFrequent(constants) > SAME_CONSTANT * constants.length) return undefined;
    return `constant within ${count(constants.length)} of ${count(windows.length)} windows: no window is distributed as the baseline is`;
  },
};

/** The value of a column that holds one. */
function firstValue(column: ColumnProfile): string | number | undefined {
  for (const [value] of column.values.entries()) return value;
  return column.sketch.quantile(0);
}

function mostFrequent(values: readonly unknown[]): number {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
