import { type Alternative, alternativeOf, type Setting } from "../../shared/backtest/alternative.ts";
import { type Outcome, outcomeOf } from "../../shared/backtest/outcome.ts";
import { type Direction, propose, type Turned } from "../../shared/backtest/propose.ts";
import type { RecordJudge } from "./judge-records.ts";
import type { BacktestRange } from "./run-backtest.ts";
import type { StoredWindow } from "./stored-windows.ts";

/** A setting that was looked for among stored windows. */
export interface Proposal {
  readonly direction: Direction;
  /** undefined where there is nothing to turn. */
  readonly alternative: Alternative | undefined;
  /** Alarms that the budget would have accepted in the time, over all variants. */
  readonly accepted: number;
  /** Windows without a record of their judgement, which were not asked. */
  readonly leftOut: number;
}

const MONTH_MS = (365.25 / 12) * 86_400_000;

/** Looks for a setting over all variants of the range together; what windows would have come to is judged from records alone. */
export async function findProposal(range: BacktestRange, direction: Direction): Promise<Proposal> {
  const { stored, variants } = range;
  const asked = await judgedFromRecords(range);
  const windows = asked.map(({ window }) => window);
  const budget = stored.falseAlarms.perMonth ?? windows.at(-1)?.plan.falseAlarmsPerMonth ?? 1;
  const covered = windows.reduce((sum, { window }) => sum + window.end - window.start, 0);
  const accepted = (budget * covered) / MONTH_MS;
  const turned = propose({
    direction,
    now: {
      "drift.threshold": thresholdOf(windows, direction),
      "shortfall.threshold": stored.shortfall.threshold ?? 0,
      "falseAlarms.perMonth": budget,
    },
    accepted,
    before: windows.map(({ verdict }) => outcomeOf(verdict)),
    judge: turning(range, asked),
  });
  const all = variants.reduce((sum, each) => sum + each.windows.length, 0);
  return {
    direction,
    alternative: turned && alternativeOf(stored, settingsOf(turned)),
    accepted,
    leftOut: all - windows.length,
  };
}

interface Asked {
  readonly window: StoredWindow;
  readonly judge: RecordJudge;
}

async function judgedFromRecords({ variants, byRecord }: BacktestRange): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const window of variants.flatMap(({ windows }) => windows)) {
    const judge = await byRecord(window);
    if (judge !== undefined) asked.push({ window, judge });
  }
  return asked;
}

/** Each setting is read as a definition once, not once a window. */
function turning({ stored }: BacktestRange, asked: readonly Asked[]) {
  const known = new Map<string, Alternative>();
  return (index: number, turned: Turned): Outcome => {
    const key = JSON.stringify(turned);
    const alternative = known.get(key) ?? alternativeOf(stored, settingsOf(turned));
    known.set(key, alternative);
    const { judge, window } = asked[index]!;
    return judge(alternative) ?? outcomeOf(window.verdict);
  };
}

const settingsOf = (turned: Turned): Setting[] =>
  Object.entries(turned).map(([key, value]) => ({ text: `${key}=${value}`, path: key.split("."), value }));

/** What columns were held against: what a step has to leave behind to be felt. */
function thresholdOf(windows: readonly StoredWindow[], direction: Direction): number {
  const thresholds = windows.flatMap(({ drift }) =>
    Object.values(drift).flatMap(({ threshold }) => threshold ?? []),
  );
  if (thresholds.length === 0) return 0.1;
  return thresholds.reduce((a, b) => (direction === "quieter" ? Math.max(a, b) : Math.min(a, b)));
}
