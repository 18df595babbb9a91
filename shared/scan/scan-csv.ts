/**
 * CSV inside a JSON string, from its bytes: what `encodings/csv.ts` and `cell-type.ts` make of it, without a string for the line, the
 * payload or a number. What is rare is left to them: a scan that meets it says so (`NOT_SCANNED`) and has done no harm.
 */
import { MOST_PAYLOAD_CELLS, MOST_ROW_CELLS } from "../capture/encodings/payload-size.ts";
import {
  BACKSLASH,
  BEYOND_ASCII,
  CLASS_IN_CSV,
  COMMA,
  CONTROL,
  DOT,
  FNV_OFFSET,
  FNV_PRIME,
  LETTER_E,
  LETTER_N,
  LETTER_R,
  LETTER_U,
  LOWER_CASE,
  MINUS,
  NEWLINE,
  PLAIN,
  PLUS,
  QUOTE,
  RETURN,
  SPACE,
  ZERO,
} from "./bytes.ts";
import {
  BOOLEAN,
  type CellColumns,
  DECIMAL,
  DECIMALS_SHIFT,
  INTEGER,
  LONG_DECIMAL,
  LONG_INTEGER,
  MISSING,
  MOST_CELLS,
  NEGATIVE,
  ODD,
  TEXT,
} from "./cell-columns.ts";
import { endOfExponent, SHORT_NUMBER, storeByText, storeLongNumber } from "./long-number.ts";
import { NO_ROOM, NOT_SCANNED } from "./not-scanned.ts";
import { asciiText, escapedText } from "./string-bytes.ts";

/**
 * Scans from the first byte of the string into `cells`, from row `first` on, and returns the place of the quote that ends it; `NO_ROOM`; or
 * `NOT_SCANNED`: rows of different widths, quotes inside cells, escapes that may stand for a comma or a line break, a string that is no
 * JSON or no UTF-8, no row at all. Behind the bytes there must be one that is no part of a string (a line break).
 */
export function scanCsv(cells: CellColumns, bytes: Uint8Array, from: number, first: number): number {
  cells.bytes = bytes;
  const { stride, keepsStarts } = cells;
  let { forms, mantissas } = cells;
  let row = first;
  let at = first;
  let end = -1;
  let place = from;
  for (;;) {
    if (at >= forms.length) {
      if (at >= MOST_CELLS) {
        cells.width = (at - row) / stride;
        return NO_ROOM;
      }
      cells.widen();
      ({ forms, mantissas } = cells);
    }
    const start = place;
    if (keepsStarts) cells.starts[at] = start;
    let byte = bytes[place]!;
    let digit = byte - ZERO;
    let sign = 0;
    if (digit >>> 0 > 9) {
      // A sign, one blank, or both, may stand before a number.
      if (byte === MINUS || byte === PLUS) {
        if (byte === MINUS) sign = NEGATIVE;
        byte = bytes[++place]!;
      }
      if (byte === SPACE) byte = bytes[++place]!;
      digit = byte - ZERO;
    }
    if (digit >>> 0 <= 9) {
      const digits = place;
      let mantissa = digit;
      byte = bytes[++place]!;
      digit = byte - ZERO;
      while (digit >>> 0 <= 9) {
        mantissa = (Math.imul(mantissa, 10) + digit) | 0;
        byte = bytes[++place]!;
        digit = byte - ZERO;
      }
      const point = place;
      let form = INTEGER;
      if (byte === DOT) {
        byte = bytes[++place]!;
        digit = byte - ZERO;
        while (digit >>> 0 <= 9) {
          mantissa = (Math.imul(mantissa, 10) + digit) | 0;
          byte = bytes[++place]!;
          digit = byte - ZERO;
        }
        // The places, times 16; none where it is `5.`, which is no number.
        form = ((place - point - 1) << DECIMALS_SHIFT) | DECIMAL;
      }
      if (
        form !== DECIMAL &&
        (byte === COMMA || byte === QUOTE || (byte === BACKSLASH && isLineBreak(bytes, place)))
      ) {
        if (place - digits <= SHORT_NUMBER + ((form & 1) ^ 1)) {
          if (sign === 0 || mantissa === 0) {
            forms[at] = form;
            mantissas[at] = mantissa;
          } else {
            forms[at] = form | NEGATIVE;
            mantissas[at] = -mantissa;
          }
        } else
          storeLongNumber(
            cells,
            at,
            start,
            digits,
            point,
            place,
            (form === INTEGER ? LONG_INTEGER : LONG_DECIMAL) | sign,
          );
      } else {
        place =
          form !== DECIMAL && (byte | LOWER_CASE) === LETTER_E
            ? scanExponent(cells, at, start, digits, place)
            : NOT_SCANNED;
        if (place === NOT_SCANNED) place = scanText(cells, at, start);
        if (place === NOT_SCANNED) return NOT_SCANNED;
        byte = bytes[place]!;
      }
    } else if (place !== start || (byte !== COMMA && byte !== QUOTE && byte !== BACKSLASH)) {
      place = scanText(cells, at, start);
      if (place === NOT_SCANNED) return NOT_SCANNED;
      byte = bytes[place]!;
    } else if (byte === COMMA || (byte === QUOTE && at !== row)) forms[at] = MISSING;
    else if (byte === QUOTE)
      break; // A line break before was the last one.
    else if (isLineBreak(bytes, place)) {
      if (at === row) {
        // An empty line is no row.
        place += bytes[place + 1] === LETTER_N ? 2 : 4;
        continue;
      }
      forms[at] = MISSING;
    } else {
      place = bytes[place + 1] === QUOTE ? scanQuoted(cells, at, start) : scanText(cells, at, start);
      if (place === NOT_SCANNED) return NOT_SCANNED;
      byte = bytes[place]!;
    }
    at += stride;
    if (byte === COMMA) {
      place++;
      continue;
    }
    if (end < 0) end = at - row;
    else if (at - row !== end) return NOT_SCANNED;
    at = ++row;
    if (byte === QUOTE) break;
    place += bytes[place + 1] === LETTER_N ? 2 : 4;
    if (row === stride) return NO_ROOM;
  }
  // A longer payload may have too many cells, which payload-size.ts counts.
  if (end < 0 || place - from > MOST_PAYLOAD_CELLS || end > MOST_ROW_CELLS * stride) return NOT_SCANNED;
  cells.rows = row - first;
  cells.width = end / stride;
  return place;
}

/** `\n` or `\r\n` of a JSON string at the backslash; a lone `\r` is a character like others. */
function isLineBreak(bytes: Uint8Array, place: number): boolean {
  const letter = bytes[place + 1];
  if (letter === LETTER_N) return true;
  return letter === LETTER_R && bytes[place + 2] === BACKSLASH && bytes[place + 3] === LETTER_N;
}

const isDelimiter = (bytes: Uint8Array, place: number): boolean => {
  const byte = bytes[place]!;
  return byte === COMMA || byte === QUOTE || (byte === BACKSLASH && isLineBreak(bytes, place));
};

/** From the `e` of a number on; `NOT_SCANNED` where it is none after all. */
function scanExponent(cells: CellColumns, at: number, start: number, digits: number, letter: number): number {
  const { bytes } = cells;
  const end = endOfExponent(bytes, letter);
  if (end === NOT_SCANNED || !isDelimiter(bytes, end)) return NOT_SCANNED;
  storeByText(cells, at, start, digits, end, bytes[start] === MINUS ? LONG_DECIMAL | NEGATIVE : LONG_DECIMAL);
  return end;
}

/** The text that begins at `start` and is not quoted. */
function scanText(cells: CellColumns, at: number, start: number): number {
  const { bytes } = cells;
  let hash = FNV_OFFSET;
  let place = start;
  let byte = bytes[place]!;
  let found = CLASS_IN_CSV[byte]!;
  while (found === PLAIN) {
    hash = Math.imul(hash ^ byte, FNV_PRIME);
    byte = bytes[++place]!;
    found = CLASS_IN_CSV[byte]!;
  }
  if (found === CONTROL) return NOT_SCANNED;
  if (found === BEYOND_ASCII || (byte === BACKSLASH && !isLineBreak(bytes, place)))
    return scanOddText(cells, at, start, place);
  storeText(cells, at, start, place, hash);
  return place;
}

function storeText(cells: CellColumns, at: number, start: number, end: number, hash: number): void {
  cells.forms[at] = isBoolean(cells.bytes, start, end) ? BOOLEAN : TEXT;
  cells.starts[at] = start;
  cells.ends[at] = end;
  cells.mantissas[at] = hash;
}

function isBoolean(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (first === 116) return end - start === 4 && asciiText(bytes, start, end) === "true";
  return first === 102 && end - start === 5 && asciiText(bytes, start, end) === "false";
}

/** A text from `start` on with an escape or a character beyond ASCII at `from`. */
function scanOddText(cells: CellColumns, at: number, start: number, from: number): number {
  const { bytes } = cells;
  let place = from;
  while (!isDelimiter(bytes, place)) {
    if (bytes[place]! < SPACE) return NOT_SCANNED;
    const step = bytes[place] === BACKSLASH ? escapeLength(bytes, place) : 1;
    if (step === NOT_SCANNED) return NOT_SCANNED;
    place += step;
  }
  const text = escapedText(bytes, start, place);
  if (text === undefined) return NOT_SCANNED;
  cells.forms[at] = ODD;
  cells.mantissas[at] = cells.texts.push(text) - 1;
  return place;
}

/** Bytes of an escape that stands for itself; what it is otherwise, CSV decides. */
function escapeLength(bytes: Uint8Array, place: number): number {
  const letter = bytes[place + 1]!;
  if (letter === QUOTE || letter === LETTER_R) return NOT_SCANNED;
  if (letter !== LETTER_U) return 2;
  const unit = Number.parseInt(asciiText(bytes, place + 2, place + 6), 16);
  return unit === QUOTE || unit === COMMA || unit === NEWLINE || unit === RETURN ? NOT_SCANNED : 6;
}

/** A cell in quotes that holds none, no escape and nothing beyond ASCII; a number in quotes is a number. */
function scanQuoted(cells: CellColumns, at: number, start: number): number {
  const { bytes } = cells;
  const first = start + 2;
  let hash = FNV_OFFSET;
  let place = first;
  let byte = bytes[place]!;
  while (CLASS_IN_CSV[byte] === PLAIN || byte === COMMA) {
    hash = Math.imul(hash ^ byte, FNV_PRIME);
    byte = bytes[++place]!;
  }
  if (byte !== BACKSLASH || bytes[place + 1] !== QUOTE || !isDelimiter(bytes, place + 2)) return NOT_SCANNED;
  if (place === first) cells.forms[at] = MISSING;
  else if (mayBeNumber(bytes[first]!)) {
    cells.forms[at] = ODD;
    cells.mantissas[at] = cells.texts.push(asciiText(bytes, first, place)) - 1;
  } else storeText(cells, at, first, place, hash);
  return place + 2;
}

const mayBeNumber = (byte: number) =>
  (byte - ZERO) >>> 0 <= 9 || byte === MINUS || byte === PLUS || byte === SPACE;
