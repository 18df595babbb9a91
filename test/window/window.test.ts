import { describe, expect, test } from "vitest";
import { UnusableInput } from "../../shared/errors.ts";
import { trainingJobName } from "../../shared/retraining/training-job-request.ts";
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
import * as keysOfStore from "../../shared/window/work-keys.ts";
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

  test("stay at 80 with the longest window id, name and a revision of any number", () => {
    for (let digits = 0; digits < 16; digits++)
      expect(windowExecutionName(long, 10 ** digits)).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
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
  test("of the longest names there are have at most 1,024 bytes, of each part of the store", () => {
    const [monitor, endpoint, variant] = ["m".repeat(63), "e".repeat(63), "v".repeat(63)];
    const start = at("2001-02-16T10:05:00Z");
    const window = { endpoint, variant, start, end: start + 300_000 };
    const revision = { window, revision: 999_999, replay: "r".repeat(63) };
    const job = trainingJobName(endpoint, variant, "20010216T1005Z-PT5M", 12);
    const file = `00-00-000-${"ü".repeat(400)}.jsonl.gz`;
    const source = { bucket: "b".repeat(63), key: `p/${file}`, hour: start, file };
    const keys = [
      keysOfStore.monitorKey(monitor),
      keysOfStore.slotKey(keysOfStore.baselineFolder(monitor, "b".repeat(63)), "w167"),
      partialKey(window, "c".repeat(64), source),
      keysOfStore.shardKey(revision, 99_999),
      keysOfStore.closedKey(revision),
      keysOfStore.currentKey(revision),
      keysOfStore.publishedKey(revision),
      `${keysOfStore.revisionFolder(revision)}constraint_violations.json`,
      keysOfStore.retrainingStateKey(endpoint),
      `${keysOfStore.retrainingFolder(endpoint, job)}output/${job}/output/model.tar.gz`,
      `${keysOfStore.trainingSetFolder(endpoint, job)}part-00000.csv`,
    ];
    const made = new Set(keys.map((key) => key.split("/")[0]));
    expect([...made].sort()).toEqual([
      "baselines",
      "monitors",
      "partials",
      "replays",
      "retraining",
      "training-sets",
    ]);
    expect(Math.max(...keys.map((key) => Buffer.byteLength(key)))).toBeLessThanOrEqual(1024);
  });

  test("a partial's file is cut at 80 characters: 79 and 80 stay whole, and of 81 the hash tells them apart", () => {
    const window = windowOf("e", "v", at("2001-02-16T10:00:00Z"), HOUR);
    const named = (name: string) =>
      partialKey(window, "c", { bucket: "b", key: name, hour: window.start, file: `${name}.jsonl` })
        .split("/")
        .at(-1)!;
    expect(
      [79, 80, 81].map((length) => named("x".repeat(length)).length - "2001021610---12345678.bin".length + 1),
    ).toEqual([79, 80, 80]);
    expect(named(`${"x".repeat(80)}a`)).not.toBe(named(`${"x".repeat(80)}b`));
    expect(named("größe")).toMatch(/^2001021610-gr-e-[0-9a-f]{8}\.bin$/);
  });

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
