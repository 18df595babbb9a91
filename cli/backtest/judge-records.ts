import type { Alternative } from "../../shared/backtest/alternative.ts";
import { judgeRecord } from "../../shared/backtest/judge-record.ts";
import { type Outcome, outcomeOf } from "../../shared/backtest/outcome.ts";
import type { RecordSetting } from "../../shared/backtest/window-record.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { WindowPlan } from "../../steps/close-window.ts";
import type { BaselineShelf } from "./baseline-shelf.ts";
import type { StoredWindow } from "./stored-windows.ts";

/** False alarms a month that a window is judged with: what its plan says, unless the other setting names another number. */
export function falseAlarmsOf(
  { definition, changes }: Pick<Alternative, "definition" | "changes">,
  { falseAlarmsPerMonth }: Pick<WindowPlan, "falseAlarmsPerMonth">,
): number | undefined {
  return changes.some(({ key }) => key === "falseAlarms.perMonth")
    ? definition.falseAlarms.perMonth
    : falseAlarmsPerMonth;
}

/** Judges one window, again and again, by what was recorded of it. */
export type RecordJudge = (alternative: Pick<Alternative, "definition" | "changes">) => Outcome | undefined;

/**
 * How a stored window is judged from its record; undefined where the record cannot be trusted with it: it is of before 0.3, its
 * baseline is gone, it was judged by a rolling one (what the fixed one beside it measured is in no record), or under the setting that is stored now it does not come out as it was judged, because definition or baseline have
 * changed since.
 */
export async function recordJudge(
  window: StoredWindow,
  stored: MonitorDefinition,
  baselines: BaselineShelf,
): Promise<RecordJudge | undefined> {
  const { verdict, plan } = window;
  if (verdict.baseline === null) return () => outcomeOf(verdict);
  if (verdict.baseline.fixed !== undefined) return undefined;
  const baseline = await baselines.without(verdict.baseline, window.window.start);
  if (baseline === undefined) return undefined;
  const settingOf: (alternative: Pick<Alternative, "definition" | "changes">) => RecordSetting = (
    alternative,
  ) => ({
    definition: alternative.definition,
    baseline,
    falseAlarmsPerMonth: falseAlarmsOf(alternative, plan),
    excludes: alternative.changes.some(({ key }) => key === "columns.exclude"),
  });
  const again = judgeRecord(window, settingOf({ definition: stored, changes: [] }));
  if (again === undefined || !isSame(again, outcomeOf(verdict))) return undefined;
  return (alternative) => judgeRecord(window, settingOf(alternative));
}

const isSame = (a: Outcome, b: Outcome) => JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));

/** An outcome as it is compared: what fired in no order, without what a record does not hold. */
const ordered = ({ fired, reported, ...rest }: Outcome) => {
  const line = (list: Outcome["fired"]) =>
    list.map(({ moved: _moved, ...each }) => JSON.stringify(each)).sort();
  return { ...rest, fired: line(fired), reported: line(reported) };
};
