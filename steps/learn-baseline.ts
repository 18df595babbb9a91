/**
 * The baselines that a monitor makes of its own windows: their profiles merge, so no capture is read again. What one is made of is
 * written down first and once (`windows.json`), so that of two learners both make the same bytes.
 */
import { RowSample } from "../shared/baseline/row-sample.ts";
import { LEAST_WINDOWS } from "../shared/calibration/least-windows.ts";
import { answeredLongest } from "../shared/monitors/answering-models.ts";
import {
  learningMs,
  learningReport,
  learningStart,
  leftOutInWords,
} from "../shared/monitors/learning-from-traffic.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { NOTHING_LEARNT, withTime } from "../shared/monitors/traffic-tally.ts";
import { hashOf } from "../shared/window/execution-name.ts";
import { parseDuration } from "../shared/window/window.ts";
import { baselineFolder, baselinesPrefix, revisionFolder } from "../shared/window/work-keys.ts";
import { nextBaselineId } from "./baseline-ids.ts";
import { baselineOfProfiles } from "./baseline-of-profiles.ts";
import { type BaselineFacts, fittingBaseline } from "./fitting-baseline.ts";
import { claimedWindows, type GatheredWindows, gatherWindows, learntFrom } from "./learnt-windows.ts";
import { requirePlan } from "./merge-profiles.ts";
import { monitorNamed } from "./monitor-catalog.ts";
import { learntTime, timesBetween } from "./planned-learning.ts";
import type { ObjectStore, Ports } from "./ports.ts";
import { rollBaseline } from "./roll-baseline.ts";
import { holidaysOf, writeBaseline } from "./stored-baseline.ts";
import { type WindowInput, windowRevisionOf } from "./window-input.ts";

export interface LearntBaseline {
  /** Id of the baseline that judges from now on; null where there is not enough for one. */
  readonly baseline: string | null;
  /** Why, in a sentence. */
  readonly reason: string;
}

/**
 * Learns the baseline that the windows up to the given one are enough for, or the rolling one that its plan has asked for. Trying
 * again writes the same bytes.
 */
export async function learnBaseline(
  { work }: Pick<Ports, "work">,
  input: WindowInput,
): Promise<LearntBaseline> {
  const at = windowRevisionOf(input);
  const plan = await requirePlan(work, `${revisionFolder(at)}plan.json`);
  const monitor = await monitorNamed(work, plan.monitor);
  const answered = answeredLongest(plan.models ?? undefined);
  const model = answered?.modelVersion ?? null;
  const { id: known } = await fittingBaseline(work, monitor.monitor, answered?.names);
  if (known !== undefined && plan.rolling?.due !== undefined)
    return rollBaseline(work, monitor, { id: plan.rolling.due, model, fixed: known });
  if (learningMs(monitor) === undefined)
    return none(`Monitor ${monitor.monitor} does not learn from traffic.`);
  if (known !== undefined) return { baseline: known, reason: "The monitor has a baseline for the window." };
  const id = await idOf(work, monitor.monitor, model);
  const claimed = await claimedWindows(work, baselineFolder(monitor.monitor, id), () =>
    gather(work, monitor, { model, end: at.window.end }),
  );
  return typeof claimed === "string" ? none(claimed) : write(work, monitor, { id, model, claimed });
}

const none = (reason: string): LearntBaseline => ({ baseline: null, reason });

/** The id of a baseline that somebody has begun, or the next one. */
async function idOf(work: ObjectStore, monitor: string, model: string | null): Promise<string> {
  const hash = hashOf(8, "traffic", monitor, model ?? "");
  const prefix = baselinesPrefix(monitor);
  for await (const { key } of work.list(prefix))
    if (key.endsWith(`-${hash}/windows.json`)) return key.slice(prefix.length, -"/windows.json".length);
  return nextBaselineId(work, monitor, hash);
}

/** The windows that may be used, or why they are not enough. */
async function gather(
  work: ObjectStore,
  monitor: MonitorDefinition,
  { model, end }: { readonly model: string | null; readonly end: number },
): Promise<GatheredWindows | string> {
  const times = await timesBetween(work, monitor, { from: learningStart(monitor, end), to: end });
  const tally = times.map((time) => learntTime(time, { model, monitor })).reduce(withTime, NOTHING_LEARNT);
  if (!learningReport(monitor, tally, { end }).enough) return "There are not enough windows yet.";
  const gathered = await gatherWindows(work, times, { model, monitor });
  const whole = [...gathered.profiles.values()].filter(({ rows }) => rows >= monitor.minRows).length;
  return whole < LEAST_WINDOWS
    ? `Only ${whole} windows are left without those that have a hard fault.`
    : gathered;
}

interface ToWrite {
  readonly id: string;
  readonly model: string | null;
  readonly claimed: GatheredWindows;
}

async function write(
  work: ObjectStore,
  monitor: MonitorDefinition,
  { id, model, claimed: { learnt, profiles } }: ToWrite,
): Promise<LearntBaseline> {
  const modelVersion = model ?? monitor.baseline?.modelVersion;
  const windowMs = parseDuration(monitor.window)!;
  const holidays = holidaysOf(monitor);
  const suggested = baselineOfProfiles(
    {
      windows: profiles,
      faithful: undefined,
      sample: new RowSample(),
      columns: [],
      count: [...profiles.values()].reduce((sum, { rows }) => sum + rows, 0),
    },
    "traffic",
    {
      season: monitor.season,
      timezone: monitor.timezone,
      ...(holidays && { holidays }),
      windowMs,
      minRows: monitor.minRows,
      exclude: monitor.columns.exclude ?? [],
      id,
      monitor: monitor.monitor,
      ...(modelVersion === undefined ? {} : { modelVersion }),
    },
  );
  const from = learntFrom(learnt, windowMs);
  const facts: BaselineFacts = { ...suggested.facts, learnt: from };
  await writeBaseline(work, baselineFolder(monitor.monitor, id), { ...suggested, facts });
  const aside = leftOutInWords(from.leftOut).map((text) => `; ${text}`);
  return {
    baseline: id,
    reason: `Learnt from ${from.windows} windows, ${facts.rows} rows${aside.join("")}.`,
  };
}
