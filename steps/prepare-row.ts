import type { Row } from "../shared/capture/row.ts";
import { UnusableInput } from "../shared/errors.ts";
import { nearest } from "../shared/monitors/nearest.ts";

export interface PreparationOptions {
  /** Column of the row's time. */
  readonly time?: string;
  /** Column that goes first. */
  readonly prediction?: string;
}

/** Takes the time column out of the rows of a data set and puts the prediction first, as captures have it. */
export class RowPreparation {
  private readonly source: string;
  private readonly options: PreparationOptions;
  private names: readonly string[] | undefined;
  private order: readonly number[] = [];
  private ordered: readonly string[] = [];
  private timeAt = -1;

  constructor(source: string, options: PreparationOptions) {
    this.source = source;
    this.options = options;
  }

  /** Throws `UnusableInput` when a column is not there or a row has no time. `number` counts from 1. */
  prepare(row: Row, number: number): { time: number | undefined; row: Row } {
    if (row.names !== this.names)
      this.plan(row.names ?? row.cells.map((_, index) => `_c${index}`), row.names);
    const time = this.timeAt < 0 ? undefined : timeOf(row.cells[this.timeAt]);
    if (this.timeAt >= 0 && time === undefined)
      throw new UnusableInput(
        `${this.source}, row ${number}: column "${this.options.time}" holds no time; expected ISO 8601 (2001-01-31T10:00:00Z) or epoch seconds or milliseconds.`,
      );
    return {
      time,
      row: { names: this.ordered, cells: this.order.map((index) => row.cells[index]), typed: row.typed },
    };
  }

  private plan(names: readonly string[], asGiven: readonly string[] | undefined): void {
    const { time, prediction } = this.options;
    this.timeAt = time === undefined ? -1 : this.find(names, time);
    const first = prediction === undefined ? -1 : this.find(names, prediction);
    const rest = names.map((_, index) => index).filter((index) => index !== this.timeAt && index !== first);
    this.order = first < 0 ? rest : [first, ...rest];
    this.ordered = this.order.map((index) => names[index]!);
    this.names = asGiven;
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

/** Epoch milliseconds of a cell; a time without a zone is UTC; numbers below 10^11 are seconds (that is the year 5138). */
function timeOf(cell: unknown): number | undefined {
  const number =
    typeof cell === "number"
      ? cell
      : typeof cell === "string" && /^\d+(\.\d+)?$/.test(cell)
        ? Number(cell)
        : undefined;
  if (number !== undefined) return number < 1e11 ? number * 1000 : number;
  const parsed = typeof cell === "string" ? Date.parse(inUtc(cell)) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** A time without a zone is UTC, on every machine: `2001-02-16 10:30:00` → `2001-02-16T10:30:00Z`. */
function inUtc(text: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/.exec(text.trim()) ?? [];
  return day === undefined ? text : `${day}T${time}Z`;
}
