import { type CellBuffer, LONG_INTEGER, NEGATIVE, ODD } from "./cell-buffer.ts";
import { readDecimal } from "./read-decimal.ts";
import { asciiText } from "./string-bytes.ts";

/**
 * The cell whose number takes more than nine digits: unsigned ones from `digits` to `end`, whose grammar is known to be right. `kind`
 * is that of a long number, with or without a sign.
 */
export function storeLongNumber(cells: CellBuffer, at: number, digits: number, end: number, kind: number): void {
  const value = readDecimal(cells.bytes, digits, end);
  if (Number.isNaN(value)) storeByText(cells, at, digits, end, kind);
  else store(cells, at, end, kind, value);
}

/** The same of a number with an exponent, or of one that takes more than eighteen digits. */
export function storeByText(cells: CellBuffer, at: number, digits: number, end: number, kind: number): void {
  store(cells, at, end, kind, Number(asciiText(cells.bytes, digits, end)));
}

/** What no double holds (an overflow, an integer beyond 2⁵³ − 1) is left as the text that it is. */
function store(cells: CellBuffer, at: number, end: number, kind: number, value: number): void {
  const integral = (kind & ~NEGATIVE) === LONG_INTEGER;
  if (value > Number.MAX_VALUE || (integral && value > Number.MAX_SAFE_INTEGER)) {
    cells.kinds[at] = ODD;
    cells.texts[at] = asciiText(cells.bytes, cells.starts[at]!, end);
    return;
  }
  const isNegative = (kind & NEGATIVE) !== 0;
  cells.kinds[at] = value === 0 ? kind & ~NEGATIVE : kind;
  cells.doubles[at] = isNegative && value !== 0 ? -value : value;
}
