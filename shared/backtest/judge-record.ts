/**
 * Judges a window again from the record of its judgement: distances, shortfalls and their chances stand, thresholds and budget
 * change. The decisions are those of the checks; test/cli/backtest.test.ts holds that they come out as from the profile.
 */
import type { JudgedColumn } from "../constraints/judged-columns.ts";
import { allNames } from "../monitors/compare-window.ts";
import { isTooFew } from "../monitors/reason-not-to-judge.ts";
import { severityOf } from "../monitors/violation-of.ts";
import { violationRate } from "../monitors/violation-rate.ts";
import { sensitivityOf } from "../monitors/window-sensitivity.ts";
import type { Verdict } from "../report/verdict.ts";
import { type Fired, keyOf, type Outcome, outcomeOf } from "./outcome.ts";
import { type Sorted, sortedAlone, withRecordedSpans } from "./record-findings.ts";
import { type Judging, judgingOf, type RecordSetting, type WindowRecord } from "./window-record.ts";

/** Verdicts that no threshold has a part in. */
const FINAL: readonly Verdict["verdict"][] = [
  "CaptureBroken",
  "Learning",
  "BaselineMissing",
  "TooLate",
  "Failed",
];

/**
 * What a window comes to under a setting that differs from the one that it was judged by in thresholds, budget, critical columns or
 * columns left out. Undefined where the record does not say it: it is of before 0.3, or the change touches what is not in it.
 */
export function judgeRecord(record: WindowRecord, setting: RecordSetting): Outcome | undefined {
  const { verdict } = record;
  const { definition } = setting;
  const unjudged = verdict.records === 0 || verdict.rows < definition.minRows;
  const spans = verdict.spans ?? [];
  if (FINAL.includes(verdict.verdict) || (unjudged && spans.length === 0)) return outcomeOf(verdict);
  const judging = judgingOf(record, setting);
  if (judging === undefined) return undefined;
  const alone = unjudged ? NOTHING : sortedAlone(judging);
  const { findings, reported } = withRecordedSpans(alone, judging);
  const critical = new Set(allNames(definition, definition.columns.critical));
  const given = { definition, window: record.window };
  const fired = findings.map((found) =>
    told({ ...found, severity: severityOf(found, critical, given) }, record),
  );
  const notes = reported.map((found) => told({ ...found, severity: "note" }, record));
  const isCertain = fired.length > 0 || !(unjudged || isBlind(judging));
  const rate = isCertain ? rateOf(judging, fired, unjudged) : null;
  if (rate === undefined) return undefined;
  return {
    verdict: isCertain ? (fired.length > 0 ? "Violations" : "Healthy") : silent(record),
    violationRate: rate,
    breach: rate !== null && rate >= (definition.violationRate.threshold ?? 0.2),
    fired,
    reported: notes,
  };
}

const NOTHING: Sorted = { findings: [], reported: [] };

/** Why a window that nothing was found in is not healthy. */
const silent = ({ verdict: { records } }: WindowRecord): Verdict["verdict"] =>
  records === 0 ? "NoTraffic" : "InsufficientData";

/** With the values that moved, where the verdict told them. */
function told(fired: Fired, { verdict: { violations, reported } }: WindowRecord): Fired {
  const key = keyOf(fired);
  const moved = [...violations, ...reported].find((violation) => keyOf(violation) === key)?.moved;
  return moved === undefined ? fired : { ...fired, moved };
}

/** Whether, within the budget, not even a change of half of the rows would have stood out. */
function isBlind({ columns, limits, record: { verdict } }: Judging): boolean {
  const each = columns.flatMap(({ name, drift: { measured } }) =>
    measured?.values === undefined
      ? []
      : [limits.sensitivity({ name } as JudgedColumn, measured.values.n, measured.values.m)],
  );
  const sensitivity = sensitivityOf(each);
  return sensitivity !== undefined && isTooFew(verdict.rows, sensitivity);
}

/** Undefined where nobody wrote down how many rules were judged. */
function rateOf(
  { record: { verdict, drift }, columns, definition }: Judging,
  fired: readonly Fired[],
  unjudged: boolean,
): number | null | undefined {
  const hasRules = (definition.rules ?? []).length > 0;
  const names = new Set(columns.map(({ name }) => name));
  const over = (verdict.spans ?? []).map(
    ({ scale }) =>
      Object.entries(drift).filter(([name, { measured }]) => names.has(name) && measured?.spans?.[scale])
        .length,
  );
  const left = Math.max(unjudged ? 0 : columns.length, ...over);
  if (hasRules && !unjudged && verdict.columnsEvaluated === 0) return undefined;
  const columnsEvaluated = hasRules && !unjudged ? verdict.columnsEvaluated : left;
  return violationRate(columnsEvaluated, fired);
}
