import { createHash } from "node:crypto";

/** Longest text that is kept as it is, in UTF-16 units. */
export const LONGEST_TEXT = 256;
const HEAD = 64;
const HASH_DIGITS = 16;

/**
 * Texts up to 256 units as they are; of a longer one the first 64, `…` and 16 hex digits of its SHA-256: still
 * told apart, and memory does not grow with what callers send. A pair of surrogates is not cut.
 */
export function boundedText(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const last = text.charCodeAt(HEAD - 1);
  const head = text.slice(0, last >= 0xd800 && last < 0xdc00 ? HEAD - 1 : HEAD);
  return `${head}…${createHash("sha256").update(text).digest("hex").slice(0, HASH_DIGITS)}`;
}
