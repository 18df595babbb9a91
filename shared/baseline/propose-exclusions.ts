import type { ColumnProfile } from "../profile/column-profile.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";

export interface ExclusionInput {
  readonly whole: DatasetProfile;
  /** The same rows by window, in the order of time. */
  readonly windows: readonly DatasetProfile[];
}

/** A column that should not be judged, and why, in a sentence with its numbers. */
export interface ProposedExclusion {
  readonly column: string;
  readonly reason: string;
}

/** Share of the values that are different from which a column names rows and does not describe them. */
const IDENTIFIER_SHARE = 0.9;
const IDENTIFIER_ROWS = 100;
/** Values that a window needs to say anything of a column: of fewer, a rare value is one of a kind. */
const WINDOW_VALUES = 20;
/** Windows that must agree; some lie across a change of the clocks or hold late records. */
const WINDOWS_AGREEING = 0.95;
/** Fewer windows follow each other by chance: five in order happen once in 120. */
const LEAST_WINDOWS = 5;
/** A flag that is seldom set is constant in most windows too, always at the same value. */
const SAME_CONSTANT = 0.9;

/**
 * Columns that would drift although nothing is wrong, in the data set's order: clocks (they move on from
 * window to window), columns constant within a window (an hour or a date: they tell the time) and
 * identifiers (nearly every value is different).
 */
export function proposeExclusions({ whole, windows }: ExclusionInput): ProposedExclusion[] {
  return whole.columns.flatMap((column) => {
    const parts = windows
      .map((window) => window.column(column.name))
      .filter((part) => part !== undefined)
      .filter((part) => part.types.present >= WINDOW_VALUES);
    const reason = constantReason(column, parts) ?? clockReason(column, parts) ?? identifierReason(column);
    return reason === undefined ? [] : [{ column: column.name, reason }];
  });
}

function constantReason(whole: ColumnProfile, parts: readonly ColumnProfile[]): string | undefined {
  const constants = parts.filter((part) => distinctValues(part) <= 1).map(firstValue);
  if (parts.length < LEAST_WINDOWS || distinctValues(whole) <= 1) return undefined;
  if (constants.length < WINDOWS_AGREEING * parts.length) return undefined;
  if (mostFrequent(constants) > SAME_CONSTANT * constants.length) return undefined;
  return `constant within ${count(constants.length)} of ${count(parts.length)} windows: it tells the time, not the data`;
}

function clockReason(whole: ColumnProfile, parts: readonly ColumnProfile[]): string | undefined {
  const ranges = parts.map(rangeOf).filter((range) => range !== undefined);
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (first === undefined || last === undefined || ranges.length < LEAST_WINDOWS) return undefined;
  const type = whole.types.inferredType();
  const pairs = ranges.length - 1;
  const rising = ranges.filter((range, i) => i > 0 && range.low >= ranges[i - 1]!.low).length;
  const movesOn = last.low > first.high;
  if ((type !== "Integral" && type !== "Fractional") || !movesOn || rising < WINDOWS_AGREEING * pairs)
    return undefined;
  return `its smallest value rises in ${count(rising)} of ${count(pairs)} steps from window to window: it is a clock, not the data`;
}

function identifierReason(whole: ColumnProfile): string | undefined {
  const { present } = whole.types;
  const type = whole.types.inferredType();
  const distinct = Math.min(present, distinctValues(whole)); // an estimate, within 3 %
  if ((type !== "String" && type !== "Integral") || present < IDENTIFIER_ROWS) return undefined;
  if (distinct < IDENTIFIER_SHARE * present) return undefined;
  return `about ${count(distinct)} different values in ${count(present)} rows: it names rows, it does not describe them`;
}

const distinctValues = (column: ColumnProfile) => Math.round(column.distinct.estimate());
const count = (n: number) => n.toLocaleString("en-US");

/** The value of a column that holds one. */
function firstValue(column: ColumnProfile): string | number | undefined {
  for (const [value] of column.values.entries()) return value;
  return column.sketch.quantile(0);
}

function rangeOf({ sketch }: ColumnProfile): { low: number; high: number } | undefined {
  const [low, high] = [sketch.quantile(0), sketch.quantile(1)];
  return low === undefined || high === undefined ? undefined : { low, high };
}

function mostFrequent(values: readonly unknown[]): number {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
