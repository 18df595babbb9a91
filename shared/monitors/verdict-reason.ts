import { mutedInWords } from "../acknowledgements/muted-in-words.ts";
import type { Baseline } from "../baseline/baseline.ts";
import { type SchemaInForce, schemaInWords } from "../columns/schema-in-force.ts";
import type { CheckResult } from "../constraints/check-constraints.ts";
import { causesInWords } from "../report/causes-of.ts";
import { nameList } from "../report/name-list.ts";
import type { Cause, MutedViolation, Violation } from "../report/verdict.ts";
import { CUSTOM_RULE_CHECK } from "../rules/custom-rule-check.ts";
import { scaleInWords } from "../window/scale.ts";
import { slotInWords } from "../window/season-slot.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";
import { SLOW_DRIFT_CHECK } from "./slow-drift-check.ts";

export interface JudgedColumns {
  readonly result: CheckResult;
  /** In the order of rank. */
  readonly violations: readonly Violation[];
  readonly causes: readonly Cause[];
  readonly muted: readonly MutedViolation[];
  readonly reported: readonly Violation[];
  readonly schema: SchemaInForce | undefined;
}

/** Why a compared window has its verdict, in a sentence or two. */
export function verdictReason(
  { result, violations, causes, muted, reported, schema }: JudgedColumns,
  { slot, holiday }: Pick<Baseline, "slot" | "holiday">,
  definition: MonitorDefinition,
): string {
  const compared = comparison({ violations, causes, result }, slotInWords(slot, holiday), {
    definition,
    but: muted.length === 0 ? "" : " but what is muted",
  });
  return (
    withSchema(compared, schema) + longerSpans(violations) + mutedInWords(muted) + unansweredRules(reported)
  );
}

/** Which of the columns only a longer span shows, and which only the fixed baseline. */
function longerSpans(violations: readonly Violation[]): string {
  const slow = violations.filter(({ check }) => check === SLOW_DRIFT_CHECK);
  const fast = violations.filter(({ check }) => check !== SLOW_DRIFT_CHECK);
  const scales = [...new Set(fast.flatMap(({ scale }) => scale ?? []))];
  const told = scales.map((scale) => {
    const columns = columnsOf(fast.filter((violation) => violation.scale === scale));
    return ` Over ${scaleInWords(scale)} together: ${nameList(columns)}.`;
  });
  if (slow.length > 0) told.push(` Slow drift, seen from the fixed baseline: ${nameList(columnsOf(slow))}.`);
  return told.join("");
}

function comparison(
  { violations, causes, result }: Pick<JudgedColumns, "violations" | "causes" | "result">,
  slot: string,
  { definition: { rules }, but }: { readonly definition: MonitorDefinition; readonly but: string },
): string {
  const { columnsEvaluated, structural, columnChange } = result;
  if (violations.length === 0)
    return rules === undefined
      ? `${columnsEvaluated} columns were compared with the baseline (${slot}); none violates it${but}.`
      : `${columnsEvaluated} columns and rules were judged (baseline: ${slot}); none is violated${but}.`;
  if (structural)
    return `The columns are not the baseline's: ${columnChange ?? result.findings[0]!.description}${besides(result.findings)}`;
  const count = columnsOf(violations).length;
  const told = causesInWords({ violations, causes });
  return rules === undefined
    ? `${count} of ${columnsEvaluated} columns violate the baseline (${slot}): ${told}.`
    : `${count} of ${columnsEvaluated} columns and rules are violated (baseline: ${slot}): ${told}.`;
}

const withSchema = (reason: string, schema: SchemaInForce | undefined) =>
  schema === undefined ? reason : `${reason.replace(/\.?$/, ".")} ${schemaInWords(schema)}`;

/** The common columns of a window that is another table stay comparable. `findings`: the change of the table first. */
function besides([first, ...others]: readonly Pick<Violation, "column">[]): string {
  const columns = columnsOf(others.filter(({ column }) => column !== first?.column));
  return columns.length === 0
    ? ""
    : `. Of the common columns ${columns.length} violate it: ${nameList(columns)}`;
}

const columnsOf = (violations: readonly Pick<Violation, "column">[]) => [
  ...new Set(violations.map(({ column }) => column)),
];

/** A rule that could not be evaluated has not been kept: the verdict says so. */
function unansweredRules(reported: readonly Violation[]): string {
  const rules = reported.filter(({ check }) => check === CUSTOM_RULE_CHECK);
  if (rules.length === 0) return "";
  const names = rules.slice(0, 5).map(({ thresholdFrom }) => thresholdFrom);
  return ` Not evaluated: ${names.join(", ")}${rules.length > 5 ? ` and ${rules.length - 5} more` : ""}.`;
}
