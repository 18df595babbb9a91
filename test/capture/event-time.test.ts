import { describe, expect, test } from "vitest";
import { eventTime } from "../../shared/capture/event-time.ts";

const hour = Date.UTC(2025, 1, 15, 21);
const key = { hour, file: "29-20-227-06f6a337.jsonl" };
const fileTime = hour + (29 * 60 + 20) * 1000 + 227;
const at = (text: string) => Date.parse(`2025-02-${text}Z`);

describe("eventTime", () => {
  test("a record without a time has its file's time, with a note", () => {
    expect(eventTime({}, key)).toEqual({ time: fileTime, note: "noInferenceTime" });
  });

  test.each(["15T21:29:20", "15T20:00:00", "15T23:00:00"])(
    "%s is within an hour before and two after",
    (text) => {
      expect(eventTime({ inferenceTime: at(text) }, key)).toEqual({ time: at(text) });
    },
  );

  test.each(["15T19:59:59", "15T23:00:01", "14T21:29:20"])(
    "%s is a clock's fault and becomes the file's time",
    (text) => {
      expect(eventTime({ inferenceTime: at(text) }, key)).toEqual({ time: fileTime, note: "clockSkew" });
    },
  );
});
