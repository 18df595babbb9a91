/**
 * One pass over a data set. Rows come in their order, and a column's summaries depend on that column and on nothing else,
 * so several may go over the same rows, each for its share of the columns, and join what they have to the very bytes of one. How columns
 * depend on each other is for the first of them to see, which reads all columns of a row.
 */
import { RowSample } from "../shared/baseline/row-sample.ts";
import type { EvidencePointer } from "../shared/capture/evidence.ts";
import type { Row } from "../shared/capture/row.ts";
import { tableTime } from "../shared/capture/table-time.ts";
import { boundedText } from "../shared/profile/bounded-text.ts";
import { ColumnIntake } from "../shared/profile/column-intake.ts";
import type { ColumnProfile } from "../shared/profile/column-profile.ts";
import { DatasetProfile, type ProfileOptions } from "../shared/profile/dataset-profile.ts";
import type { SegmentOptions } from "../shared/profile/segments.ts";
import { ScannedRows } from "../shared/scan/scanned-rows.ts";
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
  const profiling = new DatasetProfiling(source, options);
  for await (const batch of rows) {
    if (batch instanceof ScannedRows) profiling.takeScanned(batch);
    else for (const row of batch) profiling.take(row);
    options.onProgress?.(profiling.count);
  }
  return profiling.profiled;
}

/** What the rows so far have made. */
class DatasetProfiling {
  count = 0;
  readonly #key: string;
  readonly #options: ProfileDatasetOptions;
  readonly #windows = new Map<number, DatasetProfile>();
  readonly #faithful: DatasetProfile | undefined;
  readonly #sample = new RowSample();
  readonly #prepare: RowPreparation;
  readonly #intakes = new Map<
    DatasetProfile,
    { readonly names: readonly string[]; readonly width: number; readonly intakes: readonly ColumnIntake[] }
  >();

  constructor(source: string, options: ProfileDatasetOptions & { readonly share?: ColumnShare }) {
    this.#key = source.slice(source.lastIndexOf("/") + 1);
    this.#options = options;
    this.#prepare = new RowPreparation(source, options);
    if (options.layout !== undefined) this.#faithful = this.#newProfile({ kind: "ModelMonitor" });
  }

  get profiled(): ProfiledDataset {
    const { columns } = this.#prepare;
    const own = (profile: DatasetProfile) => {
      const counted = profile.columns.filter(({ name }) => this.#prepare.owns(name));
      return inOrder(profile, counted, columns);
    };
    return {
      windows: new Map([...this.#windows].map(([start, profile]) => [start, own(profile)])),
      faithful: this.#faithful && own(this.#faithful),
      sample: this.#sample,
      columns,
      count: this.count,
    };
  }

  take(row: Row): void {
    const { time, row: prepared } = this.#prepare.prepare(row, ++this.count);
    const profile = this.#window(this.#startOf(time));
    const pointer = { key: this.#key, line: this.count };
    profile.countRecord();
    profile.addRow(prepared, pointer);
    this.#faithful?.addRow(prepared, pointer);
    this.#sample.add(prepared, time);
  }

  /** The same, column by column for as long as the rows are of one window; row by row where they are told apart by a segment. */
  takeScanned(rows: ScannedRows): void {
    const { timeAt } = this.#prepare.planOf(rows.names);
    const isTwice = new Set(rows.names).size < rows.names.length; // a row may be wider than the header
    if (this.#options.segments !== undefined || timeAt >= rows.cells.width || isTwice) {
      for (const row of rows) this.take(row);
      return;
    }
    const first = this.count;
    const pointer = (row: number) => ({ key: this.#key, line: first + row + 1 });
    for (let from = 0, to = 0; from < rows.length; from = to) {
      const start = this.#startOf(this.#timeOf(rows, timeAt, from));
      for (; to < rows.length; to++) {
        const time = to === from ? undefined : this.#timeOf(rows, timeAt, to);
        if (to > from && this.#startOf(time) !== start) break;
        this.#sampleRow(rows, to);
      }
      const window = this.#window(start);
      window.records += to - from;
      this.#addScanned(window, rows, { from, to, pointer });
      if (this.#faithful !== undefined) this.#addScanned(this.#faithful, rows, { from, to, pointer });
    }
  }

  #addScanned(
    profile: DatasetProfile,
    { cells, names }: ScannedRows,
    { from, to, ...places }: RowSpan,
  ): void {
    const intakes = this.#intakesOf(profile, names, cells.width);
    for (const intake of intakes)
      if (this.#prepare.owns(intake.column.name)) intake.take(cells, from, to, places);
    profile.countRows(from, to, [{ cells, columns: intakes }], places);
  }

  /** Where the cells of rows of that form go; rows of one form come in batches. */
  #intakesOf(profile: DatasetProfile, names: readonly string[], width: number): readonly ColumnIntake[] {
    const known = this.#intakes.get(profile);
    if (known?.names === names && known.width === width) return known.intakes;
    const { order, ordered } = this.#prepare.planOf(names);
    const cells = order.map((place) => (place < width ? place : undefined));
    const columns = profile.columnsOf({ names: ordered, cells, typed: false })!;
    const intakes = columns.flatMap((column, at) =>
      column === undefined ? [] : [new ColumnIntake(column, order[at]!, false)],
    );
    this.#intakes.set(profile, { names, width, intakes });
    return intakes;
  }

  #sampleRow(rows: ScannedRows, at: number): void {
    this.count++;
    if (!this.#sample.keepsNext) this.#sample.skip();
    else {
      const { time, row } = this.#prepare.prepare(rows.row(at), this.count);
      this.#sample.add(row, time);
    }
  }

  #timeOf(rows: ScannedRows, timeAt: number, at: number): number | undefined {
    if (timeAt < 0) return undefined;
    const time = tableTime(rows.cell(timeAt, at));
    // Whoever prepares the row says what is wrong with it.
    return time ?? this.#prepare.prepare(rows.row(at), this.count + 1).time;
  }

  #startOf(time: number | undefined): number {
    const { windowMs = HOUR_MS } = this.#options;
    return time === undefined ? NO_WINDOW : Math.floor(time / windowMs) * windowMs;
  }

  #window(start: number): DatasetProfile {
    let profile = this.#windows.get(start);
    if (profile === undefined)
      this.#windows.set(start, (profile = this.#newProfile({ segments: this.#options.segments })));
    return profile;
  }

  #newProfile(options: Pick<ProfileOptions, "kind" | "segments">): DatasetProfile {
    const { sensitive = [], sensitiveKey = "" } = this.#options;
    const counts = (column: string) => this.#prepare.owns(column);
    return new DatasetProfile({ sensitive, sensitiveKey, counts, ...options });
  }
}

interface RowSpan {
  readonly from: number;
  readonly to: number;
  pointer(row: number): EvidencePointer;
}

/** What all shares have together. They went over the same rows. */
export function joinShares(shares: readonly [ProfiledDataset, ...ProfiledDataset[]]): ProfiledDataset {
  const [{ windows, faithful, columns, count }] = shares;
  const [first, ...others] = shares.map((share) => share.sample);
  const sample = RowSample.of(first!.state);
  for (const other of others) sample.merge(other);
  const join = (profileOf: (share: ProfiledDataset) => DatasetProfile) => {
    const own = shares.flatMap((share) => profileOf(share).columns);
    return inOrder(profileOf(shares[0]), own, columns);
  };
  return {
    windows: new Map([...windows.keys()].map((start) => [start, join((share) => share.windows.get(start)!)])),
    faithful: faithful && join((share) => share.faithful!),
    sample,
    columns,
    count,
  };
}

/**
 * A profile like that one, of these of its columns in the data set's order: a window may begin with a row that lacks some.
 */
function inOrder(
  like: DatasetProfile,
  columns: readonly ColumnProfile[],
  order: readonly string[],
): DatasetProfile {
  const places = new Map(order.map((name, place) => [boundedText(name), place]));
  const own = [...columns].sort((a, b) => places.get(a.name)! - places.get(b.name)!);
  return DatasetProfile.ofColumns(own, like);
}
