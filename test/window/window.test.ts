import { describe, expect, test } from "vitest";
import { UnusableInput } from "../../shared/errors.ts";
import { retrainingExecutionName, windowExecutionName } from "../../shared/window/execution-name.ts";
import { seasonSlot, slotInWords } from "../../shared/window/season-slot.ts";
import {
  formatDuration,
  isClosed,
  parseDuration,
  parseWindowId,
  windowId,
  windowOf,
  windowsBetween,
} from "../../shared/window/window.ts";
import { partialKey } from "../../shared/window/work-keys.ts";

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);

describe("durations", () => {
  test.each([
    ["PT0S", 0],
    ["PT5M", 300_000],
    ["PT1H", HOUR],
    ["PT1H30M", 1.5 * HOUR],
    ["P1D", 24 * HOUR],
    ["P1DT12H", 36 * HOUR],
  ])("%s is %d ms, and back", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
    expect(parseDuration(formatDuration(ms))).toBe(ms);
  });

  test.each(["", "P", "PT", "1H", "PT1X", "PT-1H", "P1Y"])("%j is no duration", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("windows", () => {
  test("a time belongs to the window that starts at or before it", () => {
    const window = windowOf("e", "v", at("2001-02-16T10:59:59.999Z"), HOUR);
    expect(window).toEqual({
      endpoint: "e",
      variant: "v",
      start: at("2001-02-16T10:00:00Z"),
      end: at("2001-02-16T11:00:00Z"),
    });
  });

  test("the end of a window is the start of the next one", () => {
    expect(windowOf("e", "v", at("2001-02-16T11:00:00Z"), HOUR).start).toBe(at("2001-02-16T11:00:00Z"));
  });

  test.each([
    ["2001-02-16T10:00:00Z", HOUR, "20010216T10Z"],
    ["2001-02-16T10:05:00Z", 300_000, "20010216T1005Z-PT5M"],
    ["2001-12-31T00:00:00Z", 24 * HOUR, "20011231T0000Z-P1D"],
  ])("the window of %s has an id that reads back", (start, length, id) => {
    const window = { start: at(start), end: at(start) + length };
    expect(windowId(window)).toBe(id);
    expect(parseWindowId(id)).toEqual(window);
  });

  test.each(["", "20010216", "20010216T10", "20011316T10Z", "20010216T1000Z-PT"])(
    "%j is refused with an example",
    (id) => {
      expect(() => parseWindowId(id)).toThrow(UnusableInput);
      expect(() => parseWindowId(id)).toThrow(/expected a window id such as 20010216T10Z/);
    },
  );

  test("a range holds the windows that start in it", () => {
    const windows = [
      ...windowsBetween("e", "v", at("2001-02-16T09:30:00Z"), at("2001-02-16T12:00:00Z"), HOUR),
    ];
    expect(windows.map(windowId)).toEqual(["20010216T10Z", "20010216T11Z"]);
  });

  test("a window is closed when its end and its lateness have passed", () => {
    const window = windowOf("e", "v", 0, HOUR);
    expect(isClosed(window, 600_000, HOUR + 599_999)).toBe(false);
    expect(isClosed(window, 600_000, HOUR + 600_000)).toBe(true);
  });
});

describe("execution names", () => {
  const long = {
    endpoint: "e".repeat(63),
    variant: "v".repeat(63),
    start: at("2001-02-16T10:05:00Z"),
    end: at("2001-02-16T10:10:00Z"),
  };

  test("have at most 80 characters of the alphabet that needs no escaping", () => {
    for (const name of [windowExecutionName(long, 12), retrainingExecutionName(long)])
      expect(name).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
  });

  test("differ for endpoints that begin alike", () => {
    const other = { ...long, endpoint: `${"e".repeat(62)}f` };
    expect(windowExecutionName(long, 0)).not.toBe(windowExecutionName(other, 0));
  });

  test("of a window's retraining do not depend on the revision", () => {
    expect(retrainingExecutionName(long)).toContain("t-20010216T1005Z-PT5M");
  });
});

describe("season slots", () => {
  test("a whole has one slot", () =>
    expect(seasonSlot(at("2001-02-16T10:00:00Z"), "none", "UTC")).toBe("none"));
  test("the hour of the day is the slot", () =>
    expect(seasonSlot(at("2001-02-16T10:59:00Z"), "hour-of-day", "UTC")).toBe("h10"));
  // 16 February 2001 was a Friday: day 5 of the week from Sunday.
  test("the hour of the week counts from Sunday midnight", () =>
    expect(seasonSlot(at("2001-02-16T10:00:00Z"), "hour-of-week", "UTC")).toBe("w130"));
  test("daylight saving is honoured: 12:00 UTC is 7:00 in New York in winter and 8:00 in summer", () => {
    expect(seasonSlot(at("2001-01-15T12:00:00Z"), "hour-of-day", "America/New_York")).toBe("h07");
    expect(seasonSlot(at("2001-07-15T12:00:00Z"), "hour-of-day", "America/New_York")).toBe("h08");
  });
  test("slots read as words", () => {
    expect(slotInWords("none")).toBe("all hours");
    expect(slotInWords("h10")).toBe("hour 10 of the day");
    expect(slotInWords("w130")).toBe("Fri 10:00");
  });
});

describe("work keys", () => {
  test("a partial's key is short, tells the hour and the file, and has no version in it", () => {
    const window = windowOf("e", "v", at("2001-02-16T10:00:00Z"), HOUR);
    const source = {
      bucket: "b",
      key: `p/e/v/2001/02/16/10/${"x".repeat(900)}.jsonl`,
      hour: window.start,
      file: `${"x".repeat(900)}.jsonl`,
    };
    const key = partialKey(window, "cfg8cfg8", source);
    expect(key).toMatch(/^partials\/e\/v\/20010216T10Z\/cfg8cfg8\/2001021610-x{80}-[0-9a-f]{8}\.bin$/);
  });
});
