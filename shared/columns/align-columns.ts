/**
 * A window beside a baseline of another version of its columns: both under the names that hold in the window, so
 * that every check compares a column with itself.
 */
import type { Baseline } from "../baseline/baseline.ts";
import { reasonAside, timeInWords } from "./change-in-words.ts";
import { type ColumnHistory, traceName, versionAt, versionOf } from "./column-history.ts";
import { columnNotes } from "./column-notes.ts";
import { type ColumnStanding, standingOf, type VersionSpan } from "./column-standing.ts";
import { type ProfileView, renamedView } from "./profile-view.ts";
import { type SchemaInForce, schemaInForce } from "./schema-in-force.ts";

export interface ColumnsToAlign {
  readonly history: ColumnHistory;
  /** Epoch milliseconds; `end` exclusive. */
  readonly window: { readonly start: number; readonly end: number };
  readonly profile: ProfileView;
  readonly baseline: Baseline;
}

export interface AlignedColumns {
  readonly current: ProfileView;
  /** Without the columns that are not judged. */
  readonly baseline: Baseline;
  /** Columns of the window that a declared change keeps from being judged, each with the reason. */
  readonly aside: ReadonlyMap<string, string>;
  /** Name in the window → name in the baseline, of every judged column. */
  readonly origins: ReadonlyMap<string, string>;
  /** Undefined where the columns from before the first change hold on both sides, and came as declared. */
  readonly schema: SchemaInForce | undefined;
}

/** Aligns the two by the declared changes; without any both stay as they are. */
export function alignColumns({ history, window, profile, baseline }: ColumnsToAlign): AlignedColumns {
  const columns = baseline.constraints.features.map(({ name }) => name);
  const span = {
    history,
    first: versionAt(history, window.start),
    last: versionAt(history, window.end - 1),
    baseline: versionOf(history, columns),
  };
  const unplaced = shiftedInside(span, profile);
  const judged = unplaced === undefined ? judgedNames(span, columns) : new Map<string, string>();
  const standings = profile.columns.map((column) => standingOf(span, column));
  const nameOf = new Map(standings.map((standing) => [standing.column, nameNow(standing, judged)]));
  const current = renamedView(profile, (column) => nameOf.get(column) ?? column.name);
  const aside = unplaced ?? asideOf(span, standings, judged);
  return {
    current,
    baseline: renamedBaseline(baseline, judged),
    aside,
    origins: new Map([...judged].map(([old, now]) => [now, old])),
    schema: schemaInForce(span, {
      renamed: new Map([...judged].filter(([old, now]) => old !== now)),
      added: standings.filter(({ column, origin }) => aside.has(column.name) && origin === undefined),
      dropped: columns.filter((name) => !judged.has(name)),
      notes: columnNotes(span, standings, current, judged),
    }),
  };
}

/** The baseline's columns that are there throughout the window, with their names at its end. */
function judgedNames(
  { history, first, last, baseline }: VersionSpan,
  columns: readonly string[],
): Map<string, string> {
  const inForce = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const taken = new Set<string>();
  const names = columns.flatMap((name): [string, string][] => {
    const called = inForce.map((version) => traceName(history, name, baseline, version));
    const now = called.at(-1);
    // Two columns under one name: the baseline is of no version; push, analyze and doctor say so.
    if (now === undefined || called.includes(undefined) || taken.has(now)) return [];
    taken.add(now);
    return [[name, now]];
  });
  return new Map(names);
}

/** The name under which a column is judged; undefined where it is not. */
const nameNow = ({ origin }: ColumnStanding, judged: ReadonlyMap<string, string>) =>
  origin === undefined ? undefined : judged.get(origin);

function asideOf(
  span: VersionSpan,
  standings: readonly ColumnStanding[],
  judged: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map(
    standings.flatMap((standing): [string, string][] => {
      const reason = nameNow(standing, judged) === undefined ? reasonAside(span, standing) : undefined;
      return reason === undefined ? [] : [[standing.column.name, reason]];
    }),
  );
}

/**
 * Every column, where positions alone tell columns apart and a change inside the window moves them: rows of both sides
 * are mixed in each. Undefined otherwise.
 */
function shiftedInside(
  { history, first, last }: VersionSpan,
  { columns }: ProfileView,
): Map<string, string> | undefined {
  const change = history.changes
    .slice(first, last)
    .find(({ added, dropped }) => added.size > 0 || dropped.size > 0);
  if (change === undefined || !columns.every(({ name }, at) => name === `_c${at}`)) return undefined;
  const reason = `without names, and the columns move on ${timeInWords(change.from)}, inside the window: give columns.names`;
  return new Map(columns.map(({ name }) => [name, reason]));
}

/** The baseline under these names; what has none is left out. */
function renamedBaseline(baseline: Baseline, judged: ReadonlyMap<string, string>): Baseline {
  const renamed = <F extends { readonly name: string }>(features: readonly F[]): F[] =>
    features.flatMap((feature) => {
      const name = judged.get(feature.name);
      return name === undefined ? [] : [name === feature.name ? feature : { ...feature, name }];
    });
  const { constraints, statistics, profile } = baseline;
  return {
    ...baseline,
    constraints: { ...constraints, features: renamed(constraints.features) },
    ...(statistics === undefined
      ? {}
      : { statistics: { ...statistics, features: renamed(statistics.features) } }),
    profile: renamedView(profile, ({ name }) => judged.get(name)),
  };
}
