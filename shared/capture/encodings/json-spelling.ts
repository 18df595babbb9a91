/**
 * JSON numbers whose value does not say how they are spelled: an integer that is spelled as a fraction (`1.0`, `1e5`), or one
 * beyond 2⁵³. Model Monitor reads text, so `1.0` is a Fractional there and every digit of an identifier counts.
 */

import { SpelledNumber } from "../spelled-number.ts";

/** A JSON text's value with spelled numbers in place; undefined when the text is not JSON or too deep to walk. */
export function jsonWithSpelling(text: string): unknown {
  try {
    return (JSON.parse as WithSource)(text, spelled);
  } catch {
    return undefined; // the engine's message quotes the text, which is captured data
  }
}

/**
 * Whether a number in the text may be an integer that is spelled as a fraction. A string that holds such a spelling
 * looks like one too, and costs time only. Integers beyond 2⁵³ are seen by their value.
 */
export function mayHideFraction(text: string): boolean {
  return EXPONENT.test(text) || hasZeroDecimals(text);
}

/** TypeScript does not know the third argument (ECMA-262, JSON.parse source text access). */
type WithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

const EXPONENT = /\d[eE]/;
const PLAIN_INTEGER = /^-?\d+$/;
const ZERO = 48;
const NINE = 57;

function spelled(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (source === undefined || !Number.isInteger(value)) return value;
  return Number.isSafeInteger(value) && PLAIN_INTEGER.test(source)
    ? value
    : new SpelledNumber(value as number, source);
}

/** Whether `.0`, `.00`, … ends a number somewhere. A third of the time of a regular expression. */
function hasZeroDecimals(text: string): boolean {
  for (let at = text.indexOf(".0"); at !== -1; at = text.indexOf(".0", at + 2)) {
    let end = at + 2;
    while (text.charCodeAt(end) === ZERO) end++;
    if (!isDigit(text, end) && isDigit(text, at - 1)) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at); // NaN beyond the text
  return code >= ZERO && code <= NINE;
}
