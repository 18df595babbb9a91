/**
 * What the lines of a capture file have in common: the bytes between the values that change. A line that has them needs no JSON parser;
 * any other does, and teaches the next template.
 */
import { textTypeOf } from "../capture/encodings/base64.ts";
import { BACKSLASH, NEWLINE, QUOTE } from "./bytes.ts";
import type { ScanCore } from "./scan-core/scan-core.ts";
import { escapedText } from "./string-bytes.ts";

/** What stands between two pieces of literal text; its bytes go from one quote to the next. */
export const INPUT = 0;
export const OUTPUT = 1;
export const EVENT_ID = 2;
export const TIME = 3;
/** Another text of the metadata, which nothing is made of. */
export const OPAQUE = 4;
export type Hole = typeof INPUT | typeof OUTPUT | typeof EVENT_ID | typeof TIME | typeof OPAQUE;

/** What a payload is; `other`: for the plain way. */
export interface PayloadForm {
  readonly text: "CSV" | "JSON" | "other";
  readonly isBase64: boolean;
}

/** A line as literal text, hole, literal text, …: one piece of literal text more than holes, the last with its line break. */
export interface Envelope {
  readonly holes: readonly Hole[];
  /** Piece i of literal text lies from `ends[i - 1]` to `ends[i]` of `literal`. */
  readonly literal: Uint8Array;
  readonly view: DataView;
  readonly ends: Int32Array;
  readonly input: PayloadForm;
  readonly output: PayloadForm;
  /** Holes that it has. */
  readonly has: Readonly<Record<"input" | "output" | "id" | "time", boolean>>;
  /** Where the scanner in WebAssembly has it; 0: nowhere. */
  place: number;
}

/** Whether both payloads are CSV as it is, which WebAssembly scans with the record. */
const isPlainCsv = ({ input, output, has }: Envelope): boolean =>
  (!has.input || isPlain(input)) && (!has.output || isPlain(output));

const isPlain = ({ text, isBase64 }: PayloadForm) => text === "CSV" && !isBase64;

const HOLES: Readonly<Record<string, Hole>> = {
  "captureData.endpointInput.data": INPUT,
  "captureData.endpointOutput.data": OUTPUT,
  "eventMetadata.eventId": EVENT_ID,
  "eventMetadata.inferenceTime": TIME,
};
const METADATA = "eventMetadata.";

/** A text in a line: the path of its keys, where it begins behind its quote and where the next quote is. */
interface Text {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The template of a line that is known to be a capture record in JSON; `end` is the place of its line break. Undefined where it has
 * keys twice, empty ones or ones with escapes, or more than the two payloads.
 */
export function envelopeOf(bytes: Uint8Array, start: number, end: number): Envelope | undefined {
  const reader = new LineReader(bytes, start);
  reader.value("");
  if (
    reader.isAmbiguous ||
    reader.texts.some(({ path }) => path.startsWith("captureData.batchTransformOutput"))
  )
    return undefined;
  const found = reader.texts.flatMap((text) => {
    const hole = HOLES[text.path] ?? (text.path.startsWith(METADATA) ? OPAQUE : undefined);
    return hole === undefined ? [] : [{ ...text, hole }];
  });
  const pieces: Uint8Array[] = [];
  let from = start;
  for (const text of found) {
    pieces.push(bytes.slice(from, text.start));
    from = text.end;
  }
  pieces.push(bytes.slice(from, end), Uint8Array.of(NEWLINE));
  const joined = joinedPieces(pieces, found.length + 1);
  const textAt = (path: string) => {
    const text = reader.texts.find((each) => each.path === path);
    return text && escapedText(bytes, text.start, text.end);
  };
  const formOf = (side: string): PayloadForm => {
    const encoding = textAt(`captureData.${side}.encoding`);
    if (encoding === "CSV" || encoding === "JSON") return { text: encoding, isBase64: false };
    const text =
      encoding === "BASE64" ? textTypeOf(textAt(`captureData.${side}.observedContentType`)) : undefined;
    return { text: text ?? "other", isBase64: true };
  };
  const holes = found.map(({ hole }) => hole);
  return {
    holes,
    has: {
      input: holes.includes(INPUT),
      output: holes.includes(OUTPUT),
      id: holes.includes(EVENT_ID),
      time: holes.includes(TIME),
    },
    ...joined,
    input: formOf("endpointInput"),
    output: formOf("endpointOutput"),
    place: 0,
  };
}

/** Whether the templates are one. */
export const isSameEnvelope = (a: Envelope, b: Envelope): boolean =>
  Buffer.compare(a.literal, b.literal) === 0 &&
  a.holes.length === b.holes.length &&
  a.holes.every((hole, at) => hole === b.holes[at] && a.ends[at] === b.ends[at]);

const NO_HOLE = -1;

/** Puts the template where WebAssembly finds it, if it is one that WebAssembly scans. */
export function putEnvelope(core: ScanCore, envelope: Envelope): void {
  const { literal, ends, holes } = envelope;
  const words = [holes.length];
  for (const [piece, end] of ends.entries())
    words.push(end - (piece === 0 ? 0 : ends[piece - 1]!), holes[piece] ?? NO_HOLE);
  envelope.place = isPlainCsv(envelope) ? core.putTemplate(words, [literal]) : 0;
}

/** Where the payload of a side lies in the line that a template was made of; undefined where it has none. */
export function payloadIn(
  envelope: Envelope,
  side: typeof INPUT | typeof OUTPUT,
  bytes: Uint8Array,
  start: number,
): { readonly start: number; readonly end: number } | undefined {
  let at = start;
  for (const [piece, hole] of envelope.holes.entries()) {
    at += envelope.ends[piece]! - (piece === 0 ? 0 : envelope.ends[piece - 1]!);
    const from = at;
    while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    if (hole === side) return { start: from, end: at };
  }
  return undefined;
}

/** The line break belongs to the last piece. */
function joinedPieces(
  pieces: readonly Uint8Array[],
  count: number,
): Pick<Envelope, "literal" | "view" | "ends"> {
  const literal = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  const ends = new Int32Array(count);
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    literal.set(piece, at);
    at += piece.length;
    ends[Math.min(index, count - 1)] = at;
  }
  return { literal, view: new DataView(literal.buffer), ends };
}

/** Walks JSON that is known to be right. */
class LineReader {
  readonly texts: Text[] = [];
  isAmbiguous = false;
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  value(path: string): void {
    this.#skipBlanks();
    const letter = String.fromCharCode(this.#bytes[this.#at]!);
    if (letter === '"') this.texts.push({ path, ...this.#text() });
    else if (letter === "{") this.#members("}", () => `${path === "" ? "" : `${path}.`}${this.#key()}`);
    else if (letter === "[") this.#members("]", () => `${path}[]`);
    else while (!/[,}\]\s]/.test(String.fromCharCode(this.#bytes[this.#at]!))) this.#at++;
  }

  #members(close: string, pathOf: () => string): void {
    const seen = new Set<string>();
    this.#at++;
    for (;;) {
      this.#skipBlanks();
      if (this.#bytes[this.#at] === close.charCodeAt(0)) break;
      const path = pathOf();
      if (close === "}" && seen.has(path)) this.isAmbiguous = true;
      seen.add(path);
      this.value(path);
      this.#skipBlanks();
      if (this.#bytes[this.#at] === ",".charCodeAt(0)) this.#at++;
    }
    this.#at++;
  }

  /** A key and its colon; a dot in it would look like a path of two, and an empty one like none. */
  #key(): string {
    const { start, end } = this.#text();
    const key = Buffer.from(this.#bytes.subarray(start, end)).toString("latin1");
    if (key === "" || /[\\.]/.test(key)) this.isAmbiguous = true;
    this.#skipBlanks();
    this.#at++;
    return key;
  }

  #text(): { readonly start: number; readonly end: number } {
    const start = ++this.#at;
    while (this.#bytes[this.#at] !== QUOTE) this.#at += this.#bytes[this.#at] === BACKSLASH ? 2 : 1;
    return { start, end: this.#at++ };
  }

  #skipBlanks(): void {
    while (this.#bytes[this.#at]! <= 32) this.#at++;
  }
}
