import { formatCount } from "../format-number.ts";
import type { Markup } from "../html.ts";
import { html, NOTHING } from "../html.ts";
import { shownName } from "../inert-text.ts";
import { section } from "./page.ts";

/** Columns that nobody compares, each with its reason. No columns give no markup. */
export function excludedColumns(
  excluded: readonly { readonly column: string; readonly reason: string }[],
): Markup {
  if (excluded.length === 0) return NOTHING;
  const row = ({ column, reason }: { column: string; reason: string }) =>
    html`<tr><td><b>${shownName(column)}</b></td><td class="d">${reason}</td></tr>`;
  return section(
    "Not evaluated",
    formatCount(excluded.length),
    html`<div class="panel"><table><tbody>${excluded.map(row)}</tbody></table></div>`,
  );
}
