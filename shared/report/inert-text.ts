/** Names longer than this are cut: a name is for telling columns apart, not for carrying a page. */
export const NAME_LENGTH = 200;

// Controls, format characters (bidi overrides, zero-width, tags), lone surrogates, line and paragraph separators.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/**
 * A text from outside that can do nothing but be read: control characters become their pictures (␛), bidi
 * overrides and other unseen characters their code point (⟨U+202E⟩), at most three combining marks stack on a
 * letter, and everything beyond `most` characters is cut with an ellipsis. It is not yet escaped for any markup.
 */
export function inertText(text: string, most: number = NAME_LENGTH): string {
  return cut(text, most).replace(STACKED_MARKS, "$1").replace(UNSEEN, picture);
}

/** A column name or category value as people read it: inert, cut, and visible even when it is empty. */
export function shownName(name: string): string {
  return name.trim() === "" ? `(${name === "" ? "empty" : "blank"})` : inertText(name);
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = Array.from(text.slice(0, 2 * most + 2)); // a character has at most two UTF-16 units
  return characters.length <= most ? text : `${characters.slice(0, most).join("")}…`;
}

function picture(character: string): string {
  const code = character.codePointAt(0)!;
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  if (code < 0x20) return String.fromCodePoint(0x2400 + code); // the Control Pictures block mirrors C0
  if (code === 0x7f) return "\u2421";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
