/** What a baseline is learnt from, when it is enough, and that it is one whoever learns it. */
import { afterEach, describe, expect, test } from "vitest";
import type { Verdict } from "../../shared/report/verdict.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow, type WindowPlan } from "../../steps/close-window.ts";
import type { BaselineFacts } from "../../steps/fitting-baseline.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import { learnBaseline } from "../../steps/learn-baseline.ts";
import type { LearntWindows } from "../../steps/learnt-windows.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { hourOf, type StoredHour, storeHour } from "./stored-weeks.ts";
import { at, capture, HOUR, traffic, type World, world } from "./world.ts";

const SINCE = "2001-02-12T00:00:00Z";
const DAY = 24 * HOUR;
let here: World;
afterEach(() => here.remove());

const LEARN = { since: SINCE, minRows: 50, baseline: { learnFrom: "traffic", for: "P2D" } };
const hoursLater = (hours: number) => at(SINCE) + hours * HOUR;

/** So many stored hours, each as `hour` says. */
async function stored(
  count: number,
  hour: (index: number) => StoredHour | undefined = () => ({ rows: 120 }),
) {
  for (let index = 0; index < count; index++) {
    const made = hour(index);
    if (made !== undefined) await storeHour(here, hoursLater(index), made);
  }
}

/** The window that starts so many hours after the first, with the real steps; its verdict. */
async function judged(hours: number, rows = 120): Promise<Verdict> {
  const start = hoursLater(hours);
  here.now = start + 2 * HOUR;
  const time = new Date(start).toISOString();
  if (rows > 0) {
    const key = await capture(here, time, traffic(time, rows, hours));
    await profileCaptureFile(here.ports, { objects: [{ bucket: here.captures, key }] });
  }
  for (const step of [closeWindow, analyzeWindow, publishReport]) await step(here.ports, hourOf(start));
  return read<Verdict>(`windows/shop/AllTraffic/${hourOf(start).windowId}/r0/verdict.json`);
}

const read = async <T>(key: string) => (await getJson<T>(here.ports.work, key))!.value;
const learn = (hours: number) => learnBaseline(here.ports, hourOf(hoursLater(hours)));
const baselineOf = async (id: string | null) => ({
  facts: await read<BaselineFacts>(`baselines/shop/${id}/baseline.json`),
  windows: await read<LearntWindows>(`baselines/shop/${id}/windows.json`),
});

describe("a window that is learnt from", () => {
  test("counts all before it, and adds the one before where that has counted all", async () => {
    here = await world(SINCE, LEARN);
    await stored(10);
    const plan = (hours: number) =>
      read<WindowPlan>(`windows/shop/AllTraffic/${hourOf(hoursLater(hours)).windowId}/r0/plan.json`);
    expect((await judged(10)).learning!.windows).toEqual({ there: 11, of: 48 });
    expect((await judged(11)).learning!.windows).toEqual({ there: 12, of: 48 });
    expect((await plan(11)).learning).toMatchObject({ awaited: 0, tally: { rows: 11 * 120 } });
    // An hour that has no verdict yet is told, and counted by the next one that finds it.
    expect((await judged(13)).learning!.windows).toEqual({ there: 13, of: 48 });
    expect((await plan(13)).learning!.awaited).toBe(1);
    await judged(12);
    expect((await judged(14)).learning!.windows).toEqual({ there: 15, of: 48 });
  });

  test("tells what is left out, and that small ones lend only their rows", async () => {
    here = await world(SINCE, LEARN);
    const verdicts: Record<number, StoredHour["verdict"]> = {
      1: { verdict: "CaptureBroken" },
      2: { flags: ["undercaptured"] },
      3: { verdict: "Failed" },
      4: { flags: ["mixed"] },
      5: { models: [{ modelVersion: "churn/8", since: SINCE, share: 1 }] },
      6: { verdict: "NoTraffic" },
    };
    await stored(9, (index) => ({ rows: index === 7 ? 20 : 120, verdict: verdicts[index] ?? {} }));
    const { reason, learning } = await judged(9);
    expect(learning).toMatchObject({ windows: { there: 3 }, rows: { there: 3 * 120 + 20 }, small: 1 });
    expect(reason).toBe(
      "Learning from traffic since 12 Feb 2001: 3 of 48 hours, 380 of 5000 rows; 1 with fewer than 50 rows; left out: 1 in which model or columns changed, 1 of another model, 1 that could not be read as a whole, 2 with broken capture.",
    );
  });

  test("is enough with all windows, rows and slots that are asked for", async () => {
    here = await world(SINCE, { ...LEARN, season: "hour-of-day" });
    await stored(47);
    const { learning } = await judged(47);
    expect(learning).toMatchObject({
      windows: { there: 48, of: 48 },
      slots: { empty: 0, of: 24 },
      enough: true,
    });
  });

  test("with a slot that stays silent waits for it twice the time", async () => {
    here = await world(SINCE, { ...LEARN, season: "hour-of-day" });
    const awake = (index: number) =>
      index % 24 === 3 ? { rows: 0, verdict: { verdict: "NoTraffic" as const } } : { rows: 120 };
    await stored(94, awake);
    expect((await judged(94)).learning).toMatchObject({ slots: { empty: 1 }, overdue: false, enough: false });
    expect((await judged(95)).learning).toMatchObject({ slots: { empty: 1 }, overdue: true, enough: true });
    expect((await learn(95)).reason).toBe("Learnt from 92 windows, 11040 rows.");
  });

  test("says what to do, as a ticket, where twice the time has not become enough", async () => {
    here = await world(SINCE, LEARN);
    await stored(96, () => ({ rows: 20 }));
    const { reason, severity } = await judged(96, 20);
    expect(severity).toBe("ticket");
    expect(reason).toContain("make windows longer (window), lower minRows, or push a baseline.");
  });
});

describe("learn-baseline", () => {
  test("makes nothing of too little, and one baseline only", async () => {
    here = await world(SINCE, LEARN);
    await stored(46);
    await judged(46);
    expect(await learn(46)).toEqual({ baseline: null, reason: "There are not enough windows yet." });
    await judged(47);
    const { baseline } = await learn(47);
    expect((await baselineOf(baseline)).facts.learnt).toMatchObject({ windows: 48, leftOut: {} });
    expect(await learn(47)).toEqual({ baseline, reason: "The monitor has a baseline for the window." });
    expect((await judged(48)).verdict).toBe("Healthy");
  });

  test("leaves out hours with a hard fault of the data: words, nothing, or no such column", async () => {
    here = await world(SINCE, LEARN);
    await stored(50, (index) => ({
      rows: 120,
      ...(index === 5 ? { amount: "n/a" } : index === 6 ? { amount: "" } : {}),
    }));
    await judged(50);
    const { facts, windows } = await baselineOf((await learn(50)).baseline);
    expect(facts.learnt).toMatchObject({ windows: 49, leftOut: { "with a hard fault": 2 } });
    expect(windows.leftOut).toEqual([
      { window: "20010212T05Z", reason: "amount holds text, elsewhere it holds numbers", fault: true },
      { window: "20010212T06Z", reason: "amount is empty, elsewhere it holds numbers", fault: true },
    ]);
  });

  test("of two at once makes one baseline, of what the first has written down", async () => {
    here = await world(SINCE, LEARN);
    await stored(47);
    await judged(47);
    await judged(48);
    const [one, other] = await Promise.all([learn(47), learn(48)]);
    expect(one.baseline).toBe(other.baseline);
    const { facts, windows } = await baselineOf(one.baseline);
    expect(facts.learnt!.windows).toBe(windows.windows.length);
  });

  test("that died before it was whole is finished by the next one, of what it had written down", async () => {
    here = await world(SINCE, LEARN);
    await stored(47);
    await judged(47);
    const { work } = here.ports;
    await expect(
      learnBaseline({ work: dyingBefore(work, "calibration.json") }, hourOf(hoursLater(47))),
    ).rejects.toThrow("died");
    await judged(48);
    const { baseline } = await learn(48);
    expect((await baselineOf(baseline)).facts.learnt).toMatchObject({
      until: new Date(hoursLater(48)).toISOString(),
    });
  });

  test("learns of the version that answered, beside the baselines of others", async () => {
    here = await world(SINCE, LEARN);
    const models = [{ modelVersion: "shop/2", since: SINCE, share: 1 }];
    await putJson(here.ports.work, "deployments/shop/AllTraffic.json", {
      version: 1,
      deployments: [{ since: SINCE, modelVersion: "shop/2" }],
    });
    await putJson(here.ports.work, "baselines/shop/b0001-00000000/baseline.json", { modelVersion: "shop/1" });
    await stored(47, () => ({ rows: 120, verdict: { models } }));
    expect((await judged(47)).reason).toMatch(
      /^Model shop\/2, since 12 Feb 2001, 00:00 UTC, answered; the baselines are of shop\/1. Learning from traffic since 12 Feb 2001: 48 of 48 hours/,
    );
    const { baseline } = await learn(47);
    expect((await baselineOf(baseline)).facts).toMatchObject({
      id: expect.stringMatching(/^b0002-/),
      modelVersion: "shop/2",
    });
    expect((await judged(48)).baseline!.id).toBe(baseline);
  });

  test("a window that was learnt from stays so in a later revision", async () => {
    here = await world(SINCE, LEARN);
    await stored(47);
    await judged(47);
    await learn(47);
    here.now += DAY;
    const again = { ...hourOf(hoursLater(47)), revision: 1 };
    for (const step of [closeWindow, analyzeWindow]) await step(here.ports, again);
    const { verdict } = await read<Verdict>(`windows/shop/AllTraffic/${again.windowId}/r1/verdict.json`);
    expect(verdict).toBe("Learning");
  });
});

/** A store whose process dies when it comes to a file. */
function dyingBefore(work: ObjectStore, file: string): ObjectStore {
  return new Proxy(work, {
    get: (target, name) =>
      name === "put"
        ? (...given: Parameters<ObjectStore["put"]>) => {
            if (given[0].endsWith(file)) throw new Error("died");
            return target.put(...given);
          }
        : (...given: never[]) =>
            (target[name as keyof ObjectStore] as (...all: never[]) => unknown)(...given),
  });
}
