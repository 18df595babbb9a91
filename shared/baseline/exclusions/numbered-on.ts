import { lInfinity } from "../../drift/l-infinity.ts";
import { ColumnProfile } from "../../profile/column-profile.ts";
import { AGREEING, BEYOND_A_DAY_MS, count, type ExclusionRule, LEAST_WINDOWS } from "./exclusion-rule.ts";

/** Windows that are compared at either end of the data. */
const END_SHARE = 1 / 3;
/** Twice the distance from which a column drifts by default: what has moved less is judged well enough. */
const FAR = 0.2;

/**
 * The number of a customer, an account, a device: old ones come back, so that it is no clock, but each window holds newer
 * ones than all before it, and those that are at work move on. A measure sets a record in few windows (of W like ones in
 * about ln W), and one that does in all (the age of the oldest account) is judged as long as its values stay where they are.
 */
export const numberedOn: ExclusionRule = {
  name: "numbered on",
  reason({ whole, windows, spanMs }) {
    if (whole.types.inferredType() !== "Integral" || spanMs < BEYOND_A_DAY_MS) return undefined;
    if (windows.length < LEAST_WINDOWS / END_SHARE) return undefined;
    const steps = windows.length - 1;
    const records = recordsOf(windows);
    const moved = distanceOfEnds(windows);
    if (records < AGREEING * steps || moved === undefined || moved < FAR) return undefined;
    return `a new largest value in ${count(records)} of ${count(steps)} windows, and its first and last third lie ${moved.toFixed(2)} apart: it numbers what is new`;
  },
};

/** Windows, after the first, whose largest value is larger than any before. */
function recordsOf(windows: readonly ColumnProfile[]): number {
  let largest = Number.NEGATIVE_INFINITY;
  let records = -1; // the first window has no one before it
  for (const { sketch } of windows) {
    const high = sketch.quantile(1) ?? Number.NEGATIVE_INFINITY;
    if (high > largest) records++;
    largest = Math.max(largest, high);
  }
  return records;
}

function distanceOfEnds(windows: readonly ColumnProfile[]): number | undefined {
  const each = Math.floor(windows.length * END_SHARE);
  const first = merged(windows.slice(0, each)).distribution();
  const last = merged(windows.slice(-each)).distribution();
  return first && last && lInfinity.measure(first, last);
}

function merged(parts: readonly ColumnProfile[]): ColumnProfile {
  const { name, sensitive } = parts[0]!;
  const whole = new ColumnProfile({ name, sensitive });
  for (const part of parts) whole.merge(part);
  return whole;
}
