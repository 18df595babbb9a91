import type { ColumnProfile } from "../../profile/column-profile.ts";
import { timesOf } from "./cell-time.ts";
import { BEYOND_A_DAY_MS, type ColumnEvidence, count, type ExclusionRule } from "./exclusion-rule.ts";
import { movementOf, type Range } from "./movement.ts";

/**
 * A time, a counter, a countdown: numbers, or texts of times, that move on from window to window and do not come back. Within
 * a day only what is a time by itself is known as one.
 */
export const clock: ExclusionRule = {
  name: "clock",
  reason(column) {
    const ranges = column.windows.map(rangeFor(column)).filter((range) => range !== undefined);
    const movement = movementOf(ranges);
    if (movement === undefined) return undefined;
    const { direction, agreeing, steps } = movement;
    const value = direction === "rises" ? "smallest value rises" : "largest value falls";
    return `its ${value} in ${count(agreeing)} of ${count(steps)} steps from window to window: it is a clock, not the data`;
  },
};

function rangeFor({ whole, sampled, spanMs }: ColumnEvidence): (window: ColumnProfile) => Range | undefined {
  const type = whole.types.inferredType();
  const areTimes = timesOf(sampled) !== undefined;
  if (type === "Integral" || type === "Fractional")
    return areTimes || spanMs >= BEYOND_A_DAY_MS ? numbersOf : () => undefined;
  return areTimes ? textsOf : () => undefined;
}

function numbersOf({ sketch }: ColumnProfile): Range | undefined {
  const [low, high] = [sketch.quantile(0), sketch.quantile(1)];
  return low === undefined || high === undefined ? undefined : { low, high };
}

/** Of the texts that a window counted: up to 1,024, the frequent ones. */
function textsOf({ values }: ColumnProfile): Range | undefined {
  const times = timesOf(values.entries().map(([text]) => text));
  return times && { low: Math.min(...times), high: Math.max(...times) };
}
