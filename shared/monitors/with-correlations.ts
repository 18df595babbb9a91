import type { CheckResult } from "../constraints/check-constraints.ts";
import { formatDuration } from "../window/window.ts";
import { budgetOf, type ComparedWindow } from "./compare-window.ts";
import { judgePairs, pairColumns, windowPairs } from "./judge-pairs.ts";
import type { JudgedBaseline, WindowToJudge } from "./judge-window.ts";
import { learntCalibration } from "./learnt-calibration.ts";

/** Adds what pairs of columns show of which the checks have nothing against either: columns that stay, and depend otherwise. */
export function withCorrelations(
  checked: CheckResult,
  given: WindowToJudge,
  baseline: JudgedBaseline,
  { context, origins }: Pick<ComparedWindow, "context" | "origins">,
): CheckResult {
  const { definition, window } = given;
  const learnt = learntCalibration(definition, baseline);
  const columns = pairColumns(context, learnt?.correlations?.columns, origins);
  if (columns.length < 2 || checked.structural) return checked;
  const scale = formatDuration(window.end - window.start);
  const names = columns.map((column, at) => column?.name ?? learnt!.correlations!.columns[at]!);
  const judged = judgePairs(
    { columns: names, windows: [windowPairs(context, columns)] },
    {
      law: learnt?.correlations?.laws[scale],
      days: learnt?.days ?? 0,
      threshold: definition.drift.correlationThreshold,
      budget: budgetOf(given, baseline, context.exclude),
      scale,
      isSpan: false,
      silent: new Set(checked.findings.map(({ column }) => column)),
    },
  );
  return {
    ...checked,
    findings: [...checked.findings, ...judged.findings],
    reported: [...checked.reported, ...judged.reported],
    checksEvaluated: checked.checksEvaluated + (judged.evaluated > 0 ? 1 : 0),
  };
}
