import { type AnsweringModel, answeredLongest } from "../shared/monitors/answering-models.ts";
import { learningMs, learningStart } from "../shared/monitors/learning-from-traffic.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import {
  type LearntTime,
  NOTHING_LEARNT,
  type TrafficTally,
  useOf,
  withTime,
} from "../shared/monitors/traffic-tally.ts";
import { holidayAt } from "../shared/window/holidays.ts";
import { holidaySlot, seasonSlot } from "../shared/window/season-slot.ts";
import { parseDuration, type Window, windowsBetween } from "../shared/window/window.ts";
import { currentKey, revisionFolder, type WindowRevision } from "../shared/window/work-keys.ts";
import type { WindowPlan } from "./close-window.ts";
import { fittingBaseline } from "./fitting-baseline.ts";
import { getJson } from "./json-object.ts";
import type { ObjectStore } from "./ports.ts";
import type { CurrentRevision } from "./publish-report.ts";
import { type StoredVerdict, storedVerdicts } from "./stored-verdicts.ts";

/** In the plan of a window that a baseline is learnt from: what the windows before it came to when it was closed. */
export interface PlannedLearning {
  /** The version that is learnt of; null where nobody knows it. */
  readonly model: string | null;
  readonly tally: TrafficTally;
  /** Windows before it that had no verdict then: the next one counts them all again. */
  readonly awaited: number;
}

/** Whom a window learns with. */
export interface WindowToLearn {
  readonly at: WindowRevision;
  readonly monitor: MonitorDefinition;
  readonly models: readonly AnsweringModel[] | undefined;
}

/** Undefined where the monitor has a baseline for the window, or does not learn from traffic. */
export async function plannedLearning(
  work: ObjectStore,
  { at: { window }, monitor, models }: WindowToLearn,
): Promise<PlannedLearning | undefined> {
  if (learningMs(monitor) === undefined) return undefined;
  const answered = answeredLongest(models);
  if ((await fittingBaseline(work, monitor.monitor, answered?.names)).id !== undefined) return undefined;
  const model = answered?.modelVersion ?? null;
  const before = await learningBefore(work, monitor, window);
  // A window that counted all before it spares the next one the way back.
  const known = before?.model === model && before.awaited === 0 ? before.tally : undefined;
  const length = parseDuration(monitor.window)!;
  const from = known === undefined ? learningStart(monitor, window.end) : window.start - length;
  const found = await timesBetween(work, monitor, { from, to: window.start });
  const first = monitor.since === undefined ? found.findIndex(({ variants }) => variants.some(isThere)) : 0;
  const times = first < 0 ? [] : found.slice(first);
  return {
    model,
    tally: times
      .map((time) => learntTime(time, { model, monitor }))
      .reduce(withTime, known ?? NOTHING_LEARNT),
    awaited: times.flatMap(({ variants }) => variants).filter((variant) => !isThere(variant)).length,
  };
}

async function learningBefore(
  work: ObjectStore,
  { window: duration }: MonitorDefinition,
  window: Window,
): Promise<PlannedLearning | undefined> {
  const length = parseDuration(duration)!;
  const before = { ...window, start: window.start - length, end: window.start };
  const revision = (await getJson<CurrentRevision>(work, currentKey({ window: before })))?.value.revision;
  if (revision === undefined) return undefined;
  const key = `${revisionFolder({ window: before, revision })}plan.json`;
  return (await getJson<WindowPlan>(work, key))?.value.learning;
}

/** The windows of all production variants at one time. */
export interface TimeOfVariants {
  readonly start: number;
  readonly variants: readonly (StoredVerdict | undefined)[];
}

const isThere = (found: StoredVerdict | undefined) => found !== undefined;

/** What the production variants' windows that start in [from, to) have come to, in the order of time. */
export async function timesBetween(
  work: ObjectStore,
  { endpoint, variants, window }: MonitorDefinition,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<TimeOfVariants[]> {
  const length = parseDuration(window)!;
  const starts = [...windowsBetween(endpoint, "", from, to, length)];
  const windows = starts.flatMap((each) => variants.map((variant) => ({ ...each, variant })));
  const found = await storedVerdicts(work, windows);
  return starts.map(({ start }, at) => ({
    start,
    variants: found.slice(at * variants.length, (at + 1) * variants.length),
  }));
}

/** How the windows of a time may be used for a baseline of `model`; one without a verdict not yet. */
export function learntTime(
  { start, variants }: TimeOfVariants,
  {
    model,
    monitor: { season, timezone, minRows, holidays },
  }: { readonly model: string | null; readonly monitor: MonitorDefinition },
): LearntTime {
  const isHoliday =
    season !== "none" && holidayAt(start, timezone, { dates: holidays?.dates ?? [] }) !== undefined;
  return {
    start,
    // A holiday fills no slot of ordinary days.
    slot: isHoliday ? holidaySlot(start, timezone) : seasonSlot(start, season, timezone),
    variants: variants
      .filter((found) => found !== undefined)
      .map(({ verdict }) => ({ use: useOf(verdict, { model, minRows }), rows: verdict.rows })),
  };
}
