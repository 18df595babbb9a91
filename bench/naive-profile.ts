/**
 * The program that one writes first: lines by readline, JSON.parse, split, Number, objects, and every value kept. It
 * reads plain CSV only (no quotes), which is what the benchmark's data holds.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

interface NaiveColumn {
  missing: number;
  integral: number;
  fractional: number;
  readonly numbers: number[];
  readonly counts: Map<string, number>;
  readonly distinct: Set<string | number>;
}

export interface NaiveStatistics {
  readonly column: NaiveColumn;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** The 0.1, 0.2, … 0.9 quantiles. */
  readonly quantiles: readonly number[];
  /** Most frequent first. */
  readonly values: readonly (readonly [string, number])[];
}

interface Line {
  captureData: { endpointInput: { data: string }; endpointOutput: { data: string } };
}

/** Statistics of every column of a capture file, the answer first; exact, in memory that grows with the file. */
export async function naiveProfile(path: string): Promise<{ rows: number; columns: NaiveStatistics[] }> {
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

function statistics(column: NaiveColumn): NaiveStatistics {
  const { numbers } = column;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sorted = [...numbers].sort((a, b) => a - b);
  return {
    column,
    mean,
    standardDeviation: Math.sqrt(squares / numbers.length),
    min: sorted[0],
    max: sorted.at(-1),
    quantiles: Array.from({ length: 9 }, (_, at) => sorted[Math.ceil(((at + 1) / 10) * sorted.length) - 1]!),
    values: [...column.counts].sort(([, a], [, b]) => b - a),
  };
}
