import { inertText, NAME_LENGTH } from "./inert-text.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
  "=": "&#61;",
};

/**
 * A text from outside as HTML text or as a quoted attribute: markup and quotes escaped, control characters and
 * bidi overrides made visible, cut after `most` characters.
 */
export function escapeHtml(text: string, most: number = NAME_LENGTH): string {
  return inertText(text, most).replace(/[&<>"'`=]/g, (character) => ENTITIES[character]!);
}
