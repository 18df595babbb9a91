import type { ColumnProfile } from "../shared/profile/column-profile.ts";
import type { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import type { QuantileSketch } from "../shared/profile/summaries.ts";
import type { NaiveStatistics } from "./naive-profile.ts";

/** Four standard errors of the distinct count (0.81 %). */
const DISTINCT_ERROR = 0.0325;

/**
 * Throws where the product's profile and the naive statistics of the same file differ: counts, extremes and counted values
 * exactly, mean and deviation to 1e-9, quantiles within the sketch's rank error, distinct values within HyperLogLog's.
 */
export function requireSameProfiles(
  profile: DatasetProfile,
  naive: { readonly rows: number; readonly columns: readonly NaiveStatistics[] },
): void {
  requireEqual("rows", profile.rows, naive.rows);
  requireEqual("columns", profile.columns.length, naive.columns.length);
  for (const [at, column] of profile.columns.entries()) {
    const other = naive.columns[at]!;
    requireSameCounts(column, other);
    if (other.column.numbers.length > 0) requireSameNumbers(column, other);
    if (column.values.error === 0)
      for (const [value, count] of other.values)
        requireEqual(`${column.name}: count of a value`, column.values.count(value), count);
  }
}

function requireSameCounts(
  { name, types, moments, values, distinct }: ColumnProfile,
  other: NaiveStatistics,
) {
  const { missing, integral, fractional, numbers, counts } = other.column;
  requireEqual(`${name}: missing`, types.missing, missing);
  requireEqual(`${name}: integral`, types.integral, integral);
  requireEqual(`${name}: fractional`, types.fractional, fractional);
  requireEqual(`${name}: numbers`, moments.count, numbers.length);
  requireEqual(
    `${name}: texts`,
    values.n,
    [...counts.values()].reduce((sum, count) => sum + count, 0),
  );
  near(`${name}: distinct`, distinct.estimate(), other.column.distinct.size, DISTINCT_ERROR);
}

function requireSameNumbers({ name, moments, sketch }: ColumnProfile, other: NaiveStatistics) {
  requireEqual(`${name}: smallest`, moments.min, other.min);
  requireEqual(`${name}: largest`, moments.max, other.max);
  near(`${name}: mean`, moments.mean!, other.mean, 1e-9);
  near(`${name}: standard deviation`, moments.standardDeviation!, other.standardDeviation, 1e-9);
  const slack = sketch.rankError * sketch.n + 1;
  for (const [at, quantile] of other.quantiles.entries()) {
    // Ties: every rank that the value covers in the sketch will do.
    const wanted = ((at + 1) / 10) * sketch.n;
    const below = sketch.rank(quantile) - weightAt(sketch, quantile);
    if (below - slack > wanted || sketch.rank(quantile) + slack < wanted)
      throw new Error(`${name}: quantile ${(at + 1) / 10} lies outside the sketch's rank error.`);
  }
}

function weightAt(sketch: QuantileSketch, x: number): number {
  const { values, weights } = sketch.weightedValues();
  return values.reduce((sum, value, at) => (value === x ? sum + weights[at]! : sum), 0);
}

function requireEqual(what: string, got: unknown, expected: unknown): void {
  if (!Object.is(got, expected))
    throw new Error(`${what}: the product has ${String(got)}, the naive program ${String(expected)}.`);
}

function near(what: string, got: number, expected: number, share: number): void {
  if (Math.abs(got - expected) > share * Math.max(1, Math.abs(expected)))
    throw new Error(`${what}: the product has ${got}, the naive program ${expected}.`);
}
