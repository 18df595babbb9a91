/**
 * An endpoint whose hours were captured, judged, replayed and learnt from, over any two stores, with the real steps; and the two events
 * that are to be forgotten. Without `canaries` it is the same world in which they never happened: what forgetting has to lead to.
 */
import { gzipSync } from "node:zlib";
import type { Places } from "../../cli/forget/places.ts";
import type { Rebuilder } from "../../cli/forget/rebuild.ts";
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import type { Row } from "../../shared/capture/row.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { windowExecutionName } from "../../shared/window/execution-name.ts";
import { monitorKey } from "../../shared/window/work-keys.ts";
import { silentPorts } from "../../simulation/silent-ports.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { type ClosedWindow, closeWindow } from "../../steps/close-window.ts";
import { putJson } from "../../steps/json-object.ts";
import { openWindow } from "../../steps/open-window.ts";
import type { ObjectStore, ObjectVersions, Ports } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { writeBaseline } from "../../steps/stored-baseline.ts";
import { baselineFrom } from "../../steps/suggest-baseline.ts";
import type { WindowInput } from "../../steps/window-input.ts";
import { at, line, RecordedExecutions } from "../steps/world.ts";

export const EVENT = "canary-event-0000-4711";
/** Ends in the hour after its file's own. */
export const STRADDLING = "canary-event-0000-4712";
export const INFERENCE = "canary/inference-4711";
const COLUMNS = ["score", "amount", "country", "word"];
/** Values of the two rows; they are in no other row. */
export const VALUES = ["CANARY-WORD", "777.125", "CANARY-LAND"];
/** Days after the captures: every window is closed, and the sweep still looks. */
export const NOW = at("2001-02-17T06:00:00Z");
const HOURS = ["09", "10", "11", "12"];
/** The window before the one that is forgotten, and those that the two events had a share in. */
export const CHANGED = ["20010216T10Z", "20010216T11Z"];

export interface ForgetWorld {
  readonly ports: Ports & { readonly executions: RecordedExecutions };
  readonly places: Places;
  readonly rebuilder: () => Promise<Rebuilder>;
}

/** Stores, and what they keep of their objects. */
export interface WorldStores {
  readonly work: ObjectStore;
  readonly captures: ObjectStore;
  readonly versions: (store: ObjectStore) => ObjectVersions;
  readonly executions?: RecordedExecutions;
}

const MONITOR = parseMonitorDefinition({
  monitor: "shop",
  endpoint: "shop",
  capture: { uri: "s3://captures/data" },
  columns: { names: COLUMNS },
  minRows: 10,
  retraining: {
    trainingJob: {},
    trainingData: { groundTruth: "s3://captures/truth", lookback: "P1D" },
  },
});

/** The world over stores that may be filled already. */
export function forgetWorld({
  work,
  captures,
  versions,
  executions = new RecordedExecutions(),
}: WorldStores): ForgetWorld {
  const ports = {
    ...silentPorts,
    work,
    captures: () => captures,
    executions,
    clock: { now: () => NOW },
    sensitiveKey: "key",
  } as unknown as ForgetWorld["ports"];
  const [workVersions, captureVersions] = [versions(work), versions(captures)];
  const places: Places = {
    monitor: MONITOR,
    now: NOW,
    work: { store: work, versions: workVersions },
    bucket: () => ({ store: captures, versions: captureVersions }),
  };
  return { ports, places, rebuilder: async () => rebuilderOf(ports) };
}

function rebuilderOf(ports: ForgetWorld["ports"]): Rebuilder {
  return {
    profile: async (objects) => void (await profileCaptureFile(ports, { objects, fence: "none" })),
    async rebuild(windows) {
      const revisions: number[] = [];
      for (const window of windows) revisions.push(await openWindow(ports, window));
      await runExecutions(ports);
      return revisions;
    },
    isRunning: async (window, revision) =>
      (await ports.executions.status("analyze-window", windowExecutionName(window, revision))) === "RUNNING",
    stop: async () => undefined,
  };
}

/** What the state machine does, one execution after the other. */
export async function runExecutions(ports: ForgetWorld["ports"]): Promise<void> {
  const { started, statuses } = ports.executions;
  for (const { name, input } of started.splice(0)) {
    await runRevision(ports, input as WindowInput);
    statuses.set(name, "SUCCEEDED");
  }
}

async function runRevision(ports: Ports, input: WindowInput): Promise<void> {
  let plan: ClosedWindow = await closeWindow(ports, input);
  while (plan.missing.length > 0) {
    for (const request of plan.missing) await profileCaptureFile(ports, request);
    plan = await closeWindow(ports, { ...input, plan });
  }
  await analyzeWindow(ports, input);
  await publishReport(ports, input);
}

/** Fills the stores: four hours of captures, judged, one replayed, one learnt from. */
export async function fill(
  { ports }: ForgetWorld,
  { canaries, hours = HOURS }: { readonly canaries: boolean; readonly hours?: readonly string[] },
): Promise<void> {
  const { work } = ports;
  await putJson(work, monitorKey("shop"), MONITOR);
  await writeBaseline(work, "baselines/shop/b1/", await baselineFrom(baselineRows(), "rows", { id: "b1" }));
  const objects = await putCaptures(ports.captures("captures"), canaries, hours);
  await profileCaptureFile(ports, { objects: objects.map((key) => ({ bucket: "captures", key })) });
  await runExecutions(ports);
  if (canaries) await derive(work);
}

async function putCaptures(
  store: ObjectStore,
  canaries: boolean,
  hours: readonly string[],
): Promise<string[]> {
  const keys: string[] = [];
  const put = async (time: string, id: string, lines: readonly string[], packed = false) => {
    const plain = captureKeyOf({
      prefix: "data",
      endpoint: "shop",
      variant: "AllTraffic",
      time: at(time),
      id,
    });
    const text = lines.map((each) => `${each}\r\n`).join("");
    const key = packed ? `${plain}.gz` : plain;
    await store.put(key, packed ? gzipSync(text) : text);
    keys.push(key);
  };
  for (const hour of hours) {
    const rows = Array.from({ length: 24 }, (_, index) => row(hour, index));
    if (hour === "10") rows.splice(7, 0, ...(canaries ? [canary()] : []));
    await put(`2001-02-16T${hour}:00:00Z`, "a", rows);
  }
  // One file of the tenth hour holds two lines of the eleventh, packed; one of them is the second canary, whole and torn.
  const late = canaries ? [straddling(), straddling().slice(0, -20)] : [];
  await put("2001-02-16T10:59:00Z", "b", [row("10", 50), ...late, row("11", 51)], true);
  if (canaries) await put("2001-02-16T11:30:00Z", "c", [straddling()]); // nothing is left of this one
  const label = (id: string, data: string) =>
    JSON.stringify({
      groundTruthData: { data, encoding: "CSV" },
      eventMetadata: { eventId: id },
      eventVersion: "0",
    });
  const labels = [label("other", "0"), ...(canaries ? [label(INFERENCE, "1")] : [])];
  await store.put("truth/2001/02/16/11/labels.jsonl", labels.map((each) => `${each}\n`).join(""));
  return keys;
}

/** Some amounts of the tenth hour are missing, as the canary's is: a violation points to the first of them. */
const amount = (hour: string, index: number) =>
  hour === "10" && index >= 7 && index < 14 ? "" : `${100 + index}.5`;
const row = (hour: string, index: number) =>
  line(`${amount(hour, index)},DE,tea`, "0.5", `2001-02-16T${hour}:${String(index).padStart(2, "0")}:00Z`);
const canary = () =>
  line(`,${VALUES[2]},${VALUES[0]}`, "0.25", "2001-02-16T10:30:00Z", {
    eventId: EVENT,
    inferenceId: INFERENCE,
  });
const straddling = () =>
  line(`${VALUES[1]},${VALUES[2]},tea`, "0.75", "2001-02-16T11:00:30Z", { eventId: STRADDLING });

async function* baselineRows(): AsyncGenerator<readonly Row[]> {
  for (let index = 0; index < 200; index++)
    yield [{ names: COLUMNS, cells: ["0.5", `${100 + (index % 60)}.5`, "DE", "tea"], typed: false }];
}

/** What the store holds beside windows, as the steps leave it. */
async function derive(work: ObjectStore): Promise<void> {
  const at10 = "windows/shop/AllTraffic/20010216T10Z/";
  const copy = async (from: string, to: string) => work.put(to, (await work.get(from))!.body);
  for (const file of ["current.json", "r0/window.profile", "r0/verdict.json", "r0/report.html"]) {
    await copy(`${at10}${file}`, `replays/2001-02-16-aa/${at10}${file}`);
    await copy(`${at10}${file}`, `windows/shop/AllTraffic/20010216T1000Z-PT30M/${file}`);
  }
  for await (const { key } of work.list("partials/shop/AllTraffic/20010216T11Z/"))
    await copy(key, key.replace(/\/[0-9a-f]{8}\//, "/0ld0c0nf/"));
  // What the replay has read by itself, of the file with one of the events.
  for await (const { key } of work.list("partials/shop/AllTraffic/20010216T10Z/"))
    if (key.includes("/2001021610-00-00-000-")) await copy(key, `replays/2001-02-16-aa/${key}`);
  await work.put("replays/2001-02-16-bb/windows/shop/AllTraffic/20010216T12Z/r0/verdict.json", "{}");
  await work.put("windows/shop2/AllTraffic/20010216T10Z/r0/verdict.json", "another endpoint's");
  await work.put("training-sets/shop2/rt-x/part-00000.csv", "another endpoint's");
  await work.put("training-sets/shop/rt-old/part-00000.csv", "label,score\n0,0.5\n");
  await work.put(
    "training-sets/shop/rt-new/part-00000.csv",
    `label,score,amount,country\n1,0.25,${VALUES[0]},${VALUES[2]}\n`,
  );
  await work.put("training/rt-new/opt/ml/input/data/training/part-00000.csv", `1,0.25,${VALUES[0]}\n`);
  await work.put("training/rt-new/opt/ml/output/log.txt", `cannot read ${VALUES[2]}\n`);
  const record = { endedAt: "2001-02-16T15:00:00Z", trigger: "window", outcome: "kept-champion", reason: "" };
  await putJson(work, "retraining/shop/state.json", {
    version: 1,
    endpoint: "shop",
    owner: null,
    trainingJobName: null,
    cooldownUntil: null,
    attempts: 0,
    history: [
      { ...record, job: "rt-old", startedAt: "2001-02-15T14:00:00Z" },
      { ...record, job: "rt-new", startedAt: "2001-02-16T14:00:00Z" },
    ],
  });
}

/** Every object that is there now. */
export async function contentOf(store: ObjectStore, prefix = ""): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for await (const { key } of store.list(prefix)) found.set(key, Buffer.from((await store.get(key))!.body));
  return found;
}

/** Which canaries some bytes hold: ids and values as texts, and the number as a profile keeps it. */
export function canariesIn(body: Buffer): string[] {
  const little = Buffer.alloc(8);
  little.writeDoubleLE(Number(VALUES[1]));
  const forms: [string, Buffer | string][] = [EVENT, STRADDLING, INFERENCE, ...VALUES].map((text) => [
    text,
    text,
  ]);
  return [...forms, ["float64", little] as const]
    .filter(([, form]) => body.includes(form))
    .map(([name]) => name);
}
