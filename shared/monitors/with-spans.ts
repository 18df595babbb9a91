import { muteOf } from "../acknowledgements/mutes.ts";
import type { CheckResult } from "../constraints/check-constraints.ts";
import type { CheckContext, Finding } from "../constraints/constraint-check.ts";
import type { SpanReport } from "../report/verdict.ts";
import { judgePairs } from "./judge-pairs.ts";
import { judgeSpan } from "./judge-spans.ts";
import type { JudgedBaseline, WindowToJudge } from "./judge-window.ts";
import { learntCalibration } from "./learnt-calibration.ts";
import type { SpanDifferences } from "./recorded-columns.ts";
import { slowDrifts } from "./slow-drifts.ts";
import { spanRules } from "./span-rules.ts";

/** What a window was found to be, alone and with the longer spans that end with it. */
export interface ResultWithSpans {
  readonly result: CheckResult;
  readonly spans: readonly SpanReport[];
  /** What was measured of them, by scale. */
  readonly differences: ReadonlyMap<string, SpanDifferences>;
}

/**
 * Adds what the longer spans show and nothing shorter does: what an hour alone alarms for, its day need not repeat. What is muted
 * of the hour hides nothing of the day that is not. Spans of which too little is there are left out.
 */
export function withSpans(
  result: CheckResult,
  given: WindowToJudge,
  baseline: JudgedBaseline,
  context: CheckContext,
): ResultWithSpans {
  const rules = spanRules(given, baseline, context);
  const learnt = learntCalibration(given.definition, baseline);
  const isMuted = (finding: Finding) =>
    muteOf(finding, given.mutes, given.definition.drift.statistic) !== undefined;
  const findings = [...result.findings];
  const reported = [...result.reported];
  const spans: SpanReport[] = [];
  const differences = new Map<string, SpanDifferences>();
  let { columnsEvaluated } = result;
  for (const span of given.spans ?? []) {
    const ofColumns = judgeSpan(span, rules);
    if (ofColumns.columnsEvaluated === 0) continue;
    differences.set(span.scale, ofColumns.differences);
    const ofPairs = judgePairs(span.pairs, {
      law: learnt?.correlations?.laws[span.scale],
      days: rules.days,
      threshold: given.definition.drift.correlationThreshold,
      budget: rules.budget,
      scale: span.scale,
      isSpan: true,
      silent: new Set([...findings, ...ofColumns.findings].map(({ column }) => column)),
    });
    const judged = {
      findings: [...ofColumns.findings, ...ofPairs.findings],
      reported: [...ofColumns.reported, ...ofPairs.reported],
      columnsEvaluated: ofColumns.columnsEvaluated,
    };
    const told = new Set(findings.map(nameOf));
    const heard = new Set(findings.filter((finding) => !isMuted(finding)).map(nameOf));
    const fresh = judged.findings.filter(
      (finding) => !(isMuted(finding) ? told : heard).has(nameOf(finding)),
    );
    findings.push(...fresh);
    const known = new Set([...findings, ...reported].map(nameOf));
    reported.push(...judged.reported.filter((finding) => !known.has(nameOf(finding))));
    columnsEvaluated = Math.max(columnsEvaluated, judged.columnsEvaluated);
    spans.push({
      scale: span.scale,
      windows: span.windows,
      of: span.of,
      rows: span.rows,
      columnsEvaluated: judged.columnsEvaluated,
      columnsInViolation: new Set(judged.findings.map(({ column }) => column)).size,
    });
  }
  const slow = slowDrifts(given, new Set(findings.map(({ column }) => column)));
  findings.push(...slow.findings);
  reported.push(...slow.reported);
  return { result: { ...result, findings, reported, columnsEvaluated }, spans, differences };
}

const nameOf = ({ column, check }: Finding) => `${check}\0${column}`;
