import type { Row } from "./row.ts";
import type { RecordRows, RowOptions } from "./rows.ts";

/** How records become rows, and the names that positional cells have from later times on (ascending, epoch milliseconds). */
export interface VersionedNames {
  readonly options: RowOptions;
  readonly versions?: readonly { readonly from: number; readonly names: readonly string[] }[];
}

/** The rows of a record with the names that their positional cells have. */
export type VersionedRows = RecordRows & {
  readonly names: readonly string[] | undefined;
  /** The names are not those of the record's time: only another version is as wide as its rows. */
  readonly otherVersion: boolean;
};

/** Names of positional cells at a time. */
export function namesAt(
  { options, versions = [] }: VersionedNames,
  time: number,
): readonly string[] | undefined {
  return versions.findLast(({ from }) => from <= time)?.names ?? options.names;
}

/**
 * The rows of a record of that time, as `decode` makes them, under the names that hold then. A release is never there to the second: where
 * its rows have another width, and another version has just that one, they are read as rows of that version, the nearest in
 * time. A width that no version has leaves the names of the time.
 */
export function versionedRows(
  decode: (options: RowOptions) => RecordRows,
  time: number,
  given: VersionedNames,
): VersionedRows {
  const due = namesAt(given, time);
  const read = decode(optionsOf(given, due));
  if (given.versions !== undefined && !isOfWidth(read, due?.length))
    for (const names of byNearness(given, due)) {
      const other = decode(optionsOf(given, names));
      if (isOfWidth(other, names?.length)) return { ...other, names, otherVersion: true };
    }
  return { ...read, names: due, otherVersion: false };
}

/** A row with these names where it has none of its own; cells beyond them go by position. */
export function namedRow(row: Row, names: readonly string[] | undefined): Row {
  return row.names !== undefined || names === undefined ? row : { ...row, names };
}

const optionsOf = ({ options }: VersionedNames, names: readonly string[] | undefined): RowOptions =>
  names === undefined || names === options.names ? options : { ...options, names };

/** Whether the positional rows are that wide; a header that is not known as one makes rows that cannot be read. */
function isOfWidth(read: RecordRows, width: number | undefined): boolean {
  const first = read.ok ? read.rows.find(({ names }) => names === undefined) : undefined;
  return read.ok && (first === undefined || first.cells.length === width);
}

/** The names of all other versions, the nearest to the one that is due first; of two as near the earlier. */
function byNearness({ options, versions = [] }: VersionedNames, due: readonly string[] | undefined) {
  const lists = [options.names, ...versions.map((version) => version.names)];
  const at = lists.indexOf(due);
  return lists
    .map((list, index) => ({ list, far: Math.abs(index - at) }))
    .filter(({ far }) => far > 0)
    .sort((a, b) => a.far - b.far)
    .map(({ list }) => list);
}
