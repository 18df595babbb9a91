/**
 * Closes one revision of a window: the marker first, the LIST second, so that nobody's partial falls between
 * (docs/architecture.md, the fence). Then the raw folder is held against the partials: files whose event
 * never came are named for the Map, and the window is closed again when they are profiled.
 */

import { type Mute, mutesAt } from "../shared/acknowledgements/mutes.ts";
import { captureLocation } from "../shared/capture/capture-location.ts";
import { firstWithin } from "../shared/first-within.ts";
import { type Fleet, falseAlarmsPerMonth } from "../shared/monitors/fleet-budget.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { configHash } from "../shared/profile/profile-config.ts";
import { windowId } from "../shared/window/window.ts";
import {
  closedKey,
  currentKey,
  FLEET_KEY,
  partialName,
  revisionFolder,
  type WindowRevision,
} from "../shared/window/work-keys.ts";
import { acknowledgementsOf } from "./acknowledgements.ts";
import { answeringModelsOf, type PlannedModels } from "./answering-models.ts";
import { type UnprofiledFile, unprofiledFiles } from "./capture-files.ts";
import { getJson, putJson, swapJson } from "./json-object.ts";
import { allMonitors, requireMonitor } from "./monitor-catalog.ts";
import type { ClosedMarker } from "./open-window.ts";
import { type PlannedLearning, plannedLearning } from "./planned-learning.ts";
import { type PlannedRolling, plannedRolling } from "./planned-rolling.ts";
import { type PlannedSpan, plannedSpans } from "./planned-spans.ts";
import type { ObjectStore, Ports, StoredObject } from "./ports.ts";
import type { ProfileRequest } from "./profile-capture-file.ts";
import { type WindowInput, windowRevisionOf } from "./window-input.ts";
import { type PartialPlaces, partialPlaces, windowPartials } from "./window-partials.ts";

/** `plan.json`: what a revision is made of. */
export interface WindowPlan extends PlannedModels {
  readonly version: 1;
  readonly monitor: string;
  readonly config: string;
  /** In merge order: by capture key. */
  readonly partials: readonly { readonly key: string; readonly etag: string }[];
  readonly shardSize: number;
  /** Capture files that could not be profiled. */
  readonly unprofiled: readonly string[];
  /** Capture files that were found by LIST and not by their event; absent in plans of before 0.2. */
  readonly reconciled?: number;
  /** Partials of the revision to read that are there no more, nor the files that they came from; absent where there are none. */
  readonly lost?: readonly string[];
  /** False alarms a month that the variant might raise when it was planned; absent in plans of before 0.3, and where Model Monitor's rules judge. */
  readonly falseAlarmsPerMonth?: number;
  /** The longer spans that end with the window; absent where none does. */
  readonly spans?: readonly PlannedSpan[];
  /** Present where the monitor learnt from traffic and had no baseline for the window. */
  readonly learning?: PlannedLearning;
  /** Present where a rolling baseline judges beside the fixed one, or is to. */
  readonly rolling?: PlannedRolling;
  /** What somebody had acknowledged and is muted in the window; absent where nothing is. */
  readonly mutes?: readonly Mute[];
  /** Requests that somebody else counted, null when nobody did. */
  readonly invocations: number | null;
  /** Those of them that ended in an error; absent in older plans. */
  readonly errors?: number | null;
}

export interface ClosedWindow {
  readonly round: number;
  /** Rounds in a row that brought no file nearer. */
  readonly fruitless: number;
  /** Files without a home partial before this round's requests. */
  readonly left: number;
  /** The same of the first round: what no event brought. */
  readonly reconciled: number;
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
/** 10 tasks of 20 keys of 1 KB nearly fill the 256 KiB of a state. */
const TASKS_PER_ROUND = 10;
/** Of a round's files as JSON; the rest of the state, and the cause of an error, have the remaining 56 KiB. */
const ROUND_BYTES = 200 * 1024;
/** After so many rounds in a row that brought no file nearer the rest is counted, not waited for. */
const FRUITLESS_ROUNDS = 3;
type Needs = Pick<Ports, "work" | "captures" | "traffic" | "deployments" | "clock">;

export async function closeWindow(
  ports: Needs,
  input: WindowInput & { readonly plan?: ClosedWindow },
): Promise<ClosedWindow> {
  const at = windowRevisionOf(input);
  const monitor = await requireMonitor(ports.work, at.window.endpoint, at.window.variant, ports.clock.now());
  const planKey = `${revisionFolder(at)}plan.json`;
  const done = await getJson<WindowPlan>(ports.work, planKey);
  const before = input.plan ?? {
    round: 0,
    fruitless: 0,
    left: Number.POSITIVE_INFINITY,
    reconciled: undefined,
  };
  const round = before.round + 1;
  if (done !== undefined) return closed(round, planKey, done.value);
  if (at.replay === undefined) await mark(ports.work, at);
  const places = partialPlaces(at, input.source);
  const missing = await unprofiledFiles(ports, monitor, at.window, { places });
  const left = missing.length;
  const reconciled = before.reconciled ?? left;
  const fruitless = left < before.left ? 0 : before.fruitless + 1;
  if (left > 0 && fruitless < FRUITLESS_ROUNDS)
    return {
      round,
      fruitless,
      left,
      reconciled,
      planKey,
      partials: 0,
      shards: [],
      missing: requests(missing, fruitless, at, monitor),
    };
  const unprofiled = missing.map(({ file }) => file.key);
  const parts = { planKey, unprofiled, reconciled, places };
  return closed(round, planKey, await writePlan(ports, at, monitor, parts));
}

function mark(work: ObjectStore, at: WindowRevision): Promise<unknown> {
  return swapJson<ClosedMarker>(work, closedKey(at), (there) =>
    there !== undefined && there.revision >= at.revision ? undefined : { revision: at.revision },
  );
}

/** The files of one round. Those of a fruitless round wait while the ones behind them have their turn. */
function requests(
  missing: readonly UnprofiledFile[],
  fruitless: number,
  at: WindowRevision,
  monitor: MonitorDefinition,
): ProfileRequest[] {
  const { bucket } = captureLocation(monitor.capture.uri);
  const perRound = FILES_PER_TASK * TASKS_PER_ROUND;
  const from = fruitless * perRound < missing.length ? fruitless * perRound : 0;
  const objects = missing.slice(from, from + perRound).map(({ file }) => ({ bucket, key: file.key }));
  const now = missing.slice(from, from + firstWithin(objects, ROUND_BYTES).length);
  return Array.from({ length: Math.ceil(now.length / FILES_PER_TASK) }, (_, task) => {
    const files = now.slice(task * FILES_PER_TASK, (task + 1) * FILES_PER_TASK);
    return {
      objects: files.map(({ file }) => ({ bucket, key: file.key })),
      fence: at.replay === undefined ? "others" : "none",
      windowId: windowId(at.window),
      ...(at.replay === undefined ? {} : { replay: at.replay }),
      ...(files.some(({ stale }) => stale) ? { again: true as const } : {}),
    };
  });
}

interface PlanParts {
  readonly planKey: string;
  readonly unprofiled: readonly string[];
  readonly reconciled: number;
  readonly places: PartialPlaces;
}

/** The plan is written once; a late twin of this closer reads it instead of writing another. */
async function writePlan(
  ports: Needs,
  at: WindowRevision,
  monitor: MonitorDefinition,
  { planKey, unprofiled, reconciled, places }: PlanParts,
): Promise<WindowPlan> {
  const config = configHash(monitor);
  const partials = await windowPartials(ports.work, at.window, config, places);
  const current = await currentPlan(ports.work, at);
  const lost = lostPartials(current, partials);
  const live = at.replay === undefined ? undefined : current;
  // A replay looks back on what the live window looked back on: its own windows may not have ended.
  const spans = live?.spans ?? (await plannedSpans(ports.work, at, monitor));
  const answering = await answeringModelsOf(ports, at, monitor, live);
  // What was learnt from stays so: a baseline does not judge what it is made of.
  const learning =
    current === undefined
      ? await plannedLearning(ports.work, { at, monitor, models: answering.models ?? undefined })
      : current.learning;
  const rolling =
    current === undefined
      ? await plannedRolling(ports.work, {
          window: at.window,
          monitor,
          models: answering.models ?? undefined,
        })
      : current.rolling;
  // What was an alarm stays one: an answer that came after it changes nothing that is replayed.
  const mutes =
    live === undefined
      ? mutesAt(await acknowledgementsOf(ports.work, at.window), at.window.start)
      : (live.mutes ?? []);
  const plan: WindowPlan = {
    version: 1,
    monitor: monitor.monitor,
    config,
    partials: partials.map(({ key, etag }) => ({ key, etag })),
    shardSize: SHARD_SIZE,
    unprofiled,
    ...(await countedOf(ports, at, monitor, live)),
    ...answering,
    ...(at.replay === undefined ? { reconciled } : {}),
    ...(lost.length === 0 ? {} : { lost }),
    ...(await budgetOf(ports, monitor, live)),
    ...(spans.length === 0 ? {} : { spans }),
    ...(learning && { learning }),
    ...(rolling && { rolling }),
    ...(mutes.length === 0 ? {} : { mutes }),
  };
  const outcome = await putJson(ports.work, planKey, plan, { ifNoneMatch: "*" });
  return outcome.written ? plan : (await getJson<WindowPlan>(ports.work, planKey))!.value;
}

/** The variant's part of what its fleet may raise; a replay keeps to what the live window did. */
async function budgetOf(
  { work, clock }: Needs,
  monitor: MonitorDefinition,
  live: WindowPlan | undefined,
): Promise<Pick<WindowPlan, "falseAlarmsPerMonth">> {
  if (monitor.compatibility === "ModelMonitor") return {};
  if (live !== undefined)
    return live.falseAlarmsPerMonth === undefined ? {} : { falseAlarmsPerMonth: live.falseAlarmsPerMonth };
  const fleet = (await getJson<Fleet>(work, FLEET_KEY))?.value;
  const monitors = fleet === undefined ? [] : await allMonitors(work, clock.now());
  return { falseAlarmsPerMonth: falseAlarmsPerMonth(monitor, fleet, monitors) };
}

/** The plan of the revision to read; undefined where the window has none yet. */
async function currentPlan(work: ObjectStore, { window }: WindowRevision): Promise<WindowPlan | undefined> {
  const current = await getJson<{ revision: number }>(work, currentKey({ window }));
  if (current === undefined) return undefined;
  const { revision } = current.value;
  return (await getJson<WindowPlan>(work, `${revisionFolder({ window, revision })}plan.json`))?.value;
}

/**
 * What the revision to read was made of and this one would lack: partials that have expired, or that a changed definition
 * made useless, whose raw files are gone too. A subset never takes the place of the whole.
 */
function lostPartials(current: WindowPlan | undefined, partials: readonly StoredObject[]): string[] {
  if (current === undefined) return [];
  const there = new Set(partials.map(({ key }) => partialName(key)));
  return current.partials.map(({ key }) => partialName(key)).filter((name) => !there.has(name));
}

/** As counted when the window was closed; a replay takes what the live window was judged by. A transform job has no endpoint that anybody counts. */
async function countedOf(
  { traffic }: Needs,
  { window: { endpoint, variant, start, end } }: WindowRevision,
  monitor: MonitorDefinition,
  live: WindowPlan | undefined,
): Promise<Pick<WindowPlan, "invocations" | "errors">> {
  if (live !== undefined) return { invocations: live.invocations ?? null, errors: live.errors ?? null };
  if (monitor.capture.kind === "batch-transform") return { invocations: null, errors: null };
  const invocations = (await traffic.invocations(endpoint, variant, start, end)) ?? null;
  const errors =
    invocations === null ? null : ((await traffic.errors(endpoint, variant, start, end)) ?? null);
  return { invocations, errors };
}

function closed(round: number, planKey: string, plan: WindowPlan): ClosedWindow {
  const count = plan.partials.length;
  const shards =
    count > plan.shardSize
      ? Array.from({ length: Math.ceil(count / plan.shardSize) }, (_, shard) => shard)
      : [];
  return {
    round,
    fruitless: 0,
    left: 0,
    reconciled: plan.reconciled ?? 0,
    planKey,
    partials: count,
    shards,
    missing: [],
  };
}
