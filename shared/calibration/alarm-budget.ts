import { spansPerMonth } from "../window/scale.ts";
import type { ShareFamily } from "./column-tally.ts";

/** What is judged together: a family of a column's shares, or the pairs of all columns. */
export type AlarmFamily = ShareFamily | "correlations";

/** How many false alarms are accepted, and over how much they are shared. */
export interface AlarmBudget {
  /** Of one endpoint variant, over all columns, families and scales. */
  readonly falseAlarmsPerMonth: number;
  /** Columns that are judged. */
  readonly columns: number;
  /** ISO 8601 durations that are judged: `scalesOf`. */
  readonly scales: readonly string[];
}

/** Where drift of a column is asked for most; the faults of cells, and what pairs of columns do, share the rest. */
const WEIGHTS: Readonly<Record<AlarmFamily, number>> = {
  values: 0.6,
  missing: 0.1,
  type: 0.1,
  unseen: 0.1,
  negative: 0.05,
  correlations: 0.05,
};

/**
 * The chance that one comparison may have of being false: its part of the budget ÷ the comparisons of a month; pairs of columns are one
 * comparison together. The
 * expected number of false alarms is the sum of these chances however columns, families, scales and windows depend on each
 * other (linearity of expectation), so that it holds without a word on independence.
 */
export function acceptedChance(
  { falseAlarmsPerMonth, columns, scales }: AlarmBudget,
  scale: string,
  family: AlarmFamily,
): number {
  const comparisons = family === "correlations" ? 1 : Math.max(1, columns);
  return (falseAlarmsPerMonth * WEIGHTS[family]) / (scales.length * spansPerMonth(scale) * comparisons);
}

/**
 * Months in which a monitor that alarmed at this surprise and at no smaller one would raise one false alarm, 0 or more: the return
 * period of the surprise, over everything that the monitor looks at. Infinite for a chance of 0.
 */
export function returnMonths(
  chance: number,
  budget: AlarmBudget,
  scale: string,
  family: AlarmFamily,
): number {
  return acceptedChance({ ...budget, falseAlarmsPerMonth: 1 }, scale, family) / chance;
}
