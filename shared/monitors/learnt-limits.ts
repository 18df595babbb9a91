import { limitAt } from "../baseline/calibration.ts";
import type { CheckLimits } from "../constraints/constraint-check.ts";
import { slotInWords } from "../window/season-slot.ts";
import type { JudgedBaseline } from "./judge-window.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";

/**
 * What the baseline learnt about its own noise, as the checks ask for it. Undefined where it learnt nothing, where it
 * learnt of another statistic, and where the definition asks for the constraints alone.
 */
export function learntLimits(
  definition: MonitorDefinition,
  { calibration, slot }: JudgedBaseline,
): CheckLimits | undefined {
  if (definition.drift.calibration === "off" || definition.compatibility === "ModelMonitor") return undefined;
  if (calibration === undefined || calibration.statistic !== (definition.drift.statistic ?? "LInfinity"))
    return undefined;
  return {
    drift(column, n, m) {
      const learnt = calibration.columns[column]?.drift;
      if (learnt === undefined) return undefined;
      return {
        limit: limitAt(learnt, n, m),
        from: `learnt from ${learnt.windows} windows of ${learnt.days} days, ${slotInWords(slot)}`,
      };
    },
    share(column, check) {
      // Numbers below 0 are not learnt: a column that has any is not called non-negative.
      const learnt = check === "non_negative_check" ? undefined : calibration.columns[column]?.shares[check];
      if (learnt === undefined) return undefined;
      return { limit: learnt.limit, from: `learnt from ${learnt.windows} windows of ${learnt.days} days` };
    },
  };
}
