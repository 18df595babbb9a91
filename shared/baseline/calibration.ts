/**
 * How far a baseline's own windows lie from the rest of it: the noise that a window has to exceed before its
 * distance means anything. Real traffic is seasonal and autocorrelated, so a rule made for independent rows
 * (or a fixed 0.1) fires on the very data it was learnt from.
 */
import type { DriftStatistic } from "../drift/drift-statistic.ts";
import { statisticForKind } from "../drift/statistic-for-kind.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import { type LearntLimit, type LearntShare, learnLimit, learnShare, scaleOf } from "./learnt-limit.ts";
import { leaveBlocksOut } from "./leave-blocks-out.ts";

/** The checks whose shortfall (a share) is learnt beside the drift distances. */
export const SHARE_CHECKS = ["completeness_check", "data_type_check", "categorical_values_check"] as const;
export type ShareCheck = (typeof SHARE_CHECKS)[number];

export interface ColumnCalibration {
  /** Absent where no window had a distance. */
  readonly drift?: LearntLimit;
  /** Largest shortfall, 0 to 1, that the baseline's own windows explain. */
  readonly shares: Readonly<Partial<Record<ShareCheck, LearntShare>>>;
}

/** `calibration.json`. */
export interface Calibration {
  readonly version: 1;
  /** Columns of a kind that it does not apply to are measured, as in judging, by L-infinity. */
  readonly statistic: string;
  /** Windows under this many rows were not used, and are not judged. */
  readonly minRows: number;
  readonly windows: number;
  readonly days: number;
  /** False alarms per window and column that the limits were set for. */
  readonly falseAlarmRate: number;
  readonly columns: Readonly<Record<string, ColumnCalibration>>;
}

/** One window of the baseline's own data. */
export interface BaselineWindow {
  readonly start: number;
  readonly slot: string;
  readonly profile: DatasetProfile;
}

export interface CalibrationOptions {
  readonly statistic: DriftStatistic;
  readonly columns: readonly string[];
  readonly minRows: number;
  /** Windows a month over which one false alarm of the whole monitor is accepted. */
  readonly windowsPerAlarm?: number;
  /** Share of a column's present cells that lie outside what the rest of the baseline held. */
  readonly shortfalls: (
    column: string,
    window: DatasetProfile,
    rest: DatasetProfile,
  ) => Partial<Record<ShareCheck, number>>;
}

/** A month of hours: one endpoint may raise one false alarm a month. */
const WINDOWS_PER_MONTH = 730;
/** Fewer own windows than this say nothing about a tail. */
const LEAST_WINDOWS = 24;

/**
 * Learns a limit per column from windows that are each compared with the rest of their season slot, blocks of
 * days left out (neighbouring hours are alike: a window must not be judged by its own storm). Distances are
 * scaled by sample size before pooling over slots. Undefined below 24 usable windows or two days.
 */
export function learnCalibration(
  windows: readonly BaselineWindow[],
  options: CalibrationOptions,
): Calibration | undefined {
  const { statistic, columns, minRows, windowsPerAlarm = WINDOWS_PER_MONTH } = options;
  const usable = windows.filter((window) => window.profile.rows >= minRows);
  const days = new Set(usable.map((window) => Math.floor(window.start / 86_400_000))).size;
  if (usable.length < LEAST_WINDOWS || days < 2) return undefined;
  const falseAlarmRate = 1 / (windowsPerAlarm * Math.max(1, columns.length));
  const measured = new Map(
    columns.map((column) => [column, { drift: [] as Measured[], shares: new Map<ShareCheck, number[]>() }]),
  );
  for (const { window, rest } of leaveBlocksOut(usable))
    for (const [column, into] of measured) measure(column, window, rest, options, into);
  const learnt = [...measured].map(([column, { drift, shares }]): [string, ColumnCalibration] => {
    const limit = learnLimit(drift, falseAlarmRate, { days });
    const shareLimits = [...shares].flatMap(([check, values]) => {
      const share = learnShare(values, falseAlarmRate, { days });
      return share === undefined ? [] : [[check, share] as const];
    });
    return [
      column,
      { ...(limit === undefined ? {} : { drift: limit }), shares: Object.fromEntries(shareLimits) },
    ];
  });
  return {
    version: 1,
    statistic: statistic.name,
    minRows,
    windows: usable.length,
    days,
    falseAlarmRate,
    columns: Object.fromEntries(learnt),
  };
}

/** One distance and the rows on both sides of it. */
export interface Measured {
  readonly distance: number;
  readonly n: number;
  readonly m: number;
}

function measure(
  column: string,
  window: DatasetProfile,
  rest: DatasetProfile,
  { statistic, shortfalls }: CalibrationOptions,
  into: { drift: Measured[]; shares: Map<ShareCheck, number[]> },
): void {
  const current = window.column(column)?.distribution();
  const baseline = rest.column(column)?.distribution();
  const distance =
    current && baseline ? statisticForKind(statistic, current.kind).measure(current, baseline) : undefined;
  if (distance !== undefined && current && baseline)
    into.drift.push({ distance, n: current.n, m: baseline.n });
  for (const [check, shortfall] of Object.entries(shortfalls(column, window, rest)) as [
    ShareCheck,
    number,
  ][]) {
    const list = into.shares.get(check) ?? [];
    list.push(shortfall);
    into.shares.set(check, list);
  }
}

/** The limit of one comparison in the statistic's own unit: the learnt multiple of the spread at these sample sizes. */
export function limitAt(limit: LearntLimit, n: number, m: number): number {
  return limit.multiple * scaleOf(n, m, limit.variance);
}
