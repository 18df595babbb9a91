import { LONGEST_TEXT } from "./bounded-text.ts";

/** Up to this length V8 copies a slice; a longer one holds on to the whole text that it was cut from. */
const COPIED_SLICE = 12;
const units = new Uint16Array(LONGEST_TEXT);

/**
 * The same text in memory of its own. A cell is a slice of its line, and a profile that keeps a thousand cells
 * would keep a thousand lines. `text` has 256 units at most.
 */
export function ownText(text: string): string {
  if (text.length <= COPIED_SLICE) return text;
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at);
  return String.fromCharCode.apply(null, units.subarray(0, text.length) as unknown as number[]);
}
