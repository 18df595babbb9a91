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
  LONG_DECIMAL,
  MISSING,
  MOST_CELLS,
  NEGATIVE,
  ODD,
  TEXT,
} from "./cell-columns.ts";
import { endOfDigits, endOfExponent, storeByText, storeNumber } from "./long-number.ts";
import { NO_ROOM, NOT_SCANNED } from "./not-scanned.ts";
import { NOT_IN_CORE, type ScanCore } from "./scan-core/scan-core.ts";
import { asciiText, escapedText } from "./string-bytes.ts";
import { hashOfBytes } from "./text-hash.ts";

/**
 * Scans from the first byte of the string into `cells`, from row `first` on, and returns the place of the quote that ends it; `NO_ROOM`; or
 * `NOT_SCANNED`: rows of different widths, quotes inside cells, escapes that may stand for a comma or a line break, a string that is no
 * JSON or no UTF-8, no row at all. Behind the bytes there must be one that is no part of a string (a line break).
 */
export function scanCsv(cells: CellColumns, bytes: Uint8Array, from: number, first: number): number {
  cells.bytes = bytes;
  let end = cells.core?.bytes === bytes ? scanInCore(cells, from, first) : NOT_IN_CORE;
  if (end === NOT_IN_CORE) end = scanRows(cells, from, first);
  if (end < 0) return end;
  // A longer payload may have too many cells, which payload-size.ts counts.
  return end - from > MOST_PAYLOAD_CELLS || cells.width > MOST_ROW_CELLS ? NOT_SCANNED : end;
}

/** In WebAssembly, but for the cells that it leaves. */
function scanInCore(cells: CellColumns, from: number, first: number): number {
  const core = cells.core!;
  const end = core.scanCsv(cells.side!, from, first, cells.stride, cells.keepsStarts);
  if (end < 0) return end;
  const failed = scanDeferred(cells, core, 0, core.deferred);
  if (failed < 0) return failed;
  cells.rows = core.rows;
  cells.width = core.width;
  return end;
}

/** Scans the cells that WebAssembly left, `first` to `last` of them; below 0 where one says that the payload has to be scanned otherwise. */
export function scanDeferred(cells: CellColumns, core: ScanCore, first: number, last: number): number {
  for (let number = first; number < last; number++) {
    const { at, start, end } = core.deferredCell(number);
    const found = scanCell(cells, at, start);
    if (found !== end) return found === NOT_SCANNED ? found : NOT_IN_CORE;
  }
  return 0;
}

function scanRows(cells: CellColumns, from: number, first: number): number {
  const { stride, keepsStarts, bytes } = cells;
  let row = first;
  let at = first;
  let width = 0;
  let place = from;
  for (;;) {
    if (at >= cells.forms.length) {
      if (at >= MOST_CELLS) {
        cells.width = (at - row) / stride;
        return NO_ROOM;
      }
      cells.widen();
    }
    if (at === row) {
      if (bytes[place] === QUOTE) break; // A line break before was the last one.
      const step = lineBreakLength(bytes, place);
      if (step > 0) {
        // An empty line is no row.
        place += step;
        continue;
      }
    }
    if (keepsStarts) cells.starts[at] = place;
    place = scanCell(cells, at, place);
    if (place === NOT_SCANNED) return NOT_SCANNED;
    at += stride;
    if (bytes[place] === COMMA) {
      place++;
      continue;
    }
    if (width === 0) width = at - row;
    else if (at - row !== width) return NOT_SCANNED;
    at = ++row;
    if (bytes[place] === QUOTE) break;
    place += lineBreakLength(bytes, place);
    if (row === stride) return NO_ROOM;
  }
  if (width === 0) return NOT_SCANNED;
  cells.rows = row - first;
  cells.width = width / stride;
  return place;
}

/** Bytes of `\n` or `\r\n` of a JSON string, 0 where there is none; a lone `\r` is a character like others. */
function lineBreakLength(bytes: Uint8Array, place: number): number {
  if (bytes[place] !== BACKSLASH) return 0;
  const letter = bytes[place + 1];
  if (letter === LETTER_N) return 2;
  return letter === LETTER_R && bytes[place + 2] === BACKSLASH && bytes[place + 3] === LETTER_N ? 4 : 0;
}

const isDelimiter = (bytes: Uint8Array, place: number): boolean => {
  const byte = bytes[place]!;
  return byte === COMMA || byte === QUOTE || (byte === BACKSLASH && lineBreakLength(bytes, place) > 0);
};

/** The cell that begins at `start`; where the comma, quote or line break behind it stands. */
function scanCell(cells: CellColumns, at: number, start: number): number {
  const { bytes } = cells;
  let place = start;
  let byte = bytes[place]!;
  let sign = 0;
  // A sign, one blank, or both, may stand before a number.
  if (byte === MINUS || byte === PLUS) {
    if (byte === MINUS) sign = NEGATIVE;
    byte = bytes[++place]!;
  }
  if (byte === SPACE) byte = bytes[++place]!;
  if ((byte - ZERO) >>> 0 <= 9) {
    const end = scanNumber(cells, at, start, place, sign);
    return end === NOT_SCANNED ? scanText(cells, at, start) : end;
  }
  if (place === start && isDelimiter(bytes, start)) {
    cells.forms[at] = MISSING;
    return start;
  }
  return byte === BACKSLASH && place === start && bytes[start + 1] === QUOTE
    ? scanQuoted(cells, at, start)
    : scanText(cells, at, start);
}

/** A number whose digits begin at `digits`; `NOT_SCANNED` where it is none after all. */
function scanNumber(cells: CellColumns, at: number, start: number, digits: number, sign: number): number {
  const { bytes } = cells;
  const point = endOfDigits(bytes, digits);
  const end = bytes[point] === DOT ? endOfDigits(bytes, point + 1) : point;
  if (end === point + 1) return NOT_SCANNED; // `5.`
  if (!isDelimiter(bytes, end))
    return (bytes[end]! | LOWER_CASE) === LETTER_E
      ? scanExponent(cells, at, start, digits, end)
      : NOT_SCANNED;
  storeNumber(cells, at, start, digits, point, end, sign);
  return end;
}

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
  let place = start;
  let found = CLASS_IN_CSV[bytes[place]!]!;
  while (found === PLAIN) found = CLASS_IN_CSV[bytes[++place]!]!;
  if (found === CONTROL) return NOT_SCANNED;
  if (found === BEYOND_ASCII || !isDelimiter(bytes, place)) return scanOddText(cells, at, start, place);
  storeText(cells, at, start, place);
  return place;
}

function storeText(cells: CellColumns, at: number, start: number, end: number): void {
  cells.forms[at] = isBoolean(cells.bytes, start, end) ? BOOLEAN : TEXT;
  cells.starts[at] = start;
  cells.ends[at] = end;
  cells.mantissas[at] = hashOfBytes(cells.bytes, start, end);
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
  let place = first;
  while (CLASS_IN_CSV[bytes[place]!] === PLAIN || bytes[place] === COMMA) place++;
  if (bytes[place] !== BACKSLASH || bytes[place + 1] !== QUOTE || !isDelimiter(bytes, place + 2))
    return NOT_SCANNED;
  if (place === first) cells.forms[at] = MISSING;
  else if (mayBeNumber(bytes[first]!)) {
    cells.forms[at] = ODD;
    cells.mantissas[at] = cells.texts.push(asciiText(bytes, first, place)) - 1;
  } else storeText(cells, at, first, place);
  return place + 2;
}

const mayBeNumber = (byte: number) =>
  (byte - ZERO) >>> 0 <= 9 || byte === MINUS || byte === PLUS || byte === SPACE;
