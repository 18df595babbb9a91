/** `columns.versions` of a monitor definition: what is known beforehand of how its columns change. */
import * as v from "valibot";
import { parseUtcTime } from "../capture/utc-time.ts";
import { columnHistory, isDeclared, isPresent } from "./column-history.ts";

const TIME = "expected a time with its offset, such as 2026-03-03T10:00:00Z";
const names = v.array(v.string());

const version = v.pipe(
  v.strictObject({
    from: v.pipe(
      v.string(TIME),
      v.check((text) => parseUtcTime(text) !== undefined, TIME),
    ),
    added: v.optional(names),
    dropped: v.optional(names),
    /** Old name → new name. */
    renamed: v.optional(v.record(v.string(), v.string())),
    /** Names of all columns from then on, in the order of `columns.names`. */
    names: v.optional(names),
  }),
  v.check(
    ({ from: _from, ...changes }) =>
      Object.values(changes).some((change) => Object.keys(change ?? {}).length > 0),
    "expected at least one of added, dropped, renamed, names",
  ),
);

/** The schema of `columns.versions`. */
export const columnVersions = v.array(version);

/** One declared change: from that time on the columns are others. */
export type ColumnVersion = v.InferOutput<typeof version>;

/** What a definition says of its columns' names. */
export interface DeclaredColumns {
  readonly names?: readonly string[] | undefined;
  readonly versions?: readonly ColumnVersion[] | undefined;
}

/** Why a declaration cannot be true. */
export interface VersionFault {
  /** Path below `columns`. */
  readonly path: readonly (string | number)[];
  readonly got: string;
  readonly expected: string;
}

/** Every contradiction in `columns.versions`: of a version in itself, with the versions before it, with `columns.names`. */
export function columnVersionFaults(columns: DeclaredColumns): VersionFault[] {
  const { versions = [] } = columns;
  return versions.flatMap((each, at) => {
    const faults = [
      ...timeFaults(versions, at),
      ...nameFaults(columns, at),
      ...repeatedNames(each),
      ...listFaults(columns, at),
    ];
    return faults.map(({ path, ...fault }) => ({ path: ["versions", at, ...path], ...fault }));
  });
}

function timeFaults(versions: readonly ColumnVersion[], at: number): VersionFault[] {
  const [before, now] = [versions[at - 1]?.from, versions[at]!.from];
  if (before === undefined || parseUtcTime(now)! > parseUtcTime(before)!) return [];
  return [{ path: ["from"], got: now, expected: `a time after the one of the version before, ${before}` }];
}

/** Names that are there and must not be, or the reverse, when the version begins. */
function nameFaults(columns: DeclaredColumns, at: number): VersionFault[] {
  const { added = [], dropped = [], renamed = {} } = columns.versions![at]!;
  const before = presenceBefore(columns, at);
  const isThere = (name: string) => before(name) ?? (Object.hasOwn(renamed, name) ? true : undefined);
  return [
    ...dropped.filter((name) => isThere(name) === false).map((name) => notThere(["dropped"], name)),
    ...Object.keys(renamed)
      .filter((name) => isThere(name) === false)
      .map((name) => notThere(["renamed"], name)),
    ...added.filter((name) => isThere(name) === true).map((name) => alreadyThere(["added"], name)),
    ...Object.entries(renamed)
      .filter(([, now]) => isThere(now) === true && !dropped.includes(now))
      .map(([old, now]) => alreadyThere(["renamed", old], now)),
  ];
}

const notThere = (path: VersionFault["path"], name: string): VersionFault => ({
  path,
  got: quoted(name),
  expected: "a column that is there until then; it was dropped or renamed before, or is not in columns.names",
});

const alreadyThere = (path: VersionFault["path"], name: string): VersionFault => ({
  path,
  got: quoted(name),
  expected: "a name that no column has until then",
});

/** Whether a column is there before version `at`; undefined where nothing says. */
function presenceBefore(
  { names: first, versions = [] }: DeclaredColumns,
  at: number,
): (name: string) => boolean | undefined {
  const before = columnHistory({ names: first, versions: versions.slice(0, at) });
  return (name) => {
    if (isDeclared(before, name)) return isPresent(before, name, at);
    return first?.includes(name);
  };
}

/** A name that one version says two things of. */
function repeatedNames({ added = [], dropped = [], renamed = {} }: ColumnVersion): VersionFault[] {
  const leave = [...dropped, ...Object.keys(renamed)];
  const arrive = [...added, ...Object.values(renamed)];
  const both = added.filter((name) => dropped.includes(name));
  return [
    ...repeated(leave).map((name) => ({
      path: [],
      got: `${quoted(name)} leaving twice`,
      expected: "every column dropped or renamed once",
    })),
    ...repeated(arrive).map((name) => ({
      path: [],
      got: `${quoted(name)} arriving twice`,
      expected: "every column added, or named, once",
    })),
    ...both.map((name) => ({
      path: [],
      got: `${quoted(name)} dropped and added`,
      expected: "one of the two; a column that means something else from then on needs a name of its own",
    })),
  ];
}

/** What the list of all names has to hold, and when it has to be there. */
function listFaults(columns: DeclaredColumns, at: number): VersionFault[] {
  const { names: listed, added = [] } = columns.versions![at]!;
  if (columns.names === undefined)
    return listed === undefined
      ? []
      : [{ path: ["names"], got: "names", expected: "columns.names beside it, for the time before" }];
  if (listed === undefined)
    return added.length === 0
      ? []
      : [
          {
            path: [],
            got: `no names beside added ${added.map(quoted).join(", ")}`,
            expected: "names, all of them in order: nothing else says where the added columns stand",
          },
        ];
  return differenceFaults(
    listed,
    columnHistory({ ...columns, versions: columns.versions!.slice(0, at) }).names[at]!,
    columns.versions![at]!,
  );
}

function differenceFaults(
  listed: readonly string[],
  before: readonly string[],
  { added = [], dropped = [], renamed = {} }: ColumnVersion,
): VersionFault[] {
  const expected = new Set([
    ...before.filter((name) => !dropped.includes(name) && !Object.hasOwn(renamed, name)),
    ...Object.values(renamed),
    ...added,
  ]);
  const missing = [...expected].filter((name) => !listed.includes(name));
  const unknown = listed.filter((name) => !expected.has(name));
  const twice = repeated(listed);
  return [
    ...missing.map((name) => ({
      path: ["names"],
      got: `a list without ${quoted(name)}`,
      expected: "it, or it among dropped",
    })),
    ...unknown.map((name) => ({
      path: ["names"],
      got: quoted(name),
      expected: "it among added, or renamed",
    })),
    ...twice.map((name) => ({ path: ["names"], got: `${quoted(name)} twice`, expected: "every name once" })),
  ];
}

const repeated = (list: readonly string[]) => [
  ...new Set(list.filter((name, index) => list.indexOf(name) !== index)),
];
const quoted = (name: string) => `"${name}"`;
