/** What releases left in work stores (`test/fixtures/make-formats.ts`) is read and carried on by today's steps. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { decodeProfile } from "../../shared/profile/profile-codec.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import type { RetrainingState } from "../../shared/retraining/retraining-state.ts";
import { parseWindowId } from "../../shared/window/window.ts";
import type { MemoryObjectStore } from "../../simulation/memory-object-store.ts";
import { keptRelease } from "../../simulation/soak/releases.ts";
import { acquireRetraining } from "../../steps/acquire-retraining.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow } from "../../steps/close-window.ts";
import { decideRetraining } from "../../steps/decide-retraining.ts";
import { getJson } from "../../steps/json-object.ts";
import { mergeStored } from "../../steps/merge-profiles.ts";
import { monitorFaults, monitorNamed } from "../../steps/monitor-catalog.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { loadBaseline } from "../../steps/stored-baseline.ts";
import { sweepWindows } from "../../steps/sweep-windows.ts";
import { memoryPorts } from "../fixtures/memory-ports.ts";

const FORMATS = fileURLToPath(new URL("../fixtures/formats", import.meta.url));
const HOUR = 3_600_000;
const WINDOW = { endpoint: "shop", variant: "AllTraffic", windowId: "20261127T10Z" };
const { start, end } = parseWindowId(WINDOW.windowId);
const FOLDER = "windows/shop/AllTraffic/20261127T10Z/";

/** The stores of a release, and the clock three hours after the window. Captures are older than their partials. */
async function stored(version: string) {
  const now = { time: end };
  const world = memoryPorts(now);
  for (const name of ["captures", "work"] as const) {
    const folder = join(FORMATS, version, name);
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      await world[name].put(path.slice(folder.length + 1), readFileSync(path));
    }
  }
  now.time = end + 3 * HOUR;
  return { ...world, now };
}

/** What each partial says of its columns. Deviations to twelve digits: before 0.2.0 they were rounded with every value. */
async function factsOf(work: MemoryObjectStore) {
  const facts: Record<string, unknown> = {};
  for (const key of work.keys("partials/")) {
    const profile = decodeProfile((await work.get(key))!.body);
    facts[key] = [
      [
        profile.records,
        profile.rows,
        profile.firstTime,
        profile.lastTime,
        profile.notes,
        profile.malformed.byReason,
      ],
      ...profile.columns.map(({ name, types, moments, sketch, values, distinct, evidence }) => [
        { name, types, evidence, values: values.entries(), different: distinct.estimate() },
        [moments.count, moments.sum, moments.min, moments.max, moments.standardDeviation?.toPrecision(12)],
        sketch.levels().map((level) => [...level]),
      ]),
    ];
  }
  return facts;
}

/** 114 of the 120 lines are records; of the file that begins half a minute before its end, 29 are the window's. */
const RECORDS = 38 + 19 + 29;
const MALFORMED = 2 + 1 + 3;

describe.each(readdirSync(FORMATS))("what release %s left", (version) => {
  test("definition, baseline and profiles are read", async () => {
    const { work, now } = await stored(version);
    expect(await monitorFaults(work, now.time)).toEqual([]);
    const definition = await monitorNamed(work, "shop");
    expect([definition.endpoint, definition.columns.sensitive]).toEqual(["shop", ["country"]]);
    const { baseline } = await loadBaseline(work, definition, { time: start, names: ["7"] });
    expect([baseline?.id, baseline?.modelVersion, baseline?.profile.rows]).toEqual([
      "b0001-00000001",
      "7",
      240 * 60,
    ]);
    expect(Object.keys(baseline?.calibration?.columns ?? {})).not.toEqual([]);
    const partials = work.keys("partials/shop/AllTraffic/20261127T10Z/");
    const merged = await mergeStored(work, partials);
    const whole = await mergeStored(work, [`${FOLDER}r1/window.profile`]);
    expect([merged.records, merged.malformed.count]).toEqual([RECORDS, MALFORMED]);
    expect([whole.records, whole.rows, whole.malformed.count]).toEqual([RECORDS, RECORDS, MALFORMED]);
  });

  test("a window is carried on: its files are not read again, its counts stay, its next revision is the one to read", async () => {
    const { ports, work } = await stored(version);
    const at = { ...WINDOW, revision: 2 };
    const plan = await closeWindow(ports, at);
    expect([plan.missing, plan.partials]).toEqual([[], 3]);
    await analyzeWindow(ports, at);
    expect(await publishReport(ports, at)).toMatchObject({ first: false });
    const verdicts = await Promise.all(
      [1, 2].map(
        async (revision) => (await getJson<Verdict>(work, `${FOLDER}r${revision}/verdict.json`))!.value,
      ),
    );
    const counts = verdicts.map(({ records, rows, malformed }) => ({ records, rows, malformed }));
    expect(counts[1]).toEqual(counts[0]);
    expect(counts[0]).toMatchObject({ records: RECORDS, malformed: { count: MALFORMED } });
    expect((await getJson(work, `${FOLDER}current.json`))?.value).toMatchObject({ revision: 2 });
  });

  test("a file that is delivered again finds its own partials, and counts in them what they count", async () => {
    const { ports, work, captures } = await stored(version);
    const before = await factsOf(work);
    for (const key of captures.keys())
      await profileCaptureFile(ports, { objects: [{ bucket: "captures", key }], fence: "none" });
    expect(await factsOf(work)).toEqual(before);
  });

  test("the sweep finds its windows settled and whole", async () => {
    const { ports } = await stored(version);
    const { opened, failed, reopened } = await sweepWindows(ports);
    // Of the windows since the monitor began, 10 and 11 o'clock have verdicts; nobody had come to the later ones.
    expect([opened, failed, reopened]).toEqual([["shop/AllTraffic/20261127T12Z"], [], []]);
  });

  test("a retraining's lock, cooldown and history hold", async () => {
    const { ports, work, now } = await stored(version);
    const state = (await getJson<RetrainingState>(work, "retraining/shop/state.json"))!.value;
    expect([state.owner, state.attempts, state.history.length]).toEqual([null, 1, 1]);
    now.time = Date.parse(state.cooldownUntil!) - 1;
    const request = {
      endpoint: "shop",
      variant: "AllTraffic",
      trigger: "window" as const,
      windowId: WINDOW.windowId,
      reason: "drift",
    };
    expect(await acquireRetraining(ports, { ...request, owner: "t-2" })).toMatchObject({ acquired: false });
    expect(await decideRetraining(ports, request)).toMatchObject({
      action: expect.not.stringMatching(/^retrain/),
    });
    now.time += 1;
    expect(await acquireRetraining(ports, { ...request, owner: "t-2" })).toMatchObject({ acquired: true });
  });
});

test("after a rollback release 0.1.0 carries on what today's steps left", async () => {
  const { steps } = await keptRelease("0.1.0");
  const { ports, work } = await stored("0.2.0");
  const at = { ...WINDOW, revision: 2 } as never;
  expect(await steps["close-window"]!(ports, at)).toMatchObject({ missing: [], partials: 3 });
  await steps["analyze-window"]!(ports, at);
  expect(await steps["publish-report"]!(ports, at)).toMatchObject({ first: false });
  const verdict = await getJson<Verdict>(work, `${FOLDER}r2/verdict.json`);
  expect(verdict?.value).toMatchObject({ records: RECORDS, malformed: { count: MALFORMED } });
  expect(await steps["sweep-windows"]!(ports, {} as never)).toMatchObject({ failed: [] });
});
