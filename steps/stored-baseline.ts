import type { Calibration } from "../shared/calibration/calibration.ts";
import type { FirstCalibration } from "../shared/calibration/first-calibration.ts";
import { type Constraints, parseConstraints } from "../shared/constraints/constraints.ts";
import { UnusableInput } from "../shared/errors.ts";
import type { JudgedBaseline } from "../shared/monitors/judge-window.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { decodeProfile, encodeProfile } from "../shared/profile/profile-codec.ts";
import { formatDate, formatDay } from "../shared/report/format-time.ts";
import { renderJavaJson } from "../shared/statistics/java-json.ts";
import { parseStatistics, type Statistics } from "../shared/statistics/statistics.ts";
import { seasonSlot, WHOLE } from "../shared/window/season-slot.ts";
import { baselineFolder, rollingFolder, slotKey } from "../shared/window/work-keys.ts";
import { type BaselineFacts, fittingBaseline, readBaselineFacts } from "./fitting-baseline.ts";
import { getJson, putJson } from "./json-object.ts";
import type { ObjectStore } from "./ports.ts";

/** Everything that `suggest-baseline` makes. */
export interface SuggestedBaseline {
  readonly facts: BaselineFacts;
  readonly statistics: Statistics;
  readonly constraints: Constraints;
  readonly calibration: Calibration | undefined;
  /** By slot; `none` is the whole. */
  readonly slots: ReadonlyMap<string, DatasetProfile>;
}

/** A baseline as a window is judged by it. */
export interface LoadedBaseline extends JudgedBaseline {
  readonly facts: BaselineFacts;
}

/** Writes a baseline's files below `folder` of a store: the same for the work store and for a folder of the user's. */
export async function writeBaseline(
  store: ObjectStore,
  folder: string,
  baseline: SuggestedBaseline,
): Promise<void> {
  for (const [slot, profile] of baseline.slots)
    await store.put(slotKey(folder, slot), encodeProfile(profile));
  await store.put(`${folder}statistics.json`, renderJavaJson(baseline.statistics));
  await store.put(`${folder}constraints.json`, renderJavaJson(baseline.constraints));
  if (baseline.calibration !== undefined)
    await putJson(store, `${folder}calibration.json`, baseline.calibration);
  // Last, so that a baseline is there as a whole or not at all.
  await putJson(store, `${folder}baseline.json`, baseline.facts);
}

/** The baseline that fits, or which versions of the model there are baselines of instead. */
export interface FittingBaseline {
  readonly baseline: LoadedBaseline | undefined;
  /** The newest first; empty when a baseline fits, and when there is none at all. */
  readonly otherVersions: readonly string[];
}

/**
 * The monitor's baseline for a time and a model: the profile of its season slot where the baseline has one, otherwise the
 * whole. `names` are those of the model that answered; where nobody knows it, the newest baseline is taken.
 */
export async function loadBaseline(
  work: ObjectStore,
  definition: MonitorDefinition,
  {
    time,
    names,
    given = false,
  }: {
    readonly time: number;
    readonly names: readonly string[] | undefined;
    /** Only one that somebody gave: a window that a baseline was learnt from is not judged by it. */
    readonly given?: boolean;
  },
): Promise<FittingBaseline> {
  const { id, otherVersions } = await fittingBaseline(work, definition.monitor, names, { given });
  if (id === undefined) return { baseline: undefined, otherVersions };
  const baseline = await loadBaselineFolder(work, baselineFolder(definition.monitor, id), time, {
    filesOnly: definition.compatibility === "ModelMonitor",
  });
  return { baseline, otherVersions };
}

/**
 * The same from a given folder: one that `suggest-baseline` wrote, or `statistics.json` and `constraints.json` as
 * Model Monitor left them. `filesOnly`: these two files alone, as that service reads them. Throws `UnusableInput` when
 * a part is missing.
 */
export async function loadBaselineFolder(
  store: ObjectStore,
  folder: string,
  time: number,
  { filesOnly = false }: { readonly filesOnly?: boolean } = {},
): Promise<LoadedBaseline> {
  const constraints = await getJson<unknown>(store, `${folder}constraints.json`);
  if (constraints === undefined) throw new UnusableInput(missing(store, folder, "constraints.json"));
  const facts = await readBaselineFacts(store, folder);
  if (facts === undefined || facts.slots.length === 0 || filesOnly)
    return modelMonitorBaseline(store, folder, parseConstraints(constraints.value), facts);
  const { slot, profile } = await slotAt(store, folder, facts, time);
  return {
    id: facts.id,
    ...(facts.modelVersion === null ? {} : { modelVersion: facts.modelVersion }),
    constraints: parseConstraints(constraints.value),
    profile,
    slot,
    calibration: await calibrationIn(store, folder),
    excluded: facts.excluded,
    ...(facts.times && { period: periodInWords(facts.times) }),
    facts,
  };
}

/** The baseline that a verdict names, as a window of a time was judged by it. Throws `UnusableInput` when a part is missing. */
export async function baselineOfVerdict(
  work: ObjectStore,
  monitor: string,
  { id, fixed }: { readonly id: string; readonly fixed?: string },
  time: number,
): Promise<LoadedBaseline> {
  const baseline = await loadBaselineFolder(work, baselineFolder(monitor, fixed ?? id), time);
  return fixed === undefined ? baseline : withRolling(work, baseline, rollingFolder(monitor, id), time);
}

/**
 * The fixed baseline with the distributions and limits of a rolling one, as a window of a time is judged by it. Throws `UnusableInput`
 * when a part of the rolling one is missing.
 */
export async function withRolling(
  work: ObjectStore,
  fixed: LoadedBaseline,
  folder: string,
  time: number,
): Promise<LoadedBaseline> {
  const facts = await readBaselineFacts(work, folder);
  if (facts === undefined)
    throw new UnusableInput(
      `${work.name}/${folder} is in the plan and not in the store: rolling baselines live 400 days. The window keeps the verdict that it has.`,
    );
  const { slot, profile } = await slotAt(work, folder, facts, time);
  const { period: _fixed, ...given } = fixed;
  return { ...given, id: facts.id, slot, profile, calibration: await calibrationIn(work, folder) };
}

/** The profile that judges windows of a time: of its season slot where there is one, otherwise the whole. Throws `UnusableInput` when its file is missing. */
async function slotAt(
  store: ObjectStore,
  folder: string,
  { season, timezone, slots }: Pick<BaselineFacts, "season" | "timezone" | "slots">,
  time: number,
): Promise<{ readonly slot: string; readonly profile: DatasetProfile }> {
  const wanted = seasonSlot(time, season, timezone);
  const slot = slots.includes(wanted) ? wanted : WHOLE;
  const profile = await slotProfile(store, slotKey(folder, slot));
  if (profile === undefined) throw new UnusableInput(missing(store, folder, `slots/${slot}.profile`));
  return { slot, profile };
}

/** What a baseline has learnt of its own windows; undefined where it has not. */
const calibrationIn = async (
  store: ObjectStore,
  folder: string,
): Promise<Calibration | FirstCalibration | undefined> =>
  (await getJson<Calibration | FirstCalibration>(store, `${folder}calibration.json`))?.value;

/** `1 Feb to 28 Feb 2001`. */
function periodInWords({ since, until }: NonNullable<BaselineFacts["times"]>): string {
  return `${formatDay(Date.parse(since))} to ${formatDate(Date.parse(until) - 1)}`;
}

/** Slots of two days of hours; a baseline is written once under its id, so that a changed ETag is another baseline. */
const SLOTS_KEPT = 48;
const decodedSlots = new WeakMap<
  ObjectStore,
  Map<string, { readonly etag: string; readonly profile: DatasetProfile }>
>();

/** The profile of a slot, decoded once a process: every window of the same hour is judged by it. It is only read. */
async function slotProfile(store: ObjectStore, key: string): Promise<DatasetProfile | undefined> {
  const kept = decodedSlots.get(store) ?? new Map();
  decodedSlots.set(store, kept);
  const known = kept.get(key);
  const there = known === undefined ? undefined : await store.head(key);
  if (known !== undefined && known.etag === there?.etag) return known.profile;
  const found = await store.get(key);
  if (found === undefined) return undefined;
  const profile = decodeProfile(found.body);
  if (kept.size >= SLOTS_KEPT) kept.clear();
  kept.set(key, { etag: found.etag, profile });
  return profile;
}

/** A baseline by Model Monitor's two files (`plumbline push` gives it facts): columns are compared with its statistics, and no noise of its own is known. */
async function modelMonitorBaseline(
  store: ObjectStore,
  folder: string,
  constraints: Constraints,
  given: BaselineFacts | undefined,
): Promise<LoadedBaseline> {
  const file = await store.get(`${folder}statistics.json`);
  if (file === undefined) throw new UnusableInput(missing(store, folder, "statistics.json"));
  const statistics = parseStatistics(JSON.parse(new TextDecoder().decode(file.body)));
  const facts: BaselineFacts = given ?? {
    version: 1,
    id: `model-monitor-${file.etag.replace(/\W/g, "").slice(0, 8)}`,
    monitor: null,
    modelVersion: null,
    season: "none",
    timezone: "UTC",
    slots: [],
    rows: statistics.dataset.item_count,
    excluded: [],
  };
  return {
    id: facts.id,
    ...(facts.modelVersion === null ? {} : { modelVersion: facts.modelVersion }),
    constraints,
    statistics,
    profile: new DatasetProfile(),
    slot: WHOLE,
    calibration: undefined,
    excluded: [],
    facts,
  };
}

const missing = (store: ObjectStore, folder: string, part: string) =>
  `${store.name}/${folder} has no ${part}: it is not a whole baseline. Make one with: plumbline suggest-baseline DATASET --out FOLDER`;
