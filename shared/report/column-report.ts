import type { Distribution } from "../drift/distribution.ts";
import type { StatisticSet } from "./metric-datum.ts";
import type { Severity, Violation } from "./verdict.ts";
import { SEVERITIES } from "./verdict.ts";

/** One column of a window (or of a period) beside its baseline: what a report draws of it. */
export interface ColumnReport {
  readonly name: string;
  /** Its name in the baseline, where a declared change renamed it. */
  readonly was?: string;
  /** `Integral`, `Fractional`, `String`, `Unknown`. */
  readonly inferredType: string;
  /** No value of it may be shown. */
  readonly sensitive: boolean;
  /** Why the column is not evaluated; absent when it is. */
  readonly excluded?: string;
  readonly current?: Distribution;
  readonly baseline?: Distribution;
  /** null when it was not measured. */
  readonly distance: number | null;
  /** The constraint's threshold. */
  readonly threshold: number | null;
  /** The limit learnt from the baseline's own windows. */
  readonly limit: number | null;
  /** Where the limit comes from, in words. */
  readonly limitFrom?: string;
  /** Months in which unchanged data would look like this once, anywhere on the monitor. */
  readonly returnMonths?: number;
  /** Rows of the window and of the baseline. */
  readonly n: number;
  readonly m: number;
  /** Share of the window's rows without a value, 0 to 1. */
  readonly missingShare: number | null;
  /** Of a numeric column's values in the window; absent for texts, for no values, and for a sensitive column. */
  readonly numbers?: StatisticSet;
  readonly violations: readonly Violation[];
}

/**
 * The distance that a violation takes: beyond the learnt limit and above the threshold, so the larger of the
 * two. `undefined` when neither is known.
 */
export function decidingLimit({
  threshold,
  limit,
}: Pick<ColumnReport, "threshold" | "limit">): number | undefined {
  if (threshold === null) return limit ?? undefined;
  return limit === null ? threshold : Math.max(threshold, limit);
}

/** Distance ÷ the limit that decides: above 1 is beyond it. `undefined` without a distance or a limit; infinite over a limit of 0. */
export function driftRatio(
  column: Pick<ColumnReport, "distance" | "threshold" | "limit">,
): number | undefined {
  const limit = decidingLimit(column);
  return column.distance === null || limit === undefined ? undefined : ratioOf(column.distance, limit);
}

/** `distance` ÷ `limit`, where 0 ÷ 0 is 0. */
export function ratioOf(distance: number, limit: number): number {
  if (limit > 0) return distance / limit;
  return distance > 0 ? Number.POSITIVE_INFINITY : 0;
}

/** The most urgent severity among violations, `none` when there are none. */
export function worstSeverity(violations: readonly Pick<Violation, "severity">[]): Severity {
  const rank = Math.max(0, ...violations.map((violation) => SEVERITIES.indexOf(violation.severity)));
  return SEVERITIES[rank] ?? "none";
}

/** Violated columns first, then by distance ÷ limit, the largest first; the excluded last; ties by name. */
export function orderColumns(columns: readonly ColumnReport[]): ColumnReport[] {
  const rank = (column: ColumnReport) =>
    column.excluded !== undefined ? 0 : column.violations.length > 0 ? 2 : 1;
  const order = (a: ColumnReport, b: ColumnReport) =>
    rank(b) - rank(a) || compare(driftRatio(b) ?? -1, driftRatio(a) ?? -1) || byName(a.name, b.name);
  return [...columns].sort(order);
}

const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1); // a − b is NaN for two infinities
const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0); // by code unit: the same in every locale
