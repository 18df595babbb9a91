import { expect } from "vitest";
import { cellType } from "../../shared/profile/cell-type.ts";
import {
  BOOLEAN,
  type CellColumns,
  DECIMAL,
  DECIMALS_SHIFT,
  INTEGER,
  LONG_DECIMAL,
  LONG_INTEGER,
  NEGATIVE,
  ODD,
  TEXT,
  WITHOUT_SIGN,
} from "../../shared/scan/cell-columns.ts";
import { hashOfBytes } from "../../shared/scan/text-hash.ts";

/** What a cell says: a number in quotes may be read as one, or be left as the text that spells it. */
export function cellAt(cells: CellColumns, at: number) {
  const { bytes, forms, mantissas, starts, ends, doubles, texts } = cells;
  const form = forms[at]!;
  switch (form & WITHOUT_SIGN) {
    case INTEGER:
      return ["integral", mantissas[at], (form & NEGATIVE) !== 0];
    case DECIMAL:
      return ["fractional", mantissas[at]! / 10 ** (form >> DECIMALS_SHIFT), (form & NEGATIVE) !== 0];
    case LONG_INTEGER:
      return ["integral", doubles[at], (form & NEGATIVE) !== 0];
    case LONG_DECIMAL:
      return ["fractional", doubles[at], (form & NEGATIVE) !== 0];
    case TEXT:
    case BOOLEAN: {
      const [start, end] = [starts[at]!, ends[at]!];
      expect(mantissas[at]).toBe(hashOfBytes(bytes, start, end));
      return textSays(Buffer.from(bytes.subarray(start, end)).toString());
    }
    case ODD:
      return textSays(texts[mantissas[at]!]!);
    default:
      return ["missing"];
  }
}

function textSays(text: string) {
  const type = cellType(text, false);
  if (type !== "integral" && type !== "fractional") return [type, text];
  const value = Number(text.replace(/^([+-]?) /, "$1")) + 0;
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER || type === "fractional"
    ? [type, value, value < 0]
    : [type, text];
}
