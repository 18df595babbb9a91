import type { Distribution } from "../../drift/distribution.ts";
import { categoryBars } from "../chart/category-bars.ts";
import { driftGauge } from "../chart/drift-gauge.ts";
import { histogram } from "../chart/histogram.ts";
import { weightedQuantile, weightedValues } from "../chart/weighted-values.ts";
import type { ColumnReport } from "../column-report.ts";
import { decidingLimit, driftRatio, orderColumns, worstSeverity } from "../column-report.ts";
import {
  formatCount,
  formatDistance,
  formatNoun,
  formatRatio,
  formatShare,
  formatValue,
} from "../format-number.ts";
import type { Markup } from "../html.ts";
import { html, NOTHING } from "../html.ts";
import { shownName } from "../inert-text.ts";
import { onceInWords } from "../once-in-words.ts";

/** Columns drawn; a page of 500 pictures is not read, and the rest stand in a table. */
const MOST_CARDS = 48;

/** Small multiples: a card a column, violated columns first, then by distance ÷ limit. Excluded columns are left out. */
export function columnCards(columns: readonly ColumnReport[], most: number = MOST_CARDS): Markup {
  const ordered = orderColumns(columns).filter((column) => column.excluded === undefined);
  return html`<div class="cards">${ordered.slice(0, most).map(columnCard)}</div>${quieter(ordered.slice(most))}`;
}

/** What the fills and outlines mean. `current` names the period: "this window". */
export function cardLegend(current: string): Markup {
  const key = (shape: Markup, text: string) => html`<span>${shape}${text}</span>`;
  const box = (name: string) =>
    html`<svg class="key ${name}" aria-hidden="true" viewBox="0 0 10 10"><path class="cur" d="M0 0h10v10H0z"/></svg>`;
  const outline = html`<svg class="key" aria-hidden="true" viewBox="0 0 10 10"><path class="base" d="M.5 10V.5h9V10"/></svg>`;
  return html`<p class="lg">${key(box("ok"), current)}${key(box("bad"), `${current}, in violation`)}${key(outline, "baseline")}<span class="fa">Heights are shares of each side's own rows. The bar under a name is the distance; the mark in its middle is the limit.</span></p>`;
}

/** One column: its name and type, how far it lies from the baseline, both distributions, what was violated. */
export function columnCard(column: ColumnReport): Markup {
  const bad = column.violations.length > 0;
  return html`<article class="card${bad && " bad"}"><header><h3 title="${shownName(column.name)}">${shownName(column.name)}</h3><span class="ty">${column.inferredType}</span>${status(column)}</header>${measured(column)}${chart(column)}<p class="num">${numbers(column)}</p>${bad && violations(column)}</article>
`;
}

function status(column: ColumnReport): Markup {
  const severity = worstSeverity(column.violations);
  if (severity !== "none") return html`<span class="sv v-${severity}">${severity}</span>`;
  const { distance, limit, threshold } = column;
  const small = limit !== null && distance !== null && distance > limit && distance <= (threshold ?? 0);
  return small ? html`<span class="sv v-note">small</span>` : NOTHING;
}

function measured(column: ColumnReport): Markup {
  const limit = decidingLimit(column);
  if (column.distance === null || limit === undefined)
    return html`<div class="me"><span>no distance measured</span></div>`;
  return html`<div class="me">${driftGauge(column.distance, limit)}<span title="${limitText(column)}"><b>${formatDistance(column.distance)}</b> · ${formatRatio(driftRatio(column))} limit</span></div>`;
}

function limitText({ threshold, limit, limitFrom, returnMonths }: ColumnReport): string {
  const told =
    limit === null
      ? "no learnt limit"
      : `limit ${formatDistance(limit)}${limitFrom === undefined ? "" : ` (${limitFrom})`}`;
  const surprise =
    returnMonths === undefined ? "" : `; unchanged data looks like this ${onceInWords(returnMonths)}`;
  return `${told}; threshold ${formatDistance(threshold)}${surprise}`;
}

function chart(column: ColumnReport): Markup {
  const { current, baseline, sensitive } = column;
  const title = `${shownName(column.name)}: ${formatCount(column.n)} rows, filled, against ${formatCount(column.m)} baseline rows, outlined`;
  const options = { title, hidden: sensitive };
  const numeric = (current ?? baseline)?.kind === "numeric";
  const drawn = numeric
    ? histogram({ current: ofKind(current, "numeric"), baseline: ofKind(baseline, "numeric") }, options)
    : categoryBars(
        { current: ofKind(current, "categorical"), baseline: ofKind(baseline, "categorical") },
        options,
      );
  return drawn.markup === "" ? html`<p class="no-c">no values</p>` : drawn;
}

function ofKind<Kind extends Distribution["kind"]>(
  distribution: Distribution | undefined,
  kind: Kind,
): Extract<Distribution, { kind: Kind }> | undefined {
  return distribution?.kind === kind ? (distribution as Extract<Distribution, { kind: Kind }>) : undefined;
}

function numbers(column: ColumnReport): string {
  const { current, baseline } = column;
  const parts = [
    `${formatNoun(column.n, "row")}, baseline ${formatCount(column.m)}`,
    column.was !== undefined && `was ${shownName(column.was)} in the baseline`,
    column.missingShare !== null && `missing ${formatShare(column.missingShare)}`,
    column.sensitive ? "sensitive: values and numbers of the axis are not shown" : medians(column),
    current !== undefined &&
      baseline !== undefined &&
      current.kind !== baseline.kind &&
      `the baseline is ${baseline.kind} and is not drawn`,
  ];
  return parts.filter((part) => part !== false && part !== "").join(" · ");
}

function medians({ current, baseline }: ColumnReport): string {
  const [now, before] = [medianOf(current), medianOf(baseline)];
  if (now === undefined) return "";
  return before === undefined
    ? `median ${formatValue(now)}`
    : `median ${formatValue(now)}, baseline ${formatValue(before)}`;
}

function medianOf(distribution: Distribution | undefined): number | undefined {
  return distribution?.kind === "numeric" ? weightedQuantile(weightedValues(distribution), 0.5) : undefined;
}

function violations({ violations }: ColumnReport): Markup {
  return html`<ul>${violations.map(({ check, severity }) => html`<li><span class="sv v-${severity}">${severity}</span> ${shownName(check)}</li>`)}</ul>`;
}

function quieter(columns: readonly ColumnReport[]): Markup {
  if (columns.length === 0) return NOTHING;
  const row = (column: ColumnReport) =>
    html`<tr><td><b>${shownName(column.name)}</b></td><td>${column.inferredType}</td><td class="r">${formatDistance(column.distance)}</td><td class="r">${formatDistance(decidingLimit(column))}</td><td class="r">${formatCount(column.n)}</td><td class="r">${formatShare(column.missingShare)}</td></tr>`;
  return html`<p class="intro">${formatNoun(columns.length, "further column")}, in the same order:</p><div class="panel"><table><thead><tr><th>Column</th><th>Type</th><th class="r">Distance</th><th class="r">Limit</th><th class="r">Rows</th><th class="r">Missing</th></tr></thead><tbody>${columns.map(row)}</tbody></table></div>`;
}
