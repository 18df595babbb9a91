import * as v from "valibot";
import { DAY, duration } from "./definition-fields.ts";

/** `baseline` of a definition: a folder that somebody gave, or traffic, and how it moves. */
export const baseline = v.pipe(
  v.strictObject({
    uri: v.optional(v.string()),
    modelVersion: v.optional(v.string()),
    /** In place of a training baseline: the first weeks of traffic. */
    learnFrom: v.optional(v.picklist(["traffic"], "expected traffic")),
    for: v.optional(duration(2 * DAY, 56 * DAY, "P2D to P56D")),
    /** Beside the fixed one a baseline of so many days, made anew each day. */
    rolling: v.optional(duration(7 * DAY, 90 * DAY, "P7D to P90D")),
    /** How old a window has to be for the rolling one. */
    lag: v.optional(duration(DAY, 28 * DAY, "P1D to P28D")),
  }),
  v.check(
    ({ uri, learnFrom, rolling }) => uri !== undefined || learnFrom !== undefined || rolling !== undefined,
    "expected uri (a baseline's folder) or learnFrom: traffic",
  ),
  v.forward(
    v.check(
      ({ lag, rolling }) => lag === undefined || rolling !== undefined,
      "expected none without baseline.rolling",
    ),
    ["lag"],
  ),
  v.forward(
    v.check(
      ({ uri, learnFrom }) => uri === undefined || learnFrom === undefined,
      "expected none beside baseline.uri: with a baseline there is nothing to learn",
    ),
    ["learnFrom"],
  ),
  v.forward(
    v.check(
      ({ for: time, learnFrom }) => time === undefined || learnFrom !== undefined,
      "expected none without learnFrom: traffic",
    ),
    ["for"],
  ),
);
