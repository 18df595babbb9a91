/**
 * `statistics.json` of Model Monitor's data quality monitor (the layout of 2023 and later): what a data
 * set's columns hold. Field names are AWS's. Unknown keys are kept.
 */
import * as v from "valibot";
import type { ColumnProfile } from "../profile/column-profile.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import { kllStatisticsOf } from "./kll-statistics.ts";
import { lowCardinalityCounts } from "./low-cardinality-counts.ts";
import { parseFileShape } from "./parse-file-shape.ts";

const COUNT = "expected a whole number of at least 0";
const count = v.pipe(v.number(COUNT), v.integer(COUNT), v.minValue(0, COUNT));
const finite = v.pipe(v.number("expected a number"), v.finite("expected a finite number"));
/** null where it does not exist: the mean of nothing, the smallest value of a sensitive column. */
const figure = v.optional(v.nullable(finite));
const common = v.looseObject({ num_present: count, num_missing: count });

const kll = v.looseObject({
  buckets: v.array(v.looseObject({ lower_bound: finite, upper_bound: finite, count: finite })),
  sketch: v.looseObject({
    parameters: v.looseObject({ c: finite, k: finite }),
    data: v.array(v.array(finite)),
  }),
});
const categorical = v.looseObject({ buckets: v.array(v.looseObject({ value: v.string(), count })) });

const numericalStatistics = v.looseObject({
  common,
  mean: figure,
  sum: figure,
  std_dev: figure,
  min: figure,
  max: figure,
  approximate_num_distinct_values: v.optional(count),
  completeness: v.optional(finite),
  distribution: v.optional(v.looseObject({ kll: v.optional(kll) })),
});

const stringStatistics = v.looseObject({
  common,
  distinct_count: v.optional(finite),
  completeness: v.optional(finite),
  distribution: v.optional(v.looseObject({ categorical: v.optional(categorical) })),
});

const featureStatistics = v.looseObject({
  name: v.string(),
  inferred_type: v.string(),
  numerical_statistics: v.optional(numericalStatistics),
  string_statistics: v.optional(stringStatistics),
});

const statistics = v.looseObject({
  version: v.optional(v.number(), 0),
  dataset: v.looseObject({ item_count: count }),
  features: v.array(featureStatistics),
});

/** The KLL sketch of a numeric column: an item of level h stands for 2^h values, lowest level first. */
export type KllStatistics = v.InferOutput<typeof kll>;
export type NumericalStatistics = v.InferOutput<typeof numericalStatistics>;
export type StringStatistics = v.InferOutput<typeof stringStatistics>;
export type FeatureStatistics = v.InferOutput<typeof featureStatistics>;
/** `statistics.json`; the order of `features` is the order of the columns. */
export type Statistics = v.InferOutput<typeof statistics>;

/** Statistics from parsed JSON. Throws `UnusableInput` that says where, what came and what was expected. */
export function parseStatistics(json: unknown, source = "statistics.json"): Statistics {
  return parseFileShape(
    statistics,
    json,
    source,
    "Correct these fields, or make the file again with: plumbline suggest-baseline",
  );
}

/** A sensitive column of fewer rows has no mean and no spread: they would say too much of one row. */
const MIN_ROWS_FOR_QUANTILES = 100;

export interface StatisticsOptions {
  /** Least rows at which a sensitive column's mean and spread are written. */
  readonly minRowsForQuantiles?: number;
}

/**
 * The statistics of a data set from its profile. A number that does not exist is null: the mean of nothing,
 * and of a sensitive column every value (smallest, largest, sum, sketch, categories). Distinct counts are
 * the profile's estimates, ranks are within the sketch's error; counts are exact.
 */
export function statisticsOf(
  profile: Pick<DatasetProfile, "rows" | "columns">,
  options: StatisticsOptions = {},
): Statistics {
  return {
    version: 0,
    dataset: { item_count: profile.rows },
    features: profile.columns.map((column) => featureStatisticsOf(column, profile.rows, options)),
  };
}

function featureStatisticsOf(
  column: ColumnProfile,
  rows: number,
  options: StatisticsOptions,
): FeatureStatistics {
  const inferred_type = column.types.inferredType();
  const numeric = inferred_type === "Integral" || inferred_type === "Fractional";
  const figures = numeric
    ? { numerical_statistics: numericalStatisticsOf(column, rows, options) }
    : { string_statistics: stringStatisticsOf(column, rows) };
  return { name: column.name, inferred_type, ...figures };
}

function numericalStatisticsOf(
  column: ColumnProfile,
  rows: number,
  { minRowsForQuantiles = MIN_ROWS_FOR_QUANTILES }: StatisticsOptions,
): NumericalStatistics {
  const { moments, sensitive } = column;
  const telling = moments.count > 0 && (!sensitive || moments.count >= minRowsForQuantiles);
  const open = moments.count > 0 && !sensitive;
  const sum = sumOf(column);
  return {
    common: commonOf(column, rows),
    mean: telling ? finiteOrNull(sum / moments.count) : null,
    sum: open ? finiteOrNull(sum) : null,
    std_dev: telling ? finiteOrNull(moments.standardDeviation) : null, // of the population, as Spark's
    min: open ? finiteOrNull(moments.min) : null,
    max: open ? finiteOrNull(moments.max) : null,
    approximate_num_distinct_values: Math.round(column.distinct.estimate()),
    completeness: completenessOf(column, rows),
    distribution: open ? { kll: kllStatisticsOf(column) } : undefined,
  };
}

function sumOf({ moments, types }: ColumnProfile): number {
  return (types.inferredType() === "Integral" ? moments.integralSum : undefined) ?? moments.sum;
}

function stringStatisticsOf(column: ColumnProfile, rows: number): StringStatistics {
  const domain = column.sensitive ? undefined : lowCardinalityCounts(column);
  const buckets = domain && [...domain].map(([value, count]) => ({ value, count }));
  return {
    common: commonOf(column, rows),
    distinct_count: Math.round(column.distinct.estimate()),
    completeness: completenessOf(column, rows),
    distribution: buckets && { categorical: { buckets } },
  };
}

/** Rows without the cell count as missing: the service sees one table. */
const commonOf = ({ types }: ColumnProfile, rows: number) => ({
  num_present: types.present,
  num_missing: rows - types.present,
});

const completenessOf = ({ types }: ColumnProfile, rows: number) =>
  rows === 0 ? undefined : types.present / rows;

/** JSON has no infinity: a sum that overflows does not exist. */
const finiteOrNull = (x: number | undefined) => (x !== undefined && Number.isFinite(x) ? x : null);
