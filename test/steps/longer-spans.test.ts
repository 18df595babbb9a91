/** Six hours and days that end with a window, on the real steps: what no hour shows alone. */
import { afterEach, describe, expect, test } from "vitest";
import type { Verdict } from "../../shared/report/verdict.ts";
import { windowId } from "../../shared/window/window.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow, type WindowPlan } from "../../steps/close-window.ts";
import { getJson } from "../../steps/json-object.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { at, capture, giveBaseline, HOUR, traffic, type World, world } from "./world.ts";

const MIDNIGHT = "2001-02-16T00:00:00Z";
let here: World;
afterEach(() => here.remove());

interface Hours {
  readonly count: number;
  /** Rows of an hour; 0 for silence. */
  readonly rows: number;
  /** Added to the amounts, whose standard deviation is 10. */
  readonly shift?: number;
  /** Hours whose window never ends. */
  readonly lost?: readonly number[];
}

/** Hours from midnight on, each profiled, closed, analyzed and published in turn; the verdicts by hour. */
async function judged({ count, rows, shift = 0, lost = [] }: Hours): Promise<Verdict[]> {
  here = await world(new Date(at(MIDNIGHT) + 25 * HOUR).toISOString());
  await giveBaseline(here);
  const verdicts: Verdict[] = [];
  for (let hour = 0; hour < count; hour++) {
    if (lost.includes(hour)) continue;
    const start = at(MIDNIGHT) + hour * HOUR;
    const time = new Date(start).toISOString();
    if (rows > 0) {
      const key = await capture(here, time, traffic(time, rows, 100 + hour, shift));
      await profileCaptureFile(here.ports, { objects: [{ bucket: here.captures, key }] });
    }
    const window = inputOf(start);
    await closeWindow(here.ports, window);
    await analyzeWindow(here.ports, window);
    await publishReport(here.ports, window);
    verdicts[hour] = await read<Verdict>(start, "verdict.json");
  }
  return verdicts;
}

const inputOf = (start: number) => ({
  endpoint: "shop",
  variant: "AllTraffic",
  windowId: windowId({ start, end: start + HOUR }),
  revision: 0,
});
const read = async <T>(start: number, file: string, below = "") =>
  (await getJson<T>(
    here.ports.work,
    `${below}windows/shop/AllTraffic/${inputOf(start).windowId}/r0/${file}`,
  ))!.value;

describe("longer spans", () => {
  test("end with the last window of six hours and of a day, and are planned there alone", async () => {
    await judged({ count: 24, rows: 120 });
    const spans = await Promise.all(
      Array.from({ length: 24 }, async (_, hour) => {
        const plan = await read<WindowPlan>(at(MIDNIGHT) + hour * HOUR, "plan.json");
        return (plan.spans ?? []).map(({ scale, of, profiles }) => [scale, of, profiles.length]);
      }),
    );
    const told = spans.flatMap((own, hour) => (own.length === 0 ? [] : [[hour, own]]));
    // 16 February 2001 was a Friday: no week ends with it.
    expect(told).toEqual([
      [5, [["PT6H", 6, 5]]],
      [11, [["PT6H", 6, 5]]],
      [17, [["PT6H", 6, 5]]],
      [
        23,
        [
          ["PT6H", 6, 5],
          ["P1D", 24, 23],
        ],
      ],
    ]);
  });

  test("of unchanged hours change nothing and are told", async () => {
    const verdicts = await judged({ count: 6, rows: 120 });
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(new Array(6).fill("Healthy"));
    expect(verdicts[5]!.spans).toEqual([
      { scale: "PT6H", windows: 6, of: 6, rows: 720, columnsEvaluated: 3, columnsInViolation: 0 },
    ]);
    expect(verdicts[4]!.spans).toBeUndefined();
  });

  test("find a shift that no hour shows: 0.4 deviations at 120 rows an hour", async () => {
    const verdicts = await judged({ count: 6, rows: 120, shift: 4 });
    expect(verdicts.slice(0, 5).map(({ verdict }) => verdict)).toEqual(new Array(5).fill("Healthy"));
    const { verdict, violations, violationRate, reason, severity } = verdicts[5]!;
    expect({ verdict, violationRate, severity }).toEqual({
      verdict: "Violations",
      violationRate: 1 / 3,
      severity: "ticket",
    });
    expect(violations.map(({ column, check, scale, n }) => [column, check, scale, n])).toEqual([
      ["amount", "baseline_drift_check", "PT6H", 720],
    ]);
    expect(violations[0]!.description).toMatch(
      /^Over 6 hours: Baseline drift distance: 0\.[12]\d+ exceeds threshold: 0\.1 \(unchanged data looks like this (less than )?once in .* months, learnt from 40 such spans of 10 days\): values up to [\d.]+: \d+(\.\d)? % instead of /,
    );
    expect(reason).toMatch(/Over 6 hours together: amount\.$/);
  });

  test("say nothing again that the window says by itself", async () => {
    const verdicts = await judged({ count: 6, rows: 120, shift: 30 });
    expect(verdicts[5]!.violations.map(({ column, scale }) => [column, scale])).toEqual([
      ["amount", undefined],
    ]);
    expect(verdicts[5]!.spans![0]).toMatchObject({ columnsInViolation: 1 });
  });

  test("judge an endpoint whose hours are too small to be judged: 30 rows an hour for six hours", async () => {
    const verdicts = await judged({ count: 6, rows: 30, shift: 30 });
    expect(verdicts.slice(0, 5).map(({ verdict }) => verdict)).toEqual(new Array(5).fill("InsufficientData"));
    expect(verdicts[5]).toMatchObject({ verdict: "Violations", violationRate: 1 / 3, rows: 30 });
    expect(verdicts[5]!.violations).toMatchObject([{ column: "amount", scale: "PT6H", n: 180 }]);
    const quiet = await judged({ count: 6, rows: 30 });
    expect(quiet[5]).toMatchObject({ verdict: "InsufficientData", spans: [{ scale: "PT6H", rows: 180 }] });
  });

  test("are not judged where more than a quarter of their windows are not there", async () => {
    const one = await judged({ count: 6, rows: 120, shift: 4, lost: [2] });
    expect(one[5]!.spans).toMatchObject([{ windows: 5, of: 6, rows: 600 }]);
    const two = await judged({ count: 6, rows: 120, shift: 4, lost: [1, 2] });
    expect(two[5]!.spans).toBeUndefined();
    expect(two[5]!.verdict).toBe("Healthy");
  });

  test("of a replay look back on what the live window looked back on, and say the same to the byte", async () => {
    await judged({ count: 6, rows: 120, shift: 4 });
    const start = at(MIDNIGHT) + 5 * HOUR;
    const replayed = { ...inputOf(start), replay: "again", source: "partials" as const };
    await closeWindow(here.ports, replayed);
    await analyzeWindow(here.ports, replayed);
    expect(await read(start, "verdict.json", "replays/again/")).toEqual(await read(start, "verdict.json"));
  });
});
