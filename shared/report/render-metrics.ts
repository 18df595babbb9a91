import { isOverdue } from "../monitors/model-verdicts.ts";
import { dimensionValue } from "./cloudwatch-name.ts";
import { cloudwatchValue } from "./cloudwatch-value.ts";
import type { ColumnReport } from "./column-report.ts";
import { driftRatio } from "./column-report.ts";
import type { ValueDatum } from "./metric-datum.ts";
import type { Verdict, VerdictName } from "./verdict.ts";

/** Inside the window's own period: a datum at the window's end would belong to the next hour. */
const BEFORE_END_MS = 60_000;
/** The window could not be judged (exit status 2 of the command line). */
const UNJUDGED: ReadonlySet<VerdictName> = new Set(["BaselineMissing", "TooLate", "Failed"]);

/** What a metric needs of a column. A `ColumnReport` is one; so is an entry of `drift.json` with its name. */
export type MeasuredColumn = Pick<ColumnReport, "name" | "distance" | "threshold" | "limit" | "excluded">;

type Values = Readonly<Record<string, number | null>>;

/**
 * The metrics of one window: per endpoint variant, fleet-wide (no dimensions), and `ColumnDrift` (the distance
 * itself) of the `perColumn` columns that lie farthest beyond their limit. What is undefined is not published:
 * a rate of nothing is no datum and `WindowSilent` is 1.
 */
export function renderMetrics(
  verdict: Verdict,
  columns: readonly MeasuredColumn[],
  { perColumn }: { readonly perColumn: number },
): ValueDatum[] {
  const timestamp = Date.parse(verdict.window.end) - BEFORE_END_MS;
  const variant = { Endpoint: dimensionValue(verdict.endpoint), Variant: dimensionValue(verdict.variant) };
  return [
    ...datums(variantValues(verdict), variant, timestamp),
    ...datums(fleetValues(verdict), {}, timestamp),
    ...farthest(columns, perColumn).flatMap((column) =>
      datums(
        { ColumnDrift: column.distance },
        { ...variant, Column: dimensionValue(column.name) },
        timestamp,
      ),
    ),
  ];
}

function variantValues(verdict: Verdict): Values {
  return {
    Records: verdict.records,
    Rows: verdict.rows,
    Violations: verdict.violations.length,
    ViolationRate: verdict.violationRate,
    ColumnsInViolation: new Set(verdict.violations.map((violation) => violation.column)).size,
    MalformedRecords: verdict.malformed.count,
    CaptureCoverage: verdict.coverage,
    WindowSilent: verdict.violationRate === null ? 1 : 0,
    WindowsProcessed: 1,
    PageViolations: pageViolations(verdict),
  };
}

function fleetValues(verdict: Verdict): Values {
  return {
    WindowsProcessed: 1,
    PageViolations: pageViolations(verdict),
    WindowsInViolation: verdict.verdict === "Violations" ? 1 : 0,
    WindowsFailed: isUnjudged(verdict) ? 1 : 0,
    WindowsIncomplete: verdict.flags.includes("incomplete") ? 1 : 0,
    WindowsUndercaptured: verdict.flags.includes("undercaptured") ? 1 : 0,
  };
}

/** A version that is still learnt of after a week has been forgotten, and traffic that teaches nothing in twice the time never will. */
const isUnjudged = ({ verdict, models, window, learning }: Verdict) =>
  UNJUDGED.has(verdict) ||
  (verdict === "Learning" &&
    (learning === undefined
      ? isOverdue(models, Date.parse(window.end))
      : learning.overdue && !learning.enough));

/** A page-severe window without a violation of its own (`CaptureBroken`) counts as one, or no alarm would hear of it. */
function pageViolations({ violations, severity }: Verdict): number {
  const count = violations.filter((violation) => violation.severity === "page").length;
  return Math.max(count, severity === "page" ? 1 : 0);
}

function datums(
  values: Values,
  dimensions: Readonly<Record<string, string>>,
  timestamp: number,
): ValueDatum[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const sent = cloudwatchValue(value);
    if (sent === undefined) return [];
    return [
      { name, value: sent, unit: UNITLESS.has(name) ? "None" : "Count", timestamp, dimensions } as const,
    ];
  });
}

const UNITLESS: ReadonlySet<string> = new Set([
  "ViolationRate",
  "CaptureCoverage",
  "WindowSilent",
  "ColumnDrift",
]);

/** By distance ÷ the limit that decides, then by distance (all are infinitely far beyond a limit of 0), then by name. */
function farthest(columns: readonly MeasuredColumn[], count: number): MeasuredColumn[] {
  const ranked = columns
    .filter(({ excluded, distance }) => excluded === undefined && cloudwatchValue(distance) !== undefined)
    .map((column) => ({ column, ratio: driftRatio(column) ?? 0, distance: column.distance ?? 0 }));
  ranked.sort(
    (a, b) =>
      descending(a.ratio, b.ratio) ||
      descending(a.distance, b.distance) ||
      (a.column.name < b.column.name ? -1 : 1),
  );
  return ranked.slice(0, Math.max(0, count)).map(({ column }) => column);
}

const descending = (a: number, b: number) => (a === b ? 0 : a < b ? 1 : -1); // b − a is NaN for two infinities
