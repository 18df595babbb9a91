import type { Row } from "../shared/capture/row.ts";
import { tableTime } from "../shared/capture/table-time.ts";
import { UnusableInput } from "../shared/errors.ts";
import { nearest } from "../shared/monitors/nearest.ts";
import { boundedText } from "../shared/profile/bounded-text.ts";

export interface PreparationOptions {
  /** Column of the row's time. */
  readonly time?: string;
  /** Column that goes first. */
  readonly prediction?: string;
  /** Without it all columns are taken. */
  readonly share?: ColumnShare;
}

/**
 * The columns of one of several that go over the same rows: the ones whose place modulo `of` is `index`. The first takes all of them,
 * because it ranks them together, and `owns` every `of`-th like the others.
 */
export interface ColumnShare {
  readonly index: number;
  readonly of: number;
}

/** Takes the time column out of the rows of a data set and puts the prediction first, as captures have it. */
export class RowPreparation {
  private readonly source: string;
  private readonly options: PreparationOptions;
  private names: readonly string[] | undefined;
  private order: readonly number[] = [];
  private ordered: readonly string[] = [];
  private timeAt = -1;
  private readonly places = new Map<string, number>();
  /** Columns of the share, as profiles name them. */
  private readonly owned = new Set<string>();
  /** Nothing is taken out and nothing moves. */
  private asItIs = false;
  /** The types of the row before, and what they are in order: rows of a table share them. */
  private typesOf: readonly boolean[] | undefined;
  private types: readonly boolean[] = [];

  constructor(source: string, options: PreparationOptions) {
    this.source = source;
    this.options = options;
    if (options.time !== undefined && options.time === options.prediction)
      throw new UnusableInput(
        `Got column "${options.time}" as the time and as the prediction; expected two columns.`,
      );
  }

  /** Throws `UnusableInput` when a column is not there or a row has no time. `number` counts from 1. */
  prepare(row: Row, number: number): { time: number | undefined; row: Row } {
    if (row.names !== this.names)
      this.plan(row.names ?? row.cells.map((_, index) => `_c${index}`), row.names);
    const time = this.timeAt < 0 ? undefined : tableTime(row.cells[this.timeAt]);
    if (this.timeAt >= 0 && time === undefined)
      throw new UnusableInput(
        `${this.source}, row ${number}: column "${this.options.time}" holds no time; expected ISO 8601 (2001-01-31T10:00:00Z) or epoch seconds or milliseconds.`,
      );
    if (this.asItIs) return { time, row };
    const { typed, typedCells } = row;
    const cells = this.order.map((index) => row.cells[index]);
    if (typedCells === undefined) return { time, row: { names: this.ordered, cells, typed } };
    if (typedCells !== this.typesOf) {
      this.typesOf = typedCells;
      this.types = this.order.map((index) => typedCells[index] ?? typed);
    }
    return { time, row: { names: this.ordered, cells, typed, typedCells: this.types } };
  }

  /** The places in rows of these names of the cells that are taken, in their order, with their names; and that of the time, or −1. */
  planOf(names: readonly string[]): {
    readonly order: readonly number[];
    readonly ordered: readonly string[];
    readonly timeAt: number;
  } {
    if (names !== this.names) this.plan(names, names);
    const { order, ordered, timeAt } = this;
    return { order, ordered, timeAt };
  }

  private plan(names: readonly string[], asGiven: readonly string[] | undefined): void {
    const { time, prediction } = this.options;
    this.timeAt = time === undefined ? -1 : this.find(names, time);
    const first = prediction === undefined ? -1 : this.find(names, prediction);
    const rest = names.map((_, index) => index).filter((index) => index !== this.timeAt && index !== first);
    this.order = (first < 0 ? rest : [first, ...rest]).filter((index) => this.takes(names[index]!));
    this.ordered = this.order.map((index) => names[index]!);
    this.names = asGiven;
    this.asItIs =
      asGiven !== undefined &&
      this.order.every((index, at) => index === at) &&
      this.order.length === names.length;
    this.typesOf = undefined;
  }

  private takes(name: string): boolean {
    if (!this.places.has(name)) this.places.set(name, this.places.size);
    const { share } = this.options;
    const isOwn = share === undefined || this.places.get(name)! % share.of === share.index;
    if (isOwn) this.owned.add(boundedText(name));
    return isOwn || share?.index === 0;
  }

  /** Whether a column, under the name that it has in profiles, is of the share. */
  owns(column: string): boolean {
    return this.options.share === undefined || this.owned.has(column);
  }

  /** Every column but the time, in the order of first appearance, whoever owns it. */
  get columns(): readonly string[] {
    return [...this.places.keys()];
  }

  private find(names: readonly string[], name: string): number {
    const at = names.indexOf(name);
    if (at >= 0) return at;
    const right = nearest(name, names);
    throw new UnusableInput(
      `${this.source} has no column "${name}"${right === undefined ? "" : `; did you mean "${right}"?`} It has: ${names.slice(0, 30).join(", ")}${names.length > 30 ? ", …" : ""}`,
    );
  }
}
