/** Planning a replay, taking one up again, and what it may not touch. */
import { afterEach, describe, expect, test } from "vitest";
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { configHash } from "../../shared/profile/profile-config.ts";
import { monitorKey, partialKey } from "../../shared/window/work-keys.ts";
import { MemoryObjectStore } from "../../simulation/memory-object-store.ts";
import { closeWindow } from "../../steps/close-window.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import { planReplay } from "../../steps/plan-replay.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { recordFailure } from "../../steps/record-failure.ts";
import { replay } from "../../steps/replay.ts";
import { resumeReplay, startReplay } from "../../steps/start-replay.ts";
import { at, capture, HOUR, traffic, type World, world } from "./world.ts";

const MONTH = {
  endpoint: "shop",
  variant: "AllTraffic",
  from: "2026-03-01T00:00:00Z",
  to: "2026-04-01T00:00:00Z",
};
const NOW = at("2026-04-02T00:00:00Z");
/** Keys of one answer of S3's ListObjectsV2. */
const PAGE = 1000;

/** A store that answers one page of a LIST a round trip: what is asked at once comes in one round. */
class RoundTrips {
  rounds = 0;
  pages = 0;
  mostAtOnce = 0;
  private waiting: (() => void)[] = [];

  async *pagesOf<T>(objects: AsyncIterable<T>): AsyncGenerator<T> {
    let index = 0;
    for await (const object of objects) {
      if (index++ % PAGE === 0) await this.trip();
      yield object;
    }
    if (index === 0) await this.trip();
  }

  over(store: ObjectStore): ObjectStore {
    return Object.assign(Object.create(store), {
      list: (prefix: string, options?: object) => this.pagesOf(store.list(prefix, options)),
    });
  }

  private trip(): Promise<void> {
    this.pages += 1;
    if (this.waiting.length === 0)
      setImmediate(() => {
        this.rounds += 1;
        this.mostAtOnce = Math.max(this.mostAtOnce, this.waiting.length);
        for (const resolve of this.waiting.splice(0)) resolve();
      });
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

async function memoryMonth(window = "PT1H", filesAnHour = 2) {
  const [work, captures] = [new MemoryObjectStore("work"), new MemoryObjectStore("captures")];
  const monitor = parseMonitorDefinition({
    monitor: "shop",
    endpoint: "shop",
    window,
    capture: { uri: "s3://captures/raw" },
    columns: { names: ["score", "amount"] },
  });
  await putJson(work, monitorKey("shop"), monitor);
  const config = configHash(monitor);
  for (let hour = at("2026-02-28T23:00:00Z"); hour < at(MONTH.to); hour += HOUR)
    for (let file = 0; file < filesAnHour; file++) {
      const time = hour + file * (HOUR / filesAnHour) + 1000;
      const key = captureKeyOf({ prefix: "raw", endpoint: "shop", variant: "AllTraffic", time, id: "a" });
      await captures.put(key, "line");
      const source = { bucket: "captures", key, hour, file: key.slice(key.lastIndexOf("/") + 1) };
      const home = { endpoint: "shop", variant: "AllTraffic", start: hour, end: hour + HOUR };
      if (window === "PT1H" && time < at("2026-03-31T00:00:00Z"))
        await work.put(partialKey(home, config, source), "p");
    }
  return { work, captures };
}

describe("planning", () => {
  const months = memoryMonth();

  test("a month asks S3 for many folders at once: 745 hours of files and as many of partials in 50 round trips", async () => {
    const { work, captures } = await months;
    const trips = new RoundTrips();
    const ports = { work: trips.over(work), captures: () => trips.over(captures), clock: { now: () => NOW } };
    const { plan } = await planReplay(ports, MONTH);
    // The last day has no partials, and the hour before the month may reach in.
    expect(plan).toMatchObject({
      windows: 744,
      files: 2 * 745,
      partials: 2 * 720,
      filesToRead: 2 * 24,
      bytes: 4 * 2 * 745,
    });
    expect(trips).toMatchObject({ pages: 1 + 2 * 745, mostAtOnce: 32 });
    // 24 rounds of 32 folders each side, the monitors, and a ragged end: 2.5 s at 50 ms a page.
    expect(trips.rounds).toBeLessThanOrEqual(1 + 2 * 24 + 2);
  });

  test("from the raw files lists no partials and reads every file", async () => {
    const { work, captures } = await months;
    const trips = new RoundTrips();
    const ports = { work: trips.over(work), captures: () => trips.over(captures), clock: { now: () => NOW } };
    const { plan } = await planReplay(ports, { ...MONTH, source: "raw" });
    expect(plan).toMatchObject({ source: "raw", partials: 0, files: 2 * 745, filesToRead: 2 * 745 });
    expect(trips.pages).toBe(1 + 745);
  });

  test("the short windows of an hour are one LIST", async () => {
    const { work, captures } = await memoryMonth("PT5M", 0);
    const trips = new RoundTrips();
    const ports = { work: trips.over(work), captures: () => captures, clock: { now: () => NOW } };
    const { plan } = await planReplay(ports, MONTH);
    expect(plan).toMatchObject({ windows: 8928, files: 0 });
    expect(trips.pages).toBe(1 + 745);
  });

  test("takes 9,000 windows and refuses one more", async () => {
    const { work, captures } = await memoryMonth("PT5M", 0);
    const ports = { work, captures: () => captures, clock: { now: () => at("2027-01-01T00:00:00Z") } };
    const until = (windows: number) => new Date(at(MONTH.from) + windows * 300_000).toISOString();
    const planned = (windows: number) => planReplay(ports, { ...MONTH, to: until(windows), source: "raw" });
    expect((await planned(9000)).plan.windows).toBe(9000);
    await expect(planned(9001)).rejects.toThrow(
      "holds 9001 windows; one replay takes 9000. Replay it in parts.",
    );
  });

  test("costs more the more is read: a window, a stored partial, a file", async () => {
    const { work, captures } = await months;
    const ports = { work, captures: () => captures, clock: { now: () => NOW } };
    const [stored, raw] = await Promise.all([
      planReplay(ports, MONTH),
      planReplay(ports, { ...MONTH, source: "raw" }),
    ]);
    // 744 windows at 12 transitions ($0.000025), four seconds of 1.73 GB ($0.0000133334) and some requests.
    expect(stored.plan.estimatedDollars).toBeGreaterThan(744 * (12 * 0.000025 + 4 * 1.73 * 0.0000133334));
    expect(raw.plan.estimatedDollars).toBeGreaterThan(stored.plan.estimatedDollars);
    expect(stored.plan.estimateOf).toContain("not storage, logs");
  });
});

const RANGE = {
  endpoint: "shop",
  variant: "AllTraffic",
  from: "2001-02-16T09:00:00Z",
  to: "2001-02-16T11:00:00Z",
};
let here: World | undefined;
afterEach(() => {
  here?.remove();
  here = undefined;
});

const keysBelow = async (store: ObjectStore, prefix: string) => {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
};

/** Two hours with a file each; nothing is profiled yet. */
async function twoHours(): Promise<World> {
  here = await world("2001-02-16T12:00:00Z");
  for (const [hour, seed] of [
    ["2001-02-16T09:00:00Z", 1],
    ["2001-02-16T10:00:00Z", 2],
  ] as const)
    await capture(here, hour, traffic(hour, 30, seed));
  return here;
}

describe("what a replay touches", () => {
  test.each(["partials", "raw"] as const)(
    "with source %s its partials lie below its own folder",
    async (source) => {
      const { ports } = await twoHours();
      const input = { ...RANGE, windowId: "20010216T10Z", revision: 0, replay: "again", source };
      const first = await closeWindow(ports, input);
      expect(first.missing).toMatchObject([{ fence: "none", replay: "again" }]);
      await profileCaptureFile(ports, first.missing[0]);
      const closed = await closeWindow(ports, { ...input, plan: first });
      expect(closed).toMatchObject({ partials: 1, missing: [] });
      const all = await keysBelow(ports.work, "");
      expect(
        all.filter((key) => !/^(monitors|replays\/again)\//.test(key) && key !== "sensitive.key"),
      ).toEqual([]);
      expect(ports.executions.started).toEqual([]);
    },
  );

  test("a replay of stored partials reads no file that has one, a replay of raw files reads them all", async () => {
    const { ports, captures } = await twoHours();
    for (const key of await keysBelow(ports.captures(captures), "shop/"))
      await profileCaptureFile(ports, { objects: [{ bucket: captures, key }] });
    const close = (source: "partials" | "raw") =>
      closeWindow(ports, { ...RANGE, windowId: "20010216T10Z", revision: 0, replay: source, source });
    expect(await close("partials")).toMatchObject({ partials: 1, missing: [] });
    const raw = await close("raw");
    // The hour before may reach in.
    expect(raw.missing.flatMap(({ objects }) => objects)).toHaveLength(2);
  });

  test("a file that another window of the replay has profiled is passed over", async () => {
    const { ports, captures } = await twoHours();
    const [key] = await keysBelow(ports.captures(captures), "shop/");
    const request = { objects: [{ bucket: captures, key: key! }], fence: "none", replay: "again" };
    expect(await profileCaptureFile(ports, request)).toMatchObject({ files: 1 });
    expect(await profileCaptureFile(ports, request)).toMatchObject({ files: 0 });
    expect(await profileCaptureFile(ports, { ...request, again: true })).toMatchObject({ files: 1 });
  });

  test("a window that fails leaves its reason and no metric", async () => {
    const { ports } = await twoHours();
    const metrics: unknown[] = [];
    const sink = { put: async (...put: unknown[]) => metrics.push(put) };
    const input = {
      ...RANGE,
      windowId: "20010216T10Z",
      revision: 0,
      error: { Error: "Throttled", Cause: "slow" },
    };
    await recordFailure({ ...ports, metrics: sink }, { ...input, replay: "again" });
    expect(metrics).toEqual([]);
    await recordFailure({ ...ports, metrics: sink }, input);
    expect(metrics).toHaveLength(1);
    const key = "replays/again/windows/shop/AllTraffic/20010216T10Z/r0/failure.json";
    expect((await getJson(ports.work, key))?.value).toMatchObject({ error: "Throttled", cause: "slow" });
  });
});

describe("taking up again", () => {
  const begin = async () => {
    const { ports } = await twoHours();
    const planned = await planReplay(ports, RANGE);
    await startReplay(ports, planned);
    return { ports, id: planned.plan.id };
  };
  const finish = (ports: World["ports"], id: string, window: string) =>
    putJson(ports.work, `replays/${id}/windows/shop/AllTraffic/${window}/current.json`, {
      revision: 0,
      folder: "r0/",
    });

  test("starts the windows without a verdict, under the next name", async () => {
    const { ports, id } = await begin();
    await finish(ports, id, "20010216T09Z");
    ports.executions.endAll("ABORTED");
    expect(await replay(ports, { resume: id })).toMatchObject({ id, windows: 2, left: 1, started: true });
    expect(ports.executions.started.at(-1)).toMatchObject({
      machine: "replay",
      name: `p-${id}-2`,
      input: { id, source: "partials", windows: ["20010216T10Z"] },
    });
  });

  test("starts nothing where all are done", async () => {
    const { ports, id } = await begin();
    for (const window of ["20010216T09Z", "20010216T10Z"]) await finish(ports, id, window);
    ports.executions.endAll("FAILED");
    expect(await resumeReplay(ports, id)).toMatchObject({ left: 0, started: false });
    expect(ports.executions.started).toHaveLength(1);
  });

  test("is refused while it runs", async () => {
    const { ports, id } = await begin();
    await expect(resumeReplay(ports, id)).rejects.toThrow(
      `Replay ${id} is running or queued, as execution p-${id}`,
    );
  });

  test("is refused when the definition is another by now", async () => {
    const { ports, id } = await begin();
    ports.executions.endAll("ABORTED");
    const { value } = (await getJson<object>(ports.work, monitorKey("shop")))!;
    await putJson(ports.work, monitorKey("shop"), { ...value, minRows: 7 });
    await expect(resumeReplay(ports, id)).rejects.toThrow("has another definition than replay");
  });

  test("a source that is none is refused", async () => {
    const { ports } = await twoHours();
    const request = { ...RANGE, source: "files" } as never;
    await expect(replay(ports, request)).rejects.toThrow(
      'Got "source": "files"; expected "partials" or "raw".',
    );
  });
});
