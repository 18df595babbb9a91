import { type ColumnSetChange, columnSetChange } from "./column-set-change.ts";
import { columnSetInWords } from "./column-set-in-words.ts";
import type { CheckContext, ConstraintCheck, Finding } from "./constraint-check.ts";
import { isMissing } from "./judged-columns.ts";

export interface ColumnSetCheckOptions extends Pick<ConstraintCheck, "name" | "severity" | "evaluated"> {
  readonly what: "missing" | "extra";
  /** Whether the check speaks for a change: one change has one violation, whatever it is made of. */
  speaksFor(change: ColumnSetChange, counts: ColumnCounts): boolean;
  /** Model Monitor's whole question: is the number of columns off in this direction? */
  isOff(counts: ColumnCounts): boolean;
}

/** Columns of the window and of the baseline. */
export interface ColumnCounts {
  readonly now: number;
  readonly expected: number;
}

/**
 * A check that the window is the same table: one finding for all columns that differ or, as Model Monitor does, one
 * by the number of columns alone.
 */
export function columnSetCheck(options: ColumnSetCheckOptions): ConstraintCheck {
  const { name, severity, evaluated } = options;
  return {
    name,
    severity,
    kind: "fault",
    structural: true,
    evaluated,
    check: (context) => (context.compat ? byNumber(options, context) : byName(options, context)),
  };
}

function byNumber(options: ColumnSetCheckOptions, context: CheckContext): Finding[] {
  return context.current.rows > 0 && options.isOff(columnCounts(context)) ? [common(options, context)] : [];
}

function byName(options: ColumnSetCheckOptions, context: CheckContext): Finding[] {
  const change = columnSetChange(context);
  if (change === undefined || !options.speaksFor(change, columnCounts(context))) return [];
  const finding = common(options, context);
  const misfits = [...change.missing, ...change.extra];
  const described = {
    ...finding,
    description: `${finding.description} (${columnSetInWords(change, context)})`,
  };
  if (change.shifted) return [described];
  return [
    {
      ...described,
      column: misfits.length === 1 ? misfits[0]!.column : finding.column,
      distance: Math.max(...misfits.map(({ share }) => share)),
      threshold: 0.5,
      thresholdFrom: "more than half of the rows",
      evidence: misfits[0]!.evidence,
    },
  ];
}

function common({ name, severity, what }: ColumnSetCheckOptions, context: CheckContext): Finding {
  const { now, expected } = columnCounts(context);
  return {
    column: what === "missing" ? "Missing columns" : "Extra columns",
    check: name,
    severity,
    kind: "fault",
    distance: null,
    threshold: 0,
    thresholdFrom: "constraint",
    n: context.current.rows,
    m: context.baseline.profile.rows,
    description: `There are ${what} columns in current dataset. Number of columns in current dataset: ${now}, Number of columns in baseline constraints: ${expected}`,
    evidence: [],
  };
}

/** Model Monitor counts all columns of the window; otherwise those that are neither missing nor left out on purpose. */
function columnCounts({ current, baseline, exclude, compat }: CheckContext): ColumnCounts {
  const { features } = baseline.constraints;
  const known = new Set(features.map(({ name }) => name));
  const counted = current.columns.filter(
    (column) =>
      compat || (!isMissing(current, column) && (known.has(column.name) || !exclude.has(column.name))),
  );
  return { now: counted.length, expected: features.length };
}
