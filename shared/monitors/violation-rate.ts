import type { Violation } from "../report/verdict.ts";

/** The structural checks (test/laws holds them against the registry); by name, so that whoever reads a verdict does not load what judges. */
const STRUCTURAL: readonly string[] = ["missing_column_check", "extra_column_check"];

/**
 * Columns with at least one violation ÷ columns evaluated, 0 to 1: it means the same at 10 and at 500 columns.
 * A window of other columns than the baseline's is 1; null when nothing was evaluated.
 */
export function violationRate(
  columnsEvaluated: number,
  violations: readonly Pick<Violation, "column" | "check">[],
): number | null {
  if (isOtherTable(violations)) return 1;
  if (columnsEvaluated === 0) return null;
  return new Set(violations.map(({ column }) => column)).size / columnsEvaluated;
}

/** Whether the violations say that the window has other columns than the baseline. */
export const isOtherTable = (violations: readonly Pick<Violation, "check">[]): boolean =>
  violations.some(({ check }) => STRUCTURAL.includes(check));
