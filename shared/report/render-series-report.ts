import { driftHeatmap } from "./chart/drift-heatmap.ts";
import { markClass, rateTimeline } from "./chart/rate-timeline.ts";
import { ratioOf } from "./column-report.ts";
import { formatCount, formatRatio, formatShare } from "./format-number.ts";
import { formatDate, formatSpan } from "./format-time.ts";
import type { Markup } from "./html.ts";
import { html, NOTHING, safeHref } from "./html.ts";
import { shownName } from "./inert-text.ts";
import { cardLegend, columnCards } from "./page/column-cards.ts";
import { excludedColumns } from "./page/excluded-columns.ts";
import { factGrid, page, section } from "./page/page.ts";
import { retrainingsTable } from "./page/retrainings-table.ts";
import { seriesHeadline } from "./series-headline.ts";
import type { SeriesReport, SeriesWindow, WorstWindow } from "./series-report.ts";
import type { VerdictName } from "./verdict.ts";
import { SEVERITIES, VERDICTS } from "./verdict.ts";

/** Windows in the table; a monitor without calibration may cross its threshold a thousand times. */
const MOST_WINDOWS = 200;
const WORST_CARDS = 8;
const COLUMNS_NAMED = 4;

/**
 * The report of a period as an HTML document of its own: a sentence, the violation rate over time with
 * retrainings, drift of every column, what each window over the threshold started, the worst windows and every
 * column's distribution over the period. A pure function: the same report gives the same bytes.
 */
export function renderSeriesReport(report: SeriesReport): string {
  return page(
    `${report.title} · ${report.endpoint}`,
    html`${heading(report)}${factGrid(report.facts)}${overTime(report)}${drift(report)}${crossings(report)}${section("Retrainings", formatCount(report.retrainings.length), retrainingsTable(report.retrainings))}${worst(report.worst)}${distributions(report)}${excludedColumns(report.excluded)}<footer>${formatSpan(report.from, report.to)}. Plumbline.</footer>`,
  );
}

function heading(report: SeriesReport): Markup {
  const note = report.note === undefined ? NOTHING : html`<p class="intro">${report.note}</p>`;
  return html`<header><p class="crumb"><b>${report.title}</b> · ${shownName(report.endpoint)} / ${shownName(report.variant)} · ${formatDate(report.from)} – ${formatDate(report.to - 1)}</p><h1>${seriesHeadline(report)}</h1>${note}</header>`;
}

function overTime(report: SeriesReport): Markup {
  if (report.windows.length === 0) return NOTHING;
  const timeline = rateTimeline({ ...report, threshold: report.violationRateThreshold });
  const note = `share of columns in violation; from ${formatShare(report.violationRateThreshold)} on, a window asks to retrain`;
  return section(
    "Violation rate",
    note,
    html`<div class="panel draw">${timeline}${verdictCounts(report.windows)}</div>`,
  );
}

/** How many windows ended with each verdict, violations by severity; at the same time the key of the colours. */
function verdictCounts(windows: readonly SeriesWindow[]): Markup {
  const counts = new Map<string, number>();
  for (const window of windows) counts.set(markClass(window), (counts.get(markClass(window)) ?? 0) + 1);
  const names = [
    ...[...SEVERITIES]
      .reverse()
      .map((severity) => ({ name: `v-${severity}`, label: `Violations, ${severity}` })),
    ...VERDICTS.map((verdict: VerdictName) => ({ name: `v-${verdict}`, label: verdict as string })),
  ];
  const shown = names.filter(({ name }) => counts.has(name));
  return html`<p class="lg">${shown.map(({ name, label }) => html`<span><svg class="key" aria-hidden="true" viewBox="0 0 10 10"><path class="${name}" d="M0 0h10v10H0z"/></svg>${label}<b>${formatCount(counts.get(name))}</b></span>`)}<span class="fa">▼ retraining · shaded: nothing was evaluated</span></p>`;
}

function drift(report: SeriesReport): Markup {
  const map = report.windows.length === 0 ? NOTHING : driftHeatmap(report);
  if (map.markup === "") return NOTHING;
  return section(
    "Drift by column",
    "distance from the baseline ÷ the limit that decides",
    html`<div class="panel draw">${map}</div>`,
  );
}

function crossings(report: SeriesReport): Markup {
  const crossed = report.windows.filter(
    (window) =>
      window.violationRate !== null &&
      window.violationRate >= report.violationRateThreshold &&
      window.violationRate > 0,
  );
  const title = "Windows over the threshold";
  if (crossed.length === 0) return section(title, undefined, html`<p class="intro">None.</p>`);
  const left = crossed.length - MOST_WINDOWS;
  const shown = left > 0 ? highest(crossed) : crossed;
  const note =
    left > 0 &&
    html`<p class="intro">The ${MOST_WINDOWS} with the highest rate; ${formatCount(left)} more are in summary.json.</p>`;
  return section(
    title,
    `${formatCount(crossed.length)}, and what each started`,
    html`${note}<div class="panel"><table class="stack"><thead><tr><th>Window</th><th>Severity</th><th class="r">Rate</th><th class="r">Rows</th><th>Columns</th><th>Triggered</th></tr></thead><tbody>${shown.map(crossing)}</tbody></table></div>`,
  );
}

function highest(windows: readonly SeriesWindow[]): SeriesWindow[] {
  const ranked = [...windows].sort((a, b) => b.violationRate! - a.violationRate! || a.start - b.start);
  return ranked.slice(0, MOST_WINDOWS).sort((a, b) => a.start - b.start);
}

function crossing(window: SeriesWindow): Markup {
  return html`<tr><td class="w">${linked(window.href, formatSpan(window.start, window.end).replace(/ UTC$/, ""))}<div class="s">${window.id}</div></td><td><span class="sv v-${window.severity}">${window.severity}</span></td><td class="r" data-l="rate">${formatShare(window.violationRate)}</td><td class="r" data-l="rows">${formatCount(window.rows)}</td><td>${violatedColumns(window)}</td><td class="d">${window.triggered ?? "nothing"}</td></tr>
`;
}

function violatedColumns({ distances, reason }: SeriesWindow): string {
  const violated = Object.entries(distances).filter(([, measured]) => measured.violated);
  if (violated.length === 0) return reason;
  const ranked = violated
    .map(([column, { distance, limit }]) => ({ column, ratio: ratioOf(distance, limit) }))
    .sort((a, b) => b.ratio - a.ratio || (a.column < b.column ? -1 : 1));
  const named = ranked
    .slice(0, COLUMNS_NAMED)
    .map(({ column, ratio }) => `${shownName(column)} ${formatRatio(ratio)}`);
  return [...named, ...(ranked.length > COLUMNS_NAMED ? [`${ranked.length - COLUMNS_NAMED} more`] : [])].join(
    ", ",
  );
}

function linked(href: string | undefined, text: string): Markup {
  const safe = safeHref(href);
  return safe === undefined ? html`${text}` : html`<a href="${safe}">${text}</a>`;
}

function worst(windows: readonly WorstWindow[]): Markup {
  if (windows.length === 0) return NOTHING;
  const one = (window: WorstWindow) =>
    html`<div class="worst"><h3>${linked(window.href, window.windowId)}</h3><p>${window.reason}</p>${columnCards(window.columns, WORST_CARDS)}</div>`;
  return section("Worst windows", undefined, html`${cardLegend("the window")}${windows.map(one)}`);
}

function distributions({ columns }: SeriesReport): Markup {
  if (columns.length === 0) return NOTHING;
  return section(
    "Columns",
    "the whole period against the baseline",
    html`${cardLegend("the period")}${columnCards(columns)}`,
  );
}
