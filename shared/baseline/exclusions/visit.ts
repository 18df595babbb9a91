import { formatShare } from "../../report/format-number.ts";
import { count, distinctValues, type ExclusionRule, LEAST_ROWS, LEAST_WINDOWS } from "./exclusion-rule.ts";

/** Share of a window's cells that repeat one of the same window. */
const WITHIN = 0.2;
/** Share of a window's values that any window before it had; the counts behind it are off by 1 in 100. */
const BETWEEN = 0.05;

/**
 * A visit, a basket, a trip by its name: a text that comes several times within a window and in no other. Of what describes
 * (a city, a product), as many values come again between windows as within one, however many there are.
 */
export const visit: ExclusionRule = {
  name: "visit",
  reason({ whole, windows }) {
    if (whole.types.inferredType() !== "String" || windows.length < LEAST_WINDOWS) return undefined;
    const distinct = distinctValues(whole);
    const inWindows = sum(windows.map(distinctValues));
    const within = 1 - inWindows / sum(windows.map((window) => window.types.present));
    const between = Math.max(0, 1 - distinct / inWindows);
    if (distinct < LEAST_ROWS || within < WITHIN || between > BETWEEN) return undefined;
    return `about ${count(distinct)} different values, ${formatShare(within)} of the cells repeat one of their own window, and ${formatShare(between)} of the values come in another: it names visits, it does not describe them`;
  },
};

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
