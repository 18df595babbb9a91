/**
 * What JSON payloads of one client have in common: the bytes between their values. `{"a":1,"b":"x"}` and `{"a":2.5,"b":null}` are one
 * template, and so are lists of any length of rows that look alike.
 */
import { json } from "../capture/encodings/json.ts";
import type { Row } from "../capture/row.ts";
import { BACKSLASH, LETTER_N, LETTER_R, LETTER_T, QUOTE } from "./bytes.ts";
import type { ScanCore } from "./scan-core/scan-core.ts";
import { escapedText } from "./string-bytes.ts";

/** Bytes inside a JSON string: quotes of the payload stand behind a backslash. */
export interface JsonTemplate {
  /** Before the first value, between the values of a row (`width` − 1 pieces), and behind the last; one behind the other. */
  readonly literal: Uint8Array;
  /** Piece i lies from `ends[i - 1]` to `ends[i]`: before the first value, before the second, …, behind the last. */
  readonly ends: Int32Array;
  /** Between the last value of a row and the first of the next; undefined where no payload showed it. */
  readonly between: Uint8Array | undefined;
  readonly width: number;
  readonly names: readonly string[] | undefined;
  /** Where the scanner in WebAssembly has it; 0: nowhere. */
  place: number;
}

/** Puts the template where WebAssembly finds it. */
export function putJsonTemplate(core: ScanCore, template: JsonTemplate): void {
  const { literal, ends, between, width } = template;
  const words = [width, between?.length ?? -1];
  for (const [piece, end] of ends.entries()) words.push(end - (piece === 0 ? 0 : ends[piece - 1]!));
  template.place = core.putTemplate(words, between === undefined ? [literal] : [literal, between]);
}

interface Value {
  readonly start: number;
  readonly end: number;
}

/** The template of the payload from `start` to `end`; undefined where it has no rows, rows that differ in form, or keys that sort themselves. */
export function jsonTemplateOf(bytes: Uint8Array, start: number, end: number): JsonTemplate | undefined {
  const text = escapedText(bytes, start, end);
  const values = text === undefined ? undefined : valuesIn(bytes, start, end);
  if (text === undefined || values === undefined) return undefined;
  const decoded = json.decode(text, undefined);
  const [first] = decoded.ok ? decoded.rows : [];
  if (!decoded.ok || first === undefined || first.cells.length === 0) return undefined;
  const width = first.cells.length;
  if (values.length !== width * decoded.rows.length || !decoded.rows.every((row) => isAlike(row, first)))
    return undefined;
  return templateOf(bytes, start, end, values, width, first.names);
}

export const isSameTemplate = (a: JsonTemplate, b: JsonTemplate): boolean =>
  a.width === b.width &&
  isSame(a.literal, b.literal) &&
  isSame(a.ends, b.ends) &&
  isSame(a.between, b.between);

function templateOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  values: readonly Value[],
  width: number,
  names: readonly string[] | undefined,
): JsonTemplate | undefined {
  const pieces = [...values, undefined].map((value, at) =>
    bytes.slice(at === 0 ? start : values[at - 1]!.end, value?.start ?? end),
  );
  const inner = pieces.slice(1, width);
  // A copy: what a `Buffer` slices is its own bytes, which move.
  const between = values.length > width ? new Uint8Array(pieces[width]!) : undefined;
  for (let row = width; row < values.length; row += width) {
    if (!isSame(pieces[row], between)) return undefined;
    for (let at = 1; at < width; at++) if (!isSame(pieces[row + at], inner[at - 1])) return undefined;
  }
  const own = [pieces[0]!, ...inner, pieces.at(-1)!];
  const ends = new Int32Array(own.length);
  own.reduce((sum, piece, at) => (ends[at] = sum + piece.length), 0);
  return { literal: new Uint8Array(Buffer.concat(own)), ends, between, width, names, place: 0 };
}

const isAlike = (row: Row, first: Row): boolean =>
  row.cells.length === first.cells.length &&
  row.names?.length === first.names?.length &&
  (row.names ?? []).every((name, at) => name === first.names![at]);

function isSame(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && Array.prototype.every.call(a, (each, at) => each === b[at]);
}

/** The letters of `\n`, `\r` and `\t`. */
const BLANKS: readonly number[] = [LETTER_N, LETTER_R, LETTER_T];
const INTEGER_KEY = /^(?:0|[1-9]\d*)$/;

/**
 * Where the values of a JSON text lie, in its order, as it stands in a JSON string. Undefined where that is not the order of its cells
 * (keys that are integers come first) or cannot be told (a key with an escape, or twice in an object).
 */
function valuesIn(bytes: Uint8Array, start: number, end: number): Value[] | undefined {
  const values: Value[] = [];
  const keys: Set<string>[] = [];
  for (let at = start; at < end; ) {
    const letter = String.fromCharCode(bytes[at]!);
    if (letter === "{") keys.push(new Set());
    if (letter === "}") keys.pop();
    if (/[{}[\],:\s]/.test(letter)) {
      at++;
      continue;
    }
    const isText = bytes[at] === BACKSLASH && bytes[at + 1] === QUOTE;
    if (bytes[at] === BACKSLASH && !isText) {
      // A blank or a line break; another escape may be one of a digit.
      if (!BLANKS.includes(bytes[at + 1]!)) return undefined;
      at += 2;
      continue;
    }
    const after = isText ? endOfText(bytes, at + 2) : endOfWord(bytes, at);
    if (after === undefined) return undefined;
    if (isText && isKey(bytes, after)) {
      const key = Buffer.from(bytes.subarray(at + 2, after - 2)).toString("latin1");
      const object = keys.at(-1);
      if (object === undefined || object.has(key) || INTEGER_KEY.test(key)) return undefined;
      object.add(key);
    } else values.push({ start: at, end: after });
    at = after;
  }
  return values;
}

/** Behind the `\"` that ends a text; undefined where it has an escape of its own. */
function endOfText(bytes: Uint8Array, start: number): number | undefined {
  let at = start;
  while (bytes[at] !== BACKSLASH) at++;
  return bytes[at + 1] === QUOTE ? at + 2 : undefined;
}

function endOfWord(bytes: Uint8Array, start: number): number {
  let at = start;
  while (/[^,\]}\s\\"]/.test(String.fromCharCode(bytes[at]!))) at++;
  return at;
}

function isKey(bytes: Uint8Array, after: number): boolean {
  let at = after;
  while (/\s/.test(String.fromCharCode(bytes[at]!))) at++;
  return String.fromCharCode(bytes[at]!) === ":";
}
