import type { Markup } from "../html.ts";
import { html, markup } from "../html.ts";
import { STYLE } from "./style.ts";

/**
 * A whole document: one file, no script, nothing from outside. The policy in it forbids both to whatever might
 * slip through the escaping.
 */
export function page(title: string, body: Markup): string {
  const document = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="referrer" content="no-referrer"><title>${title}</title><style>${markup(STYLE)}</style></head><body><main>
${body}
</main></body></html>
`;
  return document.markup;
}

/** One cell of the row of facts under a title. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** A line under the value. */
  readonly note?: string | undefined;
  /** A fact with sentences takes two cells, or the whole row. */
  readonly width?: "wide" | "all";
}

/** Facts as a grid of labelled numbers. */
export function factGrid(facts: readonly Fact[]): Markup {
  const cell = ({ label, value, note, width }: Fact) =>
    html`<div${width !== undefined && markup(` class="${width}"`)}><dt>${label}</dt><dd>${value}${note !== undefined && note !== "" && html`<small>${note}</small>`}</dd></div>\n`;
  return html`<dl class="facts">${facts.map(cell)}</dl>`;
}

/** A part of the page under its heading. */
export function section(title: string, note: string | undefined, content: Markup): Markup {
  return html`\n<section><h2>${title}${note !== undefined && html`<small>${note}</small>`}</h2>${content}</section>\n`;
}
