import { spansPerMonth } from "../window/scale.ts";
import type { ShareFamily } from "./column-tally.ts";

/** How many false alarms are accepted, and over how much they are shared. */
export interface AlarmBudget {
  /** Of one endpoint variant, over all columns, families and scales. */
  readonly falseAlarmsPerMonth: number;
  /** Columns that are judged. */
  readonly columns: number;
  /** ISO 8601 durations that are judged: `scalesOf`. */
  readonly scales: readonly string[];
}

/** Where drift is asked for most: a half of the budget; the faults of cells share the other. */
const WEIGHTS: Readonly<Record<ShareFamily, number>> = {
  values: 0.6,
  missing: 0.1,
  type: 0.1,
  unseen: 0.1,
  negative: 0.1,
};

/**
 * The chance that one comparison may have of being false: its part of the budget ÷ the comparisons of a month. The
 * expected number of false alarms is the sum of these chances however columns, families, scales and windows depend on each
 * other (linearity of expectation), so that it holds without a word on independence.
 */
export function acceptedChance(
  { falseAlarmsPerMonth, columns, scales }: AlarmBudget,
  scale: string,
  family: ShareFamily,
): number {
  return (
    (falseAlarmsPerMonth * WEIGHTS[family]) / (scales.length * spansPerMonth(scale) * Math.max(1, columns))
  );
}

/**
 * Months in which a monitor that alarmed at this surprise and at no smaller one would raise one false alarm, 0 or more: the return
 * period of the surprise, over everything that the monitor looks at. Infinite for a chance of 0.
 */
export function returnMonths(
  chance: number,
  budget: AlarmBudget,
  scale: string,
  family: ShareFamily,
): number {
  return acceptedChance({ ...budget, falseAlarmsPerMonth: 1 }, scale, family) / chance;
}
