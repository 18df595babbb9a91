import { constraintChecks } from "./checks/index.ts";
import { columnSetChange } from "./column-set-change.ts";
import { columnSetInWords } from "./column-set-in-words.ts";
import type { CheckContext, ConstraintCheck, Finding } from "./constraint-check.ts";
import { judgedColumns } from "./judged-columns.ts";

export interface CheckResult {
  /** Violations, by check in the registry's order and then by column in the baseline's. */
  readonly findings: readonly Finding[];
  /** Beyond the learnt limit, under the threshold. */
  readonly reported: readonly Finding[];
  /** Columns of the baseline that were judged; 0 for a window without rows. */
  readonly columnsEvaluated: number;
  /** Checks that could be asked, over all columns. */
  readonly checksEvaluated: number;
  /** The window has other columns than the baseline. */
  readonly structural: boolean;
  /** What changed in the columns, in words; absent where nothing did, and where Model Monitor's count decides. */
  readonly columnChange?: string;
}

/**
 * Compares a window with its baseline by every check. As Model Monitor does, a `compat` context with other
 * columns than the baseline's is told that and nothing else.
 */
export function checkConstraints(context: CheckContext): CheckResult {
  const checks: readonly ConstraintCheck[] = constraintChecks;
  const structural = checks.some((check) => check.structural && check.check(context).length > 0);
  const asked = context.compat && structural ? checks.filter((check) => check.structural) : checks;
  const change = context.compat ? undefined : columnSetChange(context);
  return {
    findings: asked.flatMap((check) => check.check(context)),
    reported: asked.flatMap((check) => check.report?.(context) ?? []),
    columnsEvaluated: judgedColumns(context).length,
    checksEvaluated: asked.reduce((sum, check) => sum + check.evaluated(context), 0),
    structural,
    ...(change === undefined ? {} : { columnChange: columnSetInWords(change, context) }),
  };
}
