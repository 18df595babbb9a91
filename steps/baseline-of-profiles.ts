import { type ProposedExclusion, proposeExclusions } from "../shared/baseline/propose-exclusions.ts";
import type { RowSample } from "../shared/baseline/row-sample.ts";
import { suggestConstraints } from "../shared/baseline/suggest-constraints.ts";
import { type BaselineWindow, learnCalibration } from "../shared/calibration/learn-calibration.ts";
import type { FeatureConstraints } from "../shared/constraints/constraints.ts";
import { UnusableInput } from "../shared/errors.ts";
import { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { constraintsInLayout, statisticsInLayout } from "../shared/statistics/layout.ts";
import { statisticsOf } from "../shared/statistics/statistics.ts";
import { type Season, seasonSlot, WHOLE } from "../shared/window/season-slot.ts";
import type { ProfileDatasetOptions, ProfiledDataset } from "./profile-dataset.ts";
import type { SuggestedBaseline } from "./stored-baseline.ts";

const HOUR_MS = 3_600_000;

export interface BaselineOptions extends ProfileDatasetOptions {
  readonly season?: Season;
  readonly timezone?: string;
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
  const own: BaselineWindow[] = timed.map(([start, profile]) => ({
    start,
    slot: seasonSlot(start, season, timezone),
    profile,
  }));
  const slots = slotsOf(
    own.length > 0 ? own : [{ start: 0, slot: WHOLE, profile: [...windows.values()][0]! }],
  );
  const whole = slots.get(WHOLE)!;
  const excluded = exclusions({ whole, own, sample }, options.exclude ?? []);
  const constraints = suggestConstraints(faithful ?? whole);
  const calibration =
    own.length === 0
      ? undefined
      : learnCalibration(own, {
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
      season: own.length === 0 ? "none" : season,
      timezone,
      slots: [...slots.keys()].sort(),
      rows: count,
      excluded,
      ...(own.length === 0 ? {} : { times: timesOf(own, windowMs) }),
    },
  };
}

function timesOf(windows: readonly BaselineWindow[], windowMs: number) {
  const text = (time: number) => new Date(time).toISOString();
  return { since: text(windows[0]!.start), until: text(windows.at(-1)!.start + windowMs) };
}

/** The windows merged by season slot, and all of them. */
export function slotsOf(windows: readonly BaselineWindow[]): Map<string, DatasetProfile> {
  const slots = new Map<string, DatasetProfile>();
  for (const slot of new Set([WHOLE, ...windows.map((window) => window.slot)].sort())) {
    const merged = new DatasetProfile();
    for (const window of windows) if (slot === WHOLE || window.slot === slot) merged.merge(window.profile);
    slots.set(slot, merged);
  }
  return slots;
}

function exclusions(
  {
    whole,
    own,
    sample,
  }: {
    readonly whole: DatasetProfile;
    readonly own: readonly BaselineWindow[];
    readonly sample: RowSample;
  },
  asked: readonly string[],
): ProposedExclusion[] {
  const proposed = proposeExclusions({ whole, windows: own.map(({ profile }) => profile), sample });
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
