/**
 * The baseline of a monitor that has none, from the windows that were stored: their profiles merge, so no capture is read again.
 * What it is made of is written down first and once (`windows.json`), so that of two learners both make the same bytes.
 */
import { oddWindows } from "../shared/baseline/odd-windows.ts";
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
import { NOTHING_LEARNT, useOf, withTime } from "../shared/monitors/traffic-tally.ts";
import type { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { hashOf } from "../shared/window/execution-name.ts";
import { parseDuration, windowId } from "../shared/window/window.ts";
import { baselineFolder, baselinesPrefix, revisionFolder } from "../shared/window/work-keys.ts";
import { nextBaselineId } from "./baseline-ids.ts";
import { baselineOfProfiles } from "./baseline-of-profiles.ts";
import { type BaselineFacts, fittingBaseline, type LearntFrom } from "./fitting-baseline.ts";
import { inParallel } from "./in-parallel.ts";
import { getJson, putJson } from "./json-object.ts";
import { mergeStored, requirePlan } from "./merge-profiles.ts";
import { monitorNamed } from "./monitor-catalog.ts";
import { learntTime, type TimeOfVariants, timesBetween } from "./planned-learning.ts";
import type { ObjectStore, Ports } from "./ports.ts";
import { writeBaseline } from "./stored-baseline.ts";
import { type WindowInput, windowRevisionOf } from "./window-input.ts";

export interface LearntBaseline {
  /** Id of the baseline that judges from now on; null where there is not enough for one. */
  readonly baseline: string | null;
  /** Why, in a sentence. */
  readonly reason: string;
}

/** `windows.json` of a baseline that was learnt from traffic. */
export interface LearntWindows {
  readonly version: 1;
  readonly windows: readonly {
    /** Start, ISO 8601. */
    readonly start: string;
    /** Profiles of its revisions, one a variant. */
    readonly profiles: readonly string[];
  }[];
  /** Windows that were not used, each with the reason. */
  readonly leftOut: readonly LeftOut[];
}

interface LeftOut {
  readonly window: string;
  readonly reason: string;
  /** Whether it is for what the data holds. */
  readonly fault?: true;
}

/** Profiles that are read at once. */
const WIDTH = 16;

/** Learns the baseline that the windows up to the given one are enough for. Trying again writes the same bytes. */
export async function learnBaseline(
  { work }: Pick<Ports, "work">,
  input: WindowInput,
): Promise<LearntBaseline> {
  const at = windowRevisionOf(input);
  const plan = await requirePlan(work, `${revisionFolder(at)}plan.json`);
  const monitor = await monitorNamed(work, plan.monitor);
  if (learningMs(monitor) === undefined)
    return none(`Monitor ${monitor.monitor} does not learn from traffic.`);
  const answered = answeredLongest(plan.models ?? undefined);
  const { id: known } = await fittingBaseline(work, monitor.monitor, answered?.names);
  if (known !== undefined) return { baseline: known, reason: "The monitor has a baseline for the window." };
  const model = answered?.modelVersion ?? null;
  const id = await idOf(work, monitor.monitor, model);
  const claimed = await claimedWindows(work, baselineFolder(monitor.monitor, id), () =>
    gather(work, monitor, { model, end: at.window.end }),
  );
  if (typeof claimed === "string") return none(claimed);
  return write(work, monitor, { id, model, claimed });
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

/** Windows with their profiles in memory, merged over the variants. */
interface Gathered {
  readonly learnt: LearntWindows;
  readonly profiles: ReadonlyMap<number, DatasetProfile>;
}

/** What the first learner has written down; why not, in a sentence, where it is not enough. */
async function claimedWindows(
  work: ObjectStore,
  folder: string,
  gathered: () => Promise<Gathered | string>,
): Promise<Gathered | string> {
  const key = `${folder}windows.json`;
  const there = await getJson<LearntWindows>(work, key);
  if (there !== undefined) return loaded(work, there.value);
  const own = await gathered();
  if (typeof own === "string") return own;
  const { written } = await putJson(work, key, own.learnt, { ifNoneMatch: "*" });
  return written ? own : loaded(work, (await getJson<LearntWindows>(work, key))!.value);
}

async function loaded(work: ObjectStore, learnt: LearntWindows): Promise<Gathered> {
  const profiles = await inParallel(
    learnt.windows,
    WIDTH,
    async ({ start, profiles: keys }) => [Date.parse(start), await mergeStored(work, keys)] as const,
  );
  return { learnt, profiles: new Map(profiles) };
}

/** The windows that may be used, hard faults of the data left out, or why they are not enough. */
async function gather(
  work: ObjectStore,
  monitor: MonitorDefinition,
  { model, end }: { readonly model: string | null; readonly end: number },
): Promise<Gathered | string> {
  const length = parseDuration(monitor.window)!;
  const times = await timesBetween(work, monitor, { from: learningStart(monitor, end), to: end });
  const tally = times.map((time) => learntTime(time, { model, monitor })).reduce(withTime, NOTHING_LEARNT);
  if (!learningReport(monitor, tally, { end }).enough) return "There are not enough windows yet.";
  const leftOut: LeftOut[] = [];
  const candidates = times.flatMap((time) => {
    const window = windowId({ start: time.start, end: time.start + length });
    const { profiles, reasons } = usable(time, { model, minRows: monitor.minRows });
    leftOut.push(...reasons.map((reason) => ({ window, reason })));
    return profiles.length === 0 ? [] : [{ start: new Date(time.start).toISOString(), profiles }];
  });
  const all = await loaded(work, { version: 1, windows: candidates, leftOut: [] });
  const odd = oddWindows([...all.profiles.values()]);
  const windows = candidates.filter((_, index) => odd[index] === undefined);
  const profiles = new Map([...all.profiles].filter((_, index) => odd[index] === undefined));
  for (const [index, start] of [...all.profiles.keys()].entries())
    if (odd[index] !== undefined)
      leftOut.push({ window: windowId({ start, end: start + length }), reason: odd[index], fault: true });
  const whole = [...profiles.values()].filter(({ rows }) => rows >= monitor.minRows).length;
  if (whole < LEAST_WINDOWS) return `Only ${whole} windows are left without those that have a hard fault.`;
  return { learnt: { version: 1, windows, leftOut }, profiles };
}

/** The profiles of a time that may be used, and why others may not. */
function usable(
  { variants }: TimeOfVariants,
  options: { readonly model: string | null; readonly minRows: number },
): { readonly profiles: string[]; readonly reasons: string[] } {
  const found = variants.filter((each) => each !== undefined);
  const uses = found.map(({ verdict }) => useOf(verdict, options));
  return {
    profiles: found.flatMap(({ folder }, at) =>
      uses[at]!.use === "whole" || uses[at]!.use === "small" ? [`${folder}window.profile`] : [],
    ),
    reasons: uses.flatMap((use) => (use.use === "none" ? [use.reason] : [])),
  };
}

async function write(
  work: ObjectStore,
  monitor: MonitorDefinition,
  {
    id,
    model,
    claimed: { learnt, profiles },
  }: { readonly id: string; readonly model: string | null; readonly claimed: Gathered },
): Promise<LearntBaseline> {
  const folder = baselineFolder(monitor.monitor, id);
  const modelVersion = model ?? monitor.baseline?.modelVersion;
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
      windowMs: parseDuration(monitor.window)!,
      minRows: monitor.minRows,
      statistic: monitor.drift.statistic ?? "LInfinity",
      exclude: monitor.columns.exclude ?? [],
      id,
      monitor: monitor.monitor,
      ...(modelVersion === undefined ? {} : { modelVersion }),
    },
  );
  const facts: BaselineFacts = {
    ...suggested.facts,
    learnt: factsOf(learnt, parseDuration(monitor.window)!),
  };
  await writeBaseline(work, folder, { ...suggested, facts });
  const { windows } = facts.learnt!;
  const aside = leftOutInWords(facts.learnt!.leftOut).map((text) => `; ${text}`);
  return { baseline: id, reason: `Learnt from ${windows} windows, ${facts.rows} rows${aside}.` };
}

function factsOf({ windows, leftOut }: LearntWindows, length: number): LearntFrom {
  const reasons: Record<string, number> = {};
  for (const { reason, fault } of leftOut) {
    const kind = fault === true ? "with a hard fault" : reason;
    reasons[kind] = (reasons[kind] ?? 0) + 1;
  }
  return {
    from: "traffic",
    since: windows[0]!.start,
    until: new Date(Date.parse(windows.at(-1)!.start) + length).toISOString(),
    windows: windows.length,
    leftOut: reasons,
  };
}
