import { type ProfileView, renamedView } from "../columns/profile-view.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import type { FeatureStatistics } from "../statistics/statistics.ts";
import type { CheckContext } from "./constraint-check.ts";
import type { FeatureConstraints } from "./constraints.ts";
import { type FeatureConfig, featureConfig } from "./feature-config.ts";

/** A column of the baseline and what the window has in its place. */
export interface JudgedColumn {
  /** The baseline's name. */
  readonly name: string;
  readonly feature: FeatureConstraints;
  readonly config: FeatureConfig;
  /** Undefined where the window lacks it (absent from more than half of the rows), or nothing says which one it is. */
  readonly current: ColumnProfile | undefined;
  readonly baseline: ColumnProfile | undefined;
  readonly baselineStatistics: FeatureStatistics | undefined;
}

/**
 * The baseline's columns without the excluded ones, each with its counterpart in the window: by name, or by
 * position where the window's columns have none of their own (`_c0`, `_c1`, …). Model Monitor goes by
 * position always. Empty for a window without rows.
 */
export function judgedColumns(context: CheckContext): readonly JudgedColumn[] {
  let columns = judged.get(context);
  if (columns === undefined) judged.set(context, (columns = pair(context)));
  return columns;
}

/** Paired once a context: every check asks. */
const judged = new WeakMap<CheckContext, readonly JudgedColumn[]>();

function pair(context: CheckContext): JudgedColumn[] {
  const { current, baseline, exclude } = context;
  if (current.rows === 0) return [];
  const { columns } = current; // made anew at each reading: 10,000 columns would be 10,000 lists
  const shifted = isShifted(context);
  const statistics = new Map(baseline.statistics?.features.map((feature) => [feature.name, feature]));
  return baseline.constraints.features.flatMap((feature, position) => {
    const { name } = feature;
    if (exclude.has(name)) return [];
    const counterpart = shifted ? undefined : counterpartOf(context, columns, name, position);
    return {
      name,
      feature,
      config: featureConfig(baseline.constraints, feature),
      current: counterpart && (context.compat || !isMissing(current, counterpart)) ? counterpart : undefined,
      baseline: baseline.profile.column(name),
      baselineStatistics: statistics.get(name),
    };
  });
}

/** Columns of the window that the baseline does not know and more than half of the rows have. */
export function extraColumns({ current, baseline, exclude }: CheckContext): ColumnProfile[] {
  const { features } = baseline.constraints;
  const known = new Set(features.map(({ name }) => name));
  return current.columns.filter((column, position) => {
    const standsFor = column.name === positional(position) && position < features.length;
    return !known.has(column.name) && !exclude.has(column.name) && !standsFor && isThere(current, column);
  });
}

/**
 * Whether nothing says which cell is of which column: position alone tells them apart, and most rows have another
 * number of cells than there are names or columns of the baseline. Model Monitor compares them nevertheless.
 */
export function isShifted({ current, baseline, compat }: CheckContext): boolean {
  const expected = baseline.constraints.features.length;
  if (compat || current.rows === 0 || expected === 0) return false;
  if ((current.notes.get("rowsOfOtherWidth") ?? 0) > current.rows / 2) return true;
  const width = current.columns.filter((column) => !isMissing(current, column)).length;
  return width > 0 && width !== expected && current.columns.every(({ name }) => POSITION.test(name));
}

/** Whether more than half of the rows lack the cell; at exactly half a column is neither missing nor extra. */
export const isMissing = (profile: ProfileView, column: ColumnProfile) =>
  profile.absent(column.name) > profile.rows / 2;
const isThere = (profile: ProfileView, column: ColumnProfile) =>
  profile.absent(column.name) < profile.rows / 2;

function counterpartOf(
  { current, compat }: CheckContext,
  columns: readonly ColumnProfile[],
  name: string,
  position: number,
): ColumnProfile | undefined {
  const inPlace = columns[position];
  if (compat) return inPlace;
  return current.column(name) ?? (inPlace?.name === positional(position) ? inPlace : undefined);
}

/**
 * The window under the baseline's names where its columns have none of their own (`_c0`, `_c1`, …) and are as many: what
 * its files are written of. Model Monitor does so (its runs on CSV captures, whose files name the baseline's columns).
 */
export function namedByBaseline(profile: ProfileView, features: readonly FeatureConstraints[]): ProfileView {
  if (profile.columns.length !== features.length) return profile;
  const names = new Map(
    profile.columns.map(({ name }, at) => [name, name === positional(at) ? features[at]!.name : name]),
  );
  // A name that another column has already would make one column of the two.
  if (new Set(names.values()).size < names.size) return profile;
  return renamedView(profile, ({ name }) => names.get(name));
}

const POSITION = /^_c\d+$/;
const positional = (position: number) => `_c${position}`;

/** Present cells of the column in the baseline; infinite where no file says. */
export function presentInBaseline({ baseline, baselineStatistics }: JudgedColumn): number {
  const { numerical_statistics, string_statistics } = baselineStatistics ?? {};
  const stated = (numerical_statistics ?? string_statistics)?.common.num_present;
  return baseline?.types.present ?? stated ?? Number.POSITIVE_INFINITY;
}
