import { type AnsweringModel, answeredLongest } from "../shared/monitors/answering-models.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { SLOW_DRIFT_CHECK } from "../shared/monitors/slow-drift-check.ts";
import { hashOf } from "../shared/window/execution-name.ts";
import { guardScales, msOf, spanStart } from "../shared/window/scale.ts";
import { parseDuration, type Window } from "../shared/window/window.ts";
import { rollingFolder } from "../shared/window/work-keys.ts";
import { fittingBaseline } from "./fitting-baseline.ts";
import { getJson } from "./json-object.ts";
import type { ObjectStore } from "./ports.ts";
import { storedVerdicts } from "./stored-verdicts.ts";

/** In a plan, of a monitor with a rolling baseline: which one judges, so that a replay takes the same. */
export interface PlannedRolling {
  /** Null where there is none yet: the fixed one judges alone. */
  readonly id: string | null;
  /** The one of the window's day, where it is not there. */
  readonly due?: string;
  /** Columns whose slow drift was told by the days and weeks before; present where one of these ends with the window. */
  readonly told?: readonly string[];
}

/** `baseline.json` of a rolling one. */
export interface RollingFacts {
  readonly version: 1;
  readonly id: string;
  readonly monitor: string;
  /** Why there is none of that day; absent where there is one. */
  readonly none?: string;
}

const DAY_MS = 86_400_000;
/** Days that a rolling baseline judges for while no newer one can be made. */
const MOST_DAYS = 7;

/** Undefined where the monitor has no rolling baseline, or no fixed one for the window. */
export async function plannedRolling(
  work: ObjectStore,
  {
    window,
    monitor,
    models,
  }: {
    readonly window: Window;
    readonly monitor: MonitorDefinition;
    readonly models: readonly AnsweringModel[] | undefined;
  },
): Promise<PlannedRolling | undefined> {
  if (monitor.baseline?.rolling === undefined) return undefined;
  const answered = answeredLongest(models);
  const { id: fixed } = await fittingBaseline(work, monitor.monitor, answered?.names);
  if (fixed === undefined) return undefined;
  const day = Math.floor(window.start / DAY_MS) * DAY_MS;
  const idOf = (time: number) => rollingId(time, fixed, answered?.modelVersion ?? null);
  const own = await factsOf(work, monitor, idOf(day));
  let id = own !== undefined && own.none === undefined ? own.id : null;
  for (let back = 1; back <= MOST_DAYS && id === null; back++) {
    const facts = await factsOf(work, monitor, idOf(day - back * DAY_MS));
    if (facts !== undefined && facts.none === undefined) id = facts.id;
  }
  const told = await toldBefore(work, monitor, window);
  return {
    id,
    ...(own === undefined ? { due: idOf(day) } : {}),
    ...(told && { told }),
  };
}

/** `20260301-5f0a1c2b`: of a day, a fixed baseline and a version of the model. */
const rollingId = (day: number, fixed: string, model: string | null) =>
  `${new Date(day).toISOString().slice(0, 10).replaceAll("-", "")}-${hashOf(8, fixed, model ?? "")}`;

/** The day that a rolling baseline is of, epoch milliseconds. */
export const dayOfRolling = (id: string): number =>
  Date.parse(`${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}T00:00:00Z`);

const factsOf = async (work: ObjectStore, { monitor }: MonitorDefinition, id: string) =>
  (await getJson<RollingFacts>(work, `${rollingFolder(monitor, id)}baseline.json`))?.value;

/** What the window that ended the day (or week) before has told; undefined where no day or week ends with this one. */
async function toldBefore(
  work: ObjectStore,
  { window: duration }: MonitorDefinition,
  window: Window,
): Promise<string[] | undefined> {
  const [shortest] = guardScales(parseDuration(duration)!);
  if (shortest === undefined || spanStart(window.start, shortest) + msOf(shortest) !== window.end)
    return undefined;
  const back = msOf(shortest);
  const before = { ...window, start: window.start - back, end: window.end - back };
  const [found] = await storedVerdicts(work, [before]);
  const { violations = [], reported = [], muted = [] } = found?.verdict ?? {};
  const slow = [...violations, ...reported, ...muted].filter(({ check }) => check === SLOW_DRIFT_CHECK);
  return [...new Set(slow.map(({ column }) => column))];
}
