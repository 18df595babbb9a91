import { type CaptureKey, captureTime } from "./capture-key.ts";

const HOUR_MS = 3_600_000;

export interface EventTime {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly note?: "clockSkew" | "noInferenceTime";
}

/**
 * When a record happened: its `inferenceTime`, where that lies from one hour before its folder's hour to two
 * hours after it (both inclusive). A time further away is a clock's fault and becomes the time of the file, as
 * does a missing one: no record may open a window years away.
 */
export function eventTime(
  record: { readonly inferenceTime?: number | undefined },
  key: Pick<CaptureKey, "hour" | "file">,
): EventTime {
  const { inferenceTime: time } = record;
  if (time === undefined) return { time: captureTime(key), note: "noInferenceTime" };
  const { first, last } = eventTimeReach(key);
  if (time < first || time > last) return { time: captureTime(key), note: "clockSkew" };
  return { time };
}

/** Where the records of a file can lie, both inclusive, epoch milliseconds. */
export function eventTimeReach({ hour }: Pick<CaptureKey, "hour">): {
  readonly first: number;
  readonly last: number;
} {
  return { first: hour - HOUR_MS, last: hour + 2 * HOUR_MS };
}
