import { type SchemaInForce, versionInWords } from "../../columns/schema-in-force.ts";
import { formatNoun } from "../format-number.ts";
import type { Markup } from "../html.ts";
import { html, NOTHING } from "../html.ts";
import { shownName } from "../inert-text.ts";
import { section } from "./page.ts";

const MOST_ROWS = 100; // a table may be renamed as a whole; verdict.json has all of it

/** What the declared changes of columns make of the window, and what came otherwise. No schema gives no markup. */
export function declaredColumns(schema: SchemaInForce | undefined): Markup {
  if (schema === undefined) return NOTHING;
  const rows = [
    ...Object.entries(schema.renamed).map(([now, old]) => row(now, `was ${shownName(old)} in the baseline`)),
    ...schema.added.map((name) => row(name, "not in the baseline: counted, not judged")),
    ...schema.dropped.map((name) => row(name, "in the baseline, no longer compared")),
  ];
  const left = rows.length - MOST_ROWS;
  const table =
    rows.length > 0 &&
    html`<div class="panel"><table><tbody>${rows.slice(0, MOST_ROWS)}</tbody></table></div>`;
  return section(
    "Declared columns",
    versionInWords(schema),
    html`${schema.notes.map((note) => html`<p class="intro">${note}</p>`)}${table}${left > 0 && html`<p class="intro">${formatNoun(left, "further column")}: verdict.json has all of them.</p>`}`,
  );
}

const row = (name: string, text: string) =>
  html`<tr><td><b>${shownName(name)}</b></td><td class="d">${text}</td></tr>`;
