import { DOT, MINUS, PLUS, ZERO } from "./bytes.ts";
import {
  type CellColumns,
  DECIMAL,
  DECIMALS_SHIFT,
  INTEGER,
  LONG_DECIMAL,
  LONG_INTEGER,
  NEGATIVE,
  ODD,
  WITHOUT_SIGN,
} from "./cell-columns.ts";
import { NOT_SCANNED } from "./not-scanned.ts";
import { readDecimal } from "./read-decimal.ts";
import { asciiText } from "./string-bytes.ts";

/** Digits whose integer fits 32 bits, whatever they are. */
const SHORT_NUMBER = 9;

/** Behind the digits from `start` on. */
export function endOfDigits(bytes: Uint8Array, start: number): number {
  let end = start;
  while ((bytes[end]! - ZERO) >>> 0 <= 9) end++;
  return end;
}

/**
 * The cell at `start` with the unsigned number from `digits` to `end`, the dot at `point` or none (`end`), whose grammar is known to be right.
 * `sign` is `NEGATIVE` or 0.
 */
export function storeNumber(
  cells: CellColumns,
  at: number,
  start: number,
  digits: number,
  point: number,
  end: number,
  sign: number,
): void {
  const { bytes, forms, mantissas } = cells;
  const isInteger = point === end;
  if (end - digits > (isInteger ? SHORT_NUMBER : SHORT_NUMBER + 1)) {
    storeLongNumber(cells, at, start, digits, point, end, (isInteger ? LONG_INTEGER : LONG_DECIMAL) | sign);
    return;
  }
  let mantissa = 0;
  for (let place = digits; place < end; place++)
    if (bytes[place] !== DOT) mantissa = mantissa * 10 + bytes[place]! - ZERO;
  const form = isInteger ? INTEGER : ((end - point - 1) << DECIMALS_SHIFT) | DECIMAL;
  forms[at] = mantissa === 0 ? form : form | sign;
  mantissas[at] = sign === 0 ? mantissa : -mantissa;
}

/** Behind the digits of the exponent whose `e` is at `letter`; `NOT_SCANNED` where there are none. */
export function endOfExponent(bytes: Uint8Array, letter: number): number {
  const sign = bytes[letter + 1]!;
  const first = sign === PLUS || sign === MINUS ? letter + 2 : letter + 1;
  const end = endOfDigits(bytes, first);
  return end === first ? NOT_SCANNED : end;
}

/** The same of more than nine digits. `kind` is that of a long number, with or without a sign. */
function storeLongNumber(
  cells: CellColumns,
  at: number,
  start: number,
  digits: number,
  point: number,
  end: number,
  kind: number,
): void {
  const value = readDecimal(cells.bytes, digits, point, end);
  if (Number.isNaN(value)) storeByText(cells, at, start, digits, end, kind);
  else store(cells, at, start, end, kind, value);
}

/** The same of a number with an exponent, or of one that takes more than eighteen digits. */
export function storeByText(
  cells: CellColumns,
  at: number,
  start: number,
  digits: number,
  end: number,
  kind: number,
): void {
  store(cells, at, start, end, kind, Number(asciiText(cells.bytes, digits, end)));
}

/** What no double holds (an overflow, an integer beyond 2⁵³ − 1) is left as the text that it is. */
function store(
  cells: CellColumns,
  at: number,
  start: number,
  end: number,
  kind: number,
  value: number,
): void {
  const integral = (kind & WITHOUT_SIGN) === LONG_INTEGER;
  if (value > Number.MAX_VALUE || (integral && value > Number.MAX_SAFE_INTEGER)) {
    cells.forms[at] = ODD;
    cells.mantissas[at] = cells.texts.push(asciiText(cells.bytes, start, end)) - 1;
    return;
  }
  cells.forms[at] = value === 0 ? kind & WITHOUT_SIGN : kind;
  cells.doubles[at] = (kind & NEGATIVE) !== 0 && value !== 0 ? -value : value;
}
