/**
 * One pass over a data set. Rows come in their order, and a column's summaries depend on that column and on nothing else,
 * so several may go over the same rows, each for its share of the columns, and join what they have to the very bytes of one.
 */
import { RowSample } from "../shared/baseline/row-sample.ts";
import { DatasetProfile, type ProfileOptions } from "../shared/profile/dataset-profile.ts";
import type { SegmentOptions } from "../shared/profile/segments.ts";
import type { Layout } from "../shared/statistics/layout.ts";
import { type ColumnShare, RowPreparation } from "./prepare-row.ts";
import type { DatasetRows } from "./read-dataset.ts";

export const HOUR_MS = 3_600_000;

export interface ProfileDatasetOptions {
  /** Column that holds each row's time (ISO 8601, UTC where it has no offset, or epoch seconds or milliseconds); it is not part of the baseline. */
  readonly time?: string;
  /** Column that holds the model's answer, where it is not the first: it goes first, as captures have it. */
  readonly prediction?: string;
  readonly sensitive?: readonly string[];
  readonly sensitiveKey?: string;
  readonly windowMs?: number;
  /** Write Model Monitor's files as it would have, to the byte; without it they come from the profile that judges. */
  readonly layout?: Layout;
  readonly segments?: SegmentOptions;
  readonly onProgress?: (rows: number) => void;
}

export interface ProfiledDataset {
  /** A profile for each window of time; rows without times are one window. */
  readonly windows: ReadonlyMap<number, DatasetProfile>;
  /** All rows in the data set's order, counted as Model Monitor counts; undefined where nobody asks for its layout. */
  readonly faithful: DatasetProfile | undefined;
  /** Some of the rows, in their order. */
  readonly sample: RowSample;
  /** Every column of the data set in the order of first appearance, which is the order of each profile's. */
  readonly columns: readonly string[];
  /** Rows. */
  readonly count: number;
}

/** Where rows have no time. */
const NO_WINDOW = Number.NEGATIVE_INFINITY;

/** Profiles the rows, or the share of their columns. Throws `UnusableInput` when a named column is not there or a row has no time. */
export async function profileDataset(
  rows: DatasetRows,
  source: string,
  options: ProfileDatasetOptions & { readonly share?: ColumnShare } = {},
): Promise<ProfiledDataset> {
  const { windowMs = HOUR_MS, sensitive = [], sensitiveKey = "", segments, layout, onProgress } = options;
  const shared: ProfileOptions = { sensitive, sensitiveKey };
  const windows = new Map<number, DatasetProfile>();
  const faithful = layout === undefined ? undefined : new DatasetProfile({ ...shared, kind: "ModelMonitor" });
  const sample = new RowSample();
  const prepare = new RowPreparation(source, options);
  const key = source.slice(source.lastIndexOf("/") + 1);
  let count = 0;
  for await (const batch of rows) {
    for (const row of batch) {
      const { time, row: prepared } = prepare.prepare(row, ++count);
      const start = time === undefined ? NO_WINDOW : Math.floor(time / windowMs) * windowMs;
      let profile = windows.get(start);
      if (profile === undefined) windows.set(start, (profile = new DatasetProfile({ ...shared, segments })));
      const pointer = { key, line: count };
      profile.countRecord();
      profile.addRow(prepared, pointer);
      faithful?.addRow(prepared, pointer);
      sample.add(prepared, time);
    }
    onProgress?.(count);
  }
  const { columns } = prepare;
  return {
    windows: new Map([...windows].map(([start, profile]) => [start, inOrder([profile], columns)])),
    faithful: faithful && inOrder([faithful], columns),
    sample,
    columns,
    count,
  };
}

/** What all shares have together. They went over the same rows. */
export function joinShares(shares: readonly [ProfiledDataset, ...ProfiledDataset[]]): ProfiledDataset {
  const [{ windows, faithful, columns, count }] = shares;
  const [first, ...others] = shares.map((share) => share.sample);
  const sample = RowSample.of(first!.state);
  for (const other of others) sample.merge(other);
  const joined = [...windows.keys()].map(
    (start) =>
      [
        start,
        inOrder(
          shares.map((share) => share.windows.get(start)!),
          columns,
        ),
      ] as const,
  );
  return {
    windows: new Map(joined),
    faithful:
      faithful &&
      inOrder(
        shares.map((share) => share.faithful!),
        columns,
      ),
    sample,
    columns,
    count,
  };
}

/** One profile of all the columns, in the data set's order: a window may begin with a row that lacks some. */
function inOrder(parts: readonly DatasetProfile[], columns: readonly string[]): DatasetProfile {
  const own = parts.flatMap((part) => part.columns);
  const places = new Map(columns.map((name, place) => [name, place]));
  own.sort((a, b) => places.get(a.name)! - places.get(b.name)!);
  return DatasetProfile.ofColumns(own, parts[0]!);
}
