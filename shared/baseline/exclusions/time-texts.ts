import { formatShare } from "../../report/format-number.ts";
import { tellTimeOfDay, timesOf } from "./cell-time.ts";
import { count, distinctValues, type ExclusionRule, LEAST_ROWS } from "./exclusion-rule.ts";

/** So many different texts are no domain either (docs: constraints.json lists 120 values at most). */
const CATEGORIES = 120;

/** Texts of a date and a time of day, in any order of rows: compared as words they say nothing. A date alone may be one of birth. */
export const timeTexts: ExclusionRule = {
  name: "time texts",
  reason({ whole, sampled }) {
    const { present } = whole.types;
    const distinct = distinctValues(whole);
    if (whole.types.inferredType() !== "String" || present < LEAST_ROWS || distinct <= CATEGORIES)
      return undefined;
    const times = timesOf(sampled);
    if (times === undefined || !tellTimeOfDay(times)) return undefined;
    return `times as texts (${formatShare(times.length / sampled.length)} of those looked at), about ${count(distinct)} different ones: compared as words they say nothing`;
  },
};
