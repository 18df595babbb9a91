/**
 * The program that one writes first: lines by readline, JSON.parse, split, Number, objects, and every value kept. It
 * reads plain CSV only (no quotes), which is what the benchmark's data holds.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Found, FoundColumn } from "./compare-profiles.ts";

interface NaiveColumn {
  missing: number;
  integral: number;
  fractional: number;
  readonly numbers: number[];
  readonly counts: Map<string, number>;
  readonly distinct: Set<string | number>;
}

interface Line {
  captureData: { endpointInput: { data: string }; endpointOutput: { data: string } };
}

/** Statistics of every column of a capture file, the answer first; exact, in memory that grows with the file. */
export async function naiveProfile(path: string): Promise<Found> {
  const columns: NaiveColumn[] = [];
  let rows = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { captureData } = JSON.parse(line) as Line;
    const outputs = captureData.endpointOutput.data.split("\n");
    const inputs = captureData.endpointInput.data.split("\n");
    inputs.forEach((input, at) => {
      rows++;
      [outputs[at]!, ...input.split(",")].forEach((cell, index) => {
        columns[index] ??= newColumn();
        count(columns[index], cell);
      });
    });
  }
  return { rows, columns: columns.map(statistics) };
}

const newColumn = (): NaiveColumn => ({
  missing: 0,
  integral: 0,
  fractional: 0,
  numbers: [],
  counts: new Map(),
  distinct: new Set(),
});

function count(column: NaiveColumn, cell: string): void {
  if (cell === "") {
    column.missing++;
    return;
  }
  const number = Number(cell);
  if (Number.isNaN(number)) {
    column.counts.set(cell, (column.counts.get(cell) ?? 0) + 1);
    column.distinct.add(cell);
    return;
  }
  if (/^-?\d+$/.test(cell)) column.integral++;
  else column.fractional++;
  column.numbers.push(number);
  column.distinct.add(number);
}

function statistics({ numbers, counts, distinct, ...types }: NaiveColumn): FoundColumn {
  const values = [...counts].sort(([, a], [, b]) => b - a);
  const texts = values.reduce((sum, [, count]) => sum + count, 0);
  const found = { ...types, numbers: numbers.length, texts, distinct: distinct.size, values };
  return numbers.length === 0 ? found : { ...found, ...ofNumbers(numbers) };
}

function ofNumbers(numbers: readonly number[]): FoundColumn {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sorted = [...numbers].sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!;
  return {
    mean,
    standardDeviation: Math.sqrt(squares / numbers.length),
    min: sorted[0]!,
    max: sorted.at(-1)!,
    quantiles: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((share) => [share, quantile(share)]),
  };
}
