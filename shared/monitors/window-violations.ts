import { apart } from "../acknowledgements/mutes.ts";
import type { Finding } from "../constraints/constraint-check.ts";
import { shortNumber } from "../constraints/share-check.ts";
import { shownName } from "../report/inert-text.ts";
import {
  type ExplainingSegment,
  type MutedViolation,
  SEVERITIES,
  type Severity,
  type Violation,
} from "../report/verdict.ts";
import { isShadow } from "./all-variants.ts";
import { allNames } from "./compare-window.ts";
import { explainingSegments } from "./explaining-segments.ts";
import type { JudgedBaseline, WindowToJudge } from "./judge-window.ts";

/** Findings as violations, in their order: with the severity that the definition gives them and the segment that explains them; and those that are muted, apart. */
export function windowViolations(
  findings: readonly Finding[],
  given: WindowToJudge,
  baseline: JudgedBaseline,
): { readonly violations: readonly Violation[]; readonly muted: readonly MutedViolation[] } {
  const critical = new Set(allNames(given.definition, given.definition.columns.critical));
  const explains = explainingSegments(given, baseline);
  const all = findings
    .map((finding) => violationOf(finding, critical, given))
    .map((violation) =>
      violation.scale === undefined ? explained(violation, explains(violation), given) : violation,
    );
  return apart(all, given.mutes, given.definition.drift.statistic);
}

function violationOf(finding: Finding, critical: ReadonlySet<string>, given: WindowToJudge): Violation {
  const { severity } = finding;
  return { ...finding, severity: bounded(critical.has(finding.column) ? oneUp(severity) : severity, given) };
}

/** A shadow variant answers nobody: it never pages. */
export function bounded(severity: Severity, { definition, window }: WindowToJudge): Severity {
  return severity === "page" && isShadow(definition, window.variant) ? "ticket" : severity;
}

/** With the segment that explains it, where there is one; Model Monitor's texts stay as they are. */
function explained(
  violation: Violation,
  segment: ExplainingSegment | undefined,
  { definition, profile }: WindowToJudge,
): Violation {
  if (segment === undefined) return violation;
  const told = ` ${profile.segments?.column} = ${shownName(segment.value)} explains it: without its ${segment.rows} rows the distance is ${shortNumber(segment.distanceWithout)}.`;
  const asService = definition.compatibility === "ModelMonitor";
  return { ...violation, segment, description: violation.description + (asService ? "" : told) };
}

const oneUp = (severity: Severity): Severity =>
  SEVERITIES[Math.min(SEVERITIES.indexOf(severity) + 1, SEVERITIES.length - 1)]!;
