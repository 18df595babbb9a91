import type { Window } from "../window/window.ts";
import { type Fired, keyOf, type Outcome } from "./outcome.ts";

/** A window under what is stored and under another setting. */
export interface RejudgedWindow {
  readonly id: string;
  readonly window: Window;
  readonly before: Outcome;
  /** undefined where nothing is left to judge it by. */
  readonly after: Outcome | undefined;
}

/** How often one check fired on one column. */
export interface ColumnCount {
  readonly column: string;
  readonly check: string;
  readonly before: number;
  readonly after: number;
}

/** What fires in one of the two only. */
export interface ChangedAlarm extends Fired {
  readonly window: string;
  /** ISO 8601. */
  readonly start: string;
  /** Whether the other setting fires and the stored one did not. */
  readonly fires: boolean;
  /** Whether it is still told, as a certain change that is smaller than anybody asked to hear of. */
  readonly reported: boolean;
}

/** What windows came to together. */
export interface Totals {
  readonly windows: number;
  /** Columns and checks that fired, each window for itself. */
  readonly fired: number;
  readonly windowsFired: number;
  /** Windows whose rate of violation reaches the one that asks for a retraining. */
  readonly breaches: number;
  readonly unjudged: number;
}

export interface MonthTotals {
  /** `2026-03`, UTC. */
  readonly month: string;
  readonly before: Totals;
  readonly after: Totals;
}

/** Both settings side by side, over the windows that both were judged by. */
export interface BacktestComparison {
  readonly before: Totals;
  readonly after: Totals;
  readonly months: readonly MonthTotals[];
  /** The most frequent first. */
  readonly columns: readonly ColumnCount[];
  /** In the order of time. */
  readonly changed: readonly ChangedAlarm[];
  /** Windows that nothing is left of to judge. */
  readonly unknown: readonly string[];
}

type Known = RejudgedWindow & { readonly after: Outcome };

/** What fired beside what would have fired. */
export function compareOutcomes(windows: readonly RejudgedWindow[]): BacktestComparison {
  const known = windows.filter((each): each is Known => each.after !== undefined);
  const months = Map.groupBy(known, ({ window }) => new Date(window.start).toISOString().slice(0, 7));
  return {
    before: totalsOf(known.map(({ before }) => before)),
    after: totalsOf(known.map(({ after }) => after)),
    months: [...months].map(([month, own]) => ({
      month,
      before: totalsOf(own.map(({ before }) => before)),
      after: totalsOf(own.map(({ after }) => after)),
    })),
    columns: columnCounts(known),
    changed: known.flatMap(changedIn),
    unknown: windows.filter(({ after }) => after === undefined).map(({ id }) => id),
  };
}

const UNJUDGED: readonly Outcome["verdict"][] = [
  "InsufficientData",
  "Learning",
  "BaselineMissing",
  "TooLate",
];

/** The sum of what windows came to. */
export function totalsOf(outcomes: readonly Outcome[]): Totals {
  const count = (is: (outcome: Outcome) => boolean) => outcomes.filter(is).length;
  return {
    windows: outcomes.length,
    fired: outcomes.reduce((sum, { fired }) => sum + fired.length, 0),
    windowsFired: count(({ fired }) => fired.length > 0),
    breaches: count(({ breach }) => breach),
    unjudged: count(({ verdict }) => UNJUDGED.includes(verdict)),
  };
}

function columnCounts(windows: readonly Known[]): ColumnCount[] {
  const counts = new Map<string, { column: string; check: string; before: number; after: number }>();
  const count = (side: "before" | "after", { column, check }: Fired) => {
    const key = `${check}\0${column}`;
    const there = counts.get(key) ?? { column, check, before: 0, after: 0 };
    there[side]++;
    counts.set(key, there);
  };
  for (const { before, after } of windows) {
    for (const fired of before.fired) count("before", fired);
    for (const fired of after.fired) count("after", fired);
  }
  const most = ({ before, after }: ColumnCount) => Math.max(before, after);
  return [...counts.values()].sort((a, b) => most(b) - most(a));
}

function changedIn({ id, window, before, after }: Known): ChangedAlarm[] {
  const start = new Date(window.start).toISOString();
  const [then, now] = [new Set(before.fired.map(keyOf)), new Set(after.fired.map(keyOf))];
  const [told, toldNow] = [new Set(before.reported.map(keyOf)), new Set(after.reported.map(keyOf))];
  const at = (fires: boolean, reported: ReadonlySet<string>) => (fired: Fired) => ({
    window: id,
    start,
    fires,
    reported: reported.has(keyOf(fired)),
    ...fired,
  });
  return [
    ...after.fired.filter((fired) => !then.has(keyOf(fired))).map(at(true, told)),
    ...before.fired.filter((fired) => !now.has(keyOf(fired))).map(at(false, toldNow)),
  ];
}
