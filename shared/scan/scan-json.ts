/**
 * JSON inside a JSON string by a template, from its bytes: what `encodings/json.ts` makes of it. What is rare is left to that: a scan that
 * meets it says so (`NOT_SCANNED`) and has done no harm.
 */
import { MOST_PAYLOAD_CELLS } from "../capture/encodings/payload-size.ts";
import {
  BACKSLASH,
  CLASS_IN_CSV,
  COMMA,
  DOT,
  LETTER_E,
  LETTER_T,
  LETTER_U,
  LOWER_CASE,
  MINUS,
  PLAIN,
  QUOTE,
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
  WITHOUT_SIGN,
} from "./cell-columns.ts";
import type { JsonTemplate } from "./json-template.ts";
import { endOfDigits, endOfExponent, storeByText, storeNumber } from "./long-number.ts";
import { NO_ROOM, NOT_SCANNED } from "./not-scanned.ts";
import { NOT_IN_CORE } from "./scan-core/scan-core.ts";
import { asciiText, escapedText } from "./string-bytes.ts";
import { hashOfBytes } from "./text-hash.ts";

/** Digits of an integer that is never Infinity, which the plain way keeps as such and not as its text. */
const FINITE_DIGITS = 308;
const LETTER_F = 102;
const WORD_NULL = "null";
const WORD_TRUE = "true";
const WORD_FALSE = "false";

/** Like `scanCsv`, for payloads of one template. */
export function scanJson(
  cells: CellColumns,
  template: JsonTemplate,
  bytes: Uint8Array,
  from: number,
  first: number,
): number {
  cells.bytes = bytes;
  const { stride } = cells;
  const { width } = template;
  cells.width = width;
  if (width * stride > MOST_CELLS) return NO_ROOM;
  while (width * stride > cells.forms.length) cells.widen();
  const inCore = cells.core?.bytes === bytes && template.place > 0;
  let end = inCore ? scanInCore(cells, template, from, first) : NOT_IN_CORE;
  if (end === NOT_IN_CORE) end = scanRows(cells, template, from, first);
  // A longer payload may have too many cells, which payload-size.ts counts.
  return end - from > MOST_PAYLOAD_CELLS ? NOT_SCANNED : end;
}

/** In WebAssembly, but for the values that it leaves. */
function scanInCore(cells: CellColumns, template: JsonTemplate, from: number, first: number): number {
  const core = cells.core!;
  const end = core.scanJson(cells.side!, template.place, from, first, cells.stride);
  if (end < 0) return end;
  for (let number = 0; number < core.deferred; number++) {
    const deferred = core.deferredCell(number);
    const found = scanValue(cells, deferred.at, deferred.start);
    if (found !== deferred.end) return found === NOT_SCANNED ? found : NOT_IN_CORE;
  }
  cells.rows = core.rows;
  return end;
}

function scanRows(cells: CellColumns, template: JsonTemplate, from: number, first: number): number {
  const { bytes, stride } = cells;
  const { literal, ends, between, width } = template;
  let place = behind(bytes, from, literal, 0, ends[0]!);
  for (let row = first; place !== NOT_SCANNED; row++) {
    if (row === stride) return NO_ROOM;
    for (let column = 0; column < width; column++) {
      if (column > 0) place = behind(bytes, place, literal, ends[column - 1]!, ends[column]!);
      if (place !== NOT_SCANNED) place = scanValue(cells, column * stride + row, place);
      if (place === NOT_SCANNED) return NOT_SCANNED;
    }
    const end = behind(bytes, place, literal, ends[width - 1]!, ends[width]!);
    if (end !== NOT_SCANNED && bytes[end] === QUOTE) {
      cells.rows = row + 1 - first;
      return end;
    }
    place = between === undefined ? NOT_SCANNED : behind(bytes, place, between, 0, between.length);
  }
  return NOT_SCANNED;
}

/** The place behind the literal bytes from `start` to `end`, where they stand at `place`. */
function behind(bytes: Uint8Array, place: number, literal: Uint8Array, start: number, end: number): number {
  let at = place;
  for (let from = start; from < end; from++) if (bytes[at++] !== literal[from]) return NOT_SCANNED;
  return at;
}

/** The value that begins at `start`; the template says what may follow it. */
function scanValue(cells: CellColumns, at: number, start: number): number {
  const { bytes } = cells;
  cells.starts[at] = start;
  const byte = bytes[start]!;
  if (byte === MINUS || (byte - ZERO) >>> 0 <= 9) return scanNumber(cells, at, start);
  if (byte === BACKSLASH) return bytes[start + 1] === QUOTE ? scanText(cells, at, start + 2) : NOT_SCANNED;
  if (byte === LETTER_T) return scanWord(cells, at, start, WORD_TRUE, BOOLEAN);
  if (byte === LETTER_F) return scanWord(cells, at, start, WORD_FALSE, BOOLEAN);
  return scanWord(cells, at, start, WORD_NULL, MISSING);
}

function scanWord(cells: CellColumns, at: number, start: number, word: string, kind: number): number {
  const end = start + word.length;
  for (let place = start; place < end; place++)
    if (cells.bytes[place] !== word.charCodeAt(place - start)) return NOT_SCANNED;
  cells.forms[at] = kind;
  cells.ends[at] = end;
  cells.mantissas[at] = hashOfBytes(cells.bytes, start, end);
  return end;
}

/** A number of JSON's grammar; its class is its spelling. */
function scanNumber(cells: CellColumns, at: number, start: number): number {
  const { bytes } = cells;
  const sign = bytes[start] === MINUS ? NEGATIVE : 0;
  const digits = sign === 0 ? start : start + 1;
  const point = endOfDigits(bytes, digits);
  if (point === digits || (bytes[digits] === ZERO && point > digits + 1)) return NOT_SCANNED;
  const end = bytes[point] === DOT ? endOfDigits(bytes, point + 1) : point;
  if (end === point + 1) return NOT_SCANNED;
  if ((bytes[end]! | LOWER_CASE) === LETTER_E)
    return scanExponent(cells, at, start, digits, end, LONG_DECIMAL | sign);
  if (point - digits > FINITE_DIGITS) return NOT_SCANNED;
  storeNumber(cells, at, start, digits, point, end, sign);
  return isToldByValue(cells, at) ? end : NOT_SCANNED;
}

/** The plain way takes a fraction by its value, and 0.99999999999999999999 is an integer by that. */
function isToldByValue({ forms, doubles }: CellColumns, at: number): boolean {
  return (forms[at]! & WITHOUT_SIGN) !== LONG_DECIMAL || !Number.isInteger(doubles[at]);
}

function scanExponent(
  cells: CellColumns,
  at: number,
  start: number,
  digits: number,
  letter: number,
  kind: number,
): number {
  const { bytes } = cells;
  const end = endOfExponent(bytes, letter);
  if (end === NOT_SCANNED) return NOT_SCANNED;
  storeByText(cells, at, start, digits, end, kind);
  // An overflow is Infinity to the plain way, and not its text.
  return cells.forms[at] === ODD ? NOT_SCANNED : end;
}

/** A text from behind its `\"` to the next one. */
function scanText(cells: CellColumns, at: number, start: number): number {
  const { bytes } = cells;
  let place = start;
  let byte = bytes[place]!;
  while (CLASS_IN_CSV[byte] === PLAIN || byte === COMMA) byte = bytes[++place]!;
  if (byte !== BACKSLASH || bytes[place + 1] !== QUOTE) return scanOddText(cells, at, start, place);
  cells.forms[at] = TEXT;
  cells.starts[at] = start;
  cells.ends[at] = place;
  cells.mantissas[at] = hashOfBytes(bytes, start, place);
  return place + 2;
}

/** A text with a character beyond ASCII, as itself or as `\u00e9`, but with no escape of the payload's own. */
function scanOddText(cells: CellColumns, at: number, start: number, from: number): number {
  const { bytes } = cells;
  let place = from;
  for (;;) {
    const byte = bytes[place]!;
    if (byte < SPACE || byte === QUOTE) return NOT_SCANNED;
    if (byte !== BACKSLASH) place++;
    else if (bytes[place + 1] === QUOTE) break;
    else if (bytes[place + 1] !== LETTER_U || !isCharacter(asciiText(bytes, place + 2, place + 6)))
      return NOT_SCANNED;
    else place += 6;
  }
  const text = escapedText(bytes, start, place);
  if (text === undefined) return NOT_SCANNED;
  cells.forms[at] = ODD | NEGATIVE;
  cells.mantissas[at] = cells.texts.push(text) - 1;
  return place + 2;
}

/** Whether the unit of an escape is a character of a text, and no quote, backslash or control character that the payload would have. */
function isCharacter(hex: string): boolean {
  const unit = Number.parseInt(hex, 16);
  return unit >= SPACE && unit !== QUOTE && unit !== BACKSLASH;
}
