import { tellTimeOfDay, timesOf } from "./cell-time.ts";
import {
  type ColumnEvidence,
  count,
  distinctValues,
  type ExclusionRule,
  IDENTIFIER_SHARE,
  LEAST_ROWS,
} from "./exclusion-rule.ts";

/**
 * Texts of which nearly every one is different. Numbers are not told by that: amounts hardly repeat either, nor do dates of
 * birth in a small table.
 */
export const identifier: ExclusionRule = {
  name: "identifier",
  reason({ whole, sampled }) {
    const { present } = whole.types;
    if (whole.types.inferredType() !== "String" || present < LEAST_ROWS) return undefined;
    const distinct = distinctValues(whole);
    if (distinct < IDENTIFIER_SHARE * present || areDays(sampled)) return undefined;
    return `about ${count(distinct)} different values in ${count(present)} rows: it names rows, it does not describe them`;
  },
};

/** Whether the texts are dates without a time of day. */
function areDays(sampled: ColumnEvidence["sampled"]): boolean {
  const times = timesOf(sampled);
  return times !== undefined && !tellTimeOfDay(times);
}
