/**
 * What a rolling baseline cannot see because it moves along: days and weeks are held against the fixed baseline as well. It is
 * told once as a ticket, and in reports for as long as it lasts.
 */
import type { Finding } from "../constraints/constraint-check.ts";
import { shownName } from "../report/inert-text.ts";
import { compareWindow } from "./compare-window.ts";
import { judgeSpan } from "./judge-spans.ts";
import type { WindowToJudge } from "./judge-window.ts";
import { SLOW_DRIFT_CHECK } from "./slow-drift-check.ts";
import { spanRules } from "./span-rules.ts";

export interface SlowDrifts {
  /** Not told before. */
  readonly findings: readonly Finding[];
  readonly reported: readonly Finding[];
}

/** Slow drifts of columns that the rolling baseline finds nothing in; none where no day or week ends with the window. */
export function slowDrifts(given: WindowToJudge, found: ReadonlySet<string>): SlowDrifts {
  const { fixed } = given;
  if (fixed === undefined || fixed.spans.length === 0) return { findings: [], reported: [] };
  const { context } = compareWindow(given, fixed.baseline);
  const rules = spanRules(given, fixed.baseline, context);
  const seen = new Set(found);
  const drifts: Finding[] = [];
  for (const span of fixed.spans) {
    const fresh = judgeSpan(span, rules).findings.filter(({ column }) => !seen.has(column));
    for (const { column } of fresh) seen.add(column);
    drifts.push(...firstOfEach(fresh).map((finding) => asSlowDrift(finding, fixed.baseline)));
  }
  const told = new Set(fixed.told);
  return {
    findings: drifts.filter(({ column }) => !told.has(column)),
    reported: drifts.filter(({ column }) => told.has(column)),
  };
}

/** One finding a column, the first check that has one. */
function firstOfEach(findings: readonly Finding[]): Finding[] {
  const columns = new Set<string>();
  return findings.filter(({ column }) => !columns.has(column) && columns.add(column));
}

function asSlowDrift(
  finding: Finding,
  { id, period }: NonNullable<WindowToJudge["fixed"]>["baseline"],
): Finding {
  const of = period === undefined ? "" : ` (${period})`;
  return {
    ...finding,
    check: SLOW_DRIFT_CHECK,
    severity: "ticket",
    kind: "drift",
    description: `Slow drift, compared with the fixed baseline ${shownName(id)}${of}; the rolling one has moved along. ${finding.description}`,
  };
}
