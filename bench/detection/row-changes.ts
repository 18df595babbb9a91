/** What can happen to a column of rows: the same changes for drawn and real ones. */
import type { Rows } from "./peers.ts";

type Values = Rows[string];

/** What the baseline says of a column of numbers. */
export interface ColumnScale {
  readonly mean: number;
  readonly deviation: number;
}

export interface RowChange {
  readonly name: string;
  readonly of: "number" | "category";
  apply(values: Values, scale: ColumnScale, random: () => number): Values;
}

const numbers = (
  name: string,
  change: (value: number, scale: ColumnScale, random: () => number) => number,
): RowChange => ({
  name,
  of: "number",
  apply: (values, scale, random) =>
    Float64Array.from(values as Float64Array, (value) => change(value, scale, random)),
});

const texts = (name: string, change: (value: string, random: () => number) => string): RowChange => ({
  name,
  of: "category",
  apply: (values, _scale, random) => (values as string[]).map((value) => change(value, random)),
});

export const ROW_CHANGES: readonly RowChange[] = [
  numbers("mean + 0.25 deviations", (value, { deviation }) => value + 0.25 * deviation),
  numbers("mean + 0.5 deviations", (value, { deviation }) => value + 0.5 * deviation),
  numbers("mean + 1 deviation", (value, { deviation }) => value + deviation),
  numbers("spread × 1.3", (value, { mean }) => mean + 1.3 * (value - mean)),
  numbers("× 1,000", (value) => 1000 * value),
  numbers("1 % of the values × 1,000", (value, _scale, random) => (random() < 0.01 ? 1000 * value : value)),
  numbers("5 % of the cells missing", (value, _scale, random) => (random() < 0.05 ? Number.NaN : value)),
  texts("1 % of a category never seen", (value, random) => (random() < 0.01 ? "never seen" : value)),
  texts("a fifth of the cells become one category", (value, random) => (random() < 0.2 ? "a" : value)),
];

/** Of the values that are there. */
export function scaleOf(values: Float64Array): ColumnScale {
  const present = values.filter((value) => !Number.isNaN(value));
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length;
  return { mean, deviation: Math.sqrt(variance) };
}
