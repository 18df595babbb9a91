import type { CheckContext } from "../constraints/constraint-check.ts";
import { budgetOf } from "./compare-window.ts";
import type { SpanRules } from "./judge-spans.ts";
import type { JudgedBaseline, WindowToJudge } from "./judge-window.ts";

/** How spans are judged by a baseline: by what it learnt of its own, where the monitor uses that. */
export function spanRules(given: WindowToJudge, baseline: JudgedBaseline, context: CheckContext): SpanRules {
  const { calibration } = baseline;
  const learnt =
    given.definition.drift.calibration === "on" && calibration?.version === 2 ? calibration : undefined;
  return {
    context,
    calibrations: learnt?.columns,
    days: learnt?.days ?? 0,
    budget: budgetOf(given, baseline, context.exclude),
    minRows: given.definition.minRows,
  };
}
