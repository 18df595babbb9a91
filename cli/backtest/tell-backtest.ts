/** What fired beside what would have fired, for a terminal. */
import type { Alternative, Change } from "../../shared/backtest/alternative.ts";
import type { ChangedAlarm, Totals } from "../../shared/backtest/compare-outcomes.ts";
import type { Direction } from "../../shared/backtest/propose.ts";
import { formatCount, formatDistance, formatNoun } from "../../shared/report/format-number.ts";
import { movedInWords } from "../../shared/report/moved-in-words.ts";
import { onceInWords } from "../../shared/report/once-in-words.ts";
import { renderTable } from "../../shared/report/render-table.ts";
import { scaleInWords } from "../../shared/window/scale.ts";
import type { Io } from "../io.ts";
import type { Proposal } from "./find-proposal.ts";
import type { BacktestedVariant } from "./run-backtest.ts";

/** Lines of each list; the rest is counted, and in --json. */
const MOST_ROWS = 25;

export interface BacktestToTell {
  readonly monitor: string;
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly alternative: Alternative;
  /** The folder that was named in place of the baselines. */
  readonly baseline?: string | undefined;
  readonly variants: readonly BacktestedVariant[];
  readonly proposals: readonly Proposal[];
  /** The direction that was asked for. */
  readonly propose?: Direction | undefined;
  /** Where the setting was written. */
  readonly out: string | null;
}

/** The tables that the command prints. */
export function tellBacktest({ stdout }: Pick<Io, "stdout">, told: BacktestToTell): string {
  const width = Math.max(80, stdout.columns ?? 100);
  const { monitor, alternative, baseline, variants, proposals, propose, out } = told;
  const tried = [
    ...alternative.changes.map(changeInWords),
    ...(baseline === undefined ? [] : [`baseline: ${baseline}`]),
  ];
  const opening =
    tried.length === 0 ? "what fired with what is stored" : "what fired, and what would have fired with";
  return [
    `Monitor ${monitor}: ${opening}`,
    ...tried.map((line) => `  ${line}`),
    ...(alternative.untried.length === 0
      ? []
      : [`Not tried, because captures are read by it: ${alternative.untried.join(", ")}`]),
    ...variants.flatMap((variant) => tellVariant(variant, tried.length > 0, width)),
    ...tellProposals(proposals, propose),
    ...(out === null ? [] : ["", `Written to ${out}. Put it there: plumbline push ${out}`]),
    "",
  ].join("\n");
}

/** What a written definition says above itself. */
export function aboutAlternative({
  from,
  to,
  alternative,
  variants,
  propose,
}: Pick<BacktestToTell, "from" | "to" | "alternative" | "variants" | "propose">): string[] {
  const side = (which: "before" | "after") => {
    const [fired, windows] = (["fired", "windowsFired"] as const).map((name) =>
      variants.reduce((sum, variant) => sum + variant[which][name], 0),
    );
    return `${formatNoun(fired!, "violation")} in ${formatNoun(windows!, "window")}`;
  };
  const what = propose === undefined ? "Another setting" : `A ${propose} setting`;
  return [
    `${what}, by plumbline backtest of the windows from ${from} to ${to}.`,
    `Fired: ${side("before")}. Would have fired: ${side("after")}.`,
    ...alternative.changes.map(changeInWords),
  ];
}

function tellProposals(proposals: readonly Proposal[], asked: Direction | undefined): string[] {
  if (proposals.length === 0) return [];
  const lines = proposals.flatMap(({ direction, alternative, accepted, leftOut }) => {
    const budget = `the budget accepts ${Number(accepted.toPrecision(2))} in this time`;
    const found =
      alternative === undefined
        ? `${NAMES[direction]}: nothing to propose; ${budget}${direction === "quieter" ? ", and no drift is left to silence" : ", and no step finds more within it"}.`
        : asked === undefined
          ? `${NAMES[direction]}: ${alternative.changes.map(changeInWords).join(", ")} (${budget}). See it: --propose ${direction}`
          : `${NAMES[direction]}, because ${budget}; which alarms were real it does not know.`;
    const without =
      leftOut === 0
        ? []
        : [`  ${formatNoun(leftOut, "window")} without a record of the judgement were left out.`];
    return [found, ...without];
  });
  return ["", ...lines];
}

const NAMES: Readonly<Record<Direction, string>> = { quieter: "Quieter", sharper: "Sharper" };

/** `drift.threshold: default → 0.2` */
export function changeInWords({ key, from, to }: Change): string {
  return `${key}: ${valueInWords(from)} → ${valueInWords(to)}`;
}

const valueInWords = (value: unknown) =>
  value === undefined ? "default" : typeof value === "string" ? value : JSON.stringify(value);

function tellVariant(variant: BacktestedVariant, isTrial: boolean, width: number): string[] {
  const { before, changed, unknown } = variant;
  const { records, profiles } = variant.judgedFrom;
  const source =
    profiles === 0
      ? "stored distances"
      : records === 0
        ? "stored profiles"
        : `stored distances, ${formatCount(profiles)} of them from stored profiles`;
  return [
    "",
    `${variant.variant}: ${formatNoun(before.windows, "window")}, judged again from ${source}`,
    "",
    monthsTable(variant, isTrial, width),
    ...columnsTable(variant, isTrial, width),
    ...changedTable(
      "Would fire",
      changed.filter(({ fires }) => fires),
      width,
    ),
    ...changedTable(
      "Would no longer fire",
      changed.filter(({ fires }) => !fires),
      width,
    ),
    ...(unknown.length === 0
      ? []
      : [
          "",
          `${formatNoun(unknown.length, "window")} could not be judged again, because profile or baseline is gone: ${unknown.slice(0, 5).join(", ")}${unknown.length > 5 ? ", …" : ""}`,
        ]),
  ];
}

const right = (title: string) => ({ title, align: "right" as const });

function monthsTable({ months, before, after }: BacktestedVariant, isTrial: boolean, width: number): string {
  const pair = (then: number, now: number) =>
    isTrial || then !== now ? `${formatCount(then)} → ${formatCount(now)}` : formatCount(then);
  const row = (name: string, then: Totals, now: Totals) => [
    name,
    formatCount(then.windows),
    pair(then.fired, now.fired),
    pair(then.windowsFired, now.windowsFired),
    pair(then.breaches, now.breaches),
    pair(then.unjudged, now.unjudged),
  ];
  const rows = months.map((month) => row(month.month, month.before, month.after));
  return renderTable(
    [
      { title: "Month" },
      right("Windows"),
      right("Violations"),
      right("Windows in violation"),
      right("At the violation rate"),
      right("Not judged"),
    ],
    months.length > 1 ? [...rows, row("all", before, after)] : rows,
    { width },
  );
}

function columnsTable({ columns }: BacktestedVariant, isTrial: boolean, width: number): string[] {
  if (columns.length === 0) return [];
  const shown = columns.slice(0, MOST_ROWS);
  return [
    "",
    renderTable(
      [
        { title: "Column" },
        { title: "Check", least: 20 },
        right("Fired"),
        ...(isTrial ? [right("Would fire")] : []),
      ],
      shown.map(({ column, check, before, after }) => [
        column,
        check,
        formatCount(before),
        formatCount(after),
      ]),
      { width },
    ),
    ...more(columns.length - shown.length, "column"),
  ];
}

function changedTable(title: string, changed: readonly ChangedAlarm[], width: number): string[] {
  if (changed.length === 0) return [];
  const shown = changed.slice(0, MOST_ROWS);
  const hasSpans = shown.some(({ scale }) => scale !== undefined);
  return [
    "",
    `${title}: ${formatCount(changed.length)}`,
    renderTable(
      [
        { title: "Window", least: 12 },
        { title: "Column" },
        { title: "Check", least: 20 },
        ...(hasSpans ? [{ title: "Over" }] : []),
        right("Distance"),
        right("Against"),
        { title: "How seldom" },
        { title: "Why", least: 12 },
      ],
      shown.map((alarm) => [
        alarm.window,
        alarm.column,
        alarm.check,
        ...(hasSpans ? [alarm.scale === undefined ? "the window" : scaleInWords(alarm.scale)] : []),
        formatDistance(alarm.distance),
        formatDistance(alarm.threshold),
        alarm.returnMonths === undefined ? "–" : onceInWords(alarm.returnMonths),
        whyInWords(alarm),
      ]),
      { width },
    ),
    ...more(changed.length - shown.length, "alarm"),
  ];
}

function whyInWords({ moved, reported, fires }: ChangedAlarm): string {
  const still = reported ? (fires ? "was reported" : "still reported") : undefined;
  return [still, moved && movedInWords(moved)].filter(Boolean).join("; ");
}

const more = (left: number, what: string) =>
  left <= 0 ? [] : [`… and ${formatNoun(left, `more ${what}`)}: see --json`];
