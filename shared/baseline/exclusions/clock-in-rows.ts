import { timesOf } from "./cell-time.ts";
import type { ExclusionRule } from "./exclusion-rule.ts";
import { blocksOf, movementOf } from "./movement.ts";

/** Dates of birth span more years than logs do. */
const LONGEST_LOG_MS = 20 * 365.25 * 86_400_000;

/**
 * A clock in the order of the rows, which is the order of time in most exports, where no time column tells of windows: values that
 * are times and move on through twenty blocks of rows. That a number moves on says nothing: a file may be sorted by a feature.
 */
export const clockInRows: ExclusionRule = {
  name: "clock in rows",
  reason({ sampled }) {
    const times = timesOf(sampled);
    if (times === undefined || Math.max(...times) - Math.min(...times) > LONGEST_LOG_MS) return undefined;
    const movement = movementOf(blocksOf(times));
    if (movement === undefined) return undefined;
    const { direction, agreeing, steps } = movement;
    return `its times ${direction === "rises" ? "rise" : "fall"} through the rows, in ${agreeing} of ${steps} steps from block to block: it is a clock, not the data`;
  },
};
