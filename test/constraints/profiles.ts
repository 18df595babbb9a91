import type { Cell } from "../../shared/capture/row.ts";
import { DatasetProfile, type ProfileOptions } from "../../shared/profile/dataset-profile.ts";

export interface TableOptions extends ProfileOptions {
  /** JSON cells (a string is a string) in place of CSV texts. */
  readonly typed?: boolean;
  /** Line of the first row in `table.jsonl`. */
  readonly line?: number;
}

/** The profile of a table given by columns; an `undefined` cell is absent from its row. */
export function profileOf(
  columns: Readonly<Record<string, readonly Cell[]>>,
  { typed = false, line = 1, ...options }: TableOptions = {},
): DatasetProfile {
  const names = Object.keys(columns);
  const profile = new DatasetProfile({ ...options, names });
  const rows = Math.max(0, ...Object.values(columns).map((cells) => cells.length));
  for (let at = 0; at < rows; at++) {
    const cells = names.map((name) => columns[name]![at]);
    profile.countRecord();
    profile.addRow({ cells, typed }, { key: "table.jsonl", line: line + at });
  }
  return profile;
}

/** The profile of CSV text without quotes, columns named by its header or, without one, by position. */
export function profileOfCsv(text: string, { header = true } = {}): DatasetProfile {
  const lines = text.trim().split(/\r?\n/);
  const names = header ? lines.shift()!.split(",") : [];
  const profile = new DatasetProfile({ names });
  for (const [at, line] of lines.entries()) {
    const cells = line.split(",").map((cell) => (cell === "" ? null : cell));
    profile.countRecord();
    profile.addRow({ cells, typed: false }, { key: "table.csv", line: at + 1 });
  }
  return profile;
}

/** n texts made by `of`. */
export const cells = (n: number, of: (i: number) => Cell): Cell[] =>
  Array.from({ length: n }, (_, i) => of(i));
