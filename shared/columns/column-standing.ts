import type { ColumnProfile } from "../profile/column-profile.ts";
import { type ColumnHistory, isPresent, traceName } from "./column-history.ts";

/** The versions of a window's columns and of its baseline's. */
export interface VersionSpan {
  readonly history: ColumnHistory;
  /** In force when the window begins, and when it ends. */
  readonly first: number;
  readonly last: number;
  readonly baseline: number;
}

/** A column of a window, as the declared changes see it. */
export interface ColumnStanding {
  readonly column: ColumnProfile;
  /** The version that it is a column of: one in force where that has its name, otherwise the nearest that has. */
  readonly version: number;
  /** `late`: the name no longer should be there; `early`: it not yet should. */
  readonly when: "in force" | "late" | "early";
  /** The baseline's name of the same column; undefined where its version has none. */
  readonly origin: string | undefined;
}

/** Where a column of a window belongs. */
export function standingOf(span: VersionSpan, column: ColumnProfile): ColumnStanding {
  const { history, first, last, baseline } = span;
  const version = nearestFirst(span).find((each) => isPresent(history, column.name, each)) ?? last;
  const when = version < first ? "late" : version > last ? "early" : "in force";
  return { column, version, when, origin: traceName(history, column.name, version, baseline) };
}

/** The versions in force, the newest first; then those before them, the newest first; then those after them. */
function nearestFirst({ history, last }: VersionSpan): number[] {
  const all = [...Array(history.changes.length + 1).keys()];
  return [...all.slice(0, last + 1).reverse(), ...all.slice(last + 1)];
}

/** Whether a column of that name is there in every version that is in force in the window. */
export function holdsThroughout({ history, first, last }: VersionSpan, name: string): boolean {
  for (let version = first; version <= last; version++) if (!isPresent(history, name, version)) return false;
  return true;
}
