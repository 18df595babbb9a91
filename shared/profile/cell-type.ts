/**
 * The grammar of cells: Deequ's classes, so that a column has the type Model Monitor gives it
 * (`StatefulDataType.scala`). CSV text is what it spells; JSON values are what they are.
 */
import type { Cell } from "../capture/row.ts";

export const CELL_TYPES = ["missing", "fractional", "integral", "boolean", "string"] as const;
export type CellType = (typeof CELL_TYPES)[number];

/** A cell that the row has; an `undefined` one is absent and has no type. */
export type PresentCell = Exclude<Cell, undefined>;

/**
 * Sixteen characters are 16 digits, of which only the last addition rounds, or a dot and 15 digits, which are below
 * 2⁵³: their quotient by a power of ten is correctly rounded (Clinger 1990).
 */
const SHORT_NUMBER = 16;
const POWERS = Float64Array.from({ length: SHORT_NUMBER }, (_, exponent) => 10 ** exponent);

const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const LOWER_CASE = 32;
const LETTER_E = 101;

/**
 * The class of one cell. `typed` (JSON): a string is a string whatever it spells. Otherwise (CSV) the first that
 * matches: fractional `^(-|\+)? ?\d+((\.\d+)|((?:\.\d+)?[Ee][-+]?\d+))$`, integral `^(-|\+)? ?\d+$`, boolean
 * `^(true|false)$`, else string: `NaN`, `inf`, `.5`, `5.` and `True` are strings. Empty CSV text is missing.
 */
export function cellType(cell: PresentCell, typed: boolean): CellType {
  if (typeof cell === "string") return typed ? "string" : textType(cell);
  if (typeof cell === "number") return Number.isInteger(cell) ? "integral" : "fractional";
  return cell === null ? "missing" : "boolean";
}

/**
 * The value of a cell whose class is integral or fractional; ±Infinity where the text overflows (`1e400`), never
 * NaN, and 0 for −0.
 */
export function cellNumber(cell: string | number): number {
  if (typeof cell === "number") return cell + 0;
  // Half the time of `Number`, which also flattens the slice of a line that a cell is.
  const short = cell.length <= SHORT_NUMBER ? shortNumber(cell) : undefined;
  if (short !== undefined) return short;
  return Number(withoutBlank(cell)) + 0;
}

/** The number that a cell of any class is; undefined where it is none, or overflows. */
export function finiteNumber(cell: PresentCell, typed: boolean): number | undefined {
  const type = cellType(cell, typed);
  if (type !== "integral" && type !== "fractional") return undefined;
  const value = cellNumber(cell as string | number);
  return Number.isFinite(value) ? value : undefined;
}

/** Every digit of a text whose class is integral. */
export function cellInteger(cell: string): bigint {
  return BigInt(withoutBlank(cell));
}

/** The grammar allows one blank after the sign; `Number` and `BigInt` do not. */
function withoutBlank(cell: string): string {
  return cell.charCodeAt(1) === SPACE && isSign(cell.charCodeAt(0)) ? cell[0]! + cell.slice(2) : cell;
}

/** The value of plain digits with a dot and a minus at most; undefined for blanks, plus signs and exponents. */
function shortNumber(text: string): number | undefined {
  const negative = text.charCodeAt(0) === MINUS;
  let digits = 0;
  let decimals = 0;
  for (let at = negative ? 1 : 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code - ZERO) >>> 0 <= 9) digits = digits * 10 + (code - ZERO);
    else if (code === DOT) decimals = text.length - at - 1;
    else return undefined;
  }
  const value = digits / POWERS[decimals]!;
  return negative && value !== 0 ? -value : value;
}

function textType(text: string): CellType {
  const length = text.length;
  if (length === 0) return "missing";
  const first = startOfDigits(text);
  let at = endOfDigits(text, first);
  if (at === first) return text === "true" || text === "false" ? "boolean" : "string";
  if (at === length) return "integral";
  if (text.charCodeAt(at) === DOT) {
    const decimals = at + 1;
    at = endOfDigits(text, decimals);
    if (at === decimals) return "string";
    if (at === length) return "fractional";
  }
  return isExponent(text, at) ? "fractional" : "string";
}

function startOfDigits(text: string): number {
  const at = isSign(text.charCodeAt(0)) ? 1 : 0;
  return text.charCodeAt(at) === SPACE ? at + 1 : at;
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text.charCodeAt(at) - ZERO) >>> 0 <= 9) at++;
  return at;
}

/** Whether `e` or `E`, a sign or none, and digits stand from `at` to the end. */
function isExponent(text: string, at: number): boolean {
  if ((text.charCodeAt(at) | LOWER_CASE) !== LETTER_E) return false;
  const digits = isSign(text.charCodeAt(at + 1)) ? at + 2 : at + 1;
  return digits < text.length && endOfDigits(text, digits) === text.length;
}

function isSign(code: number): boolean {
  return code === MINUS || code === PLUS;
}
