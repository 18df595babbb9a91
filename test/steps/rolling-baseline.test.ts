/** A baseline that moves along, and the fixed one that goes on watching: what the first cannot see the second tells, once. */
import { afterEach, describe, expect, test } from "vitest";
import { keepAnswer } from "../../cli/acknowledge/keep-answer.ts";
import { BaselineShelf } from "../../cli/backtest/baseline-shelf.ts";
import { profileJudge } from "../../cli/backtest/judge-profiles.ts";
import { recordJudge } from "../../cli/backtest/judge-records.ts";
import { alone } from "../../cli/backtest/longer-windows.ts";
import { storedWindows } from "../../cli/backtest/stored-windows.ts";
import { causeOf } from "../../shared/acknowledgements/cause.ts";
import { alternativeOf } from "../../shared/backtest/alternative.ts";
import { decodeProfile } from "../../shared/profile/profile-codec.ts";
import type { Verdict, Violation } from "../../shared/report/verdict.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow, type WindowPlan } from "../../steps/close-window.ts";
import { getJson } from "../../steps/json-object.ts";
import { learnBaseline } from "../../steps/learn-baseline.ts";
import type { LearntWindows } from "../../steps/learnt-windows.ts";
import { monitorNamed } from "../../steps/monitor-catalog.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { hourOf, type StoredHour, storeHour } from "./stored-weeks.ts";
import { at, capture, giveBaseline, HOUR, traffic, type World, world } from "./world.ts";

/** A Monday, so that no week ends within the days that are judged. */
const SINCE = "2001-01-29T00:00:00Z";
const DAY = 24 * HOUR;
const ROWS = 120;
let here: World;
afterEach(() => here.remove());

/** The monitor with its fixed baseline of ten days in January. */
async function begin(): Promise<void> {
  here = await world(SINCE, { since: SINCE, baseline: { rolling: "P7D", lag: "P1D" } });
  await giveBaseline(here);
}

/** Days that were judged: each hour as `hour` says of its place in time. */
async function stored(
  days: readonly number[],
  hour: (day: number, hour: number) => StoredHour,
  hours = Array.from({ length: 24 }, (_, index) => index),
): Promise<void> {
  for (const day of days)
    for (const each of hours)
      await storeHour(here, startOf(day, each), { verdict: { verdict: "Healthy" }, ...hour(day, each) });
}

/** The hours of a day without its first and its last one. */
const BETWEEN = Array.from({ length: 22 }, (_, index) => index + 1);

const startOf = (day: number, hour: number) => at(SINCE) + day * DAY + hour * HOUR;
const folderOf = (start: number) => `windows/shop/AllTraffic/${hourOf(start).windowId}/r0/`;
const read = async <T>(key: string) => (await getJson<T>(here.ports.work, key))!.value;
const bytesOf = async (key: string) => Buffer.from((await here.ports.work.get(key))!.body).toString("utf8");
const planOf = (day: number, hour: number) => read<WindowPlan>(`${folderOf(startOf(day, hour))}plan.json`);

/** An hour with the real steps, and the baseline that it asks for; its verdict. */
async function judged(day: number, hour: number, shift = 0): Promise<Verdict> {
  const start = startOf(day, hour);
  here.now = start + 2 * HOUR;
  const time = new Date(start).toISOString();
  const key = await capture(here, time, traffic(time, ROWS, start / HOUR, shift));
  await profileCaptureFile(here.ports, { objects: [{ bucket: here.captures, key }] });
  await closeWindow(here.ports, hourOf(start));
  await analyzeWindow(here.ports, hourOf(start));
  const { mayLearn } = await publishReport(here.ports, hourOf(start));
  if (mayLearn) await learnBaseline(here.ports, hourOf(start));
  return read<Verdict>(`${folderOf(start)}verdict.json`);
}

/** The verdicts that days have, each beside what a backtest with nothing changed makes of the window. */
async function backtested(from: number, to: number): Promise<[Verdict, Verdict | undefined][]> {
  const { work } = here.ports;
  const definition = await monitorNamed(work, "shop");
  const baselines = new BaselineShelf({ work, monitor: "shop", length: HOUR, filesOnly: false });
  const judge = profileJudge({ work, alternative: alternativeOf(definition, []), baselines });
  const range = { endpoint: "shop", variant: "AllTraffic", length: HOUR };
  const windows = await storedWindows(work, { ...range, from: startOf(from, 0), to: startOf(to + 1, 0) });
  expect(windows.map(({ verdict }) => verdict.baseline!.fixed)).toEqual([undefined, "b1", "b1", "b1"]);
  // Of what the fixed one measured no record says anything.
  for (const window of windows.slice(1))
    expect(await recordJudge(window, definition, baselines)).toBeUndefined();
  return Promise.all(
    windows.map(
      async (window): Promise<[Verdict, Verdict | undefined]> => [window.verdict, await judge(alone(window))],
    ),
  );
}

const told = (violations: readonly Violation[]) =>
  violations.map(({ column, check, scale, severity }) => [column, check, scale, severity]);

describe("a slow ramp of 0.035 deviations a day", () => {
  const shiftOn = (day: number) => 0.35 * day;
  const ramp = (day: number) => ({ rows: ROWS, shift: shiftOn(day) });
  const days = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

  test("is swallowed by the rolling baseline, told by the fixed one as a ticket, and then reported; a replay says the same", async () => {
    await begin();
    await stored(days(0, 9), ramp);
    // The day's first hour is judged by the fixed one alone, and asks for the rolling one of the day.
    const first = await judged(9, 0, shiftOn(9));
    expect(first.baseline).toEqual({ id: "b1", modelVersion: null, slot: "none" });
    const { due } = (await planOf(9, 0)).rolling!;
    expect(due).toMatch(/^20010207-[0-9a-f]{8}$/);
    await stored([9], ramp, BETWEEN);
    const last = await judged(9, 23, shiftOn(9));
    expect(last.baseline).toEqual({ id: due, modelVersion: null, slot: "none", fixed: "b1" });
    expect(last).toMatchObject({ verdict: "Violations", severity: "ticket" });
    // What the rolling one found over the day: nothing.
    expect(last.spans!.map(({ scale, columnsInViolation }) => [scale, columnsInViolation])).toEqual([
      ["PT6H", 0],
      ["P1D", 0],
    ]);
    expect(told(last.violations)).toEqual([["amount", "slow_drift_check", "P1D", "ticket"]]);
    expect(last.violations[0]!.description).toMatch(
      /^Slow drift, compared with the fixed baseline b1 \(1 Jan to 10 Jan 2001\); the rolling one has moved along\. Over 1 day: Baseline drift distance: 0\.1\d+ exceeds threshold: 0\.1 /,
    );
    expect(last.reason).toMatch(/Slow drift, seen from the fixed baseline: amount\.$/);

    // The next day it lasts: a line in the report, no ticket.
    await judged(10, 0, shiftOn(10));
    await stored([10], ramp, BETWEEN);
    const next = await judged(10, 23, shiftOn(10));
    expect((await planOf(10, 23)).rolling).toMatchObject({ told: ["amount"] });
    expect(next.baseline!.id).toMatch(/^20010208-/);
    expect(next).toMatchObject({ verdict: "Healthy", violations: [] });
    expect(told(next.reported.filter(({ check }) => check === "slow_drift_check"))).toEqual([
      ["amount", "slow_drift_check", "P1D", "note"],
    ]);

    for (const start of [startOf(9, 0), startOf(9, 23), startOf(10, 23)]) {
      const again = { ...hourOf(start), replay: "again" };
      for (const step of [closeWindow, analyzeWindow]) await step(here.ports, again);
      for (const file of ["verdict.json", "report.html"])
        expect(await bytesOf(`replays/again/${folderOf(start)}${file}`)).toBe(
          await bytesOf(`${folderOf(start)}${file}`),
        );
    }
    for (const [stored, again] of await backtested(9, 10)) expect(again).toEqual(stored);
  }, 120_000);
});

describe("the rolling baseline of a day", () => {
  const usual = () => ({ rows: ROWS });
  const weeks = Array.from({ length: 9 }, (_, day) => day);
  const windowsOf = async (id: string) => read<LearntWindows>(`rolling/shop/${id}/windows.json`);

  test("is made of the days before its lag, without windows in violation and the days that violate", async () => {
    await begin();
    const violation = (scale?: string) =>
      [{ check: "baseline_drift_check", ...(scale && { scale }) }] as Violation[];
    await stored(weeks, (day, hour) => ({
      rows: ROWS,
      verdict:
        day === 3 && hour === 5
          ? { verdict: "Violations", violations: violation() }
          : day === 4 && hour === 23
            ? { verdict: "Violations", violations: violation("P1D") }
            : { verdict: "Healthy" },
    }));
    await judged(9, 0);
    const { windows, leftOut } = await windowsOf((await planOf(9, 0)).rolling!.due!);
    expect([windows[0]!.start, windows.at(-1)!.start]).toEqual([
      new Date(startOf(1, 0)).toISOString(),
      new Date(startOf(7, 23)).toISOString(),
    ]);
    expect(windows).toHaveLength(7 * 24 - 1 - 24);
    expect(new Set(leftOut.map(({ reason }) => reason))).toEqual(
      new Set(["in violation", "of a day or week in violation"]),
    );
    expect((await judged(9, 1)).baseline).toMatchObject({ fixed: "b1" });
  });

  test("takes in what was answered as expected, and leaves out what was answered as a fault or as drift", async () => {
    await begin();
    const found = {
      column: "amount",
      check: "missing_column_check",
      kind: "fault",
      severity: "page",
    } as const;
    const violation: Violation = { ...found, description: "", distance: 1, n: ROWS, threshold: 0 } as never;
    const answers = ["expected", "fault", "drift"] as const;
    await stored(weeks, (day, hour) => ({
      rows: ROWS,
      verdict:
        hour === 5 && day >= 2 && day < 5
          ? { verdict: "Violations", violations: [violation] }
          : { verdict: "Healthy" },
    }));
    for (const [index, as] of answers.entries()) {
      const start = startOf(2 + index, 5);
      await keepAnswer(here.ports.work, {
        endpoint: "shop",
        variant: "AllTraffic",
        window: hourOf(start).windowId,
        start: new Date(start).toISOString(),
        revision: 0,
        as,
        at: new Date(startOf(9, 0)).toISOString(),
        by: null,
        until: new Date(start + HOUR).toISOString(),
        note: null,
        causes: [causeOf(violation)],
      });
    }
    await judged(9, 0);
    const { windows, leftOut } = await windowsOf((await planOf(9, 0)).rolling!.due!);
    expect(windows).toHaveLength(7 * 24 - 2);
    expect(leftOut.map(({ reason }) => reason)).toEqual(["acknowledged as fault", "acknowledged as drift"]);
  });

  test("keeps holidays out of the ordinary slots", async () => {
    const holidays = { dates: ["2001-01-31"], like: "sunday" };
    here = await world(SINCE, {
      since: SINCE,
      season: "hour-of-day",
      holidays,
      baseline: { rolling: "P7D", lag: "P1D" },
    });
    await giveBaseline(here);
    await stored(weeks, usual);
    await judged(9, 0);
    const folder = `rolling/shop/${(await planOf(9, 0)).rolling!.due}/`;
    expect(await read(`${folder}baseline.json`)).toMatchObject({
      holidays: { ...holidays, days: 1 },
      rows: 7 * 24 * ROWS,
    });
    const noon = await here.ports.work.get(`${folder}slots/h12.profile`);
    expect(decodeProfile(noon!.body).rows).toBe(6 * ROWS);
  });

  test("takes a slow drift along: its ticket is no reason to leave the hour out", async () => {
    await begin();
    const slow = [{ check: "slow_drift_check", scale: "P1D" }] as Violation[];
    await stored(weeks, (_, hour) => ({
      rows: ROWS,
      verdict: hour === 23 ? { verdict: "Violations", violations: slow } : { verdict: "Healthy" },
    }));
    await judged(9, 0);
    expect((await windowsOf((await planOf(9, 0)).rolling!.due!)).windows).toHaveLength(7 * 24);
  });

  test("that has too few windows is not made, which is decided once; the last one judges for a week", async () => {
    await begin();
    await stored([0, 1, 2], usual);
    await judged(3, 0);
    const { due } = (await planOf(3, 0)).rolling!;
    expect(await read(`rolling/shop/${due}/baseline.json`)).toMatchObject({
      none: "Only 48 windows can be used, over 2 days.",
    });
    expect((await judged(3, 1)).baseline).toEqual({ id: "b1", modelVersion: null, slot: "none" });
    expect((await planOf(3, 1)).rolling).toEqual({ id: null });
  });

  test("begins anew with a new fixed baseline", async () => {
    await begin();
    await stored(weeks, usual);
    await judged(9, 0);
    expect((await judged(9, 1)).baseline).toMatchObject({ fixed: "b1" });
    const { work } = here.ports;
    for await (const { key } of work.list("baselines/shop/b1/"))
      await work.put(key.replace("/b1/", "/b2/"), (await work.get(key))!.body);
    await judged(9, 2);
    const { due, id } = (await planOf(9, 2)).rolling!;
    expect([due !== undefined, id]).toEqual([true, null]);
  });
});
