import type { EvidencePointer } from "../capture/evidence.ts";
import type { Cell, Row } from "../capture/row.ts";
import { AbsentRows } from "./absent-rows.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { CELL_TYPES } from "./cell-type.ts";
import { ColumnProfile } from "./column-profile.ts";
import { ColumnTable, type ColumnTableOptions, MOST_COLUMNS } from "./column-table.ts";
import { FaultCounts } from "./fault-counts.ts";
import { FirstPointers } from "./first-pointers.ts";
import type { Mergeable } from "./mergeable.ts";
import { NoteCounts } from "./note-counts.ts";
import type { ProfileKindName } from "./profile-kind.ts";
import { PROFILE_VERSION } from "./profile-version.ts";
import type { RankCorrelations } from "./rank-correlations.ts";
import { RankedRows, type ScannedColumns } from "./ranked-rows.ts";
import type { RunMemory } from "./run-memory.ts";
import { mergedSegments, type SegmentOptions, Segments } from "./segments.ts";
import { mergeAbreast, WrittenColumns, type WrittenProfile } from "./written-columns.ts";

const TOO_MANY = `more than ${MOST_COLUMNS} columns`;

/** `sensitive`: names of columns whose values must appear nowhere; `sensitiveKey`: key of the hashes that stand for them. */
export interface ProfileOptions extends ColumnTableOptions {
  /** Profile the rows by the value of a column as well. */
  readonly segments?: SegmentOptions | undefined;
  /** Whether rows are ranked, for the correlations of columns; default: they are, in a profile of the default kind. */
  readonly ranks?: boolean;
}

/**
 * The profile of many rows: a column profile each, what could not be read, and when it happened. A profile that
 * was read back is for reading and merging: it has no `names` and no key.
 */
export class DatasetProfile implements Mergeable<DatasetProfile> {
  /** Capture records that were read. */
  records = 0;
  rows = 0;
  /** Event times, epoch milliseconds; undefined while nothing was seen. */
  firstTime: number | undefined;
  lastTime: number | undefined;
  /** Lines and records that could not be read, and rows that were too wide, by reason. */
  malformed = new FaultCounts();
  #notes = new NoteCounts();
  readonly #columns: ColumnTable;
  /** The first rows; a column that appears later was absent in them. */
  #firstRows = new FirstPointers();
  readonly #absentRows: AbsentRows;
  readonly #ranked: RankedRows;
  #segments: Segments | undefined;
  #merges = 0;

  /** Throws when columns are sensitive and there is no key, or the column of the segments is sensitive. */
  constructor(options: ProfileOptions = {}) {
    const { sensitive = [], sensitiveKey, segments, kind = "default", ranks = true } = options;
    if (sensitive.length > 0 && !sensitiveKey)
      throw new Error(
        `Got sensitive columns (${sensitive.join(", ")}) and no sensitiveKey; give the key of their hashes.`,
      );
    this.#columns = new ColumnTable(options, (slot) => {
      slot.column.evidence.updateAll("absent", this.#firstRows);
      this.#absentRows.add(slot);
    });
    this.#absentRows = new AbsentRows(this.#columns.slots);
    this.#ranked = new RankedRows(this.#columns.slots, ranks && kind === "default");
    if (segments === undefined) return;
    if (sensitive.includes(segments.column))
      throw new Error(
        `Got the sensitive column ${segments.column} as the column of the segments; its values would be their names. Choose another column.`,
      );
    const { segments: _none, ...inSegment } = options;
    this.#segments = new Segments(segments, () => new DatasetProfile({ ...inSegment, ranks: false }));
  }

  /** The rows by the value of a column, where that was asked for. */
  get segments(): Segments | undefined {
    return this.#segments;
  }

  /** What the columns are made of; undefined while there are none. */
  get kind(): ProfileKindName | undefined {
    return this.#columns.slots[0]?.column.kind;
  }

  /** In the order in which they appeared. */
  get columns(): readonly ColumnProfile[] {
    return this.#columns.slots.map(({ column }) => column);
  }

  get columnCount(): number {
    return this.#columns.slots.length;
  }

  column(name: string): ColumnProfile | undefined {
    return this.#columns.named(name)?.column;
  }

  /** How numeric columns depend on each other, in a sixteenth of the rows at least; without any in a profile that ranks none. */
  get correlations(): RankCorrelations {
    return this.#ranked.correlations;
  }

  /** Rows that do not have the column at all (as opposed to an empty cell). */
  absent(column: string | ColumnProfile): number {
    const profile = typeof column === "string" ? this.column(column) : column;
    return this.rows - (profile?.types.cells ?? 0);
  }

  /** Named counters, in the order of their names. */
  get notes(): ReadonlyMap<string, number> {
    return this.#notes.entries;
  }

  /** Cells go by name where the row has names, otherwise by position. An `undefined` cell is absent. */
  addRow(row: Row, pointer: EvidencePointer): void {
    const isRanked = this.#ranked.begins(this.rows++);
    let seen = 0;
    let crowded = false;
    let segment: Cell;
    for (let at = 0; at < row.cells.length; at++) {
      const cell = row.cells[at];
      if (cell === undefined) continue;
      const slot = this.#columns.slotOf(row, at);
      if (slot === undefined) crowded = true;
      else if (slot.lastRow === this.rows) this.note("columnTwiceInRow");
      else {
        slot.lastRow = this.rows;
        if (this.#segments?.isBy(slot.column.name) === true) segment = cell;
        const typed = row.typedCells?.[at] ?? row.typed;
        if (slot.isCounted) slot.column.update(cell, typed, pointer);
        if (isRanked) this.#ranked.add(slot.column, cell, typed);
        seen++;
      }
    }
    if (isRanked) this.#ranked.end(this.rows - 1);
    if (seen < this.#columns.slots.length) this.#noteAbsent(pointer);
    if (crowded) this.countMalformed(TOO_MANY, pointer);
    if (
      row.names === undefined &&
      this.#columns.names.length > 0 &&
      row.cells.length !== this.#columns.names.length
    )
      this.note("rowsOfOtherWidth");
    this.#firstRows.update(pointer);
    this.#segments?.update(segment, row, pointer);
  }

  /** See `ColumnTable.columnsOf`. */
  columnsOf(row: Row): readonly (ColumnProfile | undefined)[] | undefined {
    return this.#columns.columnsOf(row);
  }

  /** The rows `from` to `to`, whose cells are in their columns already: each has one in every column of `sides`. */
  countRows(
    from: number,
    to: number,
    sides: readonly ScannedColumns[],
    at: { pointer(row: number): EvidencePointer },
  ): void {
    this.#ranked.addScanned(this.rows, from, to, sides);
    const columns = sides.flatMap((side) => side.columns.map(({ column }) => column));
    if (columns.length === this.#columns.slots.length) this.rows += to - from;
    else for (let row = from; row < to; row++) this.#countSparse(columns, at.pointer(row));
    for (let row = from; row < to && this.#firstRows.mayKeep(at.pointer(row)); row++)
      this.#firstRows.update(at.pointer(row));
  }

  #countSparse(columns: readonly ColumnProfile[], pointer: EvidencePointer): void {
    this.rows++;
    for (const column of columns) this.#columns.named(column.name)!.lastRow = this.rows;
    this.#noteAbsent(pointer);
  }

  /** Names of columns that go by position. */
  get names(): readonly string[] {
    return this.#columns.names;
  }

  countRecord(): void {
    this.records++;
  }

  /** `reason` is a short sentence without captured text. */
  countMalformed(reason: string, pointer: EvidencePointer): void {
    this.malformed.update(reason, pointer);
  }

  note(name: string, count = 1): void {
    this.#notes.update(name, count);
  }

  /** An event at `time`, epoch milliseconds. */
  seen(time: number): void {
    // Stored only where it is another: a number that may be undefined is an object each time.
    if (this.firstTime === undefined || time < this.firstTime) this.firstTime = time;
    if (this.lastTime === undefined || time > this.lastTime) this.lastTime = time;
  }

  /** Columns that only `other` has follow the ones that are here. */
  merge(other: DatasetProfile): void {
    this.#merges++;
    for (const { column } of other.#columns.slots) this.#mergeColumn(column);
    this.#mergeRest(other);
  }

  /**
   * Merges with profiles that `write` wrote, in their order: the same as `merge` with what `read` gives, but with one column of one of
   * them in memory at a time, in `memory`, which they read into. Columns that all of them have next are merged before the one behind
   * them: what a column has become stays near the processor.
   */
  mergeWritten(written: readonly WrittenProfile[], memory: RunMemory): void {
    const parts = written.map((each) => ({ rest: new DatasetProfile(), columns: new WrittenColumns(each) }));
    for (const { rest, columns } of parts) {
      rest.#readRows(columns.from);
      columns.begin();
    }
    const before = this.#merges;
    this.#merges += parts.length;
    // What all of them have counts as merged by the last.
    mergeAbreast(
      parts.map(({ columns }) => columns),
      memory,
      {
        column: (name) => this.column(name),
        merge: (column) => this.#mergeColumn(column),
      },
    );
    for (const [at, { rest, columns }] of parts.entries()) {
      this.#merges = before + at + 1;
      while (columns.next !== undefined) {
        memory.clear();
        this.#mergeColumn(columns.read());
      }
      rest.#readSegments(columns.from, columns.version);
      rest.#ranked.read(columns.from);
      this.#mergeRest(rest);
    }
  }

  /** All but the columns, which are merged already. */
  #mergeRest(other: DatasetProfile): void {
    for (const { column, lastMerge } of this.#columns.slots) {
      if (lastMerge < this.#merges) column.evidence.updateAll("absent", other.#firstRows);
    }
    this.#firstRows.merge(other.#firstRows);
    this.malformed.merge(other.malformed);
    this.#notes.merge(other.#notes);
    this.#segments = mergedSegments(this, other, () => new DatasetProfile());
    this.correlations.merge(other.correlations);
    this.records += other.records;
    this.rows += other.rows;
    if (other.firstTime !== undefined) this.seen(other.firstTime);
    if (other.lastTime !== undefined) this.seen(other.lastTime);
  }

  /**
   * These columns as one profile, in this order. Rows, times, segments and what could not be read are those of `like`, which
   * saw the same rows.
   */
  static ofColumns(columns: readonly ColumnProfile[], like: DatasetProfile): DatasetProfile {
    const profile = new DatasetProfile();
    profile.records = like.records;
    profile.rows = like.rows;
    profile.firstTime = like.firstTime;
    profile.lastTime = like.lastTime;
    profile.malformed = like.malformed;
    profile.#notes = like.#notes;
    profile.#firstRows = like.#firstRows;
    profile.#segments = like.#segments;
    profile.#ranked.correlations = like.correlations;
    for (const column of columns) profile.#add(column);
    return profile;
  }

  write(to: ByteWriter): void {
    this.writeInside(to);
    this.#ranked.write(to);
  }

  /** As a profile inside another one: a segment, whose rows are not ranked. */
  writeInside(to: ByteWriter): void {
    to.count(this.records);
    to.count(this.rows);
    to.byte(this.firstTime === undefined ? 0 : 1);
    if (this.firstTime !== undefined) to.double(this.firstTime);
    if (this.lastTime !== undefined) to.double(this.lastTime);
    this.#notes.write(to);
    this.malformed.write(to);
    this.#firstRows.write(to);
    to.count(this.#columns.slots.length);
    for (const { column } of this.#columns.slots) column.write(to);
    to.byte(this.#segments === undefined ? 0 : 1);
    this.#segments?.write(to);
  }

  static read(from: ByteReader, version: number = PROFILE_VERSION): DatasetProfile {
    const profile = DatasetProfile.#readInside(from, version);
    profile.#ranked.read(from);
    return profile;
  }

  static #readInside(from: ByteReader, version: number): DatasetProfile {
    const profile = new DatasetProfile();
    profile.#readRows(from);
    for (let left = from.count(); left > 0; left--) profile.#add(ColumnProfile.read(from, version));
    profile.#readSegments(from, version);
    return profile;
  }

  /** What is written before the columns. */
  #readRows(from: ByteReader): void {
    this.records = from.count();
    this.rows = from.count();
    if (from.byte() === 1) {
      this.firstTime = from.double();
      this.lastTime = from.double();
    }
    this.#notes = NoteCounts.read(from);
    this.malformed = FaultCounts.read(from);
    this.#firstRows = FirstPointers.read(from);
  }

  /** What is written behind them, before the correlations. */
  #readSegments(from: ByteReader, version: number): void {
    if (version === 1 || from.byte() === 0) return;
    const fresh = () => new DatasetProfile();
    this.#segments = Segments.read(from, fresh, (each) => DatasetProfile.#readInside(each, version));
  }

  /** A column that somebody else made. */
  #add(column: ColumnProfile): void {
    this.#absentRows.add(this.#columns.add(column));
  }

  #noteAbsent(pointer: EvidencePointer): void {
    this.#absentRows.note(pointer, this.rows);
  }

  #mergeColumn(column: ColumnProfile): void {
    const slot = this.#columns.named(column.name) ?? this.#columns.openLike(column);
    if (slot !== undefined) {
      slot.column.merge(column);
      slot.lastMerge = this.#merges;
    } else {
      const rows = CELL_TYPES.flatMap((type) => column.evidence.pointers(type));
      for (const row of rows.slice(0, 1)) this.countMalformed(TOO_MANY, row);
    }
  }
}
