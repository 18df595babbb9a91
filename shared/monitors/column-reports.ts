import type { CheckContext } from "../constraints/constraint-check.ts";
import { isShifted, judgedColumns } from "../constraints/judged-columns.ts";
import { baselineDistribution, measuredDrifts } from "../constraints/measured-drifts.ts";
import type { Distribution } from "../drift/distribution.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import type { ColumnReport } from "../report/column-report.ts";
import type { Violation } from "../report/verdict.ts";
import type { RecordedColumn } from "./recorded-columns.ts";

/** `drift.json`: how far every judged column lies from the baseline, violated or not. */
export type DriftMeasured = Readonly<Record<string, ColumnDrift>>;
export interface ColumnDrift {
  /** null where the column could not be measured. */
  readonly distance: number | null;
  readonly threshold: number | null;
  readonly limit: number | null;
  /** Months in which unchanged data would look like this once, anywhere on the monitor; null or absent where nothing says. */
  readonly returnMonths?: number | null;
  readonly n: number;
  readonly m: number;
  readonly violated: boolean;
  /** What another threshold or budget is held against; absent before 0.3, and where nothing was measured. */
  readonly measured?: RecordedColumn;
  /** It would be violated, and what was found is acknowledged and muted; absent otherwise. */
  readonly muted?: true;
}

/** What a report says of columns beside what the context holds. */
export interface ColumnReportOptions {
  /** Columns that are not judged, each with the reason. */
  readonly exclude: ReadonlyMap<string, string>;
  readonly violations: readonly Violation[];
  /** Name in the window → name in the baseline, of columns that were renamed. */
  readonly origins?: ReadonlyMap<string, string>;
}

/**
 * Every column of window and baseline beside each other, the baseline's first: what a report draws. None where nothing
 * says which column is which.
 */
export function columnReports(
  context: CheckContext,
  { exclude, violations, origins }: ColumnReportOptions,
): ColumnReport[] {
  if (isShifted(context)) return [];
  const { current, baseline } = context;
  const measured = new Map(measuredDrifts(context).map((drift) => [drift.column, drift]));
  const judged = new Map(judgedColumns(context).map((column) => [column.name, column]));
  const names = new Set([
    ...baseline.constraints.features.map(({ name }) => name),
    ...current.columns.map(({ name }) => name),
  ]);
  return [...names].map((name) => {
    const here = judged.get(name)?.current ?? current.column(name);
    const there = judged.get(name);
    const before =
      there === undefined ? baseline.profile.column(name)?.distribution() : baselineDistribution(there);
    const drift = measured.get(name);
    const excluded = exclude.get(name);
    const was = origins?.get(name) ?? name;
    return {
      name,
      ...(was === name ? {} : { was }),
      inferredType: here?.types.inferredType() ?? there?.feature.inferred_type ?? "Unknown",
      sensitive: here?.sensitive ?? baseline.profile.column(name)?.sensitive ?? false,
      ...(excluded === undefined ? {} : { excluded }),
      ...sides(here?.distribution(), before),
      distance: drift?.distance ?? null,
      threshold: drift?.threshold ?? null,
      limit: drift?.limit?.limit ?? null,
      ...(drift?.limit === undefined ? {} : { limitFrom: drift.limit.from }),
      ...(drift?.limit?.returnMonths === undefined ? {} : { returnMonths: drift.limit.returnMonths }),
      n: here?.types.present ?? 0,
      m: before?.n ?? 0,
      missingShare: here === undefined || current.rows === 0 ? null : 1 - here.types.present / current.rows,
      ...numbers(here),
      violations: violations.filter(({ column }) => column === name),
    };
  });
}

/** The distances of the judged columns, with the record of what was measured, and which of them have violations that are muted. */
export function driftOf(
  columns: readonly ColumnReport[],
  recorded: ReadonlyMap<string, RecordedColumn>,
  muted: readonly Pick<Violation, "column">[] = [],
): DriftMeasured {
  const isMuted = new Set(muted.map(({ column }) => column));
  const judged = columns.filter(({ excluded }) => excluded === undefined);
  return Object.fromEntries(
    judged.map(
      ({
        name,
        distance,
        threshold,
        limit,
        returnMonths = null,
        n,
        m,
        violations,
      }): [string, ColumnDrift] => [
        name,
        {
          distance,
          threshold,
          limit,
          returnMonths,
          n,
          m,
          violated: violations.length > 0,
          ...(recorded.has(name) && { measured: recorded.get(name)! }),
          ...(isMuted.has(name) ? { muted: true as const } : {}),
        },
      ],
    ),
  );
}

function sides(
  current: Distribution | undefined,
  baseline: Distribution | undefined,
): Pick<ColumnReport, "current" | "baseline"> {
  return { ...(current === undefined ? {} : { current }), ...(baseline === undefined ? {} : { baseline }) };
}

function numbers(current: ColumnProfile | undefined): Pick<ColumnReport, "numbers"> {
  const { min, max, count = 0, sum = 0 } = current?.moments ?? {};
  const type = current?.types.inferredType();
  if ((type !== "Integral" && type !== "Fractional") || min === undefined || max === undefined) return {};
  return { numbers: { sampleCount: count, sum, minimum: min, maximum: max } };
}
