import type { CheckContext } from "../constraints/constraint-check.ts";
import { budgetOf } from "./compare-window.ts";
import type { SpanRules } from "./judge-spans.ts";
import type { JudgedBaseline, WindowToJudge } from "./judge-window.ts";
import { learntCalibration } from "./learnt-calibration.ts";

/** How spans are judged by a baseline: by what it learnt of its own, where the monitor uses that. */
export function spanRules(given: WindowToJudge, baseline: JudgedBaseline, context: CheckContext): SpanRules {
  const learnt = learntCalibration(given.definition, baseline);
  return {
    context,
    calibrations: learnt?.columns,
    days: learnt?.days ?? 0,
    budget: budgetOf(given, baseline, context.exclude),
    minRows: given.definition.minRows,
  };
}
