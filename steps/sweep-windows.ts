import { allVariants } from "../shared/monitors/all-variants.ts";
import { judgeFailure } from "../shared/monitors/judge-window.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { METRIC_NAMESPACE } from "../shared/report/metric-namespace.ts";
import { windowExecutionName } from "../shared/window/execution-name.ts";
import { isClosed, parseDuration, type Window, windowId, windowsBetween } from "../shared/window/window.ts";
import { closedKey, currentKey, revisionFolder, type WindowRevision } from "../shared/window/work-keys.ts";
import { getJson, putJson, swapJson } from "./json-object.ts";
import { allMonitors, monitorFaults } from "./monitor-catalog.ts";
import { type ClosedMarker, startWindow } from "./open-window.ts";
import type { Ports } from "./ports.ts";
import { type CurrentRevision, publishReport } from "./publish-report.ts";

/** How far back a sweep looks: a day of hours, and some windows where they are longer. */
const LOOKBACK_MS = 24 * 3_600_000;
const LEAST_WINDOWS = 3;
/** Time that an execution needs to publish; nobody starts a second one before. */
const GRACE_MS = 15 * 60_000;
/** Revisions that may fail before the window ends with the verdict `Failed`. */
const MAX_FAILURES = 3;

export interface Swept {
  /** Windows that had no execution, or whose executions had died, and were started. */
  readonly opened: readonly string[];
  /** Windows that ended with the verdict `Failed`. */
  readonly failed: readonly string[];
}

/**
 * Runs every hour: opens every configured window that nobody opened (no file came, or the event was lost, or the
 * execution died), so that every window ends with a verdict and every silence is seen.
 */
export async function sweepWindows(
  ports: Pick<Ports, "work" | "executions" | "clock" | "metrics" | "events">,
): Promise<Swept> {
  const now = ports.clock.now();
  const swept = { opened: [] as string[], failed: [] as string[] };
  const faults: unknown[] = [...(await monitorFaults(ports.work, now))];
  for (const monitor of await allMonitors(ports.work, now)) {
    for (const window of recentWindows(monitor, now)) {
      try {
        const outcome = await sweepWindow(ports, monitor, window);
        if (outcome !== "settled")
          swept[outcome].push(`${window.endpoint}/${window.variant}/${windowId(window)}`);
      } catch (fault) {
        faults.push(fault);
      }
    }
  }
  // One window's trouble is not the others'; the next sweep looks at it again.
  if (faults.length > 0)
    throw new Error(
      `${faults.length} monitors or windows could not be swept; the first: ${(faults[0] as Error).message}`,
      { cause: faults[0] },
    );
  return swept;
}

function* recentWindows(monitor: MonitorDefinition, now: number): Generator<Window> {
  const length = parseDuration(monitor.window)!;
  const begun = monitor.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(monitor.since);
  const since = Math.max(begun, now - Math.max(LOOKBACK_MS, LEAST_WINDOWS * length));
  for (const variant of allVariants(monitor))
    for (const window of windowsBetween(monitor.endpoint, variant, since, now, length))
      if (isClosed(window, parseDuration(monitor.lateness)! + GRACE_MS, now)) yield window;
}

async function sweepWindow(
  ports: Pick<Ports, "work" | "executions" | "clock" | "metrics" | "events">,
  monitor: MonitorDefinition,
  window: Window,
): Promise<"opened" | "failed" | "settled"> {
  const marker =
    (await getJson<ClosedMarker>(ports.work, closedKey({ window, revision: 0 })))?.value.revision ?? -1;
  const current = (await getJson<CurrentRevision>(ports.work, currentKey({ window })))?.value.revision ?? -1;
  // A revision that closed and never became current has died, or is at it.
  if (current >= 0 && marker <= current) return "settled";
  for (const revision of [marker, marker + 1])
    if (revision >= 0 && (await isRunning(ports, window, revision))) return "settled";
  const last = current + MAX_FAILURES;
  // 'exists' without a marker: that execution failed before it listed, so the next revision lists later.
  for (let revision = marker + 1; revision <= last; revision++)
    if ((await startWindow(ports, window, revision)) === "started") return "opened";
  return current >= 0 ? "settled" : giveUp(ports, monitor, { window, revision: Math.max(marker, last) + 1 });
}

async function isRunning(
  { executions }: Pick<Ports, "executions">,
  window: Window,
  revision: number,
): Promise<boolean> {
  return (await executions.status("analyze-window", windowExecutionName(window, revision))) === "RUNNING";
}

/** Every window ends with a verdict: this one with `Failed`, and the reason that its last revision left. */
async function giveUp(
  ports: Pick<Ports, "work" | "clock" | "metrics" | "events">,
  monitor: MonitorDefinition,
  at: WindowRevision,
): Promise<"failed"> {
  const last = await getJson<{ error: string; cause: string }>(
    ports.work,
    `${revisionFolder({ ...at, revision: at.revision - 1 })}failure.json`,
  );
  const cause =
    last === undefined
      ? "no revision left a cause"
      : `${last.value.error}: ${last.value.cause.slice(0, 500)}`;
  await putJson(
    ports.work,
    `${revisionFolder(at)}verdict.json`,
    judgeFailure(monitor, at.window, `${at.revision} revisions failed; the last one with ${cause}`),
  );
  const { endpoint, variant } = at.window;
  // Marked like any other revision, so that a late file starts the next one.
  await swapJson<ClosedMarker>(ports.work, closedKey(at), (there) =>
    there !== undefined && there.revision >= at.revision ? undefined : { revision: at.revision },
  );
  // At the time of giving up: by then the window's own time may be too long ago for its alarm series.
  await ports.metrics.put(METRIC_NAMESPACE, [
    { name: "WindowsFailed", value: 1, unit: "Count", timestamp: ports.clock.now(), dimensions: {} },
  ]);
  await publishReport(ports, { endpoint, variant, windowId: windowId(at.window), revision: at.revision });
  return "failed";
}
