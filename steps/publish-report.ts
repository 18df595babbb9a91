import { ObjectNotFound } from "../shared/errors.ts";
import { firstWithin } from "../shared/first-within.ts";
import { isShadow } from "../shared/monitors/all-variants.ts";
import { isMixed } from "../shared/monitors/answering-models.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { METRIC_NAMESPACE } from "../shared/report/metric-namespace.ts";
import { renderReconciled } from "../shared/report/render-reconciled.ts";
import type { Cause, Verdict } from "../shared/report/verdict.ts";
import { parseDuration, windowId } from "../shared/window/window.ts";
import { currentKey, publishedKey, revisionFolder, type WindowRevision } from "../shared/window/work-keys.ts";
import type { WindowPlan } from "./close-window.ts";
import { settleFaults } from "./hard-faults/settle-faults.ts";
import { getJson, putJson, swapJson } from "./json-object.ts";
import { monitorOf } from "./monitor-catalog.ts";
import type { Ports } from "./ports.ts";
import { type MetricsPut, putWindowMetrics } from "./put-window-metrics.ts";
import { type WindowInput, windowRevisionOf } from "./window-input.ts";

/**
 * A window that is published later than this after its end, or after its lateness, no longer touches the alarm series. A
 * silent one is opened by the hourly sweep, up to 75 minutes after its lateness.
 */
const FRESH_MS = 3 * 3_600_000;
const FRESH_AFTER_LATENESS_MS = 2 * 3_600_000;

const CAUSES_CARRIED = 20;
/** Columns of each cause. */
const CAUSE_COLUMNS_CARRIED = 20;
const EVENT_CAUSES_BYTES = 50_000;

/** EventBridge takes 256 KB an event; names and descriptions are somebody else's and may be long. */
const EVENT_VIOLATIONS_BYTES = 100_000;

/** `current.json`: the revision that a reader should read. Moves forward only. */
export interface CurrentRevision {
  readonly revision: number;
  readonly folder: string;
}

/** `lineage.json`: run facts of a revision. */
export interface Lineage {
  readonly revision: number;
  /** Id of the replay, null for a live window. */
  readonly replay: string | null;
  readonly analyzedAt: string;
  /** Whether it spoke to the alarms. */
  readonly alarmSeries: boolean;
  /** The revision would have been a part of the window: the one before it stays the one to read. */
  readonly partOnly?: true;
  readonly metrics?: MetricsPut;
  /** Id of the replay whose files these are. */
  readonly promotedFrom?: string;
}

export interface Published {
  /** Whether this revision is the one that speaks to the alarms. */
  readonly first: boolean;
  readonly mayRetrain: boolean;
  /** The windows up to this one are enough for a baseline, or the rolling one of the day is to be made; absent otherwise. */
  readonly mayLearn?: true;
  /** Metrics that the window has and that are not published; absent when all are. `metrics.json` and `lineage.json` say why. */
  readonly metricsLeftOut?: number;
}

/**
 * Makes a revision known: metrics, the verdict's event, `current.json`. A window speaks to the alarm series, and may ask
 * for a retraining, once: the revision that creates `published.json` within three hours. Replays never do; a shadow
 * variant asks for no retraining, nor does a window in which the model changed. Hard faults that were told while its files landed are
 * confirmed or withdrawn by every live revision.
 */
export async function publishReport(
  ports: Pick<Ports, "work" | "metrics" | "events" | "clock">,
  input: WindowInput,
): Promise<Published> {
  const at = windowRevisionOf(input);
  const verdict = await requireVerdict(ports.work, at);
  const now = ports.clock.now();
  const monitor = await monitorOf(ports.work, at.window.endpoint, at.window.variant, now);
  // A part of a window takes nobody's place: neither before the alarms nor as the revision to read.
  const partOnly =
    verdict.verdict === "TooLate" &&
    (await getJson<CurrentRevision>(ports.work, currentKey(at))) !== undefined;
  const first =
    at.replay === undefined && !partOnly && now < freshUntil(at, monitor) && (await claim(ports, at));
  const put = first ? await putWindowMetrics(ports, at, verdict, monitor) : undefined;
  await makeKnown(ports, at, verdict, {
    alarmSeries: first,
    ...(partOnly ? { partOnly } : {}),
    ...(put === undefined ? {} : { metrics: put }),
  });
  const plan = at.replay === undefined ? await livePlan(ports.work, at) : undefined;
  await putReconciled(ports, at, plan, now);
  const shadow = monitor !== undefined && isShadow(monitor, at.window.variant);
  if (at.replay === undefined && !partOnly) await settleFaults(ports, at, verdict, shadow);
  return {
    first,
    mayRetrain: first && !shadow && !isMixed(verdict.models),
    ...(mayLearn(verdict, plan) ? { mayLearn: true } : {}),
    ...(put?.leftOut ? { metricsLeftOut: put.leftOut } : {}),
  };
}

/** Makes a revision known whose files are a replay's: like any later revision, it never speaks to the alarms. */
export async function publishPromoted(
  ports: Pick<Ports, "work" | "events" | "clock">,
  at: WindowRevision,
  promotedFrom: string,
): Promise<void> {
  await makeKnown(ports, at, await requireVerdict(ports.work, at), { alarmSeries: false, promotedFrom });
}

async function makeKnown(
  { work, events, clock }: Pick<Ports, "work" | "events" | "clock">,
  at: WindowRevision,
  verdict: Verdict,
  facts: Omit<Lineage, "revision" | "replay" | "analyzedAt">,
): Promise<void> {
  const time = clock.now();
  const lineage: Lineage = {
    revision: at.revision,
    replay: at.replay ?? null,
    analyzedAt: new Date(time).toISOString(),
    ...facts,
  };
  await putJson(work, `${revisionFolder(at)}lineage.json`, lineage);
  if (facts.partOnly !== true) await moveForward(work, at);
  await events.put([
    { detailType: "Plumbline Window Verdict", time, detail: eventOf(at, verdict, facts.alarmSeries) },
  ]);
}

async function requireVerdict(work: Ports["work"], at: WindowRevision): Promise<Verdict> {
  const key = `${revisionFolder(at)}verdict.json`;
  const verdict = (await getJson<Verdict>(work, key))?.value;
  if (verdict !== undefined) return verdict;
  throw new ObjectNotFound(`${work.name}/${key} is not there. Run analyze-window first.`);
}

/** Whether a revision ended as a part of its window (`TooLate`), which nobody has to start again. */
export async function wasPartOnly(work: Ports["work"], at: WindowRevision): Promise<boolean> {
  return (await getJson<Lineage>(work, `${revisionFolder(at)}lineage.json`))?.value.partOnly === true;
}

function freshUntil({ window }: WindowRevision, monitor: MonitorDefinition | undefined): number {
  const lateness = parseDuration(monitor?.lateness ?? "PT0S") ?? 0;
  return window.end + Math.max(FRESH_MS, lateness + FRESH_AFTER_LATENESS_MS);
}

/** Whether this revision is the window's first to be published. Trying again after a crash finds its own claim and sends the metrics again. */
async function claim({ work }: Pick<Ports, "work">, at: WindowRevision): Promise<boolean> {
  const there = await swapJson<{ revision: number }>(work, publishedKey(at), (known) =>
    known === undefined ? { revision: at.revision } : undefined,
  );
  return there?.revision === at.revision;
}

function moveForward(work: Ports["work"], at: WindowRevision): Promise<unknown> {
  const wanted: CurrentRevision = { revision: at.revision, folder: `r${at.revision}/` };
  return swapJson<CurrentRevision>(work, currentKey(at), (there) =>
    there !== undefined && there.revision >= at.revision ? undefined : wanted,
  );
}

/** Every revision's, not only the first one's: later ones are where lost files turn up. */
async function putReconciled(
  { metrics }: Pick<Ports, "metrics">,
  { window }: WindowRevision,
  plan: WindowPlan | undefined,
  now: number,
): Promise<void> {
  if (plan?.reconciled !== undefined)
    await metrics.put(METRIC_NAMESPACE, renderReconciled(window, plan.reconciled, now));
}

/** Undefined for a window that was given up before it had one. */
const livePlan = async (work: Ports["work"], at: WindowRevision): Promise<WindowPlan | undefined> =>
  (await getJson<WindowPlan>(work, `${revisionFolder(at)}plan.json`))?.value;

/** A replay has no plan here, and teaches nothing. */
const mayLearn = ({ learning }: Verdict, plan: WindowPlan | undefined): boolean =>
  plan !== undefined && (learning?.enough === true || plan.rolling?.due !== undefined);

/** The event's `key` is stable: a consumer that sees it twice has seen it once. */
function eventOf(at: WindowRevision, verdict: Verdict, alarmSeries: boolean): Record<string, unknown> {
  const {
    violations,
    reported: _reported,
    muted: _muted,
    segments: _segments,
    causes,
    version: _version,
    schema,
    ...rest
  } = verdict;
  const key = `${at.replay ?? "live"}/${at.window.endpoint}/${at.window.variant}/${windowId(at.window)}/r${at.revision}`;
  return {
    version: 1,
    key,
    revision: at.revision,
    replay: at.replay ?? null,
    alarmSeries,
    ...rest,
    // Names of columns may be many; the verdict has them.
    ...(schema === undefined
      ? {}
      : { schema: { since: schema.since, changes: schema.changes, notes: schema.notes } }),
    ...(causes === undefined ? {} : { causeCount: causes.length, causes: causesCarried(causes) }),
    violationCount: violations.length,
    violations: firstWithin(
      violations.slice(0, 20).map(({ evidence: _evidence, segment: _segment, ...violation }) => violation),
      EVENT_VIOLATIONS_BYTES,
    ),
  };
}

/** The first causes, and of each the first columns and how many it has. */
const causesCarried = (causes: readonly Cause[]) =>
  firstWithin(
    causes.slice(0, CAUSES_CARRIED).map(({ columns, ...cause }) => ({
      ...cause,
      columnCount: columns.length,
      columns: columns.slice(0, CAUSE_COLUMNS_CARRIED),
    })),
    EVENT_CAUSES_BYTES,
  );
