import { ColumnProfile } from "../profile/column-profile.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";

/** What a judgement reads of a profile. */
export type ProfileView = Pick<
  DatasetProfile,
  "rows" | "columns" | "column" | "absent" | "notes" | "segments" | "correlations"
>;

/** Rows that carry both names of a renamed column: in a larger share a team sends both for a while. */
const MOST_TWICE = 0.01;

/**
 * A profile under other names of its columns, in its own order; columns that get one name become one column, and
 * those without a name are left out. Nothing is copied that keeps its cells: the view is for reading.
 */
export function renamedView(
  profile: ProfileView,
  nameOf: (column: ColumnProfile) => string | undefined,
): ProfileView {
  const groups = new Map<string, ColumnProfile[]>();
  const names = new Map<string, string>();
  for (const column of profile.columns) {
    const name = nameOf(column);
    if (name !== undefined) names.set(column.name, name);
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), column]);
  }
  const byName = new Map([...groups].map(([name, parts]) => [name, together(name, parts, profile.rows)]));
  const cellsOf = (column: string | ColumnProfile) =>
    (typeof column === "string" ? byName.get(column) : column)?.types.cells ?? 0;
  return {
    rows: profile.rows,
    notes: profile.notes,
    segments: profile.segments, // profiles of their own: whoever compares them puts them under other names then
    correlations: profile.correlations.renamed((column) => names.get(column)),
    columns: [...byName.values()],
    column: (name) => byName.get(name),
    absent: (column) => Math.max(0, profile.rows - cellsOf(column)),
  };
}

/** One column of these parts under that name: of their cells, or of the fullest part where rows have several of them. */
function together(name: string, parts: readonly ColumnProfile[], rows: number): ColumnProfile {
  const cells = parts.reduce((sum, { types }) => sum + types.cells, 0);
  const [fullest] = [...parts].sort(
    (a, b) => b.types.cells - a.types.cells || Number(b.name === name) - Number(a.name === name),
  );
  const taken = cells <= rows * (1 + MOST_TWICE) ? parts : [fullest!];
  const [first] = taken as [ColumnProfile];
  const { sensitive, kind } = first;
  if (taken.length === 1)
    return first.name === name ? first : new ColumnProfile({ name, sensitive, kind }, first);
  const whole = new ColumnProfile({ name, sensitive, kind });
  for (const part of taken) whole.merge(part);
  return whole;
}
