import { formatCount, formatNoun } from "./format-number.ts";
import { shownName } from "./inert-text.ts";
import type { SeriesReport } from "./series-report.ts";

const COLUMNS_NAMED = 3;
type Outcome = SeriesReport["retrainings"][number]["outcome"];

/** A period in a sentence or two: how many windows, how many in violation and in which columns, what was done about it. */
export function seriesHeadline(report: Pick<SeriesReport, "windows" | "retrainings">): string {
  const violating = report.windows.filter((window) => window.verdict === "Violations").length;
  const windows = `${violating === 0 ? "None" : formatCount(violating)} of ${formatNoun(report.windows.length, "window")} in violation${where(report)}.`;
  return report.windows.length === 0 ? "No windows in this period." : `${windows} ${done(report)}`;
}

function where({ windows }: Pick<SeriesReport, "windows">): string {
  const counts = new Map<string, number>();
  for (const { distances } of windows)
    for (const [column, { violated }] of Object.entries(distances))
      if (violated) counts.set(column, (counts.get(column) ?? 0) + 1);
  const ranked = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (ranked.length === 0) return "";
  const named = ranked
    .slice(0, COLUMNS_NAMED)
    .map(([column, count]) => `${shownName(column)} (${formatCount(count)})`);
  const left = ranked.length - named.length;
  return `, most often in ${listed([...named, ...(left > 0 ? [formatNoun(left, "other column")] : [])])}`;
}

function done({ retrainings }: Pick<SeriesReport, "retrainings">): string {
  if (retrainings.length === 0) return "No retraining was started.";
  const count = (outcome: Outcome) => retrainings.filter((record) => record.outcome === outcome).length;
  const outcomes = OUTCOMES.map(([outcome, text]) => ({ text, count: count(outcome) })).filter(
    (each) => each.count > 0,
  );
  return `${formatNoun(retrainings.length, "retraining")}: ${listed(outcomes.map((each) => `${formatCount(each.count)} ${each.text}`))}.`;
}

const OUTCOMES: readonly (readonly [Outcome, string])[] = [
  ["challenger-won", "won by the challenger"],
  ["kept-champion", "kept the champion"],
  ["too-little-data", "had too little data"],
  ["failed", "failed"],
  ["running", "running"],
];

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
