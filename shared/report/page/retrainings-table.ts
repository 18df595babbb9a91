import type { RetrainingRecord } from "../../retraining/retraining-state.ts";
import { formatClock, formatDate, formatDay } from "../format-time.ts";
import type { Markup } from "../html.ts";
import { html } from "../html.ts";
import { shownName } from "../inert-text.ts";

/** Retrainings with what started them and how they ended. */
export function retrainingsTable(records: readonly RetrainingRecord[]): Markup {
  if (records.length === 0) return html`<p class="intro">None.</p>`;
  return html`<div class="panel"><table class="stack"><thead><tr><th>Started</th><th>Ended</th><th>Trigger</th><th>Outcome</th><th>Job and reason</th></tr></thead><tbody>${records.map(row)}</tbody></table></div>`;
}

function row(record: RetrainingRecord): Markup {
  return html`<tr><td class="w">${moment(record.startedAt)}</td><td class="w">${record.endedAt === null ? "–" : moment(record.endedAt)}</td><td>${record.trigger}</td><td class="w"><span class="sv o-${record.outcome}">${record.outcome}</span></td><td class="d">${record.reason}<div class="s">${shownName(record.job)}</div></td></tr>
`;
}

function moment(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return "–";
  return `${formatDay(time)} ${formatDate(time).slice(-4)}, ${formatClock(time)}`;
}
