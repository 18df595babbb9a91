import { UnusableInput } from "../shared/errors.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { type Window, windowId } from "../shared/window/window.ts";
import { monitorKey, replayRequestKey, windowsPrefix } from "../shared/window/work-keys.ts";
import { inParallel } from "./in-parallel.ts";
import { getJson, putJson } from "./json-object.ts";
import { requireMonitor } from "./monitor-catalog.ts";
import {
  hoursOfWindows,
  LISTS_AT_ONCE,
  type PlannedReplay,
  type ReplayPlan,
  type ReplayRequest,
  windowsOf,
} from "./plan-replay.ts";
import type { ObjectStore, Ports } from "./ports.ts";

/** `replays/<id>/request.json`: what was asked and planned. */
export interface StoredReplay extends ReplayPlan, Required<Omit<ReplayRequest, "dryRun">> {
  /** ETag of the definition that it was begun with; absent in those of version 0.1. */
  readonly definition?: string;
  readonly requestedAt: string;
}

/** A replay taken up again. */
export interface ResumedReplay extends ReplayPlan {
  /** Windows that it had not finished. */
  readonly left: number;
}

/** A replay as it stands in the store. */
export interface FoundReplay {
  readonly stored: StoredReplay;
  readonly monitor: MonitorDefinition;
  readonly windows: readonly Window[];
}

type Needs = Pick<Ports, "work" | "executions" | "clock">;

/** Executions of one replay: it was interrupted so often and taken up again. */
const MAX_ATTEMPTS = 100;
const ID = /^[A-Za-z0-9-]{1,60}$/;

/** Writes the request down and starts the replay machine with all windows. */
export async function startReplay(
  ports: Needs,
  { request, plan, definition, windows }: PlannedReplay,
): Promise<ReplayPlan> {
  const started = { ...plan, started: true };
  const stored: StoredReplay = {
    ...request,
    ...started,
    definition,
    requestedAt: new Date(ports.clock.now()).toISOString(),
  };
  await putJson(ports.work, replayRequestKey(plan.id), stored);
  await ports.executions.start("replay", executionName(plan.id, 1), machineInput(stored, windows));
  return started;
}

/**
 * Starts the machine with the windows that have no verdict yet; nothing where there are none. Throws `UnusableInput` while the
 * replay still runs, and where its definition is another by now: half of it would be judged otherwise.
 */
export async function resumeReplay(ports: Needs, id: string): Promise<ResumedReplay> {
  const { stored, windows } = await storedReplay(ports, id);
  const name = await freeName(ports, id);
  const left = await unfinished(ports.work, id, windows);
  if (
    left.length > 0 &&
    (await ports.executions.start("replay", name, machineInput(stored, left))) === "exists"
  )
    throw new UnusableInput(
      `Replay ${id} was taken up by somebody else at the same time. Wait until it ends.`,
    );
  const { endpoint: _e, variant: _v, from: _f, to: _t, requestedAt: _r, definition: _d, ...plan } = stored;
  return { ...plan, started: left.length > 0, left: left.length };
}

/** A replay by its id, with the windows that it is of. Throws `UnusableInput` as `resumeReplay` does. */
export async function storedReplay(
  { work, clock }: Pick<Ports, "work" | "clock">,
  id: string,
): Promise<FoundReplay> {
  const known = ID.test(id) ? await getJson<StoredReplay>(work, replayRequestKey(id)) : undefined;
  if (known === undefined)
    throw new UnusableInput(
      `Got replay ${JSON.stringify(id).slice(0, 100)}; ${work.name} holds none of that id. The answer of a replay begins with its id, such as 2026-03-04-ec7d6bfc88.`,
    );
  const stored = { ...known.value, source: known.value.source ?? ("partials" as const) };
  const monitor = await requireMonitor(work, stored.endpoint, stored.variant, clock.now());
  const now = (await work.head(monitorKey(monitor.monitor)))?.etag;
  if (stored.definition !== undefined && stored.definition !== now)
    throw new UnusableInput(
      `Monitor ${monitor.monitor} has another definition than replay ${id} began with. Begin a new replay: its windows would be judged by two definitions.`,
    );
  return { stored, monitor, windows: windowsOf(stored, monitor) };
}

/** The execution that a replay may start now. Throws `UnusableInput` while one of its executions runs. */
export async function freeName({ executions }: Pick<Ports, "executions">, id: string): Promise<string> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const name = executionName(id, attempt);
    const status = await executions.status("replay", name);
    if (status === "RUNNING")
      throw new UnusableInput(`Replay ${id} is running or queued, as execution ${name}. Wait until it ends.`);
    if (status === undefined) return name;
  }
  throw new UnusableInput(`Replay ${id} was taken up ${MAX_ATTEMPTS} times. Begin a new one.`);
}

/** The windows that the replay has no verdict of: their `current.json` is written last. One LIST an hour. */
export async function unfinished(
  work: ObjectStore,
  id: string,
  windows: readonly Window[],
): Promise<Window[]> {
  const [first] = windows;
  if (first === undefined) return [];
  const prefix = windowsPrefix(first.endpoint, first.variant, id);
  const range = { ...first, end: windows.at(-1)!.end };
  const done = new Set<string>();
  await inParallel(
    hoursOfWindows(range, first.start, first.end - first.start),
    LISTS_AT_ONCE,
    async (hour) => {
      for await (const { key } of work.list(`${prefix}${hour}`)) {
        const [window, file, more] = key.slice(prefix.length).split("/");
        if (file === "current.json" && more === undefined) done.add(window!);
      }
    },
  );
  return windows.filter((window) => !done.has(windowId(window)));
}

const executionName = (id: string, attempt: number) => `p-${id}${attempt === 1 ? "" : `-${attempt}`}`;

const machineInput = (
  { id, endpoint, variant, source }: Pick<StoredReplay, "id" | "endpoint" | "variant" | "source">,
  windows: readonly Window[],
) => ({ id, endpoint, variant, source, windows: windows.map(windowId) });
