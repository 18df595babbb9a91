/** When a monitor without a training baseline has seen enough traffic to judge by it, and how much is missing until then. */
import { LEAST_WINDOWS } from "../calibration/least-windows.ts";
import { formatDate } from "../report/format-time.ts";
import { shownName } from "../report/inert-text.ts";
import type { LearningReport } from "../report/verdict.ts";
import { scaleInWords } from "../window/scale.ts";
import { seasonSlot } from "../window/season-slot.ts";
import { formatDuration, parseDuration, type Window, windowsBetween } from "../window/window.ts";
import { answeredLongest, modelInWords } from "./answering-models.ts";
import type { WindowToJudge } from "./judge-window.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";
import { type TrafficTally, windowsOf } from "./traffic-tally.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/**
 * Rows of a baseline ÷ rows of the smallest window that is judged by it: then the baseline's own chance widens the spread of a
 * comparison by half a percent, √(1 + 1/100).
 */
const ROWS_A_WINDOW = 100;
/** After twice the time what is there has to do, from ten times the rows of a window on. */
const OVERDUE = 2;
const LEAST_ROWS_A_WINDOW = 10;
/** Windows further back than this are not learnt from, in multiples of the time. */
const LOOKBACK = 3;

/** The time that is learnt from, at least as many windows as say anything; undefined where the monitor does not learn from traffic. */
export function learningMs({
  baseline,
  window,
}: Pick<MonitorDefinition, "baseline" | "window">): number | undefined {
  if (baseline?.learnFrom !== "traffic") return undefined;
  return Math.max(parseDuration(baseline.for ?? "P14D")!, LEAST_WINDOWS * parseDuration(window)!);
}

/** Start of the first window that one which ends at `end` may learn from, epoch milliseconds. */
export function learningStart(definition: MonitorDefinition, end: number): number {
  const since = definition.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(definition.since);
  const length = parseDuration(definition.window)!;
  const earliest = Math.max(since, end - LOOKBACK * learningMs(definition)!);
  return Math.ceil(earliest / length) * length;
}

/** What the windows up to `end` come to, beside what is asked for. */
export function learningReport(
  definition: MonitorDefinition,
  tally: TrafficTally,
  { end }: Pick<Window, "end">,
): LearningReport {
  const length = parseDuration(definition.window)!;
  const time = learningMs(definition)!;
  const wanted = slotsOf(definition, end, length);
  const windows = windowsOf(tally);
  const empty = wanted.filter((slot) => tally.slots[slot] === undefined).length;
  const asked = { windows: Math.round(time / length), rows: ROWS_A_WINDOW * definition.minRows };
  const overdue = tally.since !== null && end - Date.parse(tally.since) >= OVERDUE * time;
  const hasAll = windows >= asked.windows && tally.rows >= asked.rows && empty === 0;
  const hasLeast = windows >= LEAST_WINDOWS && tally.rows >= LEAST_ROWS_A_WINDOW * definition.minRows;
  return {
    since: tally.since,
    windows: { there: windows, of: asked.windows },
    rows: { there: tally.rows, of: asked.rows },
    slots: { empty, of: wanted.length },
    small: tally.small,
    leftOut: tally.leftOut,
    enough: hasAll || (overdue && hasLeast),
    overdue,
  };
}

/** The season slots that windows of the monitor fall into: fewer than the season has where windows are longer than an hour. */
function slotsOf({ season, timezone, endpoint }: MonitorDefinition, end: number, length: number): string[] {
  const cycle = season === "hour-of-week" ? 7 * DAY_MS : DAY_MS;
  const windows = windowsBetween(endpoint, "", end - cycle, end, length);
  return [...new Set([...windows].map(({ start }) => seasonSlot(start, season, timezone)))];
}

/** `Learning from traffic: 61 of 168 hours, 1.2 of 10 thousand rows; 4 of 24 slots have nothing yet.` */
export function learningInWords(report: LearningReport, definition: MonitorDefinition): string {
  const { windows, rows, slots, small, leftOut, enough, overdue, since } = report;
  const length = parseDuration(definition.window)!;
  const unit = length === HOUR_MS ? "hours" : `windows of ${scaleInWords(formatDuration(length))}`;
  const from = since === null ? "" : ` since ${formatDate(Date.parse(since))}`;
  const parts = [
    `Learning from traffic${from}: ${windows.there} of ${windows.of} ${unit}, ${ofRows(rows)}`,
    ...(slots.empty > 0 && slots.of > 1
      ? [`${slots.empty} of ${slots.of} slots have ${slots.empty === slots.of ? "nothing" : "nothing yet"}`]
      : []),
    ...(small > 0 ? [`${small} with fewer than ${definition.minRows} rows`] : []),
    ...leftOutInWords(leftOut),
  ];
  const told = `${parts.join("; ")}.`;
  if (enough) return `${told} That is enough: the windows after it are judged by a baseline of these.`;
  return overdue
    ? `${told} In twice the time it did not become enough: make windows longer (window), lower minRows, or push a baseline.`
    : told;
}

/** The reasons with their counts, as one part of a sentence; none where nothing is left out. */
export function leftOutInWords(leftOut: Readonly<Record<string, number>>): string[] {
  const told = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`);
  return told.length === 0 ? [] : [`left out: ${told.join(", ")}`];
}

/** `640 of 10,000 rows` up to a thousand, `1.2 of 10 thousand rows` from there on. */
function ofRows({ there, of }: LearningReport["rows"]): string {
  if (there < 1000 || of < 1000) return `${there} of ${of} rows`;
  return `${inThousands(there)} of ${inThousands(of)} thousand rows`;
}

const inThousands = (rows: number) => Math.floor(rows / 100) / 10;

/** Which model is learnt of, where the monitor has baselines of others. */
export function learntModelInWords({
  models,
  otherVersions = [],
}: Pick<WindowToJudge, "models" | "otherVersions">): string {
  const model = answeredLongest(models);
  if (model === undefined || otherVersions.length === 0) return "";
  return `Model ${modelInWords(model)}, answered; the baselines are of ${otherVersions.map(shownName).join(", ")}. `;
}
