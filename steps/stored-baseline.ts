import type { Calibration } from "../shared/calibration/calibration.ts";
import type { FirstCalibration } from "../shared/calibration/first-calibration.ts";
import type { ProfileView } from "../shared/columns/profile-view.ts";
import { type Constraints, parseConstraints } from "../shared/constraints/constraints.ts";
import { UnusableInput } from "../shared/errors.ts";
import type { JudgedBaseline } from "../shared/monitors/judge-window.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { decodeProfile, encodeProfile } from "../shared/profile/profile-codec.ts";
import { formatDate, formatDay } from "../shared/report/format-time.ts";
import { renderJavaJson } from "../shared/statistics/java-json.ts";
import { parseStatistics, type Statistics } from "../shared/statistics/statistics.ts";
import { type Holidays, holidayAt } from "../shared/window/holidays.ts";
import { holidaySlot, seasonSlot, slotOnWeekday, WHOLE } from "../shared/window/season-slot.ts";
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
    holidays: holidaysOf(definition),
  });
  return { baseline, otherVersions };
}

/** Throws `UnusableInput` where a calendar was not read: its days would be judged as any other. */
export function holidaysOf({ monitor, holidays }: MonitorDefinition): Holidays | undefined {
  if (holidays?.calendar !== undefined)
    throw new UnusableInput(
      `Got holidays.calendar in the stored definition of ${monitor}; expected its days in holidays.dates. Put it there with: plumbline push monitors/${monitor}.yml`,
    );
  return holidays && { dates: holidays.dates ?? [], like: holidays.like ?? "sunday" };
}

/**
 * The same from a given folder: one that `suggest-baseline` wrote, or `statistics.json` and `constraints.json` as
 * Model Monitor left them. `filesOnly`: these two files alone, as that service reads them. `holidays`: those of the monitor; default: those
 * that the baseline was learnt with. Throws `UnusableInput` when
 * a part is missing.
 */
export async function loadBaselineFolder(
  store: ObjectStore,
  folder: string,
  time: number,
  options: OpenOptions = {},
): Promise<LoadedBaseline> {
  const opened = await openBaseline(store, folder, options);
  const { slot, holiday } = opened.placeAt(time);
  return opened.at(slot, holiday);
}

export interface OpenOptions {
  /** The two files of Model Monitor alone. */
  readonly filesOnly?: boolean;
  /** Those of the monitor; without them those that the baseline was learnt with. */
  readonly holidays?: Holidays | undefined;
}

/** Where a window is compared: its season slot, and the holiday that it starts on. */
export interface SlotPlace {
  readonly slot: string;
  readonly holiday?: string | undefined;
}

/** A baseline whose files were read once, for whoever judges many windows by it. */
export interface OpenBaseline {
  /** undefined: two files as Model Monitor left them. */
  readonly facts: BaselineFacts | undefined;
  /** What a window that starts then is judged by. */
  placeAt(time: number): SlotPlace;
  /** Throws `UnusableInput` when the slot's file is missing. */
  at(slot: string, holiday?: string): Promise<LoadedBaseline>;
  /** The same without the slot's profile. */
  without(slot: string): WithoutProfile;
}

export type WithoutProfile = Omit<LoadedBaseline, "profile">;

/** Reads everything of a baseline but its slots. Throws as `loadBaselineFolder` does. */
export async function openBaseline(
  store: ObjectStore,
  folder: string,
  { filesOnly = false, holidays }: OpenOptions = {},
): Promise<OpenBaseline> {
  const file = await getJson<unknown>(store, `${folder}constraints.json`);
  if (file === undefined) throw new UnusableInput(missing(store, folder, "constraints.json"));
  const constraints = parseConstraints(file.value);
  const facts = await readBaselineFacts(store, folder);
  if (facts === undefined || facts.slots.length === 0 || filesOnly) {
    const baseline = await modelMonitorBaseline(store, folder, constraints, facts);
    return { facts, placeAt: () => ({ slot: WHOLE }), at: async () => baseline, without: () => baseline };
  }
  const calibration = await calibrationIn(store, folder);
  const without = (slot: string) => ({
    id: facts.id,
    ...(facts.modelVersion === null ? {} : { modelVersion: facts.modelVersion }),
    constraints,
    slot,
    calibration,
    excluded: facts.excluded,
    ...(facts.times && { period: periodInWords(facts.times) }),
    facts,
  });
  return openSlots({ store, folder, facts, holidays, without });
}

/** What a rolling baseline is opened with. */
export interface RollingOptions extends Pick<OpenOptions, "holidays"> {
  /** The one beside it: constraints and judged columns are its own. */
  readonly fixed: WithoutProfile;
}

/** The baseline that a verdict names, as a window of a time was judged by it. Throws `UnusableInput` when a part is missing. */
export async function baselineOfVerdict(
  work: ObjectStore,
  monitor: string,
  { id, fixed }: { readonly id: string; readonly fixed?: string },
  { time, holidays }: { readonly time: number; readonly holidays: Holidays | undefined },
): Promise<LoadedBaseline> {
  const baseline = await loadBaselineFolder(work, baselineFolder(monitor, fixed ?? id), time, { holidays });
  if (fixed === undefined) return baseline;
  return withRolling(work, rollingFolder(monitor, id), time, { fixed: baseline, holidays });
}

/**
 * A fixed baseline with the distributions and limits of a rolling one. Throws `UnusableInput` when the rolling one is not there.
 */
export async function openRolling(
  work: ObjectStore,
  folder: string,
  { fixed, holidays }: RollingOptions,
): Promise<OpenBaseline> {
  const facts = await readBaselineFacts(work, folder);
  if (facts === undefined)
    throw new UnusableInput(
      `${work.name}/${folder} is in the plan and not in the store: rolling baselines live 400 days. The window keeps the verdict that it has.`,
    );
  const calibration = await calibrationIn(work, folder);
  const { period: _period, holiday: _holiday, ...given } = fixed;
  const without = (slot: string) => ({ ...given, id: facts.id, slot, calibration });
  return openSlots({ store: work, folder, facts, holidays, without });
}

/** The same as a window of a time is judged by it. */
export async function withRolling(
  work: ObjectStore,
  folder: string,
  time: number,
  options: RollingOptions,
): Promise<LoadedBaseline> {
  const opened = await openRolling(work, folder, options);
  const { slot, holiday } = opened.placeAt(time);
  return opened.at(slot, holiday);
}

function openSlots({
  store,
  folder,
  facts,
  holidays,
  without,
}: {
  readonly store: ObjectStore;
  readonly folder: string;
  readonly facts: BaselineFacts;
  readonly holidays: Holidays | undefined;
  readonly without: OpenBaseline["without"];
}): OpenBaseline {
  return {
    facts,
    placeAt: (time) => placeAt(time, facts, holidays ?? facts.holidays),
    without,
    async at(slot, holiday) {
      const profile = await slotProfile(store, slotKey(folder, slot));
      if (profile === undefined) throw new UnusableInput(missing(store, folder, `slots/${slot}.profile`));
      return { ...without(slot), profile, ...(holiday === undefined ? {} : { holiday }) };
    },
  };
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

/** What a time is compared with: the first that the baseline has of the holidays' own slot, the weekday's that they are like, and the whole. */
function placeAt(
  time: number,
  { season, timezone, slots }: BaselineFacts,
  holidays: Holidays | undefined,
): SlotPlace {
  const holiday = season === "none" ? undefined : holidayAt(time, timezone, holidays);
  const wanted =
    holiday === undefined
      ? [seasonSlot(time, season, timezone)]
      : [holidaySlot(time, timezone), slotOnWeekday(time, season, timezone, holidays!.like)];
  return { slot: wanted.find((each) => slots.includes(each)) ?? WHOLE, holiday };
}

/** The profile of the whole baseline in `folder`, of which `baseline` is one slot; its own where there is no other. */
export async function wholeProfile(
  store: ObjectStore,
  folder: string,
  { slot, profile, facts }: LoadedBaseline,
): Promise<ProfileView> {
  if (slot === WHOLE || !facts.slots.includes(WHOLE)) return profile;
  return (await slotProfile(store, slotKey(folder, WHOLE))) ?? profile;
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
