import { nameList } from "../report/name-list.ts";
import { timeInWords } from "./change-in-words.ts";
import type { ColumnStanding, VersionSpan } from "./column-standing.ts";

/** The version of its columns that a window was judged by; part of its verdict. */
export interface SchemaInForce {
  /** ISO time from which the columns at the window's end hold; null for those from before the first declared change. */
  readonly since: string | null;
  /** ISO times of changes inside the window: the columns of both sides of them are accepted. */
  readonly changes: readonly string[];
  /** Name in the window → name in the baseline, where they differ. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Columns of the window that the baseline does not have: counted, not judged. */
  readonly added: readonly string[];
  /** Columns of the baseline that are not expected. */
  readonly dropped: readonly string[];
  /** What came otherwise than declared, each in a sentence. */
  readonly notes: readonly string[];
}

export interface AlignedNames {
  /** Name in the baseline → name in the window. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly added: readonly ColumnStanding[];
  readonly dropped: readonly string[];
  readonly notes: readonly string[];
}

/** Undefined where the columns from before the first change hold in window and baseline, and came as declared. */
export function schemaInForce(
  { history, first, last, baseline }: VersionSpan,
  { renamed, added, dropped, notes }: AlignedNames,
): SchemaInForce | undefined {
  if (last === 0 && baseline === 0 && notes.length === 0) return undefined;
  const iso = ({ from }: { readonly from: number }) => new Date(from).toISOString();
  const since = history.changes[last - 1];
  return {
    since: since === undefined ? null : iso(since),
    changes: history.changes.slice(first, last).map(iso),
    renamed: Object.fromEntries([...renamed].map(([old, now]) => [now, old])),
    added: added.map(({ column }) => column.name),
    dropped,
    notes,
  };
}

/** Which version it is: `as declared from 3 Mar 2026, 10:00 UTC on`. */
export function versionInWords({ since, changes }: SchemaInForce): string {
  const version =
    since === null
      ? "as before the declared changes"
      : `as declared from ${timeInWords(Date.parse(since))} on`;
  return changes.length === 0
    ? version
    : `${version}, and as before: they change inside the window, and both are accepted`;
}

/** The same in some sentences. */
export function schemaInWords(schema: SchemaInForce): string {
  const { renamed, added, dropped, notes } = schema;
  const differences = [
    nameList(Object.entries(renamed).map(([now, old]) => `${now} is ${old} in the baseline`)),
    added.length > 0 && `not in the baseline: ${nameList(added)}`,
    dropped.length > 0 && `no longer compared: ${nameList(dropped)}`,
  ].filter((text) => text !== false && text !== "");
  const version = `Columns ${versionInWords(schema)}${differences.length === 0 ? "" : ` (${differences.join("; ")})`}.`;
  return [version, ...notes].join(" ");
}
