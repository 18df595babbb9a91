import { allVariants } from "../shared/monitors/all-variants.ts";
import { judgeFailure } from "../shared/monitors/judge-failure.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { METRIC_NAMESPACE } from "../shared/report/metric-namespace.ts";
import { windowExecutionName } from "../shared/window/execution-name.ts";
import { isClosed, parseDuration, type Window, windowId, windowsBetween } from "../shared/window/window.ts";
import {
  closedKey,
  currentKey,
  revisionFolder,
  sweepKey,
  type WindowRevision,
} from "../shared/window/work-keys.ts";
import { inParallel } from "./in-parallel.ts";
import { getJson, putJson, swapJson } from "./json-object.ts";
import { allMonitors, monitorFaults } from "./monitor-catalog.ts";
import { type ClosedMarker, startWindow } from "./open-window.ts";
import type { Ports } from "./ports.ts";
import { type CurrentRevision, publishReport, wasPartOnly } from "./publish-report.ts";
import { type ReopenedWindow, reconcileWindows } from "./reconcile-windows.ts";

/** How far back a sweep looks at least: a day of hours, and some windows where they are longer. */
const LOOKBACK_MS = 24 * 3_600_000;
const LEAST_WINDOWS = 3;
/** Time that an execution needs to publish; nobody starts a second one before. */
const GRACE_MS = 15 * 60_000;
/** Revisions that may fail before the window ends with the verdict `Failed`. */
const MAX_FAILURES = 3;
/**
 * A window that has a verdict, and late files that its revisions died over, is tried again by every sweep until late files are
 * refused: to stop after some would leave it without them for good. So many revisions beyond the marker may be spent.
 */
const MOST_REVISIONS = 400;
/** Windows of one variant a sweep; after a long silence the next sweeps go on. */
const MOST_WINDOWS = 400;
/** Variants looked at at the same time, and windows of one of them. */
const VARIANTS_AT_ONCE = 4;
const WINDOWS_AT_ONCE = 8;
/** A closed window is compared with what is there 1, 6 and 24 hours after its end, and a last time before it is too late. */
const RECONCILE_AFTER_MS = [1, 6, 24].map((hours) => hours * 3_600_000);
/** Sweeps run hourly, so the last comparison happens at least an hour before `maxLateness`. */
const BEFORE_TOO_LATE_MS = 2 * 3_600_000;

export interface Swept {
  /** Windows that had no execution, or whose executions had died, and were started. */
  readonly opened: readonly string[];
  /** Windows that ended with the verdict `Failed`. */
  readonly failed: readonly string[];
  /** Closed windows that lacked a file or a partial, and were opened once more. */
  readonly reopened: readonly string[];
}

/** `sweeps/<endpoint>/<variant>.json`: how far the sweep has come, so that a dead weekend leaves no hole. ISO 8601 times. */
interface SweepMarks {
  readonly version: 1;
  /** Every window that ended by then has ended with a verdict. */
  readonly settled?: string;
  /** By hours after a window's end: every window that ended by then was compared at that age. */
  readonly reconciled?: Readonly<Record<string, string>>;
}

type Needs = Pick<Ports, "work" | "captures" | "executions" | "clock" | "metrics" | "events">;
type Outcome = "opened" | "failed" | "running" | "settled";

interface Watched {
  readonly monitor: MonitorDefinition;
  readonly variant: string;
}

/**
 * Runs every hour: opens every configured window that nobody opened (no file came, or the event was lost, or the
 * execution died), so that every window ends with a verdict and every silence is seen; and compares the closed ones with
 * what is there, so that no file is lost whose event was.
 */
export async function sweepWindows(ports: Needs): Promise<Swept> {
  const now = ports.clock.now();
  const faults: unknown[] = [...(await monitorFaults(ports.work, now))];
  const watched = (await allMonitors(ports.work, now)).flatMap((monitor) =>
    allVariants(monitor).map((variant): Watched => ({ monitor, variant })),
  );
  const swept = await inParallel(watched, VARIANTS_AT_ONCE, (each) => sweepVariant(ports, each, now, faults));
  const all = (of: keyof Swept) => swept.flatMap((each) => each[of]);
  const outcome: Swept = { opened: all("opened"), failed: all("failed"), reopened: all("reopened") };
  await ports.metrics.put(METRIC_NAMESPACE, [
    {
      name: "WindowsReopened",
      value: outcome.reopened.length,
      unit: "Count",
      timestamp: now,
      dimensions: {},
    },
  ]);
  // One window's trouble is not the others'; the next sweep looks at it again.
  if (faults.length > 0)
    throw new Error(
      `${faults.length} monitors or windows could not be swept; the first: ${(faults[0] as Error).message}`,
      { cause: faults[0] },
    );
  return outcome;
}

async function sweepVariant(ports: Needs, watched: Watched, now: number, faults: unknown[]): Promise<Swept> {
  const { monitor, variant } = watched;
  const key = sweepKey(monitor.endpoint, variant);
  const marks = (await getJson<SweepMarks>(ports.work, key))?.value ?? { version: 1 };
  const caught = async <T>(action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action();
    } catch (fault) {
      faults.push(fault);
      return undefined;
    }
  };
  const windows = windowsToSettle(watched, marks, now);
  const outcomes = await inParallel(windows, WINDOWS_AT_ONCE, (window) =>
    caught(() => sweepWindow(ports, monitor, window)),
  );
  const named = (of: Outcome) => windows.filter((_, at) => outcomes[at] === of).map(nameOf);
  const reopened = new Set<string>();
  const reconciled: Record<string, string> = {};
  for (const { age, span } of spansToReconcile(watched, marks, now)) {
    const found = await caught(() => reconcileWindows(ports, monitor, span));
    if (found === undefined) continue;
    for (const { window } of found) reopened.add(nameOf(window));
    reconciled[age] = new Date(comparedUntil(span, found, monitor, now)).toISOString();
  }
  const settled = settledUntil(windows, outcomes);
  await caught(() =>
    swapJson<SweepMarks>(ports.work, key, (there) => further(there, { settled, reconciled })),
  );
  return { opened: named("opened"), failed: named("failed"), reopened: [...reopened] };
}

const nameOf = (window: Window) => `${window.endpoint}/${window.variant}/${windowId(window)}`;

/**
 * Windows that should have a verdict by now, in their order: those since the first one that had none, and always those of the
 * last day, so that a window which cannot be settled hides no other.
 */
function windowsToSettle({ monitor, variant }: Watched, marks: SweepMarks, now: number): Window[] {
  const length = parseDuration(monitor.window)!;
  const recent = Math.max(begun(monitor), now - Math.max(LOOKBACK_MS, LEAST_WINDOWS * length));
  const since = Math.max(begun(monitor), Math.min(recent, time(marks.settled) ?? recent));
  const between = (from: number, to: number) =>
    [...windowsBetween(monitor.endpoint, variant, from, to, length)].filter((window) =>
      isClosed(window, parseDuration(monitor.lateness)! + GRACE_MS, now),
    );
  return [...between(since, recent).slice(0, MOST_WINDOWS), ...between(recent, now)];
}

/** End of the last window before the first one that is not settled, or was not looked at. */
function settledUntil(
  windows: readonly Window[],
  outcomes: readonly (Outcome | undefined)[],
): string | undefined {
  const open = windows.findIndex(
    ({ start }, at) =>
      (at > 0 && start !== windows[at - 1]!.end) || (outcomes[at] !== "settled" && outcomes[at] !== "failed"),
  );
  const last = windows[(open < 0 ? windows.length : open) - 1];
  return last && new Date(last.end).toISOString();
}

/** For each age the windows that have come to it since the last sweep, as one span. */
function* spansToReconcile(
  { monitor, variant }: Watched,
  marks: SweepMarks,
  now: number,
): Generator<{ readonly age: string; readonly span: Window }> {
  const length = parseDuration(monitor.window)!;
  for (const ms of agesOf(monitor)) {
    const age = `PT${ms / 3_600_000}H`;
    const until = Math.floor((now - ms) / length) * length;
    const from = Math.max(begun(monitor), time(marks.reconciled?.[age]) ?? until - LOOKBACK_MS);
    const start = Math.ceil(from / length) * length;
    const end = Math.min(until, start + MOST_WINDOWS * length);
    if (end > start) yield { age, span: { endpoint: monitor.endpoint, variant, start, end } };
  }
}

/**
 * The next sweep begins with the first window that was reopened: a revision that dies before it closes leaves nothing but its
 * spent name, and only comparing once more tells whether the window is whole now.
 */
function comparedUntil(
  span: Window,
  found: readonly ReopenedWindow[],
  monitor: MonitorDefinition,
  now: number,
): number {
  const maxLateness = parseDuration(monitor.maxLateness)!;
  const again = found.filter(({ window, hopeful }) => hopeful && now <= window.end + maxLateness);
  return Math.min(span.end, ...again.map(({ window }) => window.start));
}

/** Not before a window can have closed, and not when its late files are refused anyway. */
function agesOf(monitor: MonitorDefinition): number[] {
  const last = parseDuration(monitor.maxLateness)! - BEFORE_TOO_LATE_MS;
  const closed = parseDuration(monitor.lateness)! + GRACE_MS;
  const ages = [...new Set([...RECONCILE_AFTER_MS.filter((ms) => ms < last), last])];
  const usual = ages.filter((ms) => ms >= closed);
  // Where files are refused soon after the close, once and as soon as can be.
  return usual.length > 0 ? usual : [closed];
}

const begun = ({ since }: MonitorDefinition) =>
  since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
const time = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));

/** Marks move forward only: two sweeps at once leave the further ones. */
function further(
  there: SweepMarks | undefined,
  now: { readonly settled: string | undefined; readonly reconciled: Readonly<Record<string, string>> },
): SweepMarks | undefined {
  const later = (a: string | undefined, b: string | undefined) => ((a ?? "") > (b ?? "") ? a : b);
  const settled = later(there?.settled, now.settled);
  const ages = new Set([...Object.keys(there?.reconciled ?? {}), ...Object.keys(now.reconciled)]);
  const reconciled = Object.fromEntries(
    [...ages].sort().map((age) => [age, later(there?.reconciled?.[age], now.reconciled[age])!]),
  );
  const marks: SweepMarks = { version: 1, ...(settled === undefined ? {} : { settled }), reconciled };
  return JSON.stringify(marks) === JSON.stringify(there) ? undefined : marks;
}

async function sweepWindow(ports: Needs, monitor: MonitorDefinition, window: Window): Promise<Outcome> {
  const marker =
    (await getJson<ClosedMarker>(ports.work, closedKey({ window, revision: 0 })))?.value.revision ?? -1;
  const current = (await getJson<CurrentRevision>(ports.work, currentKey({ window })))?.value.revision ?? -1;
  // A revision that closed and never became current has died, is at it, or was a part of the window only.
  if (current >= 0 && (marker <= current || (await wasPartOnly(ports.work, { window, revision: marker }))))
    return "settled";
  for (const revision of [marker, marker + 1])
    if (revision >= 0 && (await isRunning(ports, window, revision))) return "running";
  if (current >= 0 && ports.clock.now() > window.end + parseDuration(monitor.maxLateness)!) return "settled";
  const last = current < 0 ? MAX_FAILURES - 1 : marker + MOST_REVISIONS;
  // 'exists' without a marker: that execution failed before it listed, so the next revision lists later.
  for (let revision = marker + 1; revision <= last; revision++)
    if ((await startWindow(ports, window, revision)) === "started") return "opened";
  if (current >= 0) return "settled";
  // Every name is spent. A revision that ended well since became current before its name was spent.
  if ((await getJson<CurrentRevision>(ports.work, currentKey({ window }))) !== undefined) return "settled";
  return giveUp(ports, monitor, { window, revision: Math.max(marker, last) });
}

async function isRunning(
  { executions }: Pick<Ports, "executions">,
  window: Window,
  revision: number,
): Promise<boolean> {
  return (await executions.status("analyze-window", windowExecutionName(window, revision))) === "RUNNING";
}

/**
 * Every window ends with a verdict: this one with `Failed`, and the reason that its last revision left. The verdict is that
 * revision's: its name is spent, while a late file may be starting the next one.
 */
async function giveUp(
  ports: Pick<Ports, "work" | "clock" | "metrics" | "events">,
  monitor: MonitorDefinition,
  at: WindowRevision,
): Promise<"failed"> {
  const last = await getJson<{ error: string; cause: string }>(
    ports.work,
    `${revisionFolder(at)}failure.json`,
  );
  const cause =
    last === undefined
      ? "no revision left a cause"
      : `${last.value.error}: ${last.value.cause.slice(0, 500)}`;
  const { written } = await putJson(
    ports.work,
    `${revisionFolder(at)}verdict.json`,
    judgeFailure(monitor, at.window, `${at.revision + 1} revisions failed; the last one with ${cause}`),
    // A revision that died after it was analyzed has its own verdict, and only its publication is made up for.
    { ifNoneMatch: "*" },
  );
  const { endpoint, variant } = at.window;
  // Marked like any other revision, so that a late file starts the next one.
  await swapJson<ClosedMarker>(ports.work, closedKey(at), (there) =>
    there !== undefined && there.revision >= at.revision ? undefined : { revision: at.revision },
  );
  // At the time of giving up: by then the window's own time may be too long ago for its alarm series.
  if (written)
    await ports.metrics.put(METRIC_NAMESPACE, [
      { name: "WindowsFailed", value: 1, unit: "Count", timestamp: ports.clock.now(), dimensions: {} },
    ]);
  await publishReport(ports, { endpoint, variant, windowId: windowId(at.window), revision: at.revision });
  return "failed";
}
