import type { CellColumns } from "../scan/cell-columns.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { finiteNumber, type PresentCell } from "./cell-type.ts";
import type { ColumnProfile } from "./column-profile.ts";
import type { ColumnSlot } from "./column-table.ts";
import { MOST_ROWS } from "./rank-core/plain-rank-core.ts";
import { rankCore } from "./rank-core/rank-core.ts";
import { MOST_RANKED, RankCorrelations } from "./rank-correlations.ts";
import { RankLane } from "./rank-lane.ts";

/** Of so many rows the first 256 are ranked: a file of few rows wholly, of a long one a sixteenth. */
const CYCLE = 4096;
/** Of fewer rows a block's ρ is too near to 0 (`RankCorrelations`): of 8 dependent by 0.8, by 0.07. */
const LEAST_ROWS = 8;
/** What follows in a written profile. */
const CORRELATIONS = 1;

/** Where a column's cells are among scanned ones. */
export interface ScannedColumn {
  readonly column: ColumnProfile;
  /** Its place among the columns of its side. */
  readonly place: number;
}

/** One side of scanned rows. */
export interface ScannedColumns {
  readonly cells: CellColumns;
  readonly columns: readonly ScannedColumn[];
}

/**
 * Ranks the rows of a profile in blocks, into its correlations. A block is ranked when it is full, or when somebody asks and it has eight
 * rows; it speaks of the columns that are numbers in half of its rows at least, in the profile's order, and not of sensitive ones: of them
 * only what is as coarse as two digits may be kept.
 */
export class RankedRows {
  readonly #slots: readonly ColumnSlot[];
  readonly #isRanking: boolean;
  #correlations = new RankCorrelations();
  /** Of the block that is being filled, where its columns have a number. */
  readonly #lanes = new Map<ColumnProfile, RankLane>();
  /** For the next column that has one. */
  #spare: RankLane | undefined;
  #rows = 0;

  /** `slots`: all columns of the profile, now and later. `isRanking`: whether rows will be ranked; otherwise only merged. */
  constructor(slots: readonly ColumnSlot[], isRanking: boolean) {
    this.#slots = slots;
    this.#isRanking = isRanking;
  }

  /** Of all rows so far. */
  get correlations(): RankCorrelations {
    this.#settle();
    return this.#correlations;
  }

  set correlations(correlations: RankCorrelations) {
    this.#correlations = correlations;
  }

  /** Whether a row is ranked before which there were so many: then `add` its cells and `end` it. */
  begins(before: number): boolean {
    return this.#isRanking && before % CYCLE < MOST_ROWS;
  }

  /** A cell of the row, of a column that it has no other one of. */
  add(column: ColumnProfile, cell: PresentCell, typed: boolean): void {
    const value = finiteNumber(cell, typed);
    if (value === undefined || !this.#ranks(column)) return;
    let lane = this.#lanes.get(column);
    if (lane === undefined) this.#lanes.set(column, (lane = new RankLane()));
    lane.add(value, this.#rows);
  }

  /** The row before which there were so many is whole. */
  end(before: number): void {
    this.#rows++;
    if (before % CYCLE === MOST_ROWS - 1) this.#settle();
  }

  /** Adds the rows `from` to `to` of scanned cells, before which there were `before`; a column is among `sides` once. */
  addScanned(before: number, from: number, to: number, sides: readonly ScannedColumns[]): void {
    if (!this.#isRanking) return;
    for (let row = from; row < to; ) {
      const place = (before + row - from) % CYCLE;
      const isRanked = place < MOST_ROWS;
      const count = Math.min(to - row, (isRanked ? MOST_ROWS : CYCLE) - place);
      if (isRanked) {
        for (const side of sides) this.#addSide(side, row, count);
        this.#rows += count;
        if (place + count === MOST_ROWS) this.#settle();
      }
      row += count;
    }
  }

  /** Behind everything else in a profile, because readers from before leave the rest unread. Nothing where no column has a place. */
  write(to: ByteWriter): void {
    const { correlations } = this;
    if (correlations.columns.length === 0) return;
    to.byte(CORRELATIONS);
    correlations.write(to);
  }

  read(from: ByteReader): void {
    if (from.left > 0 && from.byte() === CORRELATIONS) this.#correlations = RankCorrelations.read(from);
  }

  #addSide({ cells, columns }: ScannedColumns, row: number, count: number): void {
    for (const { column, place } of columns) {
      const known = this.#lanes.get(column);
      if (known === undefined && !this.#ranks(column)) continue;
      const lane = known ?? (this.#spare ??= new RankLane());
      lane.addCells(cells, place * cells.stride + row, count, this.#rows);
      if (known !== undefined || lane.length === 0) continue;
      this.#lanes.set(column, lane);
      this.#spare = undefined;
    }
  }

  #ranks({ name, sensitive }: ColumnProfile): boolean {
    return !sensitive && this.#correlations.takes(name);
  }

  /** Ranks the rows that wait. */
  #settle(): void {
    if (this.#rows >= LEAST_ROWS) this.#rank(this.#rows);
    this.#rows = 0;
    for (const [column, lane] of this.#lanes)
      if (this.#ranks(column)) lane.length = 0;
      else this.#lanes.delete(column);
  }

  #rank(rows: number): void {
    const core = rankCore();
    const columns: string[] = [];
    let room = MOST_RANKED - this.#correlations.columns.length;
    for (const { column } of this.#slots) {
      const lane = this.#lanes.get(column);
      if (lane === undefined || 2 * lane.length < rows) continue;
      if (!this.#correlations.has(column.name) && room-- <= 0) continue;
      core.values.set(lane.values);
      core.rows.set(lane.rows);
      core.rank(columns.length, lane.length);
      columns.push(column.name);
    }
    core.products(columns.length, rows);
    this.#correlations.addBlock({ rows, columns, sums: core.sums });
  }
}
