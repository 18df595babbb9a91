/**
 * Closes one revision of a window: the marker first, the LIST second, so that nobody's partial falls between
 * (docs/architecture.md, the fence). Then the raw folder is held against the partials: files whose event
 * never came are named for the Map, and the window is closed again when they are profiled.
 */

import { type CaptureKey, captureTime } from "../shared/capture/capture-key.ts";
import { captureLocation } from "../shared/capture/capture-location.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { configHash } from "../shared/profile/profile-config.ts";
import { parseDuration, type Window, windowId, windowOf, windowsBetween } from "../shared/window/window.ts";
import {
  closedKey,
  currentKey,
  partialKey,
  partialsPrefix,
  revisionFolder,
  type WindowRevision,
} from "../shared/window/work-keys.ts";
import { captureKindOf } from "./capture-kinds/index.ts";
import { getJson, putJson, swapJson } from "./json-object.ts";
import { requireMonitor } from "./monitor-catalog.ts";
import type { ClosedMarker } from "./open-window.ts";
import type { ObjectStore, Ports, StoredObject } from "./ports.ts";
import type { ProfileRequest } from "./profile-capture-file.ts";
import { type WindowInput, windowRevisionOf } from "./window-input.ts";

/** `plan.json`: what a revision is made of. */
export interface WindowPlan {
  readonly version: 1;
  readonly monitor: string;
  readonly config: string;
  /** In merge order: by capture key. */
  readonly partials: readonly { readonly key: string; readonly etag: string }[];
  readonly shardSize: number;
  /** Capture files that could not be profiled. */
  readonly unprofiled: readonly string[];
  /** Requests that somebody else counted, null when nobody did. */
  readonly invocations: number | null;
}

export interface ClosedWindow {
  readonly round: number;
  /** Rounds in a row that brought no file nearer. */
  readonly fruitless: number;
  /** Files without a home partial before this round's requests. */
  readonly left: number;
  readonly planKey: string;
  readonly partials: number;
  /** Shards to merge apart; none while one function does it in a moment. */
  readonly shards: readonly number[];
  readonly missing: readonly ProfileRequest[];
}

/** A constant in code, so that laptop and AWS merge alike and write the same bytes. */
export const SHARD_SIZE = 200;
/** Files a task; at 1 MB a file that is some seconds of work. */
const FILES_PER_TASK = 20;
/** 10 tasks of 20 keys of 1 KB stay under the 256 KiB of a state. */
const TASKS_PER_ROUND = 10;
/** After so many rounds in a row that brought no file nearer the rest is counted, not waited for. */
const FRUITLESS_ROUNDS = 3;
/** A file holds up to a minute of records, and a clock may be off: files of the hour before may reach in. */
const REACH_MS = 3_600_000;

type Needs = Pick<Ports, "work" | "captures" | "traffic" | "clock">;

export async function closeWindow(
  ports: Needs,
  input: WindowInput & { readonly plan?: ClosedWindow },
): Promise<ClosedWindow> {
  const at = windowRevisionOf(input);
  const monitor = await requireMonitor(ports.work, at.window.endpoint, at.window.variant, ports.clock.now());
  const planKey = `${revisionFolder(at)}plan.json`;
  const done = await getJson<WindowPlan>(ports.work, planKey);
  const before = input.plan ?? { round: 0, fruitless: 0, left: Number.POSITIVE_INFINITY };
  const round = before.round + 1;
  if (done !== undefined) return closed(round, planKey, done.value);
  if (at.replay === undefined) await mark(ports.work, at);
  const missing = await filesWithoutPartial(ports, at.window, monitor);
  const left = missing.length;
  const fruitless = left < before.left ? 0 : before.fruitless + 1;
  if (left > 0 && fruitless < FRUITLESS_ROUNDS)
    return {
      round,
      fruitless,
      left,
      planKey,
      partials: 0,
      shards: [],
      missing: requests(missing, fruitless, at, monitor),
    };
  const unprofiled = missing.map(({ key }) => key);
  return closed(round, planKey, await writePlan(ports, at, monitor, { planKey, unprofiled }));
}

function mark(work: ObjectStore, at: WindowRevision): Promise<unknown> {
  return swapJson<ClosedMarker>(work, closedKey(at), (there) =>
    there !== undefined && there.revision >= at.revision ? undefined : { revision: at.revision },
  );
}

/** Capture files that may hold records of the window and have no home partial: the difference of two LISTs. */
async function filesWithoutPartial(
  ports: Needs,
  window: Window,
  monitor: MonitorDefinition,
): Promise<CaptureKey[]> {
  const length = parseDuration(monitor.window)!;
  const config = configHash(monitor);
  const homes = new Set<string>();
  const earliest = Math.floor((window.start - REACH_MS) / length) * length;
  for (const near of windowsBetween(window.endpoint, window.variant, earliest, window.end, length))
    for await (const { key } of ports.work.list(partialsPrefix(near, config))) homes.add(key);
  const missing: CaptureKey[] = [];
  const { bucket } = captureLocation(monitor.capture.uri);
  for await (const key of captureFiles(ports, monitor, window)) {
    const home = windowOf(window.endpoint, window.variant, captureTime(key), length);
    if (!homes.has(partialKey(home, config, { bucket, ...key }))) missing.push(key);
  }
  return missing;
}

/** Capture files whose own time lies in the window or the hour before it. */
export async function* captureFiles(
  { captures }: Pick<Ports, "captures">,
  monitor: MonitorDefinition,
  window: Window,
): AsyncGenerator<CaptureKey & { size: number }> {
  const kind = captureKindOf(monitor);
  const store = captures(captureLocation(monitor.capture.uri).bucket);
  const first = Math.floor((window.start - REACH_MS) / 3_600_000) * 3_600_000;
  for (let hour = first; hour < window.end; hour += 3_600_000) {
    for await (const { key: name, size } of store.list(kind.hourPrefix(monitor, window.variant, hour))) {
      const key = size > 0 ? kind.parseKey(name, monitor) : undefined;
      if (key !== undefined && captureTime(key) >= window.start - REACH_MS && captureTime(key) < window.end)
        yield { ...key, size };
    }
  }
}

/** The files of one round. Those of a fruitless round wait while the ones behind them have their turn. */
function requests(
  missing: readonly CaptureKey[],
  fruitless: number,
  at: WindowRevision,
  monitor: MonitorDefinition,
): ProfileRequest[] {
  const { bucket } = captureLocation(monitor.capture.uri);
  const perRound = FILES_PER_TASK * TASKS_PER_ROUND;
  const from = fruitless * perRound < missing.length ? fruitless * perRound : 0;
  const now = missing.slice(from, from + perRound);
  return Array.from({ length: Math.ceil(now.length / FILES_PER_TASK) }, (_, task) => ({
    objects: now
      .slice(task * FILES_PER_TASK, (task + 1) * FILES_PER_TASK)
      .map(({ key }) => ({ bucket, key })),
    fence: at.replay === undefined ? "others" : "none",
    windowId: windowId(at.window),
  }));
}

/** The plan is written once; a late twin of this closer reads it instead of writing another. */
async function writePlan(
  ports: Needs,
  at: WindowRevision,
  monitor: MonitorDefinition,
  { planKey, unprofiled }: { readonly planKey: string; readonly unprofiled: readonly string[] },
): Promise<WindowPlan> {
  const config = configHash(monitor);
  const partials: StoredObject[] = [];
  for await (const object of ports.work.list(partialsPrefix(at.window, config))) partials.push(object);
  const plan: WindowPlan = {
    version: 1,
    monitor: monitor.monitor,
    config,
    partials: partials.map(({ key, etag }) => ({ key, etag })),
    shardSize: SHARD_SIZE,
    unprofiled,
    invocations: await invocationsOf(ports, at),
  };
  const outcome = await putJson(ports.work, planKey, plan, { ifNoneMatch: "*" });
  return outcome.written ? plan : (await getJson<WindowPlan>(ports.work, planKey))!.value;
}

/** As counted when the window was closed; a replay takes what the live window was judged by. */
async function invocationsOf(
  { work, traffic }: Needs,
  { window, replay }: WindowRevision,
): Promise<number | null> {
  const current =
    replay === undefined ? undefined : await getJson<{ revision: number }>(work, currentKey({ window }));
  if (current !== undefined) {
    const live = await getJson<WindowPlan>(
      work,
      `${revisionFolder({ window, revision: current.value.revision })}plan.json`,
    );
    if (live !== undefined) return live.value.invocations ?? null;
  }
  return (await traffic.invocations(window.endpoint, window.variant, window.start, window.end)) ?? null;
}

function closed(round: number, planKey: string, plan: WindowPlan): ClosedWindow {
  const count = plan.partials.length;
  const shards =
    count > plan.shardSize
      ? Array.from({ length: Math.ceil(count / plan.shardSize) }, (_, shard) => shard)
      : [];
  return { round, fruitless: 0, left: 0, planKey, partials: count, shards, missing: [] };
}
