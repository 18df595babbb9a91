import { decidingLimit } from "../shared/report/column-report.ts";
import type { ColumnDistance, SeriesWindow } from "../shared/report/series-report.ts";
import type { WindowRead } from "./read-series.ts";

/** One window as a series shows it. Distances are of the columns that were measured. */
export function seriesWindow(
  { id, window, verdict, drift }: Pick<WindowRead, "id" | "window" | "verdict" | "drift">,
  { href, triggered }: { readonly href?: string | undefined; readonly triggered?: string | undefined } = {},
): SeriesWindow {
  const { verdict: name, severity, violationRate, rows, reason } = verdict;
  const measured = Object.entries(drift).flatMap(([column, found]): [string, ColumnDistance][] => {
    const limit = decidingLimit(found);
    return found.distance === null || limit === undefined
      ? []
      : [[column, { distance: found.distance, limit, violated: found.violated }]];
  });
  return {
    id,
    start: window.start,
    end: window.end,
    verdict: name,
    severity,
    violationRate,
    rows,
    reason,
    ...(href === undefined ? {} : { href }),
    ...(triggered === undefined ? {} : { triggered }),
    distances: Object.fromEntries(measured),
  };
}
