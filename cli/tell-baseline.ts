import { formatCount, formatNoun } from "../shared/report/format-number.ts";
import { nameList } from "../shared/report/name-list.ts";
import { renderTable } from "../shared/report/render-table.ts";
import { WHOLE } from "../shared/window/season-slot.ts";
import { formatDuration } from "../shared/window/window.ts";
import type { SuggestedBaseline } from "../steps/stored-baseline.ts";
import type { LeftOutWindow } from "./acknowledge/windows-left-out.ts";

/** What a baseline that was made is like, for `--json`. */
export interface BaselineSummary {
  readonly version: 1;
  readonly rows: number;
  readonly columns: number;
  readonly season: string;
  readonly slots: number;
  /** Own windows that limits were learnt from, and over how many days; null where none were learnt. */
  readonly learnt: { readonly windows: number; readonly days: number; readonly windowLength: string } | null;
  readonly excluded: readonly { readonly column: string; readonly reason: string }[];
  /** Windows that are not learnt from, because they were acknowledged as fault or drift. */
  readonly leftOut: readonly { readonly variant: string; readonly window: string; readonly as: string }[];
}

/** `leftOut`: windows that were there and were not learnt from. */
export function baselineSummary(
  { facts, constraints, calibration }: SuggestedBaseline,
  windowMs: number,
  leftOut: readonly LeftOutWindow[],
): BaselineSummary {
  return {
    version: 1,
    rows: facts.rows,
    columns: constraints.features.length,
    season: facts.season,
    slots: facts.slots.filter((slot) => slot !== WHOLE).length,
    learnt:
      calibration === undefined
        ? null
        : { windows: calibration.windows, days: calibration.days, windowLength: formatDuration(windowMs) },
    excluded: facts.excluded,
    leftOut: leftOut.map(({ variant, id, as }) => ({ variant, window: id, as })),
  };
}

/** The same for people, with what to do next. */
export function tellBaseline(
  summary: BaselineSummary,
  options: { readonly out: string; readonly time?: string; readonly from?: string },
  { constraints }: Pick<SuggestedBaseline, "constraints">,
): string {
  const { rows, columns, season, slots, learnt, excluded, leftOut } = summary;
  const limits =
    learnt === null
      ? options.time === undefined && (options.from ?? "data") === "data"
        ? "No limits were learnt: without --time the rows have no windows, and the fixed thresholds of the constraints decide."
        : "No limits were learnt: that takes 24 windows of at least --min-rows rows over two days; the fixed thresholds of the constraints decide."
      : `Limits learnt from ${formatNoun(learnt.windows, "window")} of ${learnt.windowLength} on ${formatNoun(learnt.days, "day")}.`;
  const table = renderTable(
    [
      { title: "Column" },
      { title: "Type" },
      { title: "Complete", align: "right" },
      { title: "Judged", least: 30 },
    ],
    constraints.features.map((feature) => [
      feature.name,
      feature.inferred_type,
      feature.completeness === undefined ? "" : String(feature.completeness),
      excluded.find(({ column }) => column === feature.name)?.reason ?? "yes",
    ]),
  );
  return [
    `${formatCount(rows)} rows, ${formatNoun(columns, "column")}${slots === 0 ? "" : `, ${formatNoun(slots, "slot")} (${season})`}. ${limits}`,
    ...(leftOut.length === 0
      ? []
      : [
          `Left out ${formatNoun(leftOut.length, "window")} acknowledged as fault or drift: ${nameList(leftOut.map(({ window }) => window))}.`,
        ]),
    "",
    table,
    "",
    `Baseline: ${options.out}`,
    `Next:     plumbline analyze CAPTURES --baseline ${options.out} --out analysis`,
  ].join("\n");
}
