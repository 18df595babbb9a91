import { formatCount, formatShare } from "../shared/report/format-number.ts";
import { renderTable } from "../shared/report/render-table.ts";
import type { Verdict } from "../shared/report/verdict.ts";

/** Windows shown; of more, the healthy and the silent ones are left out first. */
const MOST_ROWS = 100;

/** Windows and their verdicts as a table for a terminal. */
export function windowsTable(verdicts: readonly Verdict[], width = 120): string {
  const telling =
    verdicts.length <= MOST_ROWS
      ? verdicts
      : verdicts.filter(
          ({ verdict }) => verdict !== "Healthy" && verdict !== "NoTraffic" && verdict !== "InsufficientData",
        );
  const shown = telling.slice(0, MOST_ROWS);
  const several = new Set(verdicts.map(({ variant }) => variant)).size > 1;
  const columns = [
    ...(several ? [{ title: "Variant" }] : []),
    { title: "Window", least: 12 },
    { title: "Verdict", least: 16 },
    { title: "Rate", align: "right" as const },
    { title: "Rows", align: "right" as const },
    { title: "Reason", least: 24 },
  ];
  const row = (verdict: Verdict) => [
    ...(several ? [verdict.variant] : []),
    verdict.window.id,
    verdict.verdict,
    formatShare(verdict.violationRate),
    formatCount(verdict.rows),
    verdict.reason,
  ];
  const left = verdicts.length - shown.length;
  const more = left === 0 ? "" : `\n… and ${formatCount(left)} more windows: see summary.json`;
  return `${renderTable(columns, shown.map(row), { width: Math.max(60, width) })}${more}`;
}
