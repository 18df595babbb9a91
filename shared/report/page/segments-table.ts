import { formatCount, formatNoun, formatShare } from "../format-number.ts";
import type { Markup } from "../html.ts";
import { html, NOTHING } from "../html.ts";
import { shownName } from "../inert-text.ts";
import type { SegmentsReport, SegmentVerdict, Verdict } from "../verdict.ts";
import { section } from "./page.ts";

/** Each segment with its share of the rows on both sides and what it says; nothing for a monitor without segments. */
export function segmentsTable({ segments: report }: Pick<Verdict, "segments">): Markup {
  if (report === undefined) return NOTHING;
  const table = html`<p class="intro">${intro(report)}</p><div class="panel"><table class="stack"><thead><tr><th>${shownName(report.column)}</th><th class="r">Rows</th><th class="r">Share</th><th>Verdict</th><th>Columns in violation</th></tr></thead><tbody>${report.segments.map(row)}</tbody></table></div>`;
  return section("Segments", formatCount(report.segments.length), table);
}

function intro({ column, segments, otherRows }: SegmentsReport): string {
  const known = segments.some(({ baselineShare }) => baselineShare !== null);
  const learnt = known
    ? ""
    : ` The baseline was not learnt by segment, so none is judged: suggest it again with --segment ${column}.`;
  const others = otherRows > 0 ? ` ${formatNoun(otherRows, "row")} of smaller segments are not shown.` : "";
  return `Each value of ${shownName(column)} against the same rows of the baseline; they do not change the window's verdict.${others}${learnt}`;
}

function row(segment: SegmentVerdict): Markup {
  const { value, rows, share, baselineShare, verdict, columns, columnsInViolation } = segment;
  const before = baselineShare === null ? "" : `baseline ${formatShare(baselineShare)}`;
  const more = columnsInViolation - columns.length;
  const named = `${columns.map(shownName).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return html`<tr><td><b>${shownName(value)}</b></td><td class="r" data-l="rows">${formatCount(rows)}</td><td class="r" data-l="share">${formatShare(share)}<div class="s">${before}</div></td><td>${verdict}</td><td class="d">${named}</td></tr>`;
}
