import { apart } from "../acknowledgements/mutes.ts";
import type { Finding } from "../constraints/constraint-check.ts";
import type { MutedViolation, Violation } from "../report/verdict.ts";
import { allNames } from "./compare-window.ts";
import { explainingSegments } from "./explaining-segments.ts";
import type { JudgedBaseline, WindowToJudge } from "./judge-window.ts";
import { violationOf } from "./violation-of.ts";

/** Findings as violations, in their order: with the severity that the definition gives them and the segment that explains them; and those that are muted, apart. */
export function windowViolations(
  findings: readonly Finding[],
  given: WindowToJudge,
  baseline: JudgedBaseline,
): { readonly violations: readonly Violation[]; readonly muted: readonly MutedViolation[] } {
  const critical = new Set(allNames(given.definition, given.definition.columns.critical));
  const explains = explainingSegments(given, baseline);
  const all = findings.map((finding) => violationOf(finding, { critical, explains, given }));
  return apart(all, given.mutes, given.definition.drift.statistic);
}
