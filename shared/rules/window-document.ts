/**
 * What a rule sees of a window: counts, and the statistics of every column beside the baseline's. Statistics are made
 * when a rule reads them. Of a sensitive column there are counts and types, nothing else.
 */
import type { CheckContext } from "../constraints/constraint-check.ts";
import { type JudgedColumn, judgedColumns } from "../constraints/judged-columns.ts";
import { measuredDrifts } from "../constraints/measured-drifts.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import { lowCardinalityCounts } from "../statistics/low-cardinality-counts.ts";
import type { FeatureStatistics } from "../statistics/statistics.ts";
import { QUANTILES } from "./document-names.ts";

/** What of a window stands beside its columns. */
export interface WindowCounts {
  readonly records: number;
  readonly malformed: number;
  /** Captured ÷ expected records, undefined when nobody counted. */
  readonly coverage: number | undefined;
}

type Statistics = Readonly<Record<string, unknown>>;

/** `origins`: the baseline's name of a column by the one that it has in the window, where a declared change has renamed it. */
export function windowDocument(
  context: CheckContext,
  counts: WindowCounts,
  origins: ReadonlyMap<string, string> = new Map(),
): Statistics {
  const { current, baseline } = context;
  const columns = everyColumn(context).map((column) => ({ ...column, was: origins.get(column.name) }));
  const drifts = new Map(measuredDrifts(context).map((drift) => [drift.column, drift]));
  return {
    rows: current.rows,
    ...counts,
    columns: lazily(columns, ({ name, here, there }) => {
      const drift = drifts.get(name);
      return (
        here && {
          ...statisticsOf(here, current.rows, there),
          distance: drift?.distance,
          threshold: drift?.threshold,
        }
      );
    }),
    baseline: {
      rows: baselineRows(context),
      columns: lazily(columns, ({ here, there, file }) =>
        there === undefined
          ? file && statisticsOfFile(file, baselineRows(context))
          : statisticsOf(there, baseline.profile.rows, here),
      ),
    },
  };
}

interface EveryColumn {
  readonly name: string;
  readonly here: ColumnProfile | undefined;
  readonly there: ColumnProfile | undefined;
  /** What Model Monitor's own file says of the baseline. */
  readonly file: FeatureStatistics | undefined;
  /** The baseline's name, where it is another one: a rule written then reads the column now. */
  readonly was?: string | undefined;
}

/** The columns of window and baseline, judged or not, by the baseline's names where it has them. */
function everyColumn(context: CheckContext): EveryColumn[] {
  const { current } = context;
  const known = judgedColumns({ ...context, exclude: new Set() }).map(
    ({ name, current: here, baseline: there, baselineStatistics: file }: JudgedColumn): EveryColumn => ({
      name,
      here: here ?? current.column(name),
      there,
      file,
    }),
  );
  const taken = new Set(known.flatMap(({ name, here }) => [name, here?.name]));
  const others = current.columns
    .filter(({ name }) => !taken.has(name))
    .map((here) => ({ name: here.name, here, there: undefined, file: undefined }));
  return [...known, ...others];
}

/** An object whose members are made when they are read; those that would be undefined read as missing. */
function lazily(
  columns: readonly EveryColumn[],
  make: (column: EveryColumn) => Statistics | undefined,
): Statistics {
  const object: Record<string, unknown> = Object.create(null);
  const taken = new Set(columns.map(({ name }) => name));
  for (const column of columns) {
    let made: { readonly is: Statistics | undefined } | undefined;
    const get = () => {
      made ??= { is: make(column) };
      return made.is;
    };
    const { name, was } = column;
    Object.defineProperty(object, name, { enumerable: true, get });
    // Read by either name, and counted once by `columns.*`.
    if (was !== undefined && !taken.has(was)) Object.defineProperty(object, was, { enumerable: false, get });
  }
  return object;
}

/** Every statistic that the column has; `other` is the same column on the other side. */
function statisticsOf(column: ColumnProfile, rows: number, other: ColumnProfile | undefined): Statistics {
  const { types, moments, distinct, sensitive } = column;
  const counts = {
    type: types.inferredType(),
    present: types.present,
    missing: rows - types.present,
    completeness: rows === 0 ? undefined : types.present / rows,
    distinct: Math.round(distinct.estimate()),
  };
  if (sensitive) return counts;
  const numbers =
    moments.count === 0
      ? {}
      : {
          mean: finite(moments.mean),
          sum: finite(moments.sum),
          stdDev: finite(moments.standardDeviation),
          min: moments.min,
          max: moments.max,
          quantiles: Object.fromEntries(
            QUANTILES.map((name) => [name, column.sketch.quantile(Number(name.slice(1)) / 100)]),
          ),
        };
  return { ...counts, ...numbers, categories: categoriesOf(column, other) };
}

/**
 * How often each value of a text column of few values occurs. A value that the other side alone has is here 0 times,
 * so that a rule about it has something to read.
 */
function categoriesOf(column: ColumnProfile, other: ColumnProfile | undefined): Statistics | undefined {
  const counts = lowCardinalityCounts(column);
  if (counts === undefined) return undefined;
  const categories: Record<string, number> = Object.create(null);
  const elsewhere = other === undefined || other.sensitive ? undefined : lowCardinalityCounts(other);
  for (const value of elsewhere?.keys() ?? []) categories[value] = 0;
  for (const [value, count] of counts) categories[value] = count;
  return categories;
}

/** The statistics of a baseline of which Model Monitor left the file alone. */
function statisticsOfFile(
  { inferred_type, numerical_statistics: numbers, string_statistics: texts }: FeatureStatistics,
  rows: number,
): Statistics {
  const { num_present: present = 0, num_missing: missing = 0 } = (numbers ?? texts)?.common ?? {};
  const buckets = texts?.distribution?.categorical?.buckets;
  return {
    type: inferred_type,
    present,
    missing,
    completeness: rows === 0 ? undefined : present / rows,
    distinct: numbers?.approximate_num_distinct_values ?? texts?.distinct_count,
    mean: numbers?.mean ?? undefined,
    sum: numbers?.sum ?? undefined,
    stdDev: numbers?.std_dev ?? undefined,
    min: numbers?.min ?? undefined,
    max: numbers?.max ?? undefined,
    categories: buckets && Object.fromEntries(buckets.map(({ value, count }) => [value, count])),
  };
}

const baselineRows = ({ baseline }: CheckContext) =>
  baseline.profile.rows || (baseline.statistics?.dataset.item_count ?? 0);

const finite = (x: number | undefined) => (x !== undefined && Number.isFinite(x) ? x : undefined);
