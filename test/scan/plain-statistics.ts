/**
 * What a profile says of a capture file, by the program that one writes first: lines, JSON.parse, split, Number, and every value
 * kept. It shares no code with the product, and reads CSV without quotes alone.
 */

export interface PlainColumn {
  readonly classes: Record<"missing" | "integral" | "fractional" | "boolean" | "string", number>;
  /** In the order in which they came; finite ones. */
  readonly numbers: number[];
  /** Texts, booleans and numbers that no double holds. */
  readonly texts: Map<string, number>;
  readonly distinct: Set<string>;
  negative: number;
}

export interface PlainStatistics {
  readonly records: number;
  readonly rows: number;
  /** The answer's cells first. */
  readonly columns: readonly PlainColumn[];
}

/** Deequ's classes (StatefulDataType.scala). */
const FRACTIONAL = /^(-|\+)? ?\d+((\.\d+)|((?:\.\d+)?[Ee][-+]?\d+))$/;
const INTEGRAL = /^(-|\+)? ?\d+$/;

interface Line {
  readonly captureData: Partial<
    Record<"endpointInput" | "endpointOutput", { data: string; encoding: string }>
  >;
}

/** Undefined where a line is not what this program reads. */
export function plainStatistics(file: string): PlainStatistics | undefined {
  const columns: PlainColumn[] = [];
  let records = 0;
  let rows = 0;
  for (const text of file.split("\n")) {
    if (text === "") continue;
    const found = rowsOf(text);
    if (found === undefined) return undefined;
    records++;
    for (const cells of found) {
      rows++;
      for (const [at, cell] of cells.entries()) count((columns[at] ??= newColumn()), cell);
    }
  }
  return { records, rows, columns };
}

function rowsOf(text: string): string[][] | undefined {
  let line: Line;
  try {
    line = JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
  const { endpointInput, endpointOutput } = line.captureData ?? {};
  if (endpointInput?.encoding !== "CSV" || endpointOutput?.encoding !== "CSV") return undefined;
  const [inputs, outputs] = [endpointInput.data, endpointOutput.data].map((data) =>
    data.split(/\r?\n/).filter((row) => row !== ""),
  );
  if (/"|\r(?!\n)/.test(endpointInput.data + endpointOutput.data) || inputs!.length !== outputs!.length)
    return undefined;
  return inputs!.map((input, at) => [...outputs![at]!.split(","), ...input.split(",")]);
}

function newColumn(): PlainColumn {
  const classes = { missing: 0, integral: 0, fractional: 0, boolean: 0, string: 0 };
  return { classes, numbers: [], texts: new Map(), distinct: new Set(), negative: 0 };
}

function count(column: PlainColumn, cell: string): void {
  const type = classOf(cell);
  column.classes[type]++;
  if (type === "missing") return;
  if (type === "boolean" || type === "string") countText(column, cell);
  else countNumber(column, cell.replace(/^([-+]?) /, "$1"), cell);
}

function classOf(cell: string): keyof PlainColumn["classes"] {
  if (cell === "") return "missing";
  if (INTEGRAL.test(cell)) return "integral";
  if (FRACTIONAL.test(cell)) return "fractional";
  return cell === "true" || cell === "false" ? "boolean" : "string";
}

function countNumber(column: PlainColumn, text: string, cell: string): void {
  const value = Number(text);
  if (value < 0) column.negative++;
  if (!Number.isFinite(value)) {
    countText(column, cell);
    return;
  }
  column.numbers.push(value);
  const isLong = /^[-+]?\d+$/.test(text) && !Number.isSafeInteger(value);
  column.distinct.add(isLong ? String(BigInt(text.replace("+", ""))) : `number ${value + 0}`);
}

function countText(column: PlainColumn, text: string): void {
  column.texts.set(text, (column.texts.get(text) ?? 0) + 1);
  column.distinct.add(text);
}

/** Sum, mean and deviation of the population, in two passes and with compensated sums. */
export function momentsOf(values: readonly number[]): { sum: number; mean: number; deviation: number } {
  const sum = longSum(values);
  const mean = sum / values.length;
  const squares = longSum(values.map((value) => (value - mean) ** 2));
  return { sum, mean, deviation: Math.sqrt(squares / values.length) };
}

/** Neumaier 1974. */
function longSum(values: readonly number[]): number {
  let [sum, lost] = [0, 0];
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
