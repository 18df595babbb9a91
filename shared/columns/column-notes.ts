import { formatShare } from "../report/format-number.ts";
import { declaredAs } from "./change-in-words.ts";
import { traceName } from "./column-history.ts";
import { type ColumnStanding, holdsThroughout, type VersionSpan } from "./column-standing.ts";
import type { ProfileView } from "./profile-view.ts";

/** In a smaller share of the rows it is a straggler or two. */
const NOTEWORTHY = 0.01;
const MOST_NOTES = 10;

/**
 * What came earlier or later than declared, each in a sentence: names that no longer or not yet hold in the window,
 * added columns that are not there, columns that left before their time.
 */
export function columnNotes(
  span: VersionSpan,
  standings: readonly ColumnStanding[],
  current: ProfileView,
  judged: ReadonlyMap<string, string>,
): string[] {
  if (current.rows === 0) return [];
  const notes = [
    ...standings.flatMap((standing) => outOfTime(span, standing, current.rows)),
    ...lacking(current, awaited(span)),
    ...lacking(current, leaving(span, judged)),
  ];
  const left = notes.length - MOST_NOTES;
  return left <= 0
    ? notes
    : [...notes.slice(0, MOST_NOTES), `${left} more columns came otherwise than declared.`];
}

function outOfTime(
  { history }: VersionSpan,
  { column, version, when }: ColumnStanding,
  rows: number,
): string[] {
  const share = column.types.cells / rows;
  if (when === "in force" || share <= NOTEWORTHY) return [];
  const { name } = column;
  return when === "late"
    ? [
        `"${name}" still comes in ${formatShare(share)} of the rows: declared as ${declaredAs(history.changes[version], name)}.`,
      ]
    : [
        `"${name}" already comes in ${formatShare(share)} of the rows: declared as ${declaredAs(history.changes[version - 1], name)}.`,
      ];
}

interface Awaited {
  readonly name: string;
  readonly declared: string | undefined;
}

/** Columns that were added before the window, and that no other name of the baseline's stands for. */
function awaited(span: VersionSpan): Awaited[] {
  const { history, first, baseline } = span;
  return history.changes.slice(0, first).flatMap((change, at) =>
    [...change.added].flatMap((added) => {
      const name = traceName(history, added, at + 1, first);
      const judged = traceName(history, added, at + 1, baseline) !== undefined;
      return name === undefined || judged || !holdsThroughout(span, name)
        ? []
        : [{ name, declared: declaredAs(change, added) }];
    }),
  );
}

/** Judged columns that are declared as dropped after the window. */
function leaving({ history, last, baseline }: VersionSpan, judged: ReadonlyMap<string, string>): Awaited[] {
  return history.changes.slice(last).flatMap((change, at) =>
    [...change.dropped].flatMap((dropped) => {
      const origin = traceName(history, dropped, last + at, baseline);
      const name = origin === undefined ? undefined : judged.get(origin);
      return name === undefined ? [] : [{ name, declared: declaredAs(change, dropped) }];
    }),
  );
}

function lacking(current: ProfileView, columns: readonly Awaited[]): string[] {
  return columns.flatMap(({ name, declared }) => {
    const share = current.absent(name) / current.rows;
    return share > 0.5 ? [`${formatShare(share)} of the rows lack "${name}": declared as ${declared}.`] : [];
  });
}
