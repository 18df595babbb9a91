import { formatClock, formatDate } from "../report/format-time.ts";
import { type ColumnChange, lostAt } from "./column-history.ts";
import type { ColumnStanding, VersionSpan } from "./column-standing.ts";

/** `3 Mar 2026, 10:00 UTC`. */
export const timeInWords = (time: number) => `${formatDate(time)}, ${formatClock(time)} UTC`;

/** What a change declares of a name, to stand after "declared as". Undefined where it says nothing. */
export function declaredAs(change: ColumnChange | undefined, name: string): string | undefined {
  if (change === undefined) return undefined;
  const { added, dropped, renamed, oldName, from } = change;
  const what = dropped.has(name)
    ? "dropped"
    : renamed.has(name)
      ? `renamed to "${renamed.get(name)}"`
      : added.has(name)
        ? "added"
        : oldName.has(name)
          ? `the new name of "${oldName.get(name)}"`
          : undefined;
  return what && `${what} on ${timeInWords(from)}`;
}

/**
 * Why a column of the window is not judged, where a declared change is the reason; undefined where none is: the baseline
 * should have it, or nobody spoke of it.
 */
export function reasonAside(
  { history, first, last, baseline }: VersionSpan,
  { column: { name }, version, when }: ColumnStanding,
): string | undefined {
  const { changes } = history;
  if (when === "late") return `declared as ${declaredAs(changes[version], name)}`;
  if (when === "early") return `declared as ${declaredAs(changes[version - 1], name)}`;
  const lost = (to: number) => lostAt(history, name, version, to)?.from;
  const [went, came, unknown] = [lost(last), lost(first), lost(baseline)];
  if (went !== undefined) return `dropped on ${timeInWords(went)}, inside the window`;
  if (came !== undefined) return `added on ${timeInWords(came)}, inside the window`;
  if (unknown === undefined) return undefined;
  return baseline < version
    ? `added on ${timeInWords(unknown)}, not in the baseline yet`
    : `dropped on ${timeInWords(unknown)}, and the baseline is of the columns after it`;
}
