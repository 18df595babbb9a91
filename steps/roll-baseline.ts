/**
 * A rolling baseline: the distributions of the last weeks, and what they say of their own noise. Constraints, and which columns
 * are judged, stay the fixed one's: they are what somebody has agreed to.
 */
import { slottedWindows } from "../shared/baseline/slotted-windows.ts";
import { learnCalibration } from "../shared/calibration/learn-calibration.ts";
import { LEAST_WINDOWS } from "../shared/calibration/least-windows.ts";
import { parseConstraints } from "../shared/constraints/constraints.ts";
import { answeredVerdict } from "../shared/monitors/answered-verdict.ts";
import { leftOutInWords } from "../shared/monitors/learning-from-traffic.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { SLOW_DRIFT_CHECK } from "../shared/monitors/slow-drift-check.ts";
import { isNotNormal } from "../shared/monitors/traffic-tally.ts";
import { encodeProfile } from "../shared/profile/profile-codec.ts";
import { msOf } from "../shared/window/scale.ts";
import { WHOLE } from "../shared/window/season-slot.ts";
import { parseDuration } from "../shared/window/window.ts";
import { baselineFolder, rollingFolder, slotKey } from "../shared/window/work-keys.ts";
import { acknowledgementsOf } from "./acknowledgements.ts";
import { slotsOf } from "./baseline-of-profiles.ts";
import { type BaselineFacts, readBaselineFacts } from "./fitting-baseline.ts";
import { getJson, putJson } from "./json-object.ts";
import type { LearntBaseline } from "./learn-baseline.ts";
import { claimedWindows, type GatheredWindows, gatherWindows, learntFrom } from "./learnt-windows.ts";
import { type TimeOfVariants, timesBetween } from "./planned-learning.ts";
import { dayOfRolling, type RollingFacts } from "./planned-rolling.ts";
import type { ObjectStore } from "./ports.ts";
import { holidaysOf } from "./stored-baseline.ts";

interface ToRoll {
  /** Of the rolling one. */
  readonly id: string;
  readonly model: string | null;
  /** Of the fixed one. */
  readonly fixed: string;
}

/** Of the time, how far apart its first and last window have to be: fewer days are no month. */
const LEAST_REACH = 0.75;
/** Rows of a baseline ÷ rows of the smallest window that is judged by it. */
const ROWS_A_WINDOW = 100;

/**
 * Makes the rolling baseline of a day, or writes down why there is none of it, so that nobody looks again. A day is decided once.
 */
export async function rollBaseline(
  work: ObjectStore,
  monitor: MonitorDefinition,
  { id, model, fixed }: ToRoll,
): Promise<LearntBaseline> {
  const folder = rollingFolder(monitor.monitor, id);
  const there = (await getJson<RollingFacts>(work, `${folder}baseline.json`))?.value;
  if (there !== undefined) return { baseline: there.none === undefined ? id : null, reason: "It is there." };
  const claimed = await claimedWindows(work, folder, () => gather(work, monitor, { id, model }));
  if (typeof claimed === "string") {
    const facts: RollingFacts = { version: 1, id, monitor: monitor.monitor, none: claimed };
    await putJson(work, `${folder}baseline.json`, facts, { ifNoneMatch: "*" });
    return { baseline: null, reason: claimed };
  }
  return write(work, monitor, { id, model, fixed, claimed });
}

/** The time that the rolling baseline of a day is made of, epoch milliseconds. */
function timeOf({ baseline }: MonitorDefinition, id: string): { readonly from: number; readonly to: number } {
  const to = dayOfRolling(id) - parseDuration(baseline?.lag ?? "P7D")!;
  return { from: to - parseDuration(baseline!.rolling!)!, to };
}

async function gather(
  work: ObjectStore,
  monitor: MonitorDefinition,
  { id, model }: Pick<ToRoll, "id" | "model">,
): Promise<GatheredWindows | string> {
  const time = timeOf(monitor, id);
  const times = await answeredTimes(work, monitor, await timesBetween(work, monitor, time));
  const inSpan = spansInViolation(times, parseDuration(monitor.window)!);
  const gathered = await gatherWindows(work, times, {
    model,
    monitor,
    reasonOf: (start, { schema }) =>
      schema !== undefined
        ? "of other columns than the fixed baseline"
        : inSpan(start)
          ? "of a day or week in violation"
          : undefined,
  });
  const starts = [...gathered.profiles.keys()];
  const reach = starts.length === 0 ? 0 : starts.at(-1)! - starts[0]!;
  const profiles = [...gathered.profiles.values()];
  const whole = profiles.filter(({ rows }) => rows >= monitor.minRows).length;
  const rows = profiles.reduce((sum, profile) => sum + profile.rows, 0);
  if (reach < LEAST_REACH * (time.to - time.from) || whole < LEAST_WINDOWS)
    return `Only ${whole} windows can be used, over ${Math.round(reach / 86_400_000)} days.`;
  return rows < ROWS_A_WINDOW * monitor.minRows ? `Only ${rows} rows can be used.` : gathered;
}

/** The same as their violations are answered now: what was claimed before stays claimed. */
async function answeredTimes(
  work: ObjectStore,
  { endpoint, variants, drift }: MonitorDefinition,
  times: readonly TimeOfVariants[],
): Promise<TimeOfVariants[]> {
  const said = await Promise.all(variants.map((variant) => acknowledgementsOf(work, { endpoint, variant })));
  return times.map(({ start, variants: found }) => ({
    start,
    variants: found.map(
      (each, at) => each && { ...each, verdict: answeredVerdict(each.verdict, said[at]!, drift.statistic) },
    ),
  }));
}

/** Whether a window is part of a longer span that violates the rolling baseline; a slow drift is no reason: it moves along. */
function spansInViolation(times: readonly TimeOfVariants[], windowMs: number): (start: number) => boolean {
  const spans = times.flatMap(({ start, variants }) =>
    variants.flatMap((found) =>
      [...(found?.verdict.violations ?? []), ...(found?.verdict.muted ?? []).filter(isNotNormal)]
        .filter(({ scale, check }) => scale !== undefined && check !== SLOW_DRIFT_CHECK)
        .map(({ scale }) => ({ from: start + windowMs - msOf(scale!), to: start + windowMs })),
    ),
  );
  return (start) => spans.some(({ from, to }) => start >= from && start < to);
}

async function write(
  work: ObjectStore,
  monitor: MonitorDefinition,
  { id, model, fixed, claimed: { learnt, profiles } }: ToRoll & { readonly claimed: GatheredWindows },
): Promise<LearntBaseline> {
  const folder = rollingFolder(monitor.monitor, id);
  const { season, timezone, minRows } = monitor;
  const windowMs = parseDuration(monitor.window)!;
  const place = baselineFolder(monitor.monitor, fixed);
  const fixedFacts = await readBaselineFacts(work, place);
  const holidays = holidaysOf(monitor) ?? fixedFacts?.holidays;
  const own = slottedWindows([...profiles], { season, timezone, holidays, minRows });
  const slots = slotsOf([...profiles.values()], own);
  const whole = slots.get(WHOLE)!;
  const { features } = parseConstraints((await getJson<unknown>(work, `${place}constraints.json`))?.value);
  const excluded = fixedFacts?.excluded ?? [];
  const calibration = learnCalibration(own.windows, {
    features: features.filter(({ name }) => !excluded.some(({ column }) => column === name)),
    whole,
    minRows,
    windowMs,
  });
  for (const [slot, profile] of slots) await work.put(slotKey(folder, slot), encodeProfile(profile));
  if (calibration !== undefined) await putJson(work, `${folder}calibration.json`, calibration);
  const from = learntFrom(learnt, windowMs);
  const facts: BaselineFacts = {
    version: 1,
    id,
    monitor: monitor.monitor,
    modelVersion: model,
    season,
    timezone,
    slots: [...slots.keys()].sort(),
    ...(holidays && { holidays: { ...holidays, days: own.holidays } }),
    rows: whole.rows,
    excluded,
    times: { since: from.since, until: from.until },
    learnt: from,
  };
  // Last, so that a baseline is there as a whole or not at all.
  await putJson(work, `${folder}baseline.json`, facts);
  const aside = leftOutInWords(from.leftOut).map((text) => `; ${text}`);
  return {
    baseline: id,
    reason: `Rolled from ${from.windows} windows, ${whole.rows} rows${aside.join("")}.`,
  };
}
