/** What the close missed is found: by the sweep at its ages, by versions of files, and never at the price of a part for the whole. */
import { afterEach, describe, expect, test } from "vitest";
import { METRIC_NAMESPACE } from "../../shared/report/metric-namespace.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { MemoryObjectStore } from "../../simulation/memory-object-store.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow, type WindowPlan } from "../../steps/close-window.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import type { MetricDatum, ObjectStore, Ports } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { type CurrentRevision, publishReport } from "../../steps/publish-report.ts";
import { sweepWindows } from "../../steps/sweep-windows.ts";
import type { WindowInput } from "../../steps/window-input.ts";
import { at, capture, HOUR, line, traffic, type World, world } from "./world.ts";

const WINDOW = { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z", revision: 0 };
const FOLDER = "windows/shop/AllTraffic/20010216T10Z/";
const NAME = "shop/AllTraffic/20010216T10Z";
const SINCE = { since: "2001-02-16T10:00:00Z" };

let here: World;
afterEach(() => here.remove());

const event = (key: string, more = {}) => ({ objects: [{ bucket: here.captures, key }], ...more });
const profile = (key: string, ports: Ports = here.ports) => profileCaptureFile(ports, event(key));

/** What the state machine does from close-window on. */
async function run(input: WindowInput, ports: Ports = here.ports): Promise<void> {
  let plan = await closeWindow(ports, input);
  while (plan.missing.length > 0) {
    for (const request of plan.missing) await profileCaptureFile(ports, request);
    plan = await closeWindow(ports, { ...input, plan });
  }
  await analyzeWindow(ports, input);
  await publishReport(ports, input);
}

/** Runs every execution that was started and has not run, as far as it is due. */
async function runStarted(ports: Ports = here.ports): Promise<void> {
  const { executions } = here.ports;
  for (const { name, input } of [...executions.started]) {
    if (executions.statuses.get(name) !== "RUNNING") continue;
    await run(input as WindowInput, ports);
    executions.statuses.set(name, "SUCCEEDED");
  }
}

const planOf = async (revision: number) =>
  (await getJson<WindowPlan>(here.ports.work, `${FOLDER}r${revision}/plan.json`))!.value;
const verdictOf = async (revision: number) =>
  (await getJson<Verdict>(here.ports.work, `${FOLDER}r${revision}/verdict.json`))!.value;
const current = async () => (await getJson<CurrentRevision>(here.ports.work, `${FOLDER}current.json`))?.value;

/** The window of 10:00, closed with one file at 11:10. */
async function closedWindow(definition: Record<string, unknown> = SINCE): Promise<void> {
  here = await world("2001-02-16T11:10:00Z", definition);
  await profile(await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 5, 1)));
  await runStarted();
}

describe("the sweep", () => {
  test("finds a file that landed after the close without an event, an hour after the window's end", async () => {
    await closedWindow();
    await capture(here, "2001-02-16T10:59:00Z", traffic("2001-02-16T10:00:00Z", 7, 2), "late");
    here.now = at("2001-02-16T11:30:00Z");
    expect((await sweepWindows(here.ports)).reopened).toEqual([]);
    here.now = at("2001-02-16T12:25:00Z");
    expect((await sweepWindows(here.ports)).reopened).toEqual([NAME]);
    await runStarted();
    expect(await verdictOf(1)).toMatchObject({ records: 12 });
    expect(await current()).toMatchObject({ revision: 1 });
    expect((await sweepWindows(here.ports)).reopened).toEqual([]);
  });

  test.each([
    ["2001-02-16T13:00:00Z", "2001-02-16T17:25:00Z", "6 hours"],
    ["2001-02-16T18:00:00Z", "2001-02-17T11:25:00Z", "24 hours"],
    ["2001-02-18T18:00:00Z", "2001-02-23T09:25:00Z", "two hours before it is too late"],
  ])("a file that lands at %s is found at %s: %s after the end", async (landed, found) => {
    await closedWindow();
    // Hour by hour up to the file, as the schedule sweeps.
    for (here.now = at("2001-02-16T11:25:00Z"); here.now < at(landed); here.now += HOUR)
      await sweepWindows(here.ports);
    await capture(here, "2001-02-16T10:59:00Z", traffic("2001-02-16T10:00:00Z", 7, 2), "late");
    here.now = at(found) - HOUR;
    expect((await sweepWindows(here.ports)).reopened).toEqual([]);
    here.now = at(found);
    expect((await sweepWindows(here.ports)).reopened).toEqual([NAME]);
    await run({ ...WINDOW, revision: 1 });
    expect(await verdictOf(1)).toMatchObject({ records: 12 });
  });

  test("opens and compares what a dead weekend left, from its marks on", async () => {
    await closedWindow();
    here.now = at("2001-02-16T12:25:00Z");
    await sweepWindows(here.ports);
    await runStarted();
    await capture(here, "2001-02-16T11:20:00Z", traffic("2001-02-16T11:00:00Z", 7, 2), "lost");
    // Nothing runs for three days.
    here.now = at("2001-02-19T12:25:00Z");
    const swept = await sweepWindows(here.ports);
    // 12:00 of the 16th to 11:00 of the 19th; the hour before had been opened.
    expect(swept.opened).toHaveLength(72);
    expect(swept.opened[0]).toBe("shop/AllTraffic/20010216T12Z");
    expect(swept.reopened).toEqual(["shop/AllTraffic/20010216T11Z"]);
    await runStarted();
    here.now += HOUR;
    expect((await sweepWindows(here.ports)).opened).toEqual(["shop/AllTraffic/20010219T12Z"]);
    expect(await getJson(here.ports.work, "sweeps/shop/AllTraffic.json")).toMatchObject({
      value: { version: 1, settled: "2001-02-19T12:00:00.000Z" },
    });
  });

  test("compares once, right after the close, where late files are refused within two hours", async () => {
    await closedWindow({ ...SINCE, maxLateness: "PT2H" });
    await capture(here, "2001-02-16T10:59:00Z", traffic("2001-02-16T10:00:00Z", 7, 2), "late");
    here.now = at("2001-02-16T12:25:00Z");
    expect((await sweepWindows(here.ports)).reopened).toEqual([NAME]);
  });

  test("compares a reopened window again until it is whole, however often its revision dies", async () => {
    await closedWindow();
    await capture(here, "2001-02-16T10:59:00Z", traffic("2001-02-16T10:00:00Z", 7, 2), "late");
    for (const hour of ["12", "13", "14"]) {
      here.now = at(`2001-02-16T${hour}:25:00Z`);
      expect((await sweepWindows(here.ports)).reopened).toEqual([NAME]);
      // Before it closes, so that nothing but the spent name is left of it.
      for (const [name, status] of here.ports.executions.statuses)
        if (name.includes("20010216T10Z") && status === "RUNNING")
          here.ports.executions.statuses.set(name, "ABORTED");
    }
    here.now = at("2001-02-16T15:25:00Z");
    await sweepWindows(here.ports);
    await runStarted();
    expect(await verdictOf(4)).toMatchObject({ records: 12 });
    here.now = at("2001-02-16T16:25:00Z");
    expect((await sweepWindows(here.ports)).reopened).toEqual([]);
  });

  test("asks for a file that nothing can profile at each age, and not in between", async () => {
    await closedWindow();
    await capture(here, "2001-02-16T10:59:00Z", traffic("2001-02-16T10:00:00Z", 7, 2), "poison");
    const reopened: string[] = [];
    for (here.now = at("2001-02-16T11:25:00Z"); here.now < at("2001-02-17T13:00:00Z"); here.now += HOUR) {
      if ((await sweepWindows(here.ports)).reopened.includes(NAME))
        reopened.push(new Date(here.now).toISOString().slice(11, 13));
      for (const { name, input } of [...here.ports.executions.started]) {
        if (here.ports.executions.statuses.get(name) !== "RUNNING") continue;
        here.ports.executions.statuses.set(name, "SUCCEEDED");
        if ((input as WindowInput).windowId !== WINDOW.windowId) continue;
        // Nobody profiles what it asks for.
        let plan = await closeWindow(here.ports, input as WindowInput);
        while (plan.missing.length > 0)
          plan = await closeWindow(here.ports, { ...(input as WindowInput), plan });
        await analyzeWindow(here.ports, input as WindowInput);
        await publishReport(here.ports, input as WindowInput);
      }
    }
    // 1 h after the end, once more because the plan did not know the file, then 6 h and 24 h.
    expect(reopened).toEqual(["12", "13", "17", "11"]);
  });

  test("finds a partial that no plan has", async () => {
    await closedWindow();
    const key = await capture(here, "2001-02-16T10:59:00Z", traffic("2001-02-16T10:00:00Z", 7, 2), "late");
    // A profiler that died before its fence and whose message never came again.
    await profileCaptureFile(here.ports, event(key, { fence: "none" }));
    here.now = at("2001-02-16T12:25:00Z");
    expect((await sweepWindows(here.ports)).reopened).toEqual([NAME]);
    await runStarted();
    expect((await planOf(1)).partials).toHaveLength(2);
  });

  test("reads nothing of the past again because a definition changed", async () => {
    await closedWindow();
    const stored = (await getJson<Record<string, unknown>>(here.ports.work, "monitors/shop.json"))!.value;
    await putJson(here.ports.work, "monitors/shop.json", {
      ...stored,
      columns: { names: ["score", "amount", "land"] },
    });
    here.now = at("2001-02-16T12:25:00Z");
    expect((await sweepWindows(here.ports)).reopened).toEqual([]);
  });

  test("says how many windows it reopened: none on a good day", async () => {
    await closedWindow();
    const sent: MetricDatum[] = [];
    const metrics = { put: async (_: string, datums: readonly MetricDatum[]) => sent.push(...datums) * 0 };
    here.now = at("2001-02-16T12:25:00Z");
    await sweepWindows({ ...here.ports, metrics });
    expect(sent).toMatchObject([{ name: "WindowsReopened", value: 0, dimensions: {} }]);
  });
});

describe("files that no event brought", () => {
  test("are counted in the plan and as a metric, of the endpoint and of the fleet", async () => {
    here = await world("2001-02-16T11:10:00Z", SINCE);
    const sent: MetricDatum[] = [];
    const metrics = {
      put: async (namespace: string, datums: readonly MetricDatum[]) => {
        expect(namespace).toBe(METRIC_NAMESPACE);
        sent.push(...datums);
        return 0;
      },
    };
    await profile(await capture(here, "2001-02-16T10:10:00Z", traffic("2001-02-16T10:00:00Z", 5, 1)));
    await capture(here, "2001-02-16T10:20:00Z", traffic("2001-02-16T10:00:00Z", 5, 2), "b");
    await capture(here, "2001-02-16T10:30:00Z", traffic("2001-02-16T10:00:00Z", 5, 3), "c");
    await run(WINDOW, { ...here.ports, metrics });
    expect((await planOf(0)).reconciled).toBe(2);
    expect(sent.filter(({ name }) => name === "ReconciledFiles")).toMatchObject([
      { value: 2, dimensions: { Endpoint: "shop", Variant: "AllTraffic" }, timestamp: here.now },
      { value: 2, dimensions: {}, timestamp: here.now },
    ]);
  });

  test("of before the monitor began have their partials and open no window", async () => {
    here = await world("2001-02-16T11:10:00Z", SINCE);
    const key = await capture(here, "2001-02-16T09:59:40Z", [
      line("1,DE", "0.5", "2001-02-16T09:59:50Z"),
      line("2,DE", "0.5", "2001-02-16T10:00:05Z"),
    ]);
    expect((await profile(key)).windows).toEqual(["20010216T09Z", "20010216T10Z"]);
    expect(here.ports.executions.started.map(({ input }) => input)).toEqual([WINDOW]);
  });
});

describe("a revision that would be a part of the window", () => {
  /** The definition changes, so that every partial is made anew, after the raw files have gone. */
  async function changedAfterRawWasRemoved(): Promise<void> {
    await closedWindow();
    const stored = (await getJson<Record<string, unknown>>(here.ports.work, "monitors/shop.json"))!.value;
    await putJson(here.ports.work, "monitors/shop.json", {
      ...stored,
      columns: { names: ["score", "amount", "land"] },
    });
    for await (const { key } of here.ports.captures(here.captures).list(""))
      await here.ports.captures(here.captures).delete(key);
    // The catalog is read once a minute.
    here.now = at("2001-02-16T13:00:00Z");
    await profile(await capture(here, "2001-02-16T10:59:00Z", traffic("2001-02-16T10:00:00Z", 7, 2), "late"));
    await runStarted();
  }

  test("is too late, says why, and leaves the earlier one to be read", async () => {
    await changedAfterRawWasRemoved();
    expect(await verdictOf(1)).toMatchObject({
      verdict: "TooLate",
      reason: expect.stringMatching(
        /^1 capture file that an earlier revision was made of is no longer there/,
      ),
    });
    expect(await current()).toMatchObject({ revision: 0 });
    expect(await getJson(here.ports.work, `${FOLDER}r1/lineage.json`)).toMatchObject({
      value: { partOnly: true, alarmSeries: false },
    });
  });

  test("is not started again by the sweep", async () => {
    await changedAfterRawWasRemoved();
    const before = here.ports.executions.started.length;
    here.now = at("2001-02-16T13:25:00Z");
    await sweepWindows(here.ports);
    expect(
      here.ports.executions.started
        .slice(before)
        .filter(({ input }) => (input as WindowInput).windowId === "20010216T10Z"),
    ).toEqual([]);
  });
});

describe("a file that was replaced under its key", () => {
  const NEW = [line("9,FR", "0.9", "2001-02-16T10:59:59Z")];
  const OLD = [
    line("0,DE", "0.5", "2001-02-16T10:59:45Z"),
    line("1,DE", "0.5", "2001-02-16T10:59:50Z"),
    line("2,DE", "0.5", "2001-02-16T11:00:05Z"),
    line("3,DE", "0.5", "2001-02-16T11:00:06Z"),
  ];

  test("leaves nothing behind in a window that it no longer touches", async () => {
    here = await world("2001-02-16T12:10:00Z", SINCE);
    await profile(await capture(here, "2001-02-16T10:59:40Z", OLD));
    await profile(await capture(here, "2001-02-16T10:59:40Z", NEW));
    await runStarted();
    expect((await verdictOf(0)).records).toBe(1);
    const eleven = "windows/shop/AllTraffic/20010216T11Z/r0/verdict.json";
    expect((await getJson<Verdict>(here.ports.work, eleven))!.value.records).toBe(0);
  });

  test("leaves nothing behind elsewhere where it differs from the old one only there", async () => {
    here = await world("2001-02-16T12:10:00Z", SINCE);
    await profile(await capture(here, "2001-02-16T10:59:40Z", OLD));
    await profile(await capture(here, "2001-02-16T10:59:40Z", OLD.slice(0, 2)));
    await runStarted();
    expect((await verdictOf(0)).records).toBe(2);
    const eleven = "windows/shop/AllTraffic/20010216T11Z/r0/verdict.json";
    expect((await getJson<Verdict>(here.ports.work, eleven))!.value.records).toBe(0);
  });

  test("wins over a profiler that still reads the old one", async () => {
    here = await world("2001-02-16T12:10:00Z", SINCE);
    const key = await capture(here, "2001-02-16T10:59:40Z", OLD);
    let replaced = false;
    const slow = (store: ObjectStore): ObjectStore => ({
      ...bound(store),
      async *stream(name) {
        const old = (await store.get(name))!.body;
        if (!replaced) {
          replaced = true;
          await profile(await capture(here, "2001-02-16T10:59:40Z", NEW));
        }
        yield old;
      },
    });
    await profile(key, { ...here.ports, captures: (bucket) => slow(here.ports.captures(bucket)) });
    await runStarted();
    expect((await verdictOf(0)).records).toBe(1);
  });

  test("is found by its time where the event of the new one was lost, also when both hold the same", async () => {
    here = await world("2001-02-16T11:10:00Z", SINCE);
    const clock = () => here.now;
    const [work, captures] = [new MemoryObjectStore("work", clock), new MemoryObjectStore("captures", clock)];
    for await (const { key } of here.ports.work.list("monitors/"))
      await work.put(key, (await here.ports.work.get(key))!.body);
    const ports = { ...here.ports, work, captures: () => captures };
    const key = await capture(here, "2001-02-16T10:59:40Z", OLD);
    const put = (lines: readonly string[]) => captures.put(key, lines.map((text) => `${text}\n`).join(""));
    await put(OLD);
    here.now += 1000;
    await profile(key, ports);
    await runStarted(ports);
    const reopened = async (when: string) => {
      here.now = at(when);
      const swept = await sweepWindows(ports);
      await runStarted(ports);
      return swept.reopened;
    };
    here.now += 1000;
    await put(NEW);
    expect(await reopened("2001-02-16T12:25:00Z")).toEqual([NAME]);
    expect((await getJson<Verdict>(work, `${FOLDER}r1/verdict.json`))!.value.records).toBe(1);
    here.now += 1000;
    await put(NEW);
    expect(await reopened("2001-02-16T17:25:00Z")).toContain(NAME);
    expect(await reopened("2001-02-17T11:25:00Z")).not.toContain(NAME);
  });
});

/** A store's methods as plain functions, so that one of them can be another. */
function bound(store: ObjectStore): ObjectStore {
  return {
    name: store.name,
    get: (key) => store.get(key),
    stream: (key) => store.stream(key),
    range: (key, start, end) => store.range(key, start, end),
    head: (key) => store.head(key),
    put: (key, body, condition) => store.put(key, body, condition),
    list: (prefix, options) => store.list(prefix, options),
    delete: (key) => store.delete(key),
  };
}
