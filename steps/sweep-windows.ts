import { judgeFailure } from "../shared/monitors/judge-window.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { windowExecutionName } from "../shared/window/execution-name.ts";
import { isClosed, parseDuration, type Window, windowId, windowsBetween } from "../shared/window/window.ts";
import { closedKey, currentKey, revisionFolder, type WindowRevision } from "../shared/window/work-keys.ts";
import { getJson, putJson } from "./json-object.ts";
import { allMonitors } from "./monitor-catalog.ts";
import { type ClosedMarker, startWindow } from "./open-window.ts";
import type { Ports } from "./ports.ts";
import { METRIC_NAMESPACE, publishReport } from "./publish-report.ts";

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
  const opened: string[] = [];
  const failed: string[] = [];
  for (const monitor of await allMonitors(ports.work, now)) {
    for (const window of recentWindows(monitor, now)) {
      const outcome = await sweepWindow(ports, monitor, window);
      if (outcome === "opened") opened.push(`${window.endpoint}/${window.variant}/${windowId(window)}`);
      if (outcome === "failed") failed.push(`${window.endpoint}/${window.variant}/${windowId(window)}`);
    }
  }
  return { opened, failed };
}

function* recentWindows(monitor: MonitorDefinition, now: number): Generator<Window> {
  const length = parseDuration(monitor.window)!;
  const begun = monitor.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(monitor.since);
  const since = Math.max(begun, now - Math.max(LOOKBACK_MS, LEAST_WINDOWS * length));
  for (const variant of monitor.variants)
    for (const window of windowsBetween(monitor.endpoint, variant, since, now, length))
      if (isClosed(window, parseDuration(monitor.lateness)! + GRACE_MS, now)) yield window;
}

async function sweepWindow(
  ports: Pick<Ports, "work" | "executions" | "clock" | "metrics" | "events">,
  monitor: MonitorDefinition,
  window: Window,
): Promise<"opened" | "failed" | "settled"> {
  if ((await ports.work.head(currentKey({ window }))) !== undefined) return "settled";
  const marker = await getJson<ClosedMarker>(ports.work, closedKey({ window, revision: 0 }));
  const next = (marker?.value.revision ?? -1) + 1;
  for (const revision of [next - 1, next])
    if (
      revision >= 0 &&
      (await ports.executions.status("analyze-window", windowExecutionName(window, revision))) === "RUNNING"
    )
      return "settled";
  if (next >= MAX_FAILURES) return giveUp(ports, monitor, { window, revision: next });
  // 'exists' without a marker: that execution failed before it listed, so the next revision lists later.
  for (let revision = next; revision < MAX_FAILURES; revision++)
    if ((await startWindow(ports, window, revision)) === "started") return "opened";
  return giveUp(ports, monitor, { window, revision: MAX_FAILURES });
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
  // At the time of giving up: by then the window's own time may be too long ago for its alarm series.
  await ports.metrics.put(METRIC_NAMESPACE, [
    { name: "WindowsFailed", value: 1, unit: "Count", timestamp: ports.clock.now(), dimensions: {} },
  ]);
  await publishReport(ports, { endpoint, variant, windowId: windowId(at.window), revision: at.revision });
  return "failed";
}
