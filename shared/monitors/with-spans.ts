import type { CheckResult } from "../constraints/check-constraints.ts";
import type { CheckContext, Finding } from "../constraints/constraint-check.ts";
import type { SpanReport } from "../report/verdict.ts";
import { judgeSpan } from "./judge-spans.ts";
import type { JudgedBaseline, WindowToJudge } from "./judge-window.ts";
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
 * Adds what the longer spans show and nothing shorter does: what an hour alone alarms for, its day need not repeat. Spans of which too
 * little is there are left out.
 */
export function withSpans(
  result: CheckResult,
  given: WindowToJudge,
  baseline: JudgedBaseline,
  context: CheckContext,
): ResultWithSpans {
  const rules = spanRules(given, baseline, context);
  const findings = [...result.findings];
  const reported = [...result.reported];
  const spans: SpanReport[] = [];
  const differences = new Map<string, SpanDifferences>();
  let { columnsEvaluated } = result;
  for (const span of given.spans ?? []) {
    const judged = judgeSpan(span, rules);
    if (judged.columnsEvaluated === 0) continue;
    differences.set(span.scale, judged.differences);
    const told = new Set(findings.map(nameOf));
    const fresh = judged.findings.filter((finding) => !told.has(nameOf(finding)));
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
