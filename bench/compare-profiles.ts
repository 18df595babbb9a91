import type { ColumnProfile } from "../shared/profile/column-profile.ts";
import type { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import type { QuantileSketch } from "../shared/profile/summaries.ts";

/** What a contender found in one column. What it does not tell is left out and not compared. */
export interface FoundColumn {
  readonly missing?: number;
  /** Cells that are numbers; those without and those with a fraction. */
  readonly numbers?: number;
  readonly integral?: number;
  readonly fractional?: number;
  /** Cells that are texts. */
  readonly texts?: number;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  /** Of the population. */
  readonly standardDeviation?: number;
  readonly quantiles?: readonly (readonly [share: number, value: number])[];
  readonly distinct?: number;
  /** Texts with their counts. */
  readonly values?: readonly (readonly [text: string, count: number])[];
}

/** What a contender found in a file; the model's answer is the first column. */
export interface Found {
  readonly rows: number;
  readonly columns: readonly FoundColumn[];
}

/** How far a contender may be off by its own documentation: of a rank and of a number of distinct values, as shares. */
export interface Tolerance {
  readonly rank: number;
  readonly distinct: number;
}

/** A contender that holds everything. */
export const EXACT: Tolerance = { rank: 0, distinct: 0 };

/** Four standard errors of the product's distinct count (0.81 %). */
const DISTINCT_ERROR = 0.0325;

/** Ties move a quantile to a neighbour, however exact it is. */
const RANKS = 2;

/**
 * Throws where the product's profile and what another program found in the same file differ: counts, extremes and counted
 * values exactly, mean and deviation to 1e-9, quantiles within the rank errors of both, distinct values within theirs.
 */
export function requireSameProfiles(profile: DatasetProfile, found: Found, tolerance: Tolerance): void {
  requireEqual("rows", profile.rows, found.rows);
  requireEqual("columns", profile.columns.length, found.columns.length);
  for (const [at, column] of profile.columns.entries()) {
    const other = found.columns[at]!;
    requireSameCounts(column, other);
    requireSameNumbers(column, other, tolerance.rank);
    requireSameValues(column, other, tolerance.distinct);
  }
}

function requireSameCounts({ name, types, moments, values }: ColumnProfile, other: FoundColumn): void {
  requireEqual(`${name}: missing`, types.missing, other.missing);
  requireEqual(`${name}: integral`, types.integral, other.integral);
  requireEqual(`${name}: fractional`, types.fractional, other.fractional);
  requireEqual(`${name}: numbers`, moments.count, other.numbers);
  requireEqual(`${name}: texts`, values.n, other.texts);
}

function requireSameNumbers({ name, moments, sketch }: ColumnProfile, other: FoundColumn, rank: number) {
  if (moments.count === 0) return;
  requireEqual(`${name}: smallest`, moments.min, other.min);
  requireEqual(`${name}: largest`, moments.max, other.max);
  near(`${name}: mean`, moments.mean!, other.mean, 1e-9);
  near(`${name}: standard deviation`, moments.standardDeviation!, other.standardDeviation, 1e-9);
  const slack = (sketch.rankError + rank) * sketch.n + RANKS;
  for (const [share, value] of other.quantiles ?? []) {
    // Ties: every rank that the value covers in the sketch will do.
    const wanted = share * sketch.n;
    const below = sketch.rank(value) - weightAt(sketch, value);
    if (below - slack > wanted || sketch.rank(value) + slack < wanted)
      throw new Error(
        `${name}: the other program's quantile ${share}, ${value}, has ranks ${below} to ${sketch.rank(value)} of ${sketch.n} in the product's sketch: outside the rank errors.`,
      );
  }
}

function requireSameValues({ name, values, distinct }: ColumnProfile, other: FoundColumn, error: number) {
  near(`${name}: distinct`, distinct.estimate(), other.distinct, DISTINCT_ERROR + error);
  if (values.error === 0)
    for (const [text, count] of other.values ?? [])
      requireEqual(`${name}: count of a value`, values.count(text), count);
}

function weightAt(sketch: QuantileSketch, x: number): number {
  const { values, weights } = sketch.weightedValues();
  return values.reduce((sum, value, at) => (value === x ? sum + weights[at]! : sum), 0);
}

function requireEqual(what: string, got: unknown, expected: unknown): void {
  if (expected !== undefined && !Object.is(got, expected))
    throw new Error(`${what}: the product has ${String(got)}, the other program ${String(expected)}.`);
}

function near(what: string, got: number, expected: number | undefined, share: number): void {
  if (expected !== undefined && Math.abs(got - expected) > share * Math.max(1, Math.abs(got)))
    throw new Error(`${what}: the product has ${got}, the other program ${expected}.`);
}
