import { LEAST_HOLIDAYS } from "../shared/baseline/slotted-windows.ts";
import { formatCount, formatNoun } from "../shared/report/format-number.ts";
import { nameList } from "../shared/report/name-list.ts";
import { renderTable } from "../shared/report/render-table.ts";
import { isHolidaySlot, WHOLE } from "../shared/window/season-slot.ts";
import { formatDuration } from "../shared/window/window.ts";
import type { SuggestedBaseline } from "../steps/stored-baseline.ts";
import type { LeftOutWindow } from "../steps/windows-left-out.ts";

/** What was made, in numbers: `--json`. */
export interface BaselineSummary {
  readonly version: 1;
  readonly rows: number;
  readonly columns: number;
  readonly season: string;
  readonly slots: number;
  /** Holidays in the data, and the hours of them that have a slot of their own; null where none were given. */
  readonly holidays: { readonly days: number; readonly slots: number; readonly like: string } | null;
  /** Own windows that limits were learnt from, and over how many days; null where none were learnt. */
  readonly learnt: { readonly windows: number; readonly days: number; readonly windowLength: string } | null;
  readonly excluded: readonly { readonly column: string; readonly reason: string }[];
  /** Windows that are not learnt from, because they were acknowledged as fault or drift. */
  readonly leftOut: readonly { readonly variant: string; readonly window: string; readonly as: string }[];
}

/** `windowMs`: the length of the windows that limits were learnt from; `leftOut`: windows that were there and were not. */
export function summaryOf(
  { facts, constraints, calibration }: SuggestedBaseline,
  windowMs: number,
  leftOut: readonly LeftOutWindow[],
): BaselineSummary {
  return {
    version: 1,
    rows: facts.rows,
    columns: constraints.features.length,
    season: facts.season,
    slots: facts.slots.filter((slot) => slot !== WHOLE && !isHolidaySlot(slot)).length,
    holidays:
      facts.holidays === undefined
        ? null
        : {
            days: facts.holidays.days,
            slots: facts.slots.filter(isHolidaySlot).length,
            like: facts.holidays.like,
          },
    learnt:
      calibration === undefined
        ? null
        : { windows: calibration.windows, days: calibration.days, windowLength: formatDuration(windowMs) },
    excluded: facts.excluded,
    leftOut: leftOut.map(({ variant, id, as }) => ({ variant, window: id, as })),
  };
}

/** The options that the text speaks of. */
export interface MadeWith {
  readonly out: string;
  readonly time?: string;
  readonly from?: string;
}

/** The same for people. */
export function told(
  summary: BaselineSummary,
  options: MadeWith,
  { constraints }: SuggestedBaseline,
): string {
  const { rows, columns, season, slots, holidays, learnt, excluded, leftOut } = summary;
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
    ...(holidays === null ? [] : [holidaysInWords(holidays)]),
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

function holidaysInWords({ days, slots, like }: NonNullable<BaselineSummary["holidays"]>): string {
  const found = `${formatNoun(days, "holiday")} in the data, left out of the ordinary slots.`;
  const asDay = `windows on holidays are compared with ${like[0]!.toUpperCase()}${like.slice(1)}'s slots`;
  if (slots === 24) return `${found} They have slots of their own.`;
  return slots === 0
    ? `${found} Slots of their own take ${LEAST_HOLIDAYS} holidays at an hour: until then ${asDay}.`
    : `${found} ${slots} of their hours have slots of their own; at the others (fewer than ${LEAST_HOLIDAYS} holidays) ${asDay}.`;
}
