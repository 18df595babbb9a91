import type { Cell, Row } from "../capture/row.ts";
import { boundedText } from "../profile/bounded-text.ts";
import { ownText } from "../profile/own-text.ts";

/** Rows kept at least once there are so many: 20 blocks of 25. */
const KEPT = 512;

/** A sample as data. */
export interface RowSampleState {
  readonly rows: number;
  readonly step: number;
  readonly kept: number;
  readonly cells: readonly (readonly [column: string, cells: readonly Cell[]])[];
  readonly times: readonly (number | undefined)[];
}

/**
 * Every k-th row of a data set, in its order: what a profile forgets is whether a column rises from row to row. `k` doubles
 * whenever 1,024 rows are kept, so that between 512 and 1,024 are, spread evenly over all of them. A row that is not kept
 * costs one comparison. Cells are as they came, sensitive ones too: they are for looking at in passing, never for writing.
 */
export class RowSample {
  #rows = 0;
  #step = 1;
  #kept = 0;
  /** By column; `undefined` where a row has it not. All as long as `#kept`, or shorter by trailing absences. */
  readonly #cells = new Map<string, Cell[]>();
  #times: (number | undefined)[] = [];

  /** What it holds, as data that another thread can be sent; `RowSample.of` takes it up again. */
  get state(): RowSampleState {
    return {
      rows: this.#rows,
      step: this.#step,
      kept: this.#kept,
      cells: [...this.#cells],
      times: this.#times,
    };
  }

  static of({ rows, step, kept, cells, times }: RowSampleState): RowSample {
    const sample = new RowSample();
    sample.#rows = rows;
    sample.#step = step;
    sample.#kept = kept;
    for (const [name, own] of cells) sample.#cells.set(name, [...own]);
    sample.#times = [...times];
    return sample;
  }

  /** Whether the next row is kept; one that is not is only counted (`skip`). */
  get keepsNext(): boolean {
    return this.#rows % this.#step === 0;
  }

  /** The next row, which is not kept. */
  skip(): void {
    this.#rows++;
  }

  /** The next row; `time` where rows have one, epoch milliseconds. */
  add(row: Row, time?: number): void {
    if (this.#rows++ % this.#step !== 0) return;
    for (let at = 0; at < row.cells.length; at++) {
      const name = boundedText(row.names?.[at] ?? `_c${at}`);
      let cells = this.#cells.get(name);
      if (cells === undefined) this.#cells.set(name, (cells = []));
      cells[this.#kept] = keptCell(row.cells[at]);
    }
    this.#times[this.#kept] = time;
    if (++this.#kept === 2 * KEPT) this.#halve();
  }

  /** The kept cells of a column, in the order of the rows; absent ones are left out. */
  column(name: string): Exclude<Cell, null | undefined>[] {
    return (this.#cells.get(name) ?? []).filter((cell) => cell !== undefined && cell !== null);
  }

  /** The times of the kept rows, in their order; none where rows have none. */
  get times(): number[] {
    return this.#times.filter((time) => time !== undefined);
  }

  /**
   * Takes the columns of a sample of the same rows: who reads columns apart sees the same number of rows, and so keeps the
   * same ones. Throws when it saw another number.
   */
  merge(other: RowSample): void {
    if (other.#rows !== this.#rows)
      throw new Error(
        `Got samples of ${this.#rows} and of ${other.#rows} rows; samples that merge hold other columns of the same rows.`,
      );
    for (const [name, cells] of other.#cells) this.#cells.set(name, cells);
    if (this.times.length === 0) this.#times = other.#times;
  }

  #halve(): void {
    const even = <T>(list: readonly T[]) => list.filter((_, at) => at % 2 === 0);
    for (const [name, cells] of this.#cells) this.#cells.set(name, even(Array.from(cells)));
    this.#times = even(this.#times);
    this.#kept /= 2;
    this.#step *= 2;
  }
}

/** A text in memory of its own: a slice would hold on to all that was read with it. */
const keptCell = (cell: Cell): Cell => (typeof cell === "string" ? ownText(boundedText(cell)) : cell);
