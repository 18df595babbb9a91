/** What a comparison found, for a terminal. */
import { formatCount, formatNoun } from "../../shared/report/format-number.ts";
import { renderTable } from "../../shared/report/render-table.ts";
import type { Io } from "../io.ts";
import type { ExplainedDifference } from "./explain-differences.ts";
import type { ParityHour, SideSummary } from "./parity-hour.ts";
import { type ParitySummary, UNKNOWN } from "./parity-summary.ts";

/** Lines of differences shown; the rest is in the summary. */
const MOST_ROWS = 60;
/** Fields of one line that are named. */
const FIELDS_SHOWN = 3;
/** Hours shown; of more, those without differences are left out. */
const MOST_HOURS = 100;

export function tellParity({ stdout }: Pick<Io, "stdout">, summary: ParitySummary): string {
  const width = Math.max(80, stdout.columns ?? 100);
  return [
    hoursTable(summary.hours, width),
    ...differencesTable(summary.hours, width),
    ...causesList(summary),
    "",
    conclusion(summary),
    "",
  ].join("\n");
}

function hoursTable(hours: readonly ParityHour[], width: number): string {
  const telling =
    hours.length <= MOST_HOURS ? hours : hours.filter(({ differences }) => differences.length > 0);
  const shown = telling.slice(0, MOST_HOURS);
  const left = hours.length - shown.length;
  const table = renderTable(
    [
      { title: "Window", least: 12 },
      { title: "Model Monitor", least: 24 },
      { title: "Plumbline", least: 24 },
      { title: "Differences" },
    ],
    shown.map((hour) => [hour.window, sideText(hour.service), sideText(hour.plumbline), countText(hour)]),
    { width },
  );
  return left === 0 ? table : `${table}\n… and ${formatNoun(left, "more window")}`;
}

function sideText(side: SideSummary | null): string {
  if (side === null) return "–";
  return `${side.rows === null ? "" : `${formatNoun(side.rows, "row")}, `}${formatNoun(side.violations, "violation")}`;
}

function countText({ differences, identical, service }: ParityHour): string {
  if (differences.length === 0)
    return identical.length === service?.files.length ? "none; equal to the byte" : "none";
  const unexplained = differences.filter(({ cause }) => cause === null).length;
  const explained = differences.length - unexplained;
  return [
    ...(explained === 0 ? [] : [`${formatCount(explained)} explained`]),
    ...(unexplained === 0 ? [] : [`${formatCount(unexplained)} unexplained`]),
  ].join(", ");
}

function differencesTable(hours: readonly ParityHour[], width: number): string[] {
  const rows = hours.flatMap(({ window, differences }) => differenceRows(window, differences));
  if (rows.length === 0) return [];
  // What is unexplained is looked for first.
  const sorted = [
    ...rows.filter(([, , , , , cause]) => cause === UNKNOWN),
    ...rows.filter(([, , , , , cause]) => cause !== UNKNOWN),
  ];
  const shown = sorted.slice(0, MOST_ROWS);
  const table = renderTable(
    [
      { title: "Window", least: 12 },
      { title: "Column" },
      { title: "What", least: 28 },
      { title: "Model Monitor", least: 14 },
      { title: "Plumbline", least: 14 },
      { title: "Cause", least: 18 },
    ],
    shown,
    { width },
  );
  const left = rows.length - shown.length;
  return ["", table, ...(left === 0 ? [] : [`… and ${formatNoun(left, "more line")}: see --json`])];
}

/**
 * A line each difference that is unexplained, or of a verdict; what else differs in the fields of columns for one cause is one line,
 * however many there are.
 */
function differenceRows(window: string, differences: readonly ExplainedDifference[]): string[][] {
  const groups = Map.groupBy(differences, ({ kind, feature, field, cause }) =>
    cause !== null && feature !== null && (kind === "statistic" || kind === "constraint")
      ? cause
      : JSON.stringify([kind, feature, field]),
  );
  return [...groups.values()].map((group) => {
    const [{ feature, field, service, plumbline, cause }] = group as [ExplainedDifference];
    if (group.length === 1)
      return [window, feature ?? "–", field, service ?? "–", plumbline ?? "–", cause ?? UNKNOWN];
    const columns = new Set(group.map((each) => each.feature)).size;
    return [window, formatNoun(columns, "column"), fieldsText(group), "…", "…", cause ?? UNKNOWN];
  });
}

function fieldsText(group: readonly ExplainedDifference[]): string {
  const fields = [...new Set(group.map(({ field }) => field))];
  const more = fields.length - FIELDS_SHOWN;
  return `${fields.slice(0, FIELDS_SHOWN).join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
}

function causesList({ causes, schedule }: ParitySummary): string[] {
  if (causes.length === 0) return [];
  const lines = causes.map(
    ({ name, differences, means }) => `  ${name} (${formatCount(differences)}): ${means}`,
  );
  const unknown = causes.some(({ name }) => name === UNKNOWN);
  const next = `  → Look at the runs: aws sagemaker list-monitoring-executions --monitoring-schedule-name ${schedule || "NAME"}`;
  return ["", "Causes:", ...lines, ...(unknown ? [next] : [])];
}

function conclusion({ totals: { hours, compared, same, explained, unexplained } }: ParitySummary): string {
  const differing = compared - same;
  const differences = explained + unexplained;
  return `${formatCount(compared)} of ${formatNoun(hours, "hour")} compared: ${formatCount(same)} the same, ${formatCount(differing)} not. ${formatNoun(differences, "difference")}: ${formatCount(explained)} explained, ${formatCount(unexplained)} unexplained.`;
}
