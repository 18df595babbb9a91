import { escapeHtml } from "./escape-html.ts";

/** Text that is markup already. Only `html` and `markup` make it, so that a plain string is always escaped. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template. `false` and `undefined` give nothing, so that a part can be left out. */
export type HtmlPart = string | number | false | undefined | Markup | readonly Markup[];

/** Sentences (reasons, descriptions) are cut here; names are cut earlier by `shownName`. */
const SENTENCE_LENGTH = 1000;

/** Nothing. */
export const NOTHING: Markup = { markup: "" };

/** Takes a text as markup, unescaped. For texts made by this code alone. */
export const markup = (text: string): Markup => ({ markup: text });

/** A piece of HTML or SVG. Strings are escaped, lists of pieces joined, a number that is not finite shows as a dash. */
export function html(texts: TemplateStringsArray, ...parts: readonly HtmlPart[]): Markup {
  let out = texts[0]!;
  for (let i = 0; i < parts.length; i++) out += written(parts[i]) + texts[i + 1]!;
  return { markup: out };
}

function written(part: HtmlPart): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string") return escapeHtml(part, SENTENCE_LENGTH);
  if (typeof part === "number") return Number.isFinite(part) ? String(part) : "–";
  if ("markup" in part) return part.markup;
  return part.map((piece) => piece.markup).join("");
}

/**
 * A link that leaves the page's own folder tree only over https; `undefined` for every other scheme
 * (`javascript:`, `data:`), for protocol-relative addresses and for anything with unusual characters.
 */
export function safeHref(href: string | undefined): string | undefined {
  if (href === undefined) return undefined;
  const inert = /^(?:https:\/\/)?[\w.~@%+-][\w.~@%+/-]*(?:#[\w.~%-]*)?$/.test(href);
  return inert ? href : undefined;
}
