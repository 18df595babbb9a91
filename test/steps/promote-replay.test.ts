/** A replay's windows become the live ones: under late files at every point, after twins, and never for the alarms. */
import { afterEach, describe, expect, test } from "vitest";
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import { windowExecutionName } from "../../shared/window/execution-name.ts";
import { windowOf } from "../../shared/window/window.ts";
import { closedKey, monitorKey, partialsPrefix } from "../../shared/window/work-keys.ts";
import { MemoryObjectStore } from "../../simulation/memory-object-store.ts";
import { silentPorts } from "../../simulation/silent-ports.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { type ClosedWindow, closeWindow, type WindowPlan } from "../../steps/close-window.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import { planReplay } from "../../steps/plan-replay.ts";
import type { ObjectStore, Ports } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { promoteReplay } from "../../steps/promote-replay.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { startReplay } from "../../steps/start-replay.ts";
import type { ReplaySource, WindowInput } from "../../steps/window-input.ts";
import { at, COLUMNS, capture, RecordedExecutions, traffic, type World, world } from "./world.ts";

const RANGE = {
  endpoint: "shop",
  variant: "AllTraffic",
  from: "2001-02-16T10:00:00Z",
  to: "2001-02-16T11:00:00Z",
};
const HOUR_OF = { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z" };
const WINDOW = windowOf("shop", "AllTraffic", at(RANGE.from), 3_600_000);
const FOLDER = "windows/shop/AllTraffic/20010216T10Z/";

let here: World | undefined;
afterEach(() => {
  here?.remove();
  here = undefined;
});

/** What the state machines do with a window, its waits left out. */
async function run(ports: Ports, input: WindowInput): Promise<void> {
  let plan: ClosedWindow | undefined;
  do {
    plan = await closeWindow(ports, { ...input, ...(plan && { plan }) });
    for (const request of plan.missing) await profileCaptureFile(ports, request);
  } while (plan.missing.length > 0);
  await analyzeWindow(ports, input);
  await publishReport(ports, input);
}

/** A live window of one file that was closed, and its replay, which has ended. */
async function replayed(source: ReplaySource = "partials"): Promise<{ made: World; id: string }> {
  const made = await world("2001-02-16T14:00:00Z");
  const { ports, captures } = made;
  const key = await capture(made, "2001-02-16T10:05:00Z", traffic("2001-02-16T10:00:00Z", 5, 1));
  await profileCaptureFile(ports, { objects: [{ bucket: captures, key }] });
  await run(ports, { ...HOUR_OF, revision: 0 });
  ports.executions.endAll("SUCCEEDED");
  const planned = await planReplay(ports, { ...RANGE, source });
  await startReplay(ports, planned);
  const { id } = planned.plan;
  await run(ports, { ...HOUR_OF, revision: 0, replay: id, source });
  ports.executions.endAll("SUCCEEDED");
  here = made;
  return { made, id };
}

const current = async ({ ports }: World) =>
  (await getJson<{ revision: number }>(ports.work, `${FOLDER}current.json`))?.value.revision;
const text = async ({ ports }: World, key: string) =>
  Buffer.from((await ports.work.get(key))!.body).toString();
const planOf = async (made: World, revision: number) =>
  (await getJson<WindowPlan>(made.ports.work, `${FOLDER}r${revision}/plan.json`))!.value;

describe("promoting", () => {
  test.each(["partials", "raw"] as const)(
    "from %s: the next revision has the replay's files and the live plan",
    async (source) => {
      const { made, id } = await replayed(source);
      const { ports } = made;
      expect(await promoteReplay(ports, { promote: id })).toEqual({
        id,
        windows: 1,
        promoted: 1,
        already: 0,
        refused: [],
        refusedCount: 0,
        left: 0,
        dryRun: false,
      });
      expect(await current(made)).toBe(1);
      for (const file of ["verdict.json", "statistics.json", "report.html", "window.profile"])
        expect(await text(made, `${FOLDER}r1/${file}`), file).toBe(
          await text(made, `replays/${id}/${FOLDER}r0/${file}`),
        );
      expect((await planOf(made, 1)).partials).toEqual((await planOf(made, 0)).partials);
      expect(JSON.parse(await text(made, `${FOLDER}r1/lineage.json`))).toMatchObject({
        promotedFrom: id,
        alarmSeries: false,
      });
      expect((await getJson(ports.work, closedKey({ window: WINDOW, revision: 0 })))?.value).toEqual({
        revision: 1,
      });
    },
  );

  test("starts nothing and says nothing to the alarms", async () => {
    const { made, id } = await replayed();
    const started = made.ports.executions.started.length;
    const forbidden = { put: () => Promise.reject(new Error("a metric")) };
    await promoteReplay({ ...made.ports, metrics: forbidden } as Ports, { promote: id });
    expect(made.ports.executions.started).toHaveLength(started);
  });

  test("again finds it done; a dry run changes nothing", async () => {
    const { made, id } = await replayed();
    expect(await promoteReplay(made.ports, { promote: id, dryRun: true })).toMatchObject({
      promoted: 1,
      dryRun: true,
    });
    expect(await current(made)).toBe(0);
    await promoteReplay(made.ports, { promote: id });
    expect(await promoteReplay(made.ports, { promote: id })).toMatchObject({ promoted: 0, already: 1 });
    expect(await current(made)).toBe(1);
  });

  test("is refused while the replay runs, and leaves what there is no time for", async () => {
    const { made, id } = await replayed();
    made.ports.executions.statuses.set(`p-${id}`, "RUNNING");
    await expect(promoteReplay(made.ports, { promote: id })).rejects.toThrow("is running or queued");
    made.ports.executions.endAll("SUCCEEDED");
    expect(await promoteReplay(made.ports, { promote: id }, () => 59_999)).toMatchObject({
      promoted: 0,
      left: 1,
    });
  });

  test("a window that the replay has no verdict of, or a part of only, is refused", async () => {
    const { made, id } = await replayed();
    const folder = `replays/${id}/${FOLDER}`;
    const plan = (await getJson<WindowPlan>(made.ports.work, `${folder}r0/plan.json`))!.value;
    await putJson(made.ports.work, `${folder}r0/plan.json`, { ...plan, lost: ["a.bin"] });
    expect((await promoteReplay(made.ports, { promote: id })).refused).toMatchObject([
      { reason: expect.stringContaining("TooLate") },
    ]);
    await made.ports.work.delete(`${folder}current.json`);
    expect((await promoteReplay(made.ports, { promote: id })).refused).toMatchObject([
      { reason: "the replay has no verdict of it" },
    ]);
    expect(await current(made)).toBe(0);
  });

  test("of files whose live partials are gone keeps those of the replay in its plan", async () => {
    const { made, id } = await replayed("raw");
    const { config, partials } = await planOf(made, 0);
    for (const { key } of partials) await made.ports.work.delete(key);
    expect(await promoteReplay(made.ports, { promote: id })).toMatchObject({ promoted: 1 });
    expect((await planOf(made, 1)).partials.map(({ key }) => key)).toEqual(
      partials.map(({ key }) =>
        key.replace(partialsPrefix(WINDOW, config), partialsPrefix(WINDOW, config, id)),
      ),
    );
  });

  test("a file that no event brought since, or a partial that changed, refuses the window", async () => {
    const { made, id } = await replayed();
    const { ports } = made;
    const { key } = (await planOf(made, 0)).partials[0]!;
    const there = (await ports.work.get(key))!;
    await ports.work.put(key, "another");
    expect((await promoteReplay(ports, { promote: id })).refused[0]!.reason).toContain(
      "came or changed after the replay",
    );
    await ports.work.put(key, there.body);
    await capture(made, "2001-02-16T10:30:00Z", traffic("2001-02-16T10:00:00Z", 3, 2), "late");
    expect((await promoteReplay(ports, { promote: id })).refused[0]!.reason).toBe(
      "1 capture file came after the replay",
    );
    expect((await getJson(ports.work, closedKey({ window: WINDOW, revision: 0 })))?.value).toEqual({
      revision: 0,
    });
  });
});

/** A store before some of whose calls something else happens. */
function interrupted(store: ObjectStore, actions: Readonly<Record<number, () => Promise<void>>>) {
  const counted = { calls: 0 };
  const before = async () => {
    await actions[counted.calls++]?.();
  };
  const watched: ObjectStore = {
    name: store.name,
    get: (key) => before().then(() => store.get(key)),
    head: (key) => before().then(() => store.head(key)),
    put: (key, body, condition) => before().then(() => store.put(key, body, condition)),
    delete: (key) => store.delete(key),
    stream: (key) => store.stream(key),
    range: (key, start, end) => store.range(key, start, end),
    async *list(prefix, options) {
      await before();
      yield* store.list(prefix, options);
    },
  };
  return { watched, counted };
}

/** The replayed window in memory, so that every point of the promotion starts from the same store. */
class Snapshot {
  private readonly objects: readonly (readonly [key: string, body: Uint8Array])[];
  private readonly captures: MemoryObjectStore;
  readonly id: string;

  private constructor(id: string, objects: Snapshot["objects"], captures: MemoryObjectStore) {
    this.id = id;
    this.objects = objects;
    this.captures = captures;
  }

  static async make(): Promise<Snapshot> {
    const [work, captures] = [new MemoryObjectStore("work"), new MemoryObjectStore("captures")];
    const monitor = {
      monitor: "shop",
      endpoint: "shop",
      capture: { uri: "s3://captures" },
      columns: { names: COLUMNS },
    };
    await putJson(work, monitorKey("shop"), monitor);
    await captures.put(keyOf("2001-02-16T10:05:00Z"), LINES);
    const ports = portsOn(work, captures);
    await profileCaptureFile(ports, {
      objects: [{ bucket: "captures", key: keyOf("2001-02-16T10:05:00Z") }],
    });
    await run(ports, { ...HOUR_OF, revision: 0 });
    const planned = await planReplay(ports, RANGE);
    await startReplay(ports, planned);
    await run(ports, { ...HOUR_OF, revision: 0, replay: planned.plan.id, source: "partials" });
    const bodies = await Promise.all(
      work.keys().map(async (key) => [key, (await work.get(key))!.body] as const),
    );
    return new Snapshot(planned.plan.id, bodies, captures);
  }

  /** The same store again; its executions are over. */
  async restore() {
    const [work, captures] = [new MemoryObjectStore("work"), new MemoryObjectStore("captures")];
    for (const [key, body] of this.objects) await work.put(key, body);
    for (const key of this.captures.keys()) await captures.put(key, (await this.captures.get(key))!.body);
    const ports = portsOn(work, captures);
    for (const name of [windowExecutionName(WINDOW, 0), `p-${this.id}`])
      ports.executions.statuses.set(name, "SUCCEEDED");
    return { ports, captures };
  }
}

const keyOf = (time: string) =>
  captureKeyOf({ prefix: "", endpoint: "shop", variant: "AllTraffic", time: at(time), id: "a" });
const LINES = traffic("2001-02-16T10:00:00Z", 5, 1)
  .map((each) => `${each}\n`)
  .join("");

function portsOn(work: ObjectStore, captures: ObjectStore) {
  return {
    ...silentPorts,
    work,
    captures: () => captures,
    executions: new RecordedExecutions(),
    clock: { now: () => at("2001-02-16T14:00:00Z") },
    sensitiveKey: "",
  } as unknown as Ports & { executions: RecordedExecutions };
}

describe("a late file while a window is promoted", () => {
  const snapshot = Snapshot.make();

  /** Comes before the `turn`th call of the promotion; its revision runs at once, two calls later or when the promotion is over. */
  async function late(turn: number, runs: "at once" | "soon" | "afterwards", isNew: boolean) {
    const { id } = await snapshot;
    const { ports, captures } = await (await snapshot).restore();
    const runStarted = async () => {
      for (const { machine, input, name } of ports.executions.started) {
        if (machine !== "analyze-window" || ports.executions.statuses.get(name) !== "RUNNING") continue;
        await run(ports, input as WindowInput);
        ports.executions.statuses.set(name, "SUCCEEDED");
      }
    };
    const comes = async () => {
      // A redelivery of the same file changes no partial; a new file is one that the replay has not seen.
      const key = keyOf(isNew ? "2001-02-16T10:30:00Z" : "2001-02-16T10:05:00Z");
      await captures.put(key, LINES);
      await profileCaptureFile(ports, { objects: [{ bucket: "captures", key }] });
      if (runs === "at once") await runStarted();
    };
    const soon = runs === "soon" ? { [turn + 2]: runStarted } : {};
    const { watched, counted } = interrupted(ports.work, { [turn]: comes, ...soon });
    const promotion = await promoteReplay({ ...ports, work: watched }, { promote: id });
    await runStarted();
    const read = async <T>(key: string) => (await getJson<T>(ports.work, key))!.value;
    const { revision } = await read<{ revision: number }>(`${FOLDER}current.json`);
    const { partials } = await read<WindowPlan>(`${FOLDER}r${revision}/plan.json`);
    const marker = await read<{ revision: number }>(`${FOLDER}closed.json`);
    const came = counted.calls > turn;
    return {
      came,
      refused: promotion.refusedCount,
      revision,
      partials: partials.length,
      marker: marker.revision,
    };
  }

  test.each([
    ["at once", true],
    ["soon", true],
    ["afterwards", true],
    ["at once", false],
    ["soon", false],
    ["afterwards", false],
  ] as const)(
    "is in the revision to read whenever it comes (its revision runs %s; a new file: %s)",
    async (runs, isNew) => {
      const outcomes = new Set<string>();
      for (let turn = 0, came = true; came; turn += 1) {
        const seen = await late(turn, runs, isNew);
        came = seen.came;
        expect(seen.partials, `before call ${turn}: ${JSON.stringify(seen)}`).toBe(isNew && came ? 2 : 1);
        expect(seen.marker, `before call ${turn}`).toBeGreaterThanOrEqual(seen.revision);
        outcomes.add(seen.refused === 1 ? "refused" : "promoted");
      }
      expect([...outcomes].sort()).toEqual(isNew ? ["promoted", "refused"] : ["promoted"]);
    },
  );
});

test("the number of a promoted revision is the next one of the window, after one whose execution has it", async () => {
  const { made, id } = await replayed();
  const { ports } = made;
  // A profiler that saw the marker of before runs under the number that the promotion takes.
  const input = { ...HOUR_OF, revision: 1 };
  await ports.executions.start("analyze-window", windowExecutionName(WINDOW, 1), input);
  await run(ports, input);
  expect(await promoteReplay(ports, { promote: id })).toMatchObject({ promoted: 1 });
  expect(await current(made)).toBe(2);
});
