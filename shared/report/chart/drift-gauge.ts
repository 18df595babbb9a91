import { ratioOf } from "../column-report.ts";
import { formatDistance, formatRatio } from "../format-number.ts";
import type { Markup } from "../html.ts";
import { html } from "../html.ts";

const LIMIT_AT = 50; // the limit stands in the middle: left of it is well, right of it is not

/**
 * A distance against the limit that decides, as a thin bar with the limit in the middle; the bar's end is
 * twice the limit and more.
 */
export function driftGauge(distance: number, limit: number): Markup {
  const ratio = ratioOf(distance, limit);
  const length = Math.round(Math.min(2, Math.max(0, ratio)) * LIMIT_AT * 10) / 10;
  const title = `Distance ${formatDistance(distance)}, limit ${formatDistance(limit)}: ${formatRatio(ratio)} the limit`;
  return html`<svg class="ga" viewBox="0 0 100 6" preserveAspectRatio="none" role="img"><title>${title}</title><path class="tr" d="M0 1h100v4H0z"/><path class="${ratio > 1 ? "ov" : "un"}" d="M0 1h${length}v4H0z"/><path class="li" d="M${LIMIT_AT} 0v6"/></svg>`;
}
