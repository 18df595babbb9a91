import { driftStatisticNamed } from "../../shared/drift/index.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { judgeRules } from "../../shared/rules/judge-rules.ts";
import type { LoadedBaseline } from "../../steps/stored-baseline.ts";
import { type Finding, ok, warning } from "./finding.ts";

const NOTHING_CHECKED = {
  findings: [],
  reported: [],
  columnsEvaluated: 0,
  checksEvaluated: 0,
  structural: false,
};

/**
 * Whether the rules of a definition hold of the baseline's own data, as if it were a window: a rule that does not, or
 * that reads a column that is not there, would say so every hour. Nothing where the baseline has no data of its own.
 */
export function checkRules(
  subject: string,
  { rules = [], drift, columns }: MonitorDefinition,
  baseline: LoadedBaseline,
): Finding[] {
  const { profile } = baseline;
  if (rules.length === 0 || profile.rows === 0) return [];
  const context = {
    current: profile,
    baseline,
    exclude: new Set(columns.exclude ?? []),
    statistic: driftStatisticNamed(drift.statistic ?? "LInfinity"),
    threshold: drift.threshold,
    compat: false,
  };
  const counts = { records: profile.rows, malformed: 0, coverage: 1 };
  const { findings, reported } = judgeRules(rules, NOTHING_CHECKED, context, counts);
  const known = new Set(profile.columns.map(({ name }) => name));
  const nowhere = rules.filter(({ column }) => column !== undefined && !known.has(column));
  const found = [
    ...findings.map(({ description, thresholdFrom }) =>
      warning(
        subject,
        `The ${thresholdFrom} is not true of the baseline itself: ${description}`,
        "Correct its assert, unless it speaks of the size of a window.",
      ),
    ),
    ...reported.map(({ description }) =>
      warning(subject, `On the baseline itself: ${description}`, "Correct its assert: docs/rules.md"),
    ),
    ...nowhere.map(({ name, column }) =>
      warning(
        subject,
        `Rule "${name}" speaks of column "${column}", which the baseline does not have.`,
        "Correct its column.",
      ),
    ),
  ];
  const all = `${rules.length} rule${rules.length === 1 ? "" : "s"}`;
  return found.length > 0 ? found : [ok(subject, `${all} of the monitor, true of its own data.`)];
}
