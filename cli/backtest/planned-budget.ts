import type { Alternative } from "../../shared/backtest/alternative.ts";
import type { WindowPlan } from "../../steps/close-window.ts";

/** False alarms a month that a window is judged with: what its plan says, unless the other setting names another number. */
export function falseAlarmsOf(
  { definition, changes }: Alternative,
  { falseAlarmsPerMonth }: Pick<WindowPlan, "falseAlarmsPerMonth">,
): number | undefined {
  return changes.some(({ key }) => key === "falseAlarms.perMonth")
    ? definition.falseAlarms.perMonth
    : falseAlarmsPerMonth;
}
