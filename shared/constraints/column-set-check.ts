import type { CheckContext, ConstraintCheck, Finding } from "./constraint-check.ts";
import { isMissing } from "./judged-columns.ts";
import { percent } from "./share-check.ts";

/** A column that is there and should not be, or the reverse; `share` of the rows, 0 to 1, say so. */
export interface Misfit {
  readonly column: string;
  readonly share: number;
  readonly evidence: Finding["evidence"];
}

export interface ColumnSetCheckOptions extends Pick<ConstraintCheck, "name" | "severity" | "evaluated"> {
  readonly what: "missing" | "extra";
  misfits(context: CheckContext): Misfit[];
  /** Model Monitor's whole question: is the number of columns off in this direction? */
  isOff(now: number, expected: number): boolean;
  /** What the share of rows means, in words. */
  readonly means: string;
}

/**
 * A check that the window is the same table: one finding a column or, as Model Monitor does, one by the
 * number of columns alone.
 */
export function columnSetCheck(options: ColumnSetCheckOptions): ConstraintCheck {
  const { name, severity, evaluated, misfits } = options;
  return {
    name,
    severity,
    kind: "fault",
    structural: true,
    evaluated,
    check: (context) =>
      context.compat
        ? byNumber(options, context)
        : misfits(context).map((misfit) => named(options, misfit, context)),
  };
}

function byNumber(options: ColumnSetCheckOptions, context: CheckContext): Finding[] {
  const { now, expected } = columnCounts(context);
  if (context.current.rows === 0 || !options.isOff(now, expected)) return [];
  const column = options.what === "missing" ? "Missing columns" : "Extra columns";
  return [{ ...common(options, context), column, distance: null, threshold: 0, thresholdFrom: "constraint" }];
}

function named(
  options: ColumnSetCheckOptions,
  { column, share, evidence }: Misfit,
  context: CheckContext,
): Finding {
  const finding = common(options, context);
  return {
    ...finding,
    column,
    distance: share,
    evidence,
    threshold: 0.5,
    thresholdFrom: "more than half of the rows",
    description: `${finding.description} ("${column}": ${percent(share)} of the rows ${options.means})`,
  };
}

function common({ name, severity, what }: ColumnSetCheckOptions, context: CheckContext) {
  const { now, expected } = columnCounts(context);
  return {
    check: name,
    severity,
    kind: "fault" as const,
    n: context.current.rows,
    m: context.baseline.profile.rows,
    description: `There are ${what} columns in current dataset. Number of columns in current dataset: ${now}, Number of columns in baseline constraints: ${expected}`,
    evidence: [],
  };
}

/** Columns of the window (Model Monitor counts all, otherwise those that are not missing) and of the baseline. */
function columnCounts({ current, baseline, compat }: CheckContext): { now: number; expected: number } {
  const there = current.columns.filter((column) => compat || !isMissing(current, column));
  return { now: there.length, expected: baseline.constraints.features.length };
}
