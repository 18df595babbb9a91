import type { ProfileView } from "../../shared/columns/profile-view.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { answeredLongest, answeringModels } from "../../shared/monitors/answering-models.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { type Window, windowId } from "../../shared/window/window.ts";
import { baselineFolder } from "../../shared/window/work-keys.ts";
import { deploymentHistory } from "../deployment-history.ts";
import type { ObjectStore, Ports } from "../ports.ts";
import { type LoadedBaseline, loadBaseline, wholeProfile } from "../stored-baseline.ts";

/** What parts of a window are judged by before it closes. */
export interface FaultBaseline {
  readonly baseline: LoadedBaseline;
  /** The whole baseline, of which that is a slot. */
  readonly whole: ProfileView;
}

/** A baseline that was just pushed, or a deployment that was written down, is seen by every running function within a minute. */
const FRESH_MS = 60_000;
/** Windows that files fall into at the same time, of a fleet. */
const WINDOWS_KEPT = 500;

interface Kept {
  readonly readAt: number;
  readonly found: Promise<FaultBaseline | undefined>;
}

const kept = new WeakMap<ObjectStore, Map<string, Kept>>();

/**
 * The baseline of a window's slot, looked for once a minute a process. Undefined where nothing is judged at once: a monitor that judges as
 * Model Monitor does, one without a baseline that fits, and a window that two models answered in.
 */
export async function faultBaseline(
  { work, clock }: Pick<Ports, "work" | "clock">,
  definition: MonitorDefinition,
  window: Window,
): Promise<FaultBaseline | undefined> {
  if (definition.compatibility === "ModelMonitor") return undefined;
  const known = kept.get(work) ?? new Map<string, Kept>();
  kept.set(work, known);
  const key = [definition.monitor, window.endpoint, window.variant, windowId(window)].join("/");
  const now = clock.now();
  const there = known.get(key);
  if (there !== undefined && now >= there.readAt && now - there.readAt < FRESH_MS) return there.found;
  if (known.size >= WINDOWS_KEPT) known.clear();
  const found = read(work, definition, window);
  known.set(key, { readAt: now, found });
  // What failed is asked for again by whoever comes next.
  found.catch(() => known.delete(key));
  return found;
}

async function read(
  work: ObjectStore,
  definition: MonitorDefinition,
  window: Window,
): Promise<FaultBaseline | undefined> {
  try {
    const models = answeringModels(await deploymentHistory(work, window), window);
    if (models.length > 1) return undefined;
    const names = answeredLongest(models)?.names;
    const { baseline } = await loadBaseline(work, definition, { time: window.start, names });
    if (baseline === undefined) return undefined;
    const folder = baselineFolder(definition.monitor, baseline.id);
    return { baseline, whole: await wholeProfile(work, folder, baseline) };
  } catch (fault) {
    // A baseline that is not whole, a history that cannot be read: the closing window says so, and no file waits for it.
    if (fault instanceof UnusableInput) return undefined;
    throw fault;
  }
}
