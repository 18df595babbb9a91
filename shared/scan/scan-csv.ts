/**
 * CSV inside a JSON string, from its bytes: what `encodings/csv.ts` and `cell-type.ts` make of it, without a string for the line, the
 * payload or a number. What is rare is left to them: a scan that meets it says so (`NOT_SCANNED`) and has done no harm.
 */
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
  type CellBuffer,
  DECIMAL,
  INTEGER,
  LONG_DECIMAL,
  LONG_INTEGER,
  MISSING,
  NEGATIVE,
  ODD,
  TEXT,
} from "./cell-buffer.ts";
import { storeByText, storeLongNumber } from "./long-number.ts";
import { NOT_SCANNED } from "./not-scanned.ts";
import { asciiText, escapedText } from "./string-bytes.ts";

/** Digits whose integer fits 32 bits, whatever they are. */
const SHORT_NUMBER = 9;
const MOST_WIDTH = 10_000;
/** Longer payloads may have too many cells, which `payload-size.ts` counts. */
const MOST_BYTES = 1_000_000;

/**
 * Scans from the first byte of the string into `cells` and returns the place of the quote that ends it, or `NOT_SCANNED`: rows of
 * different widths, quotes inside cells, escapes that may stand for a comma or a line break, a string that is no JSON or no UTF-8, no
 * row at all. Behind the bytes there must be one that is no part of a string (a line break).
 */
export function scanCsv(cells: CellBuffer, bytes: Uint8Array, from: number): number {
  cells.bytes = bytes;
  let { kinds, starts, mantissas, decimals } = cells;
  let at = 0;
  let rows = 0;
  let width = 0;
  let rowStart = 0;
  let place = from;
  for (;;) {
    if (at === kinds.length) {
      cells.reserve(at + 1);
      ({ kinds, starts, mantissas, decimals } = cells);
    }
    const start = place;
    let byte = bytes[place]!;
    let kind = 0;
    if (byte === MINUS) {
      kind = NEGATIVE;
      byte = bytes[++place]!;
    } else if (byte === PLUS) byte = bytes[++place]!;
    if (byte === SPACE) byte = bytes[++place]!;
    let digit = byte - ZERO;
    starts[at] = start;
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
      let length = place - digits;
      let places = 0;
      if (byte === DOT) {
        const point = ++place;
        byte = bytes[place]!;
        digit = byte - ZERO;
        while (digit >>> 0 <= 9) {
          mantissa = (Math.imul(mantissa, 10) + digit) | 0;
          byte = bytes[++place]!;
          digit = byte - ZERO;
        }
        places = place - point;
        length += places;
        // `5.` is no number, and neither is what follows it.
        if (places === 0) length = 0;
      }
      if (length > 0 && (byte === COMMA || byte === QUOTE || (byte === BACKSLASH && isLineBreak(bytes, place)))) {
        if (length <= SHORT_NUMBER) {
          kinds[at] = (places === 0 ? INTEGER : DECIMAL) | (mantissa === 0 ? 0 : kind);
          mantissas[at] = kind === 0 ? mantissa : -mantissa;
          decimals[at] = places;
        } else storeLongNumber(cells, at, digits, place, (places === 0 ? LONG_INTEGER : LONG_DECIMAL) | kind);
      } else {
        place = length > 0 && (byte | LOWER_CASE) === LETTER_E ? scanExponent(cells, at, digits, place) : NOT_SCANNED;
        if (place === NOT_SCANNED) place = scanText(cells, at, start);
        if (place === NOT_SCANNED) return NOT_SCANNED;
        byte = bytes[place]!;
      }
    } else if (place === start && (byte === COMMA || byte === QUOTE || byte === BACKSLASH)) {
      if (byte === BACKSLASH && bytes[place + 1] === QUOTE) {
        place = scanQuoted(cells, at, start);
        if (place === NOT_SCANNED) return NOT_SCANNED;
        byte = bytes[place]!;
      } else if (byte === BACKSLASH && !isLineBreak(bytes, place)) {
        place = scanText(cells, at, start);
        if (place === NOT_SCANNED) return NOT_SCANNED;
        byte = bytes[place]!;
      } else if (byte !== COMMA && at === rowStart) {
        // An empty line is no row.
        if (byte === QUOTE) break;
        place += bytes[place + 1] === LETTER_N ? 2 : 4;
        continue;
      } else kinds[at] = MISSING;
    } else {
      place = scanText(cells, at, start);
      if (place === NOT_SCANNED) return NOT_SCANNED;
      byte = bytes[place]!;
    }
    at++;
    if (byte === COMMA) {
      place++;
      continue;
    }
    rows++;
    if (rows === 1) {
      width = at;
      if (width > MOST_WIDTH) return NOT_SCANNED;
    } else if (at - rowStart !== width) return NOT_SCANNED;
    rowStart = at;
    if (byte === QUOTE) break;
    place += bytes[place + 1] === LETTER_N ? 2 : 4;
  }
  cells.rows = rows;
  cells.width = width;
  return rows === 0 || place - from > MOST_BYTES ? NOT_SCANNED : place;
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
function scanExponent(cells: CellBuffer, at: number, digits: number, letter: number): number {
  const { bytes, starts } = cells;
  const sign = bytes[letter + 1]!;
  const first = sign === PLUS || sign === MINUS ? letter + 2 : letter + 1;
  let end = first;
  while ((bytes[end]! - ZERO) >>> 0 <= 9) end++;
  if (end === first || !isDelimiter(bytes, end)) return NOT_SCANNED;
  storeByText(cells, at, digits, end, bytes[starts[at]!] === MINUS ? LONG_DECIMAL | NEGATIVE : LONG_DECIMAL);
  return end;
}

/** The text that begins at `start` and is not quoted. */
function scanText(cells: CellBuffer, at: number, start: number): number {
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
  if (found === BEYOND_ASCII || (byte === BACKSLASH && !isLineBreak(bytes, place))) return scanOddText(cells, at, place);
  storeText(cells, at, start, place, hash);
  return place;
}

function storeText(cells: CellBuffer, at: number, start: number, end: number, hash: number): void {
  cells.kinds[at] = isBoolean(cells.bytes, start, end) ? BOOLEAN : TEXT;
  cells.starts[at] = start;
  cells.ends[at] = end;
  cells.hashes[at] = hash;
}

function isBoolean(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (first === 116) return end - start === 4 && asciiText(bytes, start, end) === "true";
  return first === 102 && end - start === 5 && asciiText(bytes, start, end) === "false";
}

/** A text with an escape or a character beyond ASCII at `place`; it began at `starts[at]`. */
function scanOddText(cells: CellBuffer, at: number, from: number): number {
  const { bytes, starts } = cells;
  const start = starts[at]!;
  let place = from;
  while (!isDelimiter(bytes, place)) {
    if (bytes[place]! < SPACE) return NOT_SCANNED;
    const step = bytes[place] === BACKSLASH ? escapeLength(bytes, place) : 1;
    if (step === NOT_SCANNED) return NOT_SCANNED;
    place += step;
  }
  const text = escapedText(bytes, start, place);
  if (text === undefined) return NOT_SCANNED;
  cells.kinds[at] = ODD;
  cells.texts[at] = text;
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
function scanQuoted(cells: CellBuffer, at: number, start: number): number {
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
  if (place === first) cells.kinds[at] = MISSING;
  else if (mayBeNumber(bytes[first]!)) {
    cells.kinds[at] = ODD;
    cells.texts[at] = asciiText(bytes, first, place);
  } else storeText(cells, at, first, place, hash);
  return place + 2;
}

const mayBeNumber = (byte: number) =>
  (byte - ZERO) >>> 0 <= 9 || byte === MINUS || byte === PLUS || byte === SPACE;
