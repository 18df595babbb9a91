/** Rows whose columns depend on each other, and their correlations by the book. */
import { DatasetProfile, type ProfileOptions } from "../../shared/profile/dataset-profile.ts";

export type Column = readonly (number | string | null)[];
export type Columns = Readonly<Record<string, Column>>;

/** A draw of the standard normal distribution (Box & Muller 1958). */
export const gaussian = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Two normal columns with a correlation of `r`, each of the same distribution whatever `r` is. */
export function dependent(rows: number, r: number, random: () => number): [number[], number[]] {
  const x = Array.from({ length: rows }, () => gaussian(random));
  return [x, x.map((value) => r * value + Math.sqrt(1 - r * r) * gaussian(random))];
}

/** The profile of these columns, a row each; `names` in another order than theirs. */
export function profileOf(
  columns: Columns,
  { names = Object.keys(columns), ...options }: ProfileOptions = {},
): DatasetProfile {
  const profile = new DatasetProfile({ names, ...options });
  const rows = Object.values(columns)[0]!.length;
  for (let row = 0; row < rows; row++)
    profile.addRow(
      { cells: names.map((name) => columns[name]![row]), typed: true },
      { key: "rows.jsonl", line: row + 1 },
    );
  return profile;
}

/** Spearman's correlation of rows without ties in another column's way: Pearson's of the midranks. */
export function spearman(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [midranks(x), midranks(y)];
  const middle = (x.length + 1) / 2;
  const sum = (one: readonly number[], other: readonly number[]) =>
    one.reduce((all, rank, at) => all + (rank - middle) * (other[at]! - middle), 0);
  return sum(a, b) / Math.sqrt(sum(a, a) * sum(b, b));
}

function midranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const less = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return less + (equal + 1) / 2;
  });
}
