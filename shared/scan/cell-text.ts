import { DOT, LETTER_E, LOWER_CASE, MINUS, PLUS, SPACE, ZERO } from "./bytes.ts";
import {
  BOOLEAN,
  type CellColumns,
  INTEGER,
  LONG_INTEGER,
  MISSING,
  NEGATIVE,
  ODD,
  TEXT,
  WITHOUT_SIGN,
} from "./cell-columns.ts";
import { asciiText } from "./string-bytes.ts";

/** What a cell of CSV says, for whoever needs it as a text: null where it is missing. The cells keep their starts. */
export function cellText(cells: CellColumns, at: number): string | null {
  const kind = cells.forms[at]! & WITHOUT_SIGN;
  const start = cells.starts[at]!;
  if (kind === MISSING) return null;
  if (kind === ODD) return cells.texts[cells.mantissas[at]!]!;
  if (kind === TEXT || kind === BOOLEAN) return asciiText(cells.bytes, start, cells.ends[at]!);
  return asciiText(cells.bytes, start, endOfNumber(cells.bytes, start));
}

/** A sign and a blank, or either, may stand before the digits of CSV. */
function endOfNumber(bytes: Uint8Array, start: number): number {
  let end = start;
  while (bytes[end] === PLUS || bytes[end] === MINUS || bytes[end] === SPACE) end++;
  while (isOfNumber(bytes[end]!)) end++;
  return end;
}

const isOfNumber = (byte: number) =>
  (byte - ZERO) >>> 0 <= 9 ||
  byte === DOT ||
  byte === PLUS ||
  byte === MINUS ||
  (byte | LOWER_CASE) === LETTER_E;

/** The same of JSON: numbers as `encodings/json.ts` gives them, by their spelling where their value does not tell it. */
export function cellOfJson(
  cells: CellColumns,
  at: number,
): { readonly cell: string | number | boolean | null; readonly typed: boolean } {
  const form = cells.forms[at]!;
  const kind = form & WITHOUT_SIGN;
  const text = cellText(cells, at);
  if (text === null || kind === TEXT) return { cell: text, typed: true };
  if (kind === ODD) return { cell: text, typed: (form & NEGATIVE) !== 0 };
  if (kind === BOOLEAN) return { cell: text === "true", typed: true };
  const value = Number(text);
  const isToldByValue = (kind === INTEGER || kind === LONG_INTEGER) === Number.isInteger(value);
  return isToldByValue ? { cell: value, typed: true } : { cell: text, typed: false };
}
