import { type ProposedExclusion, proposeExclusions } from "../shared/baseline/propose-exclusions.ts";
import type { RowSample } from "../shared/baseline/row-sample.ts";
import { type SlottedWindows, slottedWindows } from "../shared/baseline/slotted-windows.ts";
import { suggestConstraints } from "../shared/baseline/suggest-constraints.ts";
import { learnCalibration } from "../shared/calibration/learn-calibration.ts";
import type { FeatureConstraints } from "../shared/constraints/constraints.ts";
import { UnusableInput } from "../shared/errors.ts";
import { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { constraintsInLayout, statisticsInLayout } from "../shared/statistics/layout.ts";
import { statisticsOf } from "../shared/statistics/statistics.ts";
import type { Holidays } from "../shared/window/holidays.ts";
import { type Season, WHOLE } from "../shared/window/season-slot.ts";
import type { ProfileDatasetOptions, ProfiledDataset } from "./profile-dataset.ts";
import type { SuggestedBaseline } from "./stored-baseline.ts";

const HOUR_MS = 3_600_000;

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
 * A baseline from windows that were profiled: one profile per season slot and a whole, constraints from the whole, limits from how far
 * its own windows lie from the rest of it. Throws `UnusableInput` when there are no rows.
 */
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
      ...(timed.length === 0 ? {} : { times: timesOf(timed, windowMs) }),
    },
  };
}

function timesOf(timed: readonly (readonly [start: number, profile: DatasetProfile])[], windowMs: number) {
  const text = (time: number) => new Date(time).toISOString();
  return { since: text(timed[0]![0]), until: text(timed.at(-1)![0] + windowMs) };
}

/** A profile for each slot, and the whole of all windows: those of holidays without a slot as well. */
export function slotsOf(
  all: readonly DatasetProfile[],
  { windows }: SlottedWindows,
): Map<string, DatasetProfile> {
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
