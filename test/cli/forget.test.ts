import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { onlyVersions } from "../../adapters/disk/disk-object-versions.ts";
import { keepAnswer } from "../../cli/acknowledge/keep-answer.ts";
import { forgetBefore } from "../../cli/forget/forget-before.ts";
import { forgetEvents } from "../../cli/forget/forget-events.ts";
import type { Forgotten } from "../../cli/forget/forgotten.ts";
import { rebuildOnAws } from "../../cli/forget/rebuild-on-aws.ts";
import { WantedIds } from "../../cli/forget/wanted-ids.ts";
import type { AcknowledgementIndex } from "../../shared/acknowledgements/acknowledgement.ts";
import { causeOf } from "../../shared/acknowledgements/cause.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { parseWindowId } from "../../shared/window/window.ts";
import { MemoryObjectStore } from "../../simulation/memory-object-store.ts";
import { putJson } from "../../steps/json-object.ts";
import type { ObjectVersions } from "../../steps/ports.ts";
import { sweepWindows } from "../../steps/sweep-windows.ts";
import { at, RecordedExecutions } from "../steps/world.ts";
import {
  CHANGED,
  canariesIn,
  contentOf,
  EVENT,
  type ForgetWorld,
  fill,
  forgetWorld,
  INFERENCE,
  NOW,
  STRADDLING,
  VALUES,
} from "./forget-world.ts";

const EVER = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const quiet = { stage: () => undefined, update: () => undefined };

const forgetBoth = ({ places, rebuilder }: ForgetWorld, dryRun = false): Promise<Forgotten> =>
  forgetEvents(places, rebuilder, {
    wanted: new WantedIds({ events: [EVENT, STRADDLING], inferences: [] }),
    span: EVER,
    dryRun,
    ...quiet,
  });

type Content = Map<string, Buffer>;
interface Both {
  readonly work: Content;
  readonly captures: Content;
}

async function held({ places }: ForgetWorld): Promise<Both> {
  return {
    work: await contentOf(places.work.store),
    captures: await contentOf(places.bucket("captures").store),
  };
}

/** A world with this content; executions as they were, those that ran are dead. */
async function worldOf(
  { work, captures }: Both,
  executions = new RecordedExecutions(),
): Promise<ForgetWorld> {
  const stores = { work: new MemoryObjectStore("work"), captures: new MemoryObjectStore("captures") };
  for (const [key, body] of work) await stores.work.put(key, body);
  for (const [key, body] of captures) await stores.captures.put(key, body);
  return forgetWorld({ ...stores, versions: onlyVersions, executions });
}

const empty = (): Both => ({ work: new Map(), captures: new Map() });
const canaryKeys = ({ work, captures }: Both) =>
  [...work, ...captures]
    .map(([key, body]): [string, Buffer] => [key, key.endsWith(".gz") ? gunzipSync(body) : body])
    .filter(([, body]) => canariesIn(body).length > 0)
    .map(([key]) => key);

/** What windows are made of and hold, whatever the number of their revision and the time at which it was made. */
function results({ work, captures }: Both): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, body] of [...work, ...captures]) {
    if (
      !/^(windows\/shop|partials\/shop|data|truth)\//.test(key) ||
      /lineage\.json$|\/(closed|current|published)\.json$|\/0ld0c0nf\//.test(key)
    )
      continue;
    // The plan of a later window names the revisions that its longer spans look back on.
    const text = body.toString("latin1").replaceAll(/\/r\d+\/window\.profile/g, "/r/window.profile");
    found.set(key.replace(/\/r\d+\//, "/r/"), text);
  }
  return found;
}

let before: Both;
let executions: RecordedExecutions;
let never: Map<string, string>;

beforeAll(async () => {
  const world = await worldOf(empty());
  await fill(world, { canaries: true });
  before = await held(world);
  executions = world.ports.executions;
  const other = await worldOf(empty());
  await fill(other, { canaries: false });
  never = results(await held(other));
});

const sameExecutions = (): RecordedExecutions => {
  const copy = new RecordedExecutions();
  for (const [name, status] of executions.statuses) copy.statuses.set(name, status);
  return copy;
};
const again = () => worldOf(before, sameExecutions());

test("the canaries are in captures, labels, partials, profiles, verdicts, reports, replays and training sets", () => {
  const kinds = new Set(canaryKeys(before).map((key) => key.replace(/\/.*\//, "/…/")));
  for (const kind of ["data", "truth", "partials", "windows", "replays", "training-sets", "training"])
    expect(
      [...kinds].some((key) => key.startsWith(`${kind}/`)),
      kind,
    ).toBe(true);
  expect(canaryKeys(before).filter((key) => key.endsWith("20010216T10Z/r0/verdict.json"))).toHaveLength(2);
});

/** Keys whose objects differ. */
const differences = (one: Both, other: Both): string[] =>
  (["work", "captures"] as const).flatMap((part) =>
    [...new Set([...one[part].keys(), ...other[part].keys()])].filter(
      (key) =>
        !(one[part].get(key) ?? Buffer.from("absent")).equals(other[part].get(key) ?? Buffer.from("absent")),
    ),
  );

const recordsOf = ({ work }: Both, window: string): number => {
  const folder = `windows/shop/AllTraffic/${window}/`;
  const { revision } = JSON.parse(String(work.get(`${folder}current.json`)));
  return JSON.parse(String(work.get(`${folder}r${revision}/verdict.json`))).records;
};

describe("forgetting two events", () => {
  let world: ForgetWorld;
  let done: Forgotten;
  let after: Both;
  beforeAll(async () => {
    world = await again();
    done = await forgetBoth(world);
    after = await held(world);
  });

  test("leaves no canary in any object, and the bytes of a world in which they never happened", () => {
    expect(canaryKeys(after)).toEqual([]);
    expect(results(after)).toEqual(never);
  });

  test("counts them out of their windows, and says what it removed and made again", () => {
    expect(CHANGED.map((id) => [recordsOf(before, id), recordsOf(after, id)])).toEqual([
      [26, 25],
      [27, 25],
    ]);
    expect(done).toMatchObject({
      read: { files: 7 },
      captures: [{ lines: 1 }, { lines: 2 }, { lines: 1 }],
      labels: [{ key: "captures/truth/2001/02/16/11/labels.jsonl", lines: 1 }],
      partials: { objects: 6 },
      replays: { objects: 5 },
      trainingSets: { objects: 3, jobs: ["rt-new"] },
      rebuilt: [
        { window: "20010216T10Z", before: { records: 26, revision: 0 }, after: { records: 25, revision: 1 } },
        { window: "20010216T11Z", before: { records: 27 }, after: { records: 25 } },
      ],
      notRebuilt: [{ window: "20010216T1000Z-PT30M", reason: "windows of shop had another length then" }],
      left: [],
    });
  });

  test("leaves everything else as it was, to the byte", () => {
    const touched =
      /20010216T1[01]|\/rt-new\/|^data\/.*(10\/00|10\/59|11\/30)-00-000|^truth|^replays\/2001-02-16-aa/;
    for (const part of ["work", "captures"] as const)
      for (const [key, body] of before[part])
        if (!touched.test(key)) expect(after[part].get(key)?.equals(body), key).toBe(true);
    expect([...after.work.keys()].filter((key) => !before.work.has(key) && !/\/r1\//.test(key))).toEqual([]);
  });

  test("is harmless a second time", async () => {
    const second = await forgetBoth(world);
    expect(second).toMatchObject({ captures: [], rebuilt: [], left: [], partials: { objects: 0 } });
    expect(differences(await held(world), after)).toEqual([]);
  });

  test("leaves the sweep nothing to open", async () => {
    world.ports.executions.started.splice(0);
    await sweepWindows(world.ports);
    const opened = world.ports.executions.started.map(({ name }) => name);
    expect(opened.filter((name) => /T(09|10|11|12)Z/.test(name))).toEqual([]);
  });

  test("in a dry run says the same and changes nothing", async () => {
    const dry = await again();
    const said = await forgetBoth(dry, true);
    expect(differences(await held(dry), before)).toEqual([]);
    for (const part of ["captures", "labels", "partials", "replays", "trainingSets", "notRebuilt"] as const)
      expect(said[part], part).toEqual(done[part]);
    expect(said.windows.objects).toBe(done.windows.objects);
    expect(said.rebuilt).toMatchObject([
      { window: "20010216T10Z", after: null },
      { window: "20010216T11Z", after: null },
    ]);
  });

  test("by the caller's own id finds the record and its label", async () => {
    const other = await again();
    const said = await forgetEvents(other.places, other.rebuilder, {
      wanted: new WantedIds({ events: [], inferences: [INFERENCE] }),
      span: { from: at("2001-02-16T10:00:00Z"), to: at("2001-02-16T11:00:00Z") },
      dryRun: true,
      ...quiet,
    });
    expect([said.captures.length, said.labels.length]).toEqual([1, 1]);
  });

  test("removes a window whose other captures are gone, and says so", async () => {
    const { work, captures } = before;
    const gone = (key: string) => /T10Z\/[0-9a-f]{8}\/2001021610-59|10\/59-00-000-b/.test(key);
    const other = await worldOf(
      {
        work: new Map([...work].filter(([key]) => !gone(key))),
        captures: new Map([...captures].filter(([key]) => !gone(key))),
      },
      sameExecutions(),
    );
    const said = await forgetBoth(other);
    expect(said.notRebuilt.map(({ window, reason }) => `${window}: ${reason}`)).toContain(
      "20010216T10Z: 1 of its capture files is no longer there, so that it could not be made again as a whole",
    );
    const now = [...(await held(other)).work.keys()].filter((key) =>
      key.startsWith("windows/shop/AllTraffic/20010216T10Z/"),
    );
    expect(now.map((key) => key.split("/").at(-1))).toEqual(["closed.json", "current.json"]);
  });
});

describe("what cannot be forgotten", () => {
  test("a baseline that names a rewritten file is told for certain, one that names others as possible", async () => {
    const world = await again();
    for (const [id, window] of [
      ["b2", "20010216T10Z"],
      ["b3", "20010216T12Z"],
    ] as const)
      await world.places.work.store.put(
        `baselines/shop/${id}/slots/none.profile`,
        before.work.get(`windows/shop/AllTraffic/${window}/r0/window.profile`)!,
      );
    const { left, notes } = await forgetBoth(world, true);
    expect(left.map(({ what }) => what)).toEqual(["baselines/shop/b2/"]);
    expect(notes.join()).toContain("which ones is not known: baseline b3 of shop.");
    expect(notes.join()).toContain("if b1 of shop came from data that held it");
  });

  test("a retraining that is under way may write its set again: the journal stays until it has ended", async () => {
    const world = await again();
    const key = "retraining/shop/state.json";
    const state = JSON.parse(String(before.work.get(key)));
    await putJson(world.places.work.store, key, { ...state, owner: "execution", trainingJobName: "rt-new" });
    const { left } = await forgetBoth(world);
    expect(left.map(({ what }) => what)).toEqual(["training-sets/shop/rt-new/"]);
    await putJson(world.places.work.store, key, state);
    await world.places.work.store.put("training-sets/shop/rt-new/part-00000.csv", EVENT);
    expect(await forgetBoth(world)).toMatchObject({ left: [], trainingSets: { jobs: ["rt-new"] } });
    expect(canaryKeys(await held(world))).toEqual([]);
  });

  test("a line of a transform job's own data is told and left", async () => {
    const world = await again();
    const monitor = parseMonitorDefinition({
      ...world.places.monitor,
      capture: { uri: "s3://captures/batch/output", kind: "batch-transform" },
    });
    const id = "00000000-0000-4000-8000-000000004711";
    const { store } = world.places.bucket("captures");
    await store.put(
      "batch/output/2001/02/16/10/manifest.json",
      JSON.stringify([{ prefix: "s3://captures/out/" }, "a.csv.out"]),
    );
    await store.put("out/a.csv.out", `0.5,1,DE,${id},2001-02-16T10:49:15Z\n`);
    const was = await held(world);
    const said = await forgetEvents({ ...world.places, monitor }, world.rebuilder, {
      wanted: new WantedIds({ events: [id], inferences: [] }),
      span: EVER,
      dryRun: false,
      ...quiet,
    });
    expect(said.left).toMatchObject([{ what: "s3://captures/out/a.csv.out, line 1" }]);
    expect(differences(await held(world), was)).toEqual([]);
  });

  test("a window whose own revision failed is told, though one that began before it is shown", async () => {
    const world = await again();
    const failing: ForgetWorld = {
      ...world,
      rebuilder: async () => {
        const rebuilder = await world.rebuilder();
        const next = (revision: number) => revision + 1;
        return { ...rebuilder, rebuild: async (windows) => (await rebuilder.rebuild(windows)).map(next) };
      },
    };
    const said = await forgetBoth(failing);
    expect(said.rebuilt.map(({ after }) => after)).toEqual([null, null]);
    expect(said.left[0]).toMatchObject({
      what: "windows/shop/AllTraffic/20010216T10Z/",
      why: expect.stringContaining("its next revision did not come to its end"),
    });
    expect(await forgetBoth(world)).toMatchObject({ left: [], rebuilt: [{ after: { revision: 2 } }, {}] });
    expect(results(await held(world))).toEqual(never);
  });

  test("a version that may not be removed is told, and the next run tries again", async () => {
    const world = await again();
    const { versions } = world.places.work;
    const locked = (key: string) => key.startsWith("replays/");
    const refusing: ForgetWorld = {
      ...world,
      places: {
        ...world.places,
        work: {
          ...world.places.work,
          versions: {
            list: (prefix, options) => versions.list(prefix, options),
            purge: async (all) => {
              await versions.purge(all.filter(({ key }) => !locked(key)));
              return all
                .filter(({ key }) => locked(key))
                .map(({ key }) => ({ key: `work/${key}`, reason: "locked" }));
            },
          },
        },
      },
    };
    const said = await forgetBoth(refusing);
    expect([said.left.length, said.replays.objects]).toEqual([5, 0]);
    expect(await forgetBoth(world)).toMatchObject({ left: [], replays: { objects: 5 } });
  });

  test("a profile of the file as it was, written meanwhile, is found and removed by the next run", async () => {
    const world = await again();
    const isPartial = (key: string) =>
      key.startsWith("partials/") && key.endsWith("10-00-00-000-a-a999ae7c.bin");
    const [key, body] = [...before.work].find(([each]) => isPartial(each))!;
    const late: ForgetWorld = {
      ...world,
      rebuilder: async () => {
        const rebuilder = await world.rebuilder();
        return {
          ...rebuilder,
          profile: async (files) => {
            await rebuilder.profile(files);
            await world.places.work.store.put(key, body);
          },
        };
      },
    };
    expect((await forgetBoth(late)).left).toMatchObject([
      { why: "they count 25 records and the file has 24: somebody profiled it as it was; run this again" },
    ]);
    expect((await forgetBoth(world)).left).toEqual([]);
    expect(results(await held(world))).toEqual(never);
  });
});

test("on AWS the machine makes the windows again: the fence opens each, and its end is waited for", async () => {
  const { ports } = await again();
  const at10 = {
    endpoint: "shop",
    variant: "AllTraffic",
    start: at("2001-02-16T10:00:00Z"),
    end: at("2001-02-16T11:00:00Z"),
  };
  const told: string[] = [];
  const progress = {
    stage: () => undefined,
    update: (text: string) => void told.push(text),
    end: () => undefined,
  };
  const rebuilder = rebuildOnAws(ports, progress, 1);
  const made = rebuilder.rebuild([at10]);
  while (told.length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(ports.executions.started.map(({ input }) => input)).toEqual([
    { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z", revision: 1 },
  ]);
  expect([await rebuilder.isRunning(at10, 0), await rebuilder.isRunning(at10, 1)]).toEqual([false, true]);
  ports.executions.endAll("SUCCEEDED");
  expect(await made).toEqual([1]);
  expect(told[0]).toBe("waiting for 20010216T10Z r1 and 0 more");
});

/** A store that dies at its `left`-th write or removal, which then has or has not happened. */
function mortal(store: MemoryObjectStore, life: { left: number }): MemoryObjectStore {
  const die = () => {
    if (--life.left < 0) throw new Error("killed");
  };
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "put" && name !== "delete") return value.bind(target);
      return async (...given: unknown[]) => {
        die();
        return (value as (...all: unknown[]) => unknown).apply(target, given);
      };
    },
  });
}

test("a run that dies at any write is repaired by the next one, and no reader meets half a window", async () => {
  let deaths = 0;
  // Every fifth write, which costs a second; with every single one the test holds as well.
  for (let lives = 0; ; lives += 5) {
    const stores = { work: new MemoryObjectStore("work"), captures: new MemoryObjectStore("captures") };
    for (const part of ["work", "captures"] as const)
      for (const [key, body] of before[part]) await stores[part].put(key, body);
    const life = { left: lives };
    const known = sameExecutions();
    const dying = forgetWorld({
      work: mortal(stores.work, life),
      captures: mortal(stores.captures, life),
      versions: onlyVersions,
      executions: known,
    });
    const died = await forgetBoth(dying).then(
      () => false,
      (error: Error) => error.message === "killed",
    );
    const next = forgetWorld({ ...stores, versions: onlyVersions, executions: known });
    for (const id of CHANGED)
      expect([25, 26, 27], `${id} after ${lives} writes`).toContain(recordsOf(await held(next), id));
    if (!died) break;
    deaths += 1;
    known.started.splice(0);
    for (const [name, status] of known.statuses) if (status === "RUNNING") known.statuses.set(name, "FAILED");
    const repaired = await forgetBoth(next);
    const now = await held(next);
    expect(repaired.left, `died after ${lives} writes`).toEqual([]);
    expect(canaryKeys(now), `died after ${lives} writes`).toEqual([]);
    expect(results(now), `died after ${lives} writes`).toEqual(never);
    expect([...now.work.keys()].filter((key) => key.startsWith("forget/"))).toEqual([]);
  }
  expect(deaths).toBeGreaterThan(9);
});

describe("forgetting everything before a time", () => {
  let world: ForgetWorld;
  let done: Forgotten;
  let after: Both;
  const forget = () =>
    forgetBefore(world.places, { before: at("2001-02-16T11:00:00Z"), dryRun: false, ...quiet });
  beforeAll(async () => {
    world = await again();
    done = await forget();
    after = await held(world);
  });

  test("takes the captures, partials and results of the windows before it, and nothing of the others", () => {
    const gone = (key: string) =>
      /^data\/.*\/(09|10)\//.test(key) ||
      /^(partials\/shop|windows\/shop|replays\/[^/]+\/(partials|windows)\/shop)\/AllTraffic\/20010216T(09Z|10Z|1000Z-PT30M)\//.test(
        key,
      ) ||
      /\/rt-(new|old)\//.test(key);
    // Markers of windows that the sweep may still look at stay; they hold no data.
    const marker = (key: string) =>
      /^windows\/shop\/AllTraffic\/[^/]+\/(closed|current|published)\.json$/.test(key);
    for (const part of ["work", "captures"] as const) {
      const kept = new Map([...before[part]].filter(([key]) => !gone(key) || marker(key)));
      expect([...after[part].keys()]).toEqual([...kept.keys()]);
      for (const [key, body] of kept) expect(after[part].get(key)?.equals(body), key).toBe(true);
    }
    expect(done).toMatchObject({
      captureObjects: { objects: 3 },
      trainingSets: { jobs: ["rt-new", "rt-old"] },
      left: [],
    });
  });

  test("is harmless a second time", async () => {
    expect(await forget()).toMatchObject({ captureObjects: { objects: 0 }, partials: { objects: 0 } });
    expect(differences(await held(world), after)).toEqual([]);
  });

  test("in a dry run says the same and changes nothing", async () => {
    const dry = await again();
    const said = await forgetBefore(dry.places, {
      before: at("2001-02-16T11:00:00Z"),
      dryRun: true,
      ...quiet,
    });
    expect(differences(await held(dry), before)).toEqual([]);
    for (const part of ["captureObjects", "partials", "windows", "replays", "trainingSets"] as const)
      expect(said[part], part).toEqual(done[part]);
  });

  test("leaves the sweep nothing to open", async () => {
    await sweepWindows(world.ports);
    const opened = world.ports.executions.started.map(({ name }) => name);
    expect(opened.filter((name) => /T(09|10|11|12)Z/.test(name))).toEqual([]);
  });

  test("leaves no marker of windows that nothing looks at any more", async () => {
    const later = await again();
    const places = { ...later.places, now: NOW + 30 * 86_400_000 };
    await forgetBefore(places, { before: at("2001-02-16T11:00:00Z"), dryRun: false, ...quiet });
    const left = [...(await held(later)).work.keys()].filter((key) => /^windows\/shop\/.*T(09|10)/.test(key));
    expect(left).toEqual([]);
  });
});

describe("answers to alarms", () => {
  const SHOP = { endpoint: "shop", variant: "AllTraffic" };
  const INDEX = "acknowledgements/shop/AllTraffic.json";
  const answer = (window: string) =>
    ({
      ...SHOP,
      window,
      start: new Date(parseWindowId(window).start).toISOString(),
      revision: 0,
      as: "expected",
      at: "2001-02-16T13:00:00.000Z",
      by: "anna",
      until: "2001-02-23T12:00:00.000Z",
      note: null,
      causes: [
        causeOf({
          column: "country",
          check: "baseline_drift_check",
          kind: "drift",
          distance: 0.3,
          thresholdFrom: "constraint",
          description: "",
          n: 26,
          moved: { observed: 0.3, expected: 0, of: { kind: "value", value: VALUES[2]! } },
        }),
      ],
    }) as const;
  const windowsIn = ({ work }: Both) =>
    (JSON.parse(String(work.get(INDEX))) as AcknowledgementIndex).acknowledgements.map(
      ({ window }) => window,
    );
  const beside = ({ work }: Both) =>
    [...work.keys()].flatMap((key) => /T(\d\d)Z\/acknowledgements\//.exec(key)?.[1] ?? []);

  /** A store that also keeps what its index of answers was before. */
  async function answered(): Promise<{ world: ForgetWorld; older: () => number }> {
    const { places, ...rest } = await again();
    for (const window of CHANGED) await keepAnswer(places.work.store, answer(window));
    let older = [{ key: INDEX, id: "1", size: 10, current: false }];
    const versions: ObjectVersions = {
      async *list(prefix, options) {
        yield* places.work.versions.list(prefix, options);
        yield* older.filter(({ key }) => key.startsWith(prefix));
      },
      async purge(purged) {
        older = older.filter(({ id }) => !purged.some((each) => each.id === id));
        return places.work.versions.purge(purged.filter(({ current }) => current));
      },
    };
    const work = { store: places.work.store, versions };
    return { world: { ...rest, places: { ...places, work } }, older: () => older.length };
  }

  test("hold nothing of a record, and stay with a window that is made again without it", async () => {
    const { world } = await answered();
    const done = await forgetBoth(world);
    const now = await held(world);
    expect(canaryKeys(now)).toEqual([]);
    expect(done.rebuilt.map(({ window }) => window)).toEqual(CHANGED);
    expect([windowsIn(now), beside(now)]).toEqual([CHANGED, ["10", "11"]]);
  });

  test("go with the windows before a time, out of what holds and its older versions too", async () => {
    const { world, older } = await answered();
    const time = { before: at("2001-02-16T11:00:00Z"), ...quiet };
    const dry = await forgetBefore(world.places, { ...time, dryRun: true });
    expect(dry.notes.join(" ")).toContain("1 answer to alarms of AllTraffic would go with the windows");
    expect([windowsIn(await held(world)), older()]).toEqual([CHANGED, 1]);
    const done = await forgetBefore(world.places, { ...time, dryRun: false });
    const now = await held(world);
    expect(done.notes.join(" ")).toContain("what was muted by it alarms again");
    expect([windowsIn(now), beside(now), older()]).toEqual([CHANGED.slice(1), ["11"], 0]);
  });
});
