import { type ProposedExclusion, proposeExclusions } from "../shared/baseline/propose-exclusions.ts";
import type { RowSample } from "../shared/baseline/row-sample.ts";
import { type SlottedWindows, slottedWindows } from "../shared/baseline/slotted-windows.ts";
import { suggestConstraints } from "../shared/baseline/suggest-constraints.ts";
import { learnCalibration } from "../shared/calibration/learn-calibration.ts";
import { captureLocation } from "../shared/capture/capture-location.ts";
import type { FeatureConstraints } from "../shared/constraints/constraints.ts";
import { UnusableInput } from "../shared/errors.ts";
import { allNames } from "../shared/monitors/compare-window.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import {
  constraintsInLayout,
  LAYOUTS,
  type Layout,
  statisticsInLayout,
} from "../shared/statistics/layout.ts";
import { statisticsOf } from "../shared/statistics/statistics.ts";
import { hashOf } from "../shared/window/execution-name.ts";
import type { Holidays } from "../shared/window/holidays.ts";
import { type Season, WHOLE } from "../shared/window/season-slot.ts";
import { parseDuration } from "../shared/window/window.ts";
import { baselineFolder } from "../shared/window/work-keys.ts";
import { nextBaselineId } from "./baseline-ids.ts";
import { monitorNamed } from "./monitor-catalog.ts";
import type { ObjectStore, Ports } from "./ports.ts";
import {
  HOUR_MS,
  type ProfileDatasetOptions,
  type ProfiledDataset,
  profileDataset,
} from "./profile-dataset.ts";
import { type DatasetRows, datasetParts, readDatasetParts } from "./read-dataset.ts";
import { holidaysOf, type SuggestedBaseline, writeBaseline } from "./stored-baseline.ts";

export interface BaselineOptions extends ProfileDatasetOptions {
  readonly season?: Season;
  readonly timezone?: string;
  /** Left out of the season's slots; without times there are none. */
  readonly holidays?: Holidays;
  /** Columns to leave out of judging, beside the proposed ones. */
  readonly exclude?: readonly string[];
  readonly minRows?: number;
  readonly id?: string;
  readonly monitor?: string;
  readonly modelVersion?: string;
}

/**
 * A baseline from a data set: one pass, a profile per window of time where rows have times, merged into one profile
 * per season slot and a whole; constraints from the whole; limits from how far its own windows lie from the rest of it.
 * Throws `UnusableInput` when there are no rows, or a named column is not there.
 */
export async function baselineFrom(
  rows: DatasetRows,
  source: string,
  options: BaselineOptions = {},
): Promise<SuggestedBaseline> {
  return baselineOfProfiles(await profileDataset(rows, source, options), source, options);
}

/** The same from a data set that was profiled: constraints, slots, limits. */
export function baselineOfProfiles(
  { windows, faithful, sample, count }: ProfiledDataset,
  source: string,
  options: BaselineOptions = {},
): SuggestedBaseline {
  const { season = "none", timezone = "UTC", windowMs = HOUR_MS, minRows = 100 } = options;
  if (count === 0)
    throw new UnusableInput(
      `${source} has no rows. A baseline needs the rows that the model was trained on.`,
    );
  const timed = [...windows].filter(([start]) => Number.isFinite(start)).sort(([a], [b]) => a - b);
  const own = slottedWindows(timed, { season, timezone, holidays: options.holidays, minRows });
  const profiles = timed.map(([, profile]) => profile);
  const slots = slotsOf(profiles.length > 0 ? profiles : [...windows.values()].slice(0, 1), own);
  const whole = slots.get(WHOLE)!;
  const excluded = exclusions({ whole, profiles, sample }, options.exclude ?? []);
  const constraints = suggestConstraints(faithful ?? whole);
  const calibration =
    timed.length === 0
      ? undefined
      : learnCalibration(own.windows, {
          features: judged(constraints.features, excluded),
          whole,
          minRows,
          windowMs,
        });
  const { layout = "2023" } = options;
  return {
    slots,
    statistics: statisticsInLayout(statisticsOf(faithful ?? whole), layout),
    constraints: constraintsInLayout(constraints, layout),
    calibration,
    facts: {
      version: 1,
      id: options.id ?? "baseline",
      monitor: options.monitor ?? null,
      modelVersion: options.modelVersion ?? null,
      season: timed.length === 0 ? "none" : season,
      timezone,
      slots: [...slots.keys()].sort(),
      ...(options.holidays && { holidays: { ...options.holidays, days: own.holidays } }),
      rows: count,
      excluded,
    },
  };
}

/** The step: a data set of a store → a baseline of a monitor in the work store. */
export async function suggestBaseline(
  ports: Pick<Ports, "work" | "captures" | "sensitiveKey">,
  request: {
    readonly monitor: string;
    readonly dataset: string;
    readonly time?: string;
    readonly prediction?: string;
    /** Whether a CSV's first line names its columns; default: it does. */
    readonly header?: boolean;
    readonly baseline?: string;
    /** The model that the data set is of; default: the definition's. */
    readonly modelVersion?: string;
    readonly layout?: Layout;
  },
): Promise<{ folder: string; rows: number; windows: number; excluded: readonly ProposedExclusion[] }> {
  const monitor = await monitorNamed(ports.work, request.monitor);
  const { store, key } = datasetOf(ports, request.dataset);
  const parts = await datasetParts(store, key);
  if (parts.length === 0)
    throw new UnusableInput(
      `Got data set ${request.dataset}: no file below it ends in .csv, .jsonl or .parquet (.csv.gz and .jsonl.gz too). Correct the address.`,
    );
  const version = request.modelVersion === undefined ? [] : [request.modelVersion];
  const etags = await Promise.all(parts.map(async (part) => (await store.head(part.key))?.etag ?? ""));
  const hash = hashOf(8, request.dataset, request.time ?? "", request.prediction ?? "", ...version, ...etags);
  const id = request.baseline ?? (await nextBaselineId(ports.work, monitor.monitor, hash));
  const header = request.header ?? true;
  const holidays = holidaysOf(monitor);
  const modelVersion = request.modelVersion ?? monitor.baseline?.modelVersion;
  const suggested = await baselineFrom(readDatasetParts(parts, { header, scan: true }), request.dataset, {
    ...(request.time === undefined ? {} : { time: request.time }),
    ...(request.prediction === undefined ? {} : { prediction: request.prediction }),
    season: monitor.season,
    timezone: monitor.timezone,
    ...(holidays && { holidays }),
    windowMs: parseDuration(monitor.window)!,
    minRows: monitor.minRows,
    exclude: monitor.columns.exclude ?? [],
    sensitive: allNames(monitor, monitor.columns.sensitive),
    sensitiveKey: ports.sensitiveKey,
    ...(monitor.segments === undefined ? {} : { segments: monitor.segments }),
    // A monitor that judges as Model Monitor does reads the files alone.
    ...layoutFor(request.layout, monitor),
    id,
    monitor: monitor.monitor,
    ...(modelVersion === undefined ? {} : { modelVersion }),
  });
  const folder = baselineFolder(monitor.monitor, id);
  await writeBaseline(ports.work, folder, suggested);
  return {
    folder,
    rows: suggested.facts.rows,
    windows: suggested.calibration?.windows ?? 0,
    excluded: suggested.facts.excluded,
  };
}

function layoutFor(asked: Layout | undefined, monitor: MonitorDefinition): { readonly layout?: Layout } {
  if (asked !== undefined && !LAYOUTS.includes(asked))
    throw new UnusableInput(
      `Got layout ${JSON.stringify(asked)}; expected ${LAYOUTS.map((layout) => `"${layout}"`).join(" or ")}, or none.`,
    );
  const layout = asked ?? (monitor.compatibility === "ModelMonitor" ? "2023" : undefined);
  return layout === undefined ? {} : { layout };
}

/** Store and key of a data set: `s3://bucket/key`, or a file whose folder is the store. */
export function datasetOf(ports: Pick<Ports, "captures">, uri: string): { store: ObjectStore; key: string } {
  const { bucket, prefix } = captureLocation(uri);
  if (prefix !== "") return { store: ports.captures(bucket), key: prefix };
  const cut = bucket.lastIndexOf("/");
  return { store: ports.captures(cut < 0 ? "." : bucket.slice(0, cut) || "/"), key: bucket.slice(cut + 1) };
}

/** A profile for each slot, and the whole of all windows: those of holidays without a slot as well. */
function slotsOf(all: readonly DatasetProfile[], { windows }: SlottedWindows): Map<string, DatasetProfile> {
  const slots = new Map<string, DatasetProfile>();
  for (const slot of new Set([WHOLE, ...windows.map((window) => window.slot)].sort())) {
    const own = windows.filter((window) => window.slot === slot).map(({ profile }) => profile);
    const merged = new DatasetProfile();
    for (const profile of slot === WHOLE ? all : own) merged.merge(profile);
    slots.set(slot, merged);
  }
  return slots;
}

function exclusions(
  {
    whole,
    profiles,
    sample,
  }: {
    readonly whole: DatasetProfile;
    readonly profiles: readonly DatasetProfile[];
    readonly sample: RowSample;
  },
  asked: readonly string[],
): ProposedExclusion[] {
  const proposed = proposeExclusions({ whole, windows: profiles, sample });
  const names = new Set(proposed.map(({ column }) => column));
  return [
    ...proposed,
    ...asked
      .filter((column) => !names.has(column))
      .map((column) => ({ column, reason: "left out on request" })),
  ];
}

const judged = (features: readonly FeatureConstraints[], excluded: readonly ProposedExclusion[]) =>
  features.filter(({ name }) => !excluded.some(({ column }) => column === name));
