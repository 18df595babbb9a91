import { createHash } from "node:crypto";
import { METRIC_NAMESPACE } from "../../shared/report/metric-namespace.ts";
import { getJson } from "../../steps/json-object.ts";
import type { ExecutionStatus, StoredObject } from "../../steps/ports.ts";
import type { MemoryObjectStore } from "../memory-object-store.ts";
import type { Answer, Call } from "./call.ts";
import { type CaptureFile, FOLDER, ID } from "./window-model.ts";

/** What all processes share. Every value of it is a new one, so that the states of a search stand side by side. */
export interface World {
  /** The work store without what is fixed. Never changed: forked. */
  readonly work: MemoryObjectStore;
  /** 128 bits of the work store's keys and ETags and of the executions' names and statuses. */
  readonly digest: bigint;
  /** Executions of `analyze-window` by name. */
  readonly executions: ReadonlyMap<string, Execution>;
  /** Capture files that have landed, in byte order of their keys. */
  readonly landed: readonly CaptureFile[];
  /** Revisions that have spoken to the alarm series of the window. */
  readonly alarms: readonly string[];
}

export interface Execution {
  readonly status: ExecutionStatus;
  readonly input: string;
}

/** What came of a call. `broken` names the promises that it broke. */
export interface Performed {
  readonly world: World;
  readonly answer: Answer;
  readonly broken: readonly string[];
  /** An execution that this call brought to life. */
  readonly started?: { readonly name: string; readonly input: Readonly<Record<string, unknown>> };
}

const NONE: readonly string[] = [];

/** Performs one call in one step that nothing comes between: S3 and StartExecution are linearizable. */
export async function perform(world: World, call: Call, by: string): Promise<Performed> {
  switch (call.ask) {
    case "get": {
      const there = await world.work.get(call.key);
      return unchanged(world, there && { body: there.body, etag: there.etag }, there?.etag ?? "");
    }
    case "head": {
      const there = await world.work.head(call.key);
      return unchanged(world, there, there?.etag ?? "");
    }
    case "list": {
      const found = await Array.fromAsync(world.work.list(call.prefix));
      return unchanged(world, found, listing(found));
    }
    case "listCaptures": {
      const found = world.landed.filter(({ key }) => key.startsWith(call.prefix)).map(({ object }) => object);
      return unchanged(world, found, listing(found));
    }
    case "status": {
      const status = world.executions.get(call.name)?.status;
      return unchanged(world, status, status ?? "");
    }
    case "wait":
    case "event":
      return unchanged(world, undefined, "");
    case "put":
      return put(world, call);
    case "start":
      return start(world, call);
    case "publish":
      return publish(world, call, by);
  }
}

function unchanged(world: World, value: Answer["value"], told: string): Performed {
  return { world, answer: { value, told }, broken: NONE };
}

const listing = (found: readonly StoredObject[]) =>
  found.map(({ key, etag }) => `${key}\t${etag}`).join("\n");

async function put(world: World, call: Extract<Call, { ask: "put" }>): Promise<Performed> {
  const there = await world.work.get(call.key);
  const work = world.work.fork();
  const outcome = await work.put(call.key, call.body, call.condition);
  if (!outcome.written) return unchanged(world, outcome, "refused");
  if (there?.etag === outcome.etag)
    return { world, answer: { value: outcome, told: outcome.etag }, broken: NONE };
  const before = there === undefined ? 0n : digestOf(call.key, there.etag);
  const digest = world.digest ^ before ^ digestOf(call.key, outcome.etag);
  const broken = there === undefined ? NONE : overwritten(call, there.body);
  return {
    world: { ...world, work, digest },
    answer: { value: outcome, told: outcome.etag },
    broken: [...broken, ...countedTwice(call)],
  };
}

/** What must not become of an object that is there. */
function overwritten({ key, body }: Extract<Call, { ask: "put" }>, before: Uint8Array): string[] {
  const revision = (bytes: Uint8Array) =>
    (JSON.parse(Buffer.from(bytes).toString()) as { revision: number }).revision;
  if (key.endsWith("/current.json") && revision(body) < revision(before))
    return [`current.json went back from revision ${revision(before)} to ${revision(body)}`];
  if (key.endsWith("/closed.json") && revision(body) < revision(before))
    return [`closed.json went back from revision ${revision(before)} to ${revision(body)}`];
  if (key.endsWith("/published.json")) return ["published.json was claimed a second time"];
  // Lineage tells when; everything else in a revision's folder is a function of its plan.
  if (/\/r\d+\/[^/]+$/.test(key) && !key.endsWith("/lineage.json"))
    return [`${key.split("/").slice(-2).join("/")} was written again with another content`];
  return [];
}

function countedTwice({ key, body }: Extract<Call, { ask: "put" }>): string[] {
  if (!key.endsWith("/plan.json")) return [];
  const { partials } = JSON.parse(Buffer.from(body).toString()) as { partials: { key: string }[] };
  const files = partials.map((partial) => partial.key.split("/").at(-1));
  return new Set(files).size === files.length ? [] : [`${key} names a partial twice`];
}

function start(world: World, { machine, name, input }: Extract<Call, { ask: "start" }>): Performed {
  const text = JSON.stringify(input);
  const there = world.executions.get(name);
  if (there !== undefined) {
    const answer = there.status === "RUNNING" ? "started" : "exists";
    return {
      ...unchanged(world, answer, answer),
      broken: there.input === text ? [] : [`${name} was started with two inputs`],
    };
  }
  return {
    world: withStatus(world, name, "RUNNING", text),
    answer: { value: "started", told: "started" },
    broken: NONE,
    ...(machine === "analyze-window" ? { started: { name, input: input as Record<string, unknown> } } : {}),
  };
}

/** The world in which an execution has this status. */
export function withStatus(world: World, name: string, status: ExecutionStatus, input?: string): World {
  const there = world.executions.get(name);
  const executions = new Map(world.executions).set(name, { status, input: input ?? there?.input ?? "" });
  const before = there === undefined ? 0n : digestOf(name, there.status);
  return { ...world, executions, digest: world.digest ^ before ^ digestOf(name, status) };
}

/** The window's own series; counters such as RevisionsFailed are nobody's. */
async function publish(
  world: World,
  { namespace, metrics }: Extract<Call, { ask: "publish" }>,
  by: string,
): Promise<Performed> {
  if (namespace !== METRIC_NAMESPACE || !metrics.includes("WindowsProcessed")) return unchanged(world, 0, "");
  // A sweep speaks for the revision that it has claimed the series for.
  const claim = await getJson<{ revision: number }>(world.work, `${FOLDER}published.json`);
  const speaker = by === "sweep" ? `r${claim?.value.revision} of ${ID}` : by;
  if (world.alarms.includes(speaker)) return unchanged(world, 0, "");
  const alarms = [...world.alarms, speaker];
  return {
    world: { ...world, alarms },
    answer: { value: 0, told: "" },
    broken: alarms.length > 1 ? [`the alarm series heard of the window from ${alarms.join(" and ")}`] : NONE,
  };
}

const digests = new Map<string, bigint>();

function digestOf(key: string, etag: string): bigint {
  const text = `${key}\t${etag}`;
  let digest = digests.get(text);
  if (digest === undefined) {
    digest = BigInt(`0x${createHash("md5").update(text).digest("hex")}`);
    digests.set(text, digest);
  }
  return digest;
}
