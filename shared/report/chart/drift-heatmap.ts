import { formatDuration } from "../../window/window.ts";
import { ratioOf } from "../column-report.ts";
import { formatNoun, formatRatio } from "../format-number.ts";
import type { Markup } from "../html.ts";
import { html, markup, NOTHING } from "../html.ts";
import { shownName } from "../inert-text.ts";
import type { ColumnDistance, SeriesWindow } from "../series-report.ts";
import type { TimeSpan } from "./time-axis.ts";
import { placeIn, timeAxis } from "./time-axis.ts";

const MOST_CELLS = 400; // across; a page 1,000 px wide shows cells of 2.5 px
const MOST_ROWS = 40;
const GROUPS = [1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 168, 336, 720, 1440, 2880];

/** Lower bound of each level of distance ÷ limit. Below 1 is within the limit; level 3 is beyond it and no violation. */
export const HEAT_LEVELS = [
  "below half the limit",
  "0.5 to 0.8 ×",
  "0.8 to 1 ×",
  "beyond, but small",
  "violation",
  "over 1.5 ×",
  "over 2.5 ×",
] as const;

export interface DriftHeatmap extends TimeSpan {
  readonly windows: readonly SeriesWindow[];
}

interface HeatRow {
  readonly column: string;
  readonly violated: number;
  readonly worst: number;
  /** Level of each cell; −1 where nothing was measured. */
  readonly levels: Int8Array;
}

/**
 * Columns × time: distance ÷ the limit that decides, capped. A cell is a window, or the worst of several
 * neighbouring windows where there are more than fit; the most violated columns stand first. Nothing measured
 * gives no markup.
 */
export function driftHeatmap(series: DriftHeatmap): Markup {
  const length = Math.min(...series.windows.map((window) => window.end - window.start));
  const cell = cellLength(series, length);
  const rows = heatRows(series, cell);
  if (rows.length === 0) return NOTHING;
  const shown = rows.slice(0, MOST_ROWS);
  const count = Math.ceil((series.to - series.from) / cell);
  const stretch = (count * cell) / (series.to - series.from); // the last cell may reach beyond the end
  return html`<div class="hm"><div class="rl">${shown.map((row) => html`<span title="${shownName(row.column)}">${shownName(row.column)}</span>`)}</div><div class="pl"><svg style="height:${shown.length * 20}px;width:${(stretch * 100).toFixed(3)}%" viewBox="0 0 ${count} ${shown.length}" preserveAspectRatio="none" role="img"><title>${caption(cell, length)}</title>${cells(shown)}${rowTitles(shown, count)}</svg></div><div class="rr">${shown.map((row) => html`<span>${row.violated > 0 && html`<b>${row.violated}</b>`}<i>${formatRatio(row.worst)}</i></span>`)}</div><div></div><div class="pl">${timeAxis(series)}</div><div class="rr ft"><span><b>windows</b><i>most</i></span></div></div>${legend(cell, length, rows.length - shown.length)}`;
}

function cellLength({ from, to }: TimeSpan, length: number): number {
  const windows = (to - from) / length;
  const group = GROUPS.find((group) => windows / group <= MOST_CELLS) ?? Math.ceil(windows / MOST_CELLS);
  return length * group;
}

function heatRows(series: DriftHeatmap, cell: number): HeatRow[] {
  const count = Math.ceil((series.to - series.from) / cell);
  const rows = new Map<string, { violated: number; worst: number; levels: Int8Array }>();
  for (const window of series.windows) {
    const at = Math.floor(placeIn(series)(window.start) * ((series.to - series.from) / cell) + 1e-9);
    if (at < 0 || at >= count) continue;
    for (const [column, measured] of Object.entries(window.distances)) {
      let row = rows.get(column);
      if (row === undefined)
        rows.set(column, (row = { violated: 0, worst: 0, levels: new Int8Array(count).fill(-1) }));
      row.levels[at] = Math.max(row.levels[at]!, heatLevel(measured));
      row.worst = Math.max(row.worst, ratioOf(measured.distance, measured.limit));
      if (measured.violated) row.violated++;
    }
  }
  const all = [...rows].map(([column, row]) => ({ column, ...row }));
  return all.sort(
    (a, b) =>
      b.violated - a.violated ||
      (a.worst === b.worst ? (a.column < b.column ? -1 : 1) : b.worst > a.worst ? 1 : -1),
  );
}

/** Level of a measured distance, an index of `HEAT_LEVELS`. */
export function heatLevel({ distance, limit, violated }: ColumnDistance): number {
  const ratio = ratioOf(distance, limit);
  if (violated) return ratio > 2.5 ? 6 : ratio > 1.5 ? 5 : 4;
  if (ratio > 1) return 3;
  return ratio > 0.8 ? 2 : ratio > 0.5 ? 1 : 0;
}

/** Neighbours of one level are one box, boxes of one level one path: two months of hours over 14 columns weigh about 30 kB. */
function cells(rows: readonly HeatRow[]): Markup {
  const paths = HEAT_LEVELS.map(() => "");
  for (const [y, { levels }] of rows.entries()) {
    for (let x = 0; x < levels.length; ) {
      let end = x + 1;
      while (end < levels.length && levels[end] === levels[x]) end++;
      if (levels[x]! >= 0) paths[levels[x]!] += `M${x} ${y}.06h${end - x}v.88H${x}z`;
      x = end;
    }
  }
  return html`${paths.map((path, level) => (path === "" ? NOTHING : html`<path class="h${level}" d="${markup(path)}"/>`))}`;
}

function rowTitles(rows: readonly HeatRow[], count: number): Markup {
  const title = (row: HeatRow) =>
    `${shownName(row.column)}: a violation in ${formatNoun(row.violated, "window")}, at most ${formatRatio(row.worst)} its limit`;
  return html`${rows.map((row, y) => html`<path class="no" d="M0 ${y}H${count}V${y + 1}H0z"><title>${title(row)}</title></path>`)}`;
}

function caption(cell: number, length: number): string {
  if (cell === length)
    return "Distance of each column from its baseline, as a multiple of its limit; a cell is one window";
  return `Distance of each column from its baseline, as a multiple of its limit; a cell (${formatDuration(cell)}) is the worst of ${cell / length} windows`;
}

function legend(cell: number, length: number, left: number): Markup {
  const keys = HEAT_LEVELS.map(
    (text, level) =>
      html`<span><svg class="key" aria-hidden="true" viewBox="0 0 10 10"><path class="h${level}" d="M0 0h10v10H0z"/></svg>${text}</span>`,
  );
  const note = cell === length ? "A cell is one window." : `A cell is the worst of ${cell / length} windows.`;
  const hidden = left > 0 ? ` ${formatNoun(left, "quieter column")} not drawn.` : "";
  return html`<p class="lg">${markup(keys.map((key) => key.markup).join(""))}<span class="fa">${note}${hidden}</span></p>`;
}
