/**
 * What a closed window is made of against what is there, some time after its close: capture files whose event was lost, or
 * which landed later still, and partials that no plan has. Such a window is opened once more; the revision that follows
 * profiles what is missing, in the Map where that is much.
 */
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { configHash } from "../shared/profile/profile-config.ts";
import type { Verdict } from "../shared/report/verdict.ts";
import { parseDuration, type Window, windowsBetween } from "../shared/window/window.ts";
import { closedKey, currentKey, partialsPrefix, revisionFolder } from "../shared/window/work-keys.ts";
import { type UnprofiledFile, unprofiledFiles } from "./capture-files.ts";
import type { WindowPlan } from "./close-window.ts";
import { inParallel } from "./in-parallel.ts";
import { getJson } from "./json-object.ts";
import { type ClosedMarker, openWindow } from "./open-window.ts";
import type { ObjectStore, Ports } from "./ports.ts";
import { type CurrentRevision, wasPartOnly } from "./publish-report.ts";

type Needs = Pick<Ports, "work" | "captures" | "executions" | "clock">;

export interface ReopenedWindow {
  readonly window: Window;
  /** Whether it lacks more than what its plan says that nothing could profile. */
  readonly hopeful: boolean;
}

/** Windows compared at the same time; each costs a GET of its plan and a LIST of its partials. */
const WIDTH = 8;

/**
 * Compares every window of a span that starts and ends with one, and opens those that lack something. Windows that never
 * became current are left to who opens windows. A window is compared in the configuration that it was planned in: a changed
 * definition is no reason to read the past again. Resolves with the opened ones.
 */
export async function reconcileWindows(
  ports: Needs,
  monitor: MonitorDefinition,
  span: Window,
): Promise<ReopenedWindow[]> {
  const length = parseDuration(monitor.window)!;
  const windows = [...windowsBetween(span.endpoint, span.variant, span.start, span.end, length)];
  const planned = await inParallel(windows, WIDTH, async (window) => {
    const plan = await planToRead(ports.work, window, monitor);
    return plan === undefined ? [] : [{ window, plan }];
  });
  const lacking = new Map<string, readonly UnprofiledFile[]>();
  for (const config of new Set(planned.flat().map(({ plan }) => plan.config)))
    lacking.set(config, await unprofiledFiles(ports, monitor, span, { config }));
  const opened = await inParallel(planned.flat(), WIDTH, async ({ window, plan }) => {
    const files = lacking.get(plan.config)!.filter(({ home }) => home.start === window.start);
    const whole = await isWhole(ports.work, window, plan);
    if (whole && files.length === 0) return [];
    await openWindow(ports, window);
    const given = new Set(plan.unprofiled);
    return [{ window, hopeful: !whole || files.some(({ file }) => !given.has(file.key)) }];
  });
  return opened.flat();
}

/**
 * The plan of the revision to read; an empty one where the window ended without (`Failed`); undefined where it has not ended,
 * or can no longer be made whole.
 */
async function planToRead(
  work: ObjectStore,
  window: Window,
  monitor: MonitorDefinition,
): Promise<Pick<WindowPlan, "config" | "partials" | "unprofiled"> | undefined> {
  const current = (await getJson<CurrentRevision>(work, currentKey({ window })))?.value;
  if (current === undefined) return undefined;
  const { revision } = current;
  const marker = (await getJson<ClosedMarker>(work, closedKey({ window, revision })))?.value.revision ?? -1;
  if (marker > revision && (await wasPartOnly(work, { window, revision: marker }))) return undefined;
  const folder = revisionFolder({ window, revision });
  const plan = await getJson<WindowPlan>(work, `${folder}plan.json`);
  // A revision that died may have planned; nobody has analyzed what it planned.
  const verdict = await getJson<Pick<Verdict, "verdict">>(work, `${folder}verdict.json`);
  if (plan !== undefined && verdict?.value.verdict !== "Failed") return plan.value;
  return { config: configHash(monitor), partials: [], unprofiled: [] };
}

/** Whether the plan has every partial that is there, in the version that is there. */
async function isWhole(
  work: ObjectStore,
  window: Window,
  plan: Pick<WindowPlan, "config" | "partials">,
): Promise<boolean> {
  const planned = new Map(plan.partials.map(({ key, etag }) => [key, etag]));
  for await (const { key, etag } of work.list(partialsPrefix(window, plan.config)))
    if (planned.get(key) !== etag) return false;
  return true;
}
