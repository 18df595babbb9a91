import { afterEach, describe, expect, test } from "vitest";
import { Throttled } from "../../shared/errors.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { decodeProfile } from "../../shared/profile/profile-codec.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { windowExecutionName } from "../../shared/window/execution-name.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow, type WindowPlan } from "../../steps/close-window.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import { mergeProfiles } from "../../steps/merge-profiles.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { recordFailure } from "../../steps/record-failure.ts";
import { scheduleClose } from "../../steps/schedule-close.ts";
import { writeBaseline } from "../../steps/stored-baseline.ts";
import { baselineFrom } from "../../steps/suggest-baseline.ts";
import { sweepWindows } from "../../steps/sweep-windows.ts";
import { at, capture, giveBaseline, HOUR, line, traffic, type World, world } from "./world.ts";

const WINDOW = { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z", revision: 0 };
const FOLDER = "windows/shop/AllTraffic/20010216T10Z/";
let here: World;
afterEach(() => here.remove());

const profile = (key: string, more: Record<string, unknown> = {}) =>
  profileCaptureFile(here.ports, { objects: [{ bucket: here.captures, key }], ...more });
const keys = async (prefix: string) =>
  (await Array.fromAsync(here.ports.work.list(prefix))).map(({ key }) => key);
const verdictOf = async (revision = 0) =>
  (await getJson<Verdict>(here.ports.work, `${FOLDER}r${revision}/verdict.json`))!.value;

describe("profileCaptureFile", () => {
  test("gives each record to the window of its own time, and writes the home partial even without rows", async () => {
    here = await world("2001-02-16T11:01:00Z");
    const key = await capture(here, "2001-02-16T10:59:40.000Z", [
      line("1,DE", "0.5", "2001-02-16T10:59:59Z"),
      line("2,DE", "0.5", "2001-02-16T11:00:00Z"),
    ]);
    expect(await profile(key)).toMatchObject({
      files: 1,
      records: 2,
      windows: ["20010216T10Z", "20010216T11Z"],
      ignored: [],
    });
    const partials = await keys("partials/");
    expect(partials.map((name) => name.split("/")[3])).toEqual(["20010216T10Z", "20010216T11Z"]);
    const rows = await Promise.all(
      partials.map(async (name) => decodeProfile((await here.ports.work.get(name))!.body).rows),
    );
    expect(rows).toEqual([1, 1]);
  });

  test.each([
    ["the day", "2001-02-16T23:59:40Z", "PT1H", ["20010216T23Z", "20010217T00Z"]],
    ["the leap day", "2004-02-29T23:59:40Z", "PT1H", ["20040229T23Z", "20040301T00Z"]],
    ["the year", "2001-12-31T23:59:40Z", "PT1H", ["20011231T23Z", "20020101T00Z"]],
    ["the year, by days", "2001-12-31T23:59:40Z", "P1D", ["20011231T0000Z-P1D", "20020101T0000Z-P1D"]],
    ["five minutes", "2001-02-16T10:04:40Z", "PT5M", ["20010216T1000Z-PT5M", "20010216T1005Z-PT5M"]],
  ])("a file that straddles %s gives each record to its own window", async (_, first, window, ids) => {
    here = await world(new Date(at(first) + 60_000).toISOString(), { window });
    const time = (seconds: number) => new Date(at(first) + seconds * 1000).toISOString().replace(".000", "");
    // 19 s before the border and on it, as its names say; one more after it.
    const lines = [19, 20, 40].map((seconds) => line(`${seconds},DE`, "0.5", time(seconds)));
    const key = await capture(here, first, lines);
    expect((await profile(key)).windows).toEqual(ids);
    const records = await Promise.all(
      (await keys("partials/")).map(async (name) => [
        name.split("/")[3],
        decodeProfile((await here.ports.work.get(name))!.body).records,
      ]),
    );
    expect(Object.fromEntries(records)).toEqual({ [ids[0]!]: 1, [ids[1]!]: 2 });
    const opened = here.ports.executions.started.map(({ input }) => (input as typeof WINDOW).windowId);
    expect(opened.sort()).toEqual(ids);
  });

  test("a record whose clock is off, or which has no time, goes by its file's time and is counted", async () => {
    here = await world("2001-02-16T10:20:00Z");
    const key = await capture(here, "2001-02-16T10:10:00Z", [
      line("1,DE", "0.5", "2001-02-16T10:10:05Z"),
      line("2,DE", "0.5", "1970-01-01T00:00:00Z"),
      line("3,DE", "0.5", "2031-02-16T10:10:05Z"),
      line("4,DE", "0.5", "2001-02-16T10:10:06Z", { inferenceTime: undefined }),
    ]);
    expect(await profile(key)).toMatchObject({ records: 4, windows: ["20010216T10Z"] });
    const [partial] = await keys("partials/");
    const { notes } = decodeProfile((await here.ports.work.get(partial!))!.body);
    expect([notes.get("clockSkew"), notes.get("noInferenceTime")]).toEqual([2, 1]);
  });

  test("a redelivery writes the same bytes and starts nothing twice", async () => {
    here = await world("2001-02-16T10:20:00Z");
    const key = await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 50, 1));
    await profile(key);
    const [partial] = await keys("partials/");
    const before = (await here.ports.work.head(partial!))!.etag;
    await profile(key);
    expect(await keys("partials/")).toEqual([partial]);
    expect((await here.ports.work.head(partial!))!.etag).toBe(before);
    expect(here.ports.executions.started).toHaveLength(1);
  });

  test("a file that was replaced under its key replaces its partial and is not counted twice", async () => {
    here = await world("2001-02-16T10:20:00Z");
    await profile(await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 50, 1)));
    await profile(await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 70, 2)));
    const [partial, ...more] = await keys("partials/");
    expect(more).toEqual([]);
    expect(decodeProfile((await here.ports.work.get(partial!))!.body).rows).toBe(70);
  });

  test("every line of a broken file is counted: as a record or with its reason", async () => {
    here = await world("2001-02-16T10:20:00Z");
    const lines = [
      line("1,DE", "0.5", "2001-02-16T10:10:00Z"),
      "no JSON",
      "{}",
      '{"captureData":{"endpointInput":{"data":"1',
      line("1,DE", "0.5", "1901-01-01T00:00:00Z"),
    ];
    await profile(await capture(here, "2001-02-16T10:10:00Z", lines));
    const [partial] = await keys("partials/");
    const stored = decodeProfile((await here.ports.work.get(partial!))!.body);
    expect(stored.records + stored.malformed.count).toBe(5);
    expect(stored.records).toBe(2);
    expect(stored.notes.get("clockSkew")).toBe(1);
  });

  test("files of others are left aside with the reason", async () => {
    here = await world("2001-02-16T10:20:00Z");
    const result = await profileCaptureFile(here.ports, {
      objects: [
        { bucket: here.captures, key: "other/AllTraffic/2001/02/16/10/10-00-000-a.jsonl" },
        { bucket: here.captures, key: "readme.txt" },
        { bucket: "elsewhere", key: "shop/AllTraffic/2001/02/16/10/10-00-000-a.jsonl" },
      ],
    });
    expect(result.files).toBe(0);
    expect(result.ignored.join("\n")).toMatch(
      /no monitor watches endpoint other[\s\S]*readme.txt is not a capture file[\s\S]*reads its captures from/,
    );
  });

  test("after the latest lateness a file is profiled and opens nothing", async () => {
    here = await world("2001-02-26T00:00:00Z");
    const key = await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 5, 1));
    expect((await profile(key)).tooLate).toEqual(["20010216T10Z"]);
    expect(here.ports.executions.started).toEqual([]);
  });
});

describe("the fence", () => {
  test("a file that lands after the marker starts the next revision", async () => {
    here = await world("2001-02-16T11:20:00Z");
    await closeWindow(here.ports, WINDOW);
    await profile(await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 5, 1)));
    expect(here.ports.executions.started.map(({ input }) => input)).toEqual([{ ...WINDOW, revision: 1 }]);
  });

  test("a name that is spent without a marker is followed by the next revision", async () => {
    here = await world("2001-02-16T11:20:00Z");
    const window = {
      endpoint: "shop",
      variant: "AllTraffic",
      start: at("2001-02-16T10:00:00Z"),
      end: at("2001-02-16T11:00:00Z"),
    };
    here.ports.executions.statuses.set(windowExecutionName(window, 0), "FAILED");
    await profile(await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 5, 1)));
    expect(here.ports.executions.started.map(({ input }) => input)).toEqual([{ ...WINDOW, revision: 1 }]);
  });

  test("a name that is free again after 90 days is not taken for a fresh window: the marker is kept longer", async () => {
    here = await world("2001-02-16T11:20:00Z", { maxLateness: "P13D" });
    await closeWindow(here.ports, WINDOW);
    // What Step Functions does with the names of executions that ended long ago.
    here.ports.executions.statuses.clear();
    await profile(await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 5, 1)));
    expect(here.ports.executions.started.map(({ input }) => input)).toEqual([{ ...WINDOW, revision: 1 }]);
  });

  test("an execution is asked for in the same words by everyone and at any time", async () => {
    here = await world("2001-02-16T10:20:00Z");
    await profile(await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 5, 1)));
    here.now = at("2001-02-17T09:20:00Z");
    here.ports.executions.statuses.clear();
    await sweepWindows(here.ports);
    const asked = here.ports.executions.started
      .map(({ name, input }) => `${name} ${JSON.stringify(input)}`)
      .filter((text) => text.includes('"20010216T10Z"'));
    expect(asked).toHaveLength(2);
    expect(new Set(asked).size).toBe(1);
  });

  test("a service that asks to slow down is asked again: the message fails and comes again", async () => {
    here = await world("2001-02-16T10:20:00Z");
    const key = await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 5, 1));
    const busy = { ...here.ports.executions, start: () => Promise.reject(new Throttled("slow down")) };
    const ports = { ...here.ports, executions: busy } as unknown as typeof here.ports;
    const event = { objects: [{ bucket: here.captures, key }] };
    await expect(profileCaptureFile(ports, event)).rejects.toMatchObject({ name: "Throttled" });
    await profile(key);
    expect(here.ports.executions.started.map(({ input }) => input)).toEqual([WINDOW]);
  });

  test("a file that the closing window asked for opens the other windows only", async () => {
    here = await world("2001-02-16T11:20:00Z");
    await closeWindow(here.ports, WINDOW);
    const key = await capture(here, "2001-02-16T10:59:40Z", [
      line("1,DE", "0.5", "2001-02-16T10:59:59Z"),
      line("2,DE", "0.5", "2001-02-16T11:00:01Z"),
    ]);
    await profile(key, { fence: "others", windowId: "20010216T10Z" });
    expect(here.ports.executions.started.map(({ input }) => (input as typeof WINDOW).windowId)).toEqual([
      "20010216T11Z",
    ]);
  });
});

describe("closing a window", () => {
  test("waits for the end and the lateness; a later revision also for its burst", async () => {
    here = await world("2001-02-16T10:30:00Z");
    expect(await scheduleClose(here.ports, WINDOW)).toEqual({ closeAt: "2001-02-16T11:10:00.000Z" });
    here.now = at("2001-02-16T15:00:00Z");
    expect(await scheduleClose(here.ports, { ...WINDOW, revision: 1 })).toEqual({
      closeAt: "2001-02-16T15:05:00.000Z",
    });
  });

  test("names the files whose event never came, and plans when they are profiled", async () => {
    here = await world("2001-02-16T11:10:00Z");
    const key = await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 5, 1));
    const before = await closeWindow(here.ports, WINDOW);
    expect(before).toMatchObject({
      round: 1,
      missing: [{ objects: [{ bucket: here.captures, key }], fence: "others", windowId: "20010216T10Z" }],
    });
    await profileCaptureFile(here.ports, before.missing[0]);
    expect(await closeWindow(here.ports, { ...WINDOW, plan: before })).toMatchObject({
      round: 2,
      partials: 1,
      missing: [],
      shards: [],
    });
  });

  test("a file of the hour before that reaches into the window is looked for too", async () => {
    here = await world("2001-02-16T11:10:00Z");
    await capture(here, "2001-02-16T09:59:40Z", [line("1,DE", "0.5", "2001-02-16T10:00:10Z")]);
    const asked = await closeWindow(here.ports, WINDOW);
    await profileCaptureFile(here.ports, asked.missing[0]);
    expect(await closeWindow(here.ports, { ...WINDOW, plan: asked })).toMatchObject({
      partials: 1,
      missing: [],
    });
  });

  test("goes on as long as a round brings files nearer, however many rounds that takes", async () => {
    here = await world("2001-02-16T11:10:00Z");
    for (let file = 0; file < 130; file++) {
      const time = new Date(at("2001-02-16T10:00:00Z") + file * 20_000).toISOString();
      await capture(here, time, [line(`${file},DE`, "0.5", time.replace(/\.\d+/, ""))], `f${file}`);
    }
    // One task of twenty files a round, as if the others had failed: seven rounds, and no file is left out.
    let plan = await closeWindow(here.ports, WINDOW);
    while (plan.missing.length > 0) {
      await profileCaptureFile(here.ports, plan.missing[0]);
      plan = await closeWindow(here.ports, { ...WINDOW, plan });
    }
    expect(plan).toMatchObject({ round: 8, partials: 130 });
    expect((await getJson(here.ports.work, plan.planKey))!.value).toMatchObject({ unprofiled: [] });
  });

  test("gives up on files that cannot be profiled and says so", async () => {
    here = await world("2001-02-16T11:10:00Z");
    await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 5, 1));
    let plan = await closeWindow(here.ports, WINDOW);
    for (let round = 0; round < 9 && plan.missing.length > 0; round++)
      plan = await closeWindow(here.ports, { ...WINDOW, plan });
    expect(plan.missing).toEqual([]);
    expect(plan.round).toBeLessThan(7);
    const stored = await getJson<{ unprofiled: string[] }>(here.ports.work, plan.planKey);
    expect(stored!.value.unprofiled).toHaveLength(1);
  });

  test("a plan has the variant's part of what the fleet may raise, and one a month without a fleet's budget", async () => {
    here = await world("2001-02-16T11:10:00Z");
    expect((await planOf(0)).falseAlarmsPerMonth).toBe(1);
    await putJson(here.ports.work, "fleet/budget.json", { version: 1, falsePagesPerWeek: 0.5 });
    // One monitor with one variant: 0.5 × 365.25 ÷ 12 ÷ 7.
    expect((await planOf(1)).falseAlarmsPerMonth).toBeCloseTo(2.174107, 5);
  });

  const planOf = async (revision: number) => {
    const { planKey } = await closeWindow(here.ports, { ...WINDOW, revision });
    return (await getJson<WindowPlan>(here.ports.work, planKey))!.value;
  };

  test("a late twin of the closer reads the plan instead of writing another", async () => {
    here = await world("2001-02-16T11:10:00Z");
    const first = await closeWindow(here.ports, WINDOW);
    await profile(await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 5, 1)));
    expect(await closeWindow(here.ports, WINDOW)).toEqual(first);
  });

  test("over 200 partials are merged in shards to the very profile of the whole", async () => {
    here = await world("2001-02-16T11:10:00Z");
    for (let file = 0; file < 205; file++) {
      const time = new Date(at("2001-02-16T10:00:00Z") + file * 15_000).toISOString();
      await profile(
        await capture(here, time, [line(`${file},DE`, "0.5", time.replace(/\.\d+/, ""))], `f${file}`),
      );
    }
    const plan = await closeWindow(here.ports, WINDOW);
    expect(plan).toMatchObject({ partials: 205, shards: [0, 1] });
    const shards = await Promise.all(
      plan.shards.map((shard) => mergeProfiles(here.ports, { ...WINDOW, shard })),
    );
    const whole = new DatasetProfile();
    for (const { key } of shards) whole.merge(decodeProfile((await here.ports.work.get(key))!.body));
    expect(whole.rows).toBe(205);
    // 0 + 1 + … + 204
    expect(whole.column("amount")!.moments.sum).toBe(20_910);
    await analyzeWindow(here.ports, WINDOW);
    expect((await verdictOf()).rows).toBe(205);
  });
});

describe("analyzing and publishing", () => {
  async function analyzed(hour: string, rows: number, shift = 0): Promise<Verdict> {
    await giveBaseline(here);
    if (rows > 0) await profile(await capture(here, hour, traffic(hour, rows, 3, shift)));
    await closeWindow(here.ports, WINDOW);
    await analyzeWindow(here.ports, WINDOW);
    return verdictOf();
  }

  test("a window like the baseline is healthy", async () => {
    here = await world("2001-02-16T11:10:00Z");
    expect(await analyzed("2001-02-16T10:00:00Z", 200)).toMatchObject({
      verdict: "Healthy",
      violationRate: 0,
      columnsEvaluated: 3,
      records: 200,
      rows: 200,
      severity: "none",
    });
    expect(await keys(`${FOLDER}r0/`)).not.toContain(`${FOLDER}r0/constraint_violations.json`);
  });

  test("a shifted column violates, with the limit that decided and where it came from", async () => {
    here = await world("2001-02-16T11:10:00Z");
    const verdict = await analyzed("2001-02-16T10:00:00Z", 200, 15);
    expect(verdict).toMatchObject({ verdict: "Violations", severity: "ticket", violationRate: 1 / 3 });
    expect(verdict.violations.map(({ column, check }) => [column, check])).toEqual([
      ["amount", "baseline_drift_check"],
    ]);
    expect(verdict.violations[0]!.description).toMatch(
      /^Baseline drift distance: 0\.\d+ exceeds threshold: 0\.1 \(limit 0\.\d+ learnt from 240 windows of 10 days, all hours; unchanged data looks like this less than once in a million months\): values up to \d+(\.\d+)?: \d+ % instead of \d+ %$/,
    );
  });

  test("too few rows are not judged, and the reason names both numbers", async () => {
    here = await world("2001-02-16T11:10:00Z");
    expect(await analyzed("2001-02-16T10:00:00Z", 99)).toMatchObject({
      verdict: "InsufficientData",
      violationRate: null,
      reason: "99 rows came; the monitor judges windows of at least 100.",
    });
  });

  test("no file is no traffic where nobody counted, and broken capture where the endpoint answered", async () => {
    here = await world("2001-02-16T11:10:00Z");
    expect(await analyzed("2001-02-16T10:00:00Z", 0)).toMatchObject({
      verdict: "NoTraffic",
      violationRate: null,
    });
    const later = { ...WINDOW, revision: 1 };
    await closeWindow(
      { ...here.ports, traffic: { invocations: async () => 5000, errors: async () => 0 } },
      later,
    );
    await analyzeWindow(here.ports, later);
    expect(await verdictOf(1)).toMatchObject({ verdict: "CaptureBroken", severity: "page" });
  });

  test("without a baseline the window says so and what to do", async () => {
    here = await world("2001-02-16T11:10:00Z");
    await profile(await capture(here, "2001-02-16T10:00:00Z", traffic("2001-02-16T10:00:00Z", 150, 3)));
    await closeWindow(here.ports, WINDOW);
    await analyzeWindow(here.ports, WINDOW);
    const verdict = await verdictOf();
    expect(verdict).toMatchObject({ verdict: "BaselineMissing", violationRate: null, rows: 150 });
    expect(verdict.reason).toContain("plumbline suggest-baseline");
  });

  test.each([
    ["x", 600],
    ["漢", 60],
    ["\u0001", 60],
    ["\ud83d", 60],
  ])(
    "what travels through the state machine is at most 8 KB with violated columns named %j again and again",
    async (sign, count) => {
      const names = Array.from({ length: count }, (_, index) => `${sign.repeat(190)}${index}`);
      here = await world("2001-02-16T11:10:00Z", { columns: { names } });
      const trained = Array.from({ length: 200 }, () => ({
        names,
        cells: names.map(() => "9"),
        typed: false,
      }));
      async function* batches() {
        yield trained;
      }
      const baseline = await baselineFrom(batches(), "training.csv", { id: "b1", monitor: "shop" });
      await writeBaseline(here.ports.work, "baselines/shop/b1/", baseline);
      await profile(
        await capture(
          here,
          "2001-02-16T10:00:00Z",
          Array.from({ length: 120 }, (_, row) =>
            line(names.slice(1).fill("1").join(","), String(row), "2001-02-16T10:00:00Z"),
          ),
        ),
      );
      await closeWindow(here.ports, WINDOW);
      const summary = await analyzeWindow(here.ports, WINDOW);
      expect(summary.violationCount).toBeGreaterThan(0.8 * count);
      expect(summary.violations.length).toBeGreaterThan(0);
      expect(Buffer.byteLength(JSON.stringify(summary))).toBeLessThanOrEqual(8192);
      expect(JSON.stringify(summary).isWellFormed() && !JSON.stringify(summary).includes("\\ud83d")).toBe(
        true,
      );
    },
  );

  test("a window speaks to the alarms once: the first revision within three hours", async () => {
    here = await world("2001-02-16T11:10:00Z");
    await analyzed("2001-02-16T10:00:00Z", 200);
    expect(await publishReport(here.ports, WINDOW)).toEqual({ first: true, mayRetrain: true });
    await profile(
      await capture(here, "2001-02-16T10:30:00Z", traffic("2001-02-16T10:00:00Z", 20, 9), "late"),
    );
    const later = { ...WINDOW, revision: 1 };
    await closeWindow(here.ports, later);
    await analyzeWindow(here.ports, later);
    expect(await publishReport(here.ports, later)).toEqual({ first: false, mayRetrain: false });
    expect((await getJson(here.ports.work, `${FOLDER}current.json`))!.value).toMatchObject({ revision: 1 });
    expect((await verdictOf(1)).rows).toBe(220);
  });

  test("current.json never moves back", async () => {
    here = await world("2001-02-16T11:10:00Z");
    await analyzed("2001-02-16T10:00:00Z", 200);
    const later = { ...WINDOW, revision: 1 };
    await closeWindow(here.ports, later);
    await analyzeWindow(here.ports, later);
    await publishReport(here.ports, later);
    await publishReport(here.ports, WINDOW);
    expect((await getJson(here.ports.work, `${FOLDER}current.json`))!.value).toMatchObject({ revision: 1 });
  });

  test("a window that is published late says nothing to the alarms", async () => {
    here = await world("2001-02-16T14:00:00Z");
    await analyzed("2001-02-16T10:00:00Z", 200);
    expect(await publishReport(here.ports, WINDOW)).toEqual({ first: false, mayRetrain: false });
  });

  test("a replay writes the same bytes and touches neither alarms nor current.json", async () => {
    here = await world("2001-02-16T11:10:00Z");
    await analyzed("2001-02-16T10:00:00Z", 200, 15);
    await publishReport(here.ports, WINDOW);
    const again = { ...WINDOW, replay: "again" };
    await closeWindow(here.ports, again);
    await analyzeWindow(here.ports, again);
    expect(await publishReport(here.ports, again)).toEqual({ first: false, mayRetrain: false });
    for (const file of [
      "statistics.json",
      "constraints.json",
      "constraint_violations.json",
      "verdict.json",
      "report.html",
      "window.profile",
    ]) {
      const [live, replayed] = await Promise.all([
        here.ports.work.get(`${FOLDER}r0/${file}`),
        here.ports.work.get(`replays/again/${FOLDER}r0/${file}`),
      ]);
      expect(Buffer.compare(live!.body, replayed!.body), file).toBe(0);
    }
  });
});

describe("sweepWindows", () => {
  test("opens every window that nobody opened, and no window twice", async () => {
    here = await world("2001-02-16T12:30:00Z");
    const swept = await sweepWindows(here.ports);
    // 13:00 of the day before to 11:00: the window of 12:00 has not ended.
    expect(swept.opened).toHaveLength(23);
    expect(swept.opened.at(-1)).toBe("shop/AllTraffic/20010216T11Z");
    expect((await sweepWindows(here.ports)).opened).toEqual([]);
  });

  test("restarts a late revision that closed and never became current, and keeps the verdict that there is", async () => {
    here = await world("2001-02-16T12:30:00Z");
    await giveBaseline(here);
    await closeWindow(here.ports, WINDOW);
    await analyzeWindow(here.ports, WINDOW);
    await publishReport(here.ports, WINDOW);
    const of = (swept: { opened: readonly string[] }) =>
      swept.opened.filter((id) => id.endsWith("20010216T10Z"));
    expect(of(await sweepWindows(here.ports))).toEqual([]);
    await closeWindow(here.ports, { ...WINDOW, revision: 1 });
    expect(of(await sweepWindows(here.ports))).toHaveLength(1);
    expect(here.ports.executions.started.map(({ input }) => input)).toContainEqual({
      ...WINDOW,
      revision: 2,
    });
    expect(of(await sweepWindows(here.ports))).toEqual([]);
  });

  test("one definition that cannot be read does not stop the other monitors, and is told", async () => {
    here = await world("2001-02-16T12:30:00Z");
    await here.ports.work.put("monitors/broken.json", '{"monitor": "broken", "newKey": 1}');
    await expect(sweepWindows(here.ports)).rejects.toThrow(
      /1 monitors or windows could not be swept; the first: .*broken\.json cannot be used/,
    );
    expect(here.ports.executions.started).toHaveLength(23);
  });

  test("one window's trouble does not stop the others, and is told", async () => {
    here = await world("2001-02-16T12:30:00Z");
    await here.ports.work.put(`${FOLDER}closed.json`, "no JSON");
    await expect(sweepWindows(here.ports)).rejects.toThrow(
      "1 monitors or windows could not be swept; the first:",
    );
    expect(here.ports.executions.started).toHaveLength(22);
  });

  test("starts the next revision of a window whose execution died, and after three ends it with Failed", async () => {
    here = await world("2001-02-16T12:30:00Z");
    await sweepWindows(here.ports);
    for (const revision of [0, 1, 2]) {
      await closeWindow(here.ports, { ...WINDOW, revision });
      await recordFailure(here.ports, {
        ...WINDOW,
        revision,
        error: { Error: "States.Timeout", Cause: "900 s" },
      });
      here.ports.executions.endAll("FAILED");
      here.now += HOUR;
      const swept = await sweepWindows(here.ports);
      if (revision < 2) expect(swept.opened).toContain("shop/AllTraffic/20010216T10Z");
      else expect(swept.failed).toContain("shop/AllTraffic/20010216T10Z");
    }
    expect(await verdictOf(2)).toMatchObject({
      verdict: "Failed",
      reason:
        "The window could not be analyzed: 3 revisions failed; the last one with States.Timeout: 900 s.",
    });
    expect((await sweepWindows(here.ports)).failed).not.toContain("shop/AllTraffic/20010216T10Z");
  });

  test("a window with a verdict whose later revisions die is tried again every hour, until late files are refused", async () => {
    here = await world("2001-02-16T12:30:00Z", { maxLateness: "PT12H" });
    await closeWindow(here.ports, { ...WINDOW, revision: 0 });
    await analyzeWindow(here.ports, { ...WINDOW, revision: 0 });
    await publishReport(here.ports, { ...WINDOW, revision: 0 });
    const opened: number[] = [];
    for (let revision = 1; revision <= 12; revision++) {
      await closeWindow(here.ports, { ...WINDOW, revision });
      here.ports.executions.endAll("FAILED");
      here.now += HOUR;
      const swept = await sweepWindows(here.ports);
      if (swept.opened.includes("shop/AllTraffic/20010216T10Z")) opened.push(revision + 1);
      expect(swept.failed).not.toContain("shop/AllTraffic/20010216T10Z");
    }
    // The window ends at 11:00, so the sweep of 22:30 is the last one before twelve hours are over.
    expect(opened).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
});
