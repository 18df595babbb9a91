import { acknowledgedInWords } from "../../acknowledgements/muted-in-words.ts";
import { formatCount, formatDistance } from "../format-number.ts";
import { html, type Markup, NOTHING } from "../html.ts";
import { inertText, shownName } from "../inert-text.ts";
import type { MutedViolation } from "../verdict.ts";
import { section } from "./page.ts";

/** What was found and somebody has acknowledged, with who said what and until when; nothing where nothing is muted. */
export function mutedTable(muted: readonly MutedViolation[] = []): Markup {
  if (muted.length === 0) return NOTHING;
  const table = html`<p class="intro">Found, and acknowledged before: told, without an alarm.</p><div class="panel"><table class="stack"><thead><tr><th>Column</th><th class="r">Measured</th><th>What happened</th></tr></thead><tbody>${muted.map(row)}</tbody></table></div>`;
  return section("Muted", formatCount(muted.length), table);
}

function row({ column, check, distance, threshold, description, acknowledged }: MutedViolation): Markup {
  const { window, by } = acknowledged;
  const who = by === null ? "" : ` by ${inertText(by)}`;
  return html`<tr><td><b>${shownName(column)}</b><div class="s">${shownName(check)}</div></td><td class="r" data-l="measured">${formatDistance(distance)}<div class="s">limit ${formatDistance(threshold)}</div></td><td class="d">${description}<div class="s">${acknowledgedInWords(acknowledged)} in window ${window}${who}.</div></td></tr>
`;
}
