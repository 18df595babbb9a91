import type { Finding } from "../constraints/constraint-check.ts";
import { shortNumber } from "../constraints/share-check.ts";
import { shownName } from "../report/inert-text.ts";
import { type ExplainingSegment, SEVERITIES, type Severity, type Violation } from "../report/verdict.ts";
import { isShadow } from "./all-variants.ts";
import type { WindowToJudge } from "./judge-window.ts";

export interface ViolationOptions {
  /** Columns whose violations are one severity higher. */
  readonly critical: ReadonlySet<string>;
  readonly explains: (finding: Finding) => ExplainingSegment | undefined;
  readonly given: WindowToJudge;
}

/** A finding as the verdict has it: its severity on this monitor and variant, the segment that explains it. */
export function violationOf(finding: Finding, { critical, explains, given }: ViolationOptions): Violation {
  const violation = { ...finding, severity: severityOf(finding, critical, given) };
  return finding.scale === undefined ? explained(violation, explains(finding), given) : violation;
}

/** The severity of a check's finding on this monitor: a critical column's is one up. */
export function severityOf(
  { column, severity }: Pick<Finding, "column" | "severity">,
  critical: ReadonlySet<string>,
  given: Pick<WindowToJudge, "definition" | "window">,
): Severity {
  return severityIn(given, critical.has(column) ? oneUp(severity) : severity);
}

/** A shadow variant answers nobody: it never pages. */
export function severityIn(
  { definition, window }: Pick<WindowToJudge, "definition" | "window">,
  severity: Severity,
): Severity {
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
