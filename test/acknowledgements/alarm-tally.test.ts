/** How many alarms were false, against what was promised. */
import { describe, expect, test } from "vitest";
import type { Acknowledgement, Answer } from "../../shared/acknowledgements/acknowledgement.ts";
import { leastMean, tallyAlarms } from "../../shared/acknowledgements/alarm-tally.ts";
import { causeOf } from "../../shared/acknowledgements/cause.ts";
import { tallyInWords } from "../../shared/acknowledgements/tally-in-words.ts";
import type { Verdict, Violation } from "../../shared/report/verdict.ts";
import { windowId } from "../../shared/window/window.ts";

const HOUR = 3_600_000;
const FIRST = Date.parse("2026-01-01T00:00:00Z");
const idOf = (hour: number) => windowId({ start: FIRST + hour * HOUR, end: FIRST + (hour + 1) * HOUR });

const violation = (column: string): Violation =>
  ({ column, check: "baseline_drift_check", kind: "drift", distance: 0.3, n: 1000 }) as Violation;

/** Hours of which some are in violation, in these columns. */
function hours(count: number, inViolation: Readonly<Record<number, readonly string[]>>): Verdict[] {
  return Array.from({ length: count }, (_, hour) => {
    const [start, end] = [FIRST + hour * HOUR, FIRST + (hour + 1) * HOUR];
    const window = { id: idOf(hour), start: new Date(start).toISOString(), end: new Date(end).toISOString() };
    const violations = (inViolation[hour] ?? []).map(violation);
    return { window, violations, violationRate: violations.length / 3 } as unknown as Verdict;
  });
}

function answer(hour: number, as: Answer, columns: readonly string[], forHours = 24): Acknowledgement {
  const start = FIRST + hour * HOUR;
  return {
    window: idOf(hour),
    start: new Date(start).toISOString(),
    as,
    until: new Date(start + (1 + forHours) * HOUR).toISOString(),
    causes: columns.map((column) => causeOf(violation(column))),
  } as unknown as Acknowledgement;
}

const MONTH = 730;

describe("alarms", () => {
  test("are counted by their answers; one that is in part a fault was no false one", () => {
    const verdicts = hours(MONTH, { 10: ["a"], 100: ["a", "b"], 200: ["c"], 300: ["b"] });
    const said = [
      answer(10, "expected", ["a"]),
      answer(100, "expected", ["a"]),
      answer(100, "fault", ["b"]),
      answer(200, "drift", ["c"]),
    ];
    expect(tallyAlarms(verdicts, said, { promised: 1 })).toMatchObject({
      alarms: 4,
      expected: 1,
      fault: 1,
      drift: 1,
      unanswered: 1,
      promised: 1,
      isBroken: false,
    });
  });

  test("of windows that an earlier answer covers are not counted again, whether they alarmed or were muted", () => {
    const verdicts = hours(MONTH, { 10: ["a"], 11: ["a"], 12: ["a", "b"], 60: ["a"] });
    const said = [answer(10, "expected", ["a"])];
    expect(tallyAlarms(verdicts, said, { promised: 1 })).toMatchObject({
      alarms: 3,
      expected: 1,
      unanswered: 2,
    });
  });

  test("in part answered are unanswered", () => {
    const said = [answer(10, "expected", ["a"])];
    expect(tallyAlarms(hours(20, { 10: ["a", "b"] }), said, { promised: 1 })).toMatchObject({
      alarms: 1,
      unanswered: 1,
    });
  });

  test("are measured over the time that was judged", () => {
    const verdicts = hours(MONTH, { 10: ["a"] }).map((verdict, hour) =>
      hour >= MONTH / 2 ? { ...verdict, violationRate: null } : verdict,
    );
    const { months, perMonth } = tallyAlarms(verdicts, [answer(10, "expected", ["a"])], { promised: 1 });
    expect(months).toBeCloseTo(0.5, 2);
    expect(perMonth).toBeCloseTo(2, 1);
  });
});

describe("the promise", () => {
  // χ² table of the NIST/SEMATECH e-handbook, 1.3.6.7.4, lower tail 0.05: 2 degrees 0.103, 6 degrees 1.635, 20 degrees 10.851; half of it.
  test.each([
    [0, 0],
    [1, 0.0515],
    [3, 0.8175],
    [10, 5.4255],
  ])("%d alarms are surely more than %d", (count, mean) => expect(leastMean(count)).toBeCloseTo(mean, 3));

  const expected = (count: number, months: number) => {
    const at = Array.from({ length: count }, (_, index) => 20 + index * 60);
    const verdicts = hours(Math.round(months * 730.5), Object.fromEntries(at.map((hour) => [hour, ["a"]])));
    return tallyAlarms(
      verdicts,
      at.map((hour) => answer(hour, "expected", ["a"])),
      { promised: 1 },
    );
  };

  test("is broken when what is sure is above it, and not by one or two alarms", () => {
    expect(expected(3, 1)).toMatchObject({ isBroken: false });
    expect(expected(10, 2)).toMatchObject({ isBroken: true });
    expect(expected(2, 0.25)).toMatchObject({ atLeast: expect.closeTo(1.42, 1), isBroken: false });
  });

  test("is told in words", () => {
    expect(tallyInWords(expected(3, 2))).toBe(
      "3 of 3 alarms in 2 months were expected: 1.5 a month, promised 1. That may be chance: at least 0.41 a month, 95 %.",
    );
    expect(tallyInWords(expected(10, 2))).toBe(
      "10 of 10 alarms in 2 months were expected: 5 a month, promised 1. That is surely more than promised (at least 2.7 a month, 95 %).",
    );
    expect(tallyInWords(expected(1, 2))).toBe(
      "1 of 1 alarm in 2 months was expected: 0.5 a month, promised 1.",
    );
    expect(tallyInWords(expected(0, 2))).toBe(
      "No alarms in 2 months; promised are at most 1 false ones a month.",
    );
  });
});
