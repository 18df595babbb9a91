import { isStructuralCheck } from "../constraints/check-constraints.ts";
import type { Violation } from "../report/verdict.ts";

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
  violations.some(({ check }) => isStructuralCheck(check));
