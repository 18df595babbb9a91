import { parseUtcTime } from "../capture/utc-time.ts";
import type { DeclaredColumns } from "./column-versions.ts";

/** One declared change of the columns. */
export interface ColumnChange {
  /** Epoch milliseconds; the change holds from then on. */
  readonly from: number;
  readonly added: ReadonlySet<string>;
  readonly dropped: ReadonlySet<string>;
  /** Old name → new name. */
  readonly renamed: ReadonlyMap<string, string>;
  /** New name → old name. */
  readonly oldName: ReadonlyMap<string, string>;
}

/**
 * The versions of a table's columns. Version 0 is what was there before the first declared change, version i what is
 * there from `changes[i − 1].from` until the next change. A column that nothing declares is in all of them.
 */
export interface ColumnHistory {
  /** Ascending in time. */
  readonly changes: readonly ColumnChange[];
  /** All names in payload order, by version; undefined where the definition names no columns. */
  readonly names: readonly (readonly string[] | undefined)[];
}

/** The history that a definition declares. */
export function columnHistory({ names, versions = [] }: DeclaredColumns): ColumnHistory {
  const changes = versions.map(({ from, added = [], dropped = [], renamed = {} }) => ({
    from: parseUtcTime(from)!,
    added: new Set(added),
    dropped: new Set(dropped),
    renamed: new Map(Object.entries(renamed)),
    oldName: new Map(Object.entries(renamed).map(([old, now]) => [now, old])),
  }));
  const byVersion = [names];
  for (const [at, change] of changes.entries())
    byVersion.push(versions[at]!.names ?? namesAfter(byVersion[at], change));
  return { changes, names: byVersion };
}

/** A renamed column keeps its place, a dropped one leaves none. Where added ones stand only a list can say. */
function namesAfter(before: readonly string[] | undefined, { dropped, renamed }: ColumnChange) {
  return before?.filter((name) => !dropped.has(name)).map((name) => renamed.get(name) ?? name);
}

/** The version that holds at a time, epoch milliseconds: 0 before the first change. */
export function versionAt({ changes }: ColumnHistory, time: number): number {
  return changes.filter(({ from }) => from <= time).length;
}

/** Whether any change speaks of a column of that name. */
export function isDeclared({ changes }: ColumnHistory, name: string): boolean {
  return changes.some((change) => arrives(change, name) || leaves(change, name));
}

/** Whether a version has a column of that name. */
export function isPresent({ changes }: ColumnHistory, name: string, version: number): boolean {
  const first = changes.find((change) => arrives(change, name) || leaves(change, name));
  let present = first === undefined || leaves(first, name);
  for (const change of changes.slice(0, version))
    if (arrives(change, name)) present = true;
    else if (leaves(change, name)) present = false;
  return present;
}

const arrives = ({ added, oldName }: ColumnChange, name: string) => added.has(name) || oldName.has(name);
const leaves = ({ dropped, renamed }: ColumnChange, name: string) => dropped.has(name) || renamed.has(name);

/**
 * The name in version `to` of the column that is called `name` in version `from`; undefined where that version has
 * it not. A column that is added again is the one of that name that was dropped.
 */
export function traceName(
  { changes }: ColumnHistory,
  name: string,
  from: number,
  to: number,
): string | undefined {
  let there = true;
  let called = name;
  for (let at = from; at < to; at++) {
    const { added, dropped, renamed } = changes[at]!;
    if (!there) there = added.has(called);
    else if (dropped.has(called)) there = false;
    else called = renamed.get(called) ?? called;
  }
  for (let at = from; at > to; at--) {
    const { added, dropped, oldName } = changes[at - 1]!;
    if (!there) there = dropped.has(called);
    else if (added.has(called)) there = false;
    else called = oldName.get(called) ?? called;
  }
  return there ? called : undefined;
}

/** The change beyond which, on the way from one version to another, a column is not there; undefined where it always is. */
export function lostAt(
  history: ColumnHistory,
  name: string,
  from: number,
  to: number,
): ColumnChange | undefined {
  const step = Math.sign(to - from);
  for (let at = from; at !== to; at += step)
    if (traceName(history, name, from, at + step) === undefined)
      return history.changes[step > 0 ? at : at - 1];
  return undefined;
}

/** A name with all the names that its columns have in other versions; itself first. */
export function everyName(history: ColumnHistory, name: string): string[] {
  if (!isDeclared(history, name)) return [name];
  const all = versionsOf(history);
  const names = all
    .filter((version) => isPresent(history, name, version))
    .flatMap((version) => all.flatMap((other) => traceName(history, name, version, other) ?? []));
  return [...new Set([name, ...names])];
}

/**
 * The version whose columns a table of these names has: the one that agrees with it on most of the names that the
 * changes speak of; of several the earliest.
 */
export function versionOf(history: ColumnHistory, columns: readonly string[]): number {
  const there = new Set(columns);
  const disagreements = versionsOf(history).map((version) => disagreeing(history, there, version).length);
  return disagreements.indexOf(Math.min(...disagreements));
}

/** Names that the changes speak of and that a table has and the version has not, or the reverse. */
export function disagreeing(history: ColumnHistory, columns: ReadonlySet<string>, version: number): string[] {
  return declaredNames(history).filter((name) => columns.has(name) !== isPresent(history, name, version));
}

function declaredNames({ changes }: ColumnHistory): string[] {
  const names = changes.flatMap(({ added, dropped, renamed, oldName }) => [
    ...added,
    ...dropped,
    ...renamed.keys(),
    ...oldName.keys(),
  ]);
  return [...new Set(names)];
}

const versionsOf = ({ changes }: ColumnHistory) => [...Array(changes.length + 1).keys()];
