/**
 * The lines of a capture file from its bytes: those that look like one before, as scanned records; all others as the texts that
 * `splitLines` gives. Holds one line and one piece, whatever the file's size.
 */
import { type FaultyLine, lineOf, MAX_LINE_BYTES, type TextLine, tooLong } from "../capture/lines.ts";
import { BACKSLASH, NEWLINE, QUOTE, SPACE } from "./bytes.ts";
import {
  type Envelope,
  EVENT_ID,
  envelopeOf,
  INPUT,
  isSameEnvelope,
  OUTPUT,
  payloadIn,
  putEnvelope,
  TIME,
} from "./envelope.ts";
import { putJsonTemplate } from "./json-template.ts";
import { HeldBytes, LineWindow } from "./line-window.ts";
import { NO_ROOM, NOT_SCANNED } from "./not-scanned.ts";
import { NOT_IN_CORE, sharedScanCore } from "./scan-core/scan-core.ts";
import { learnPayload, scanPayload } from "./scan-payload.ts";
import { scanRecord } from "./scan-record.ts";
import type { ScannedRecords } from "./scanned-records.ts";

/** What is done with the lines, in their order. */
export interface LineSink {
  /** Lines from the first on that teach nothing; by default eight. */
  readonly unlearntLines?: number | undefined;
  /** The record that was scanned last is to be gathered; whether it was. One that was not comes again as a line. */
  gather(records: ScannedRecords): boolean;
  /** Takes what is gathered: its rows are forgotten afterwards. */
  take(records: ScannedRecords): void;
  /** Whether the line is a record of the ordinary form, which may teach a template. Nothing is gathered when it comes. */
  line(line: TextLine | FaultyLine): boolean;
}

/** Pieces that are scanned at once. */
const PIECE_BYTES = 1 << 20;
/** Templates that are tried; clients of several kinds take turns. */
const MOST_ENVELOPES = 8;
/** A template pays from some ten lines on: files of fewer are read the plain way. */
const UNLEARNT_LINES = 8;
/** Lines that may teach before any has matched, and once more for every so many that did. */
const FIRST_LESSONS = 32;
const MATCHES_A_LESSON = 256;
/** A line break and a byte order mark are not part of a line. */
const MARKS = 4;
const LAST_ASCII = 127;
const LAST_PRINTABLE = 126;
/** Of one payload. */
const MOST_ROWS = 1 << 16;

/** Scans a stream of bytes to its end. Throws only what `chunks` and the sink throw. */
export async function scanLines(
  chunks: AsyncIterable<Uint8Array>,
  records: ScannedRecords,
  sink: LineSink,
): Promise<void> {
  const scanner = new LineScanner(records, sink);
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) scanner.feed(chunk.subarray(at, at + PIECE_BYTES));
  scanner.end();
}

class LineScanner {
  readonly #records: ScannedRecords;
  readonly #sink: LineSink;
  readonly #core = sharedScanCore();
  /** Where lines are scanned: nothing is left here between two pieces. */
  readonly #window: LineWindow;
  #bytes: Buffer;
  #view: DataView;
  /** The line that earlier pieces began. */
  readonly #held = new HeldBytes();
  /** Number of the next line, from 1. */
  #line = 1;
  /** The line that is being read is longer than a line may be, and its bytes are not held. */
  #dropping = false;
  /** The one that matched last comes first. */
  readonly #envelopes: Envelope[] = [];
  #lessons = FIRST_LESSONS;
  #matches = 0;

  constructor(records: ScannedRecords, sink: LineSink) {
    this.#records = records;
    this.#sink = sink;
    this.#window = new LineWindow(this.#core);
    this.#bytes = this.#window.bytes;
    this.#view = this.#window.view;
  }

  feed(piece: Uint8Array): void {
    const kept = this.#dropping ? this.#afterDropped(piece) : piece;
    // A line that goes on in the next piece is not scanned with each of them: one of 8 MB took 2.5 s in pieces of 64 KB.
    if (kept.includes(NEWLINE)) this.#scanPiece(kept);
    else this.#held.append(kept);
    if (this.#held.length > MAX_LINE_BYTES + MARKS) {
      this.#held.clear();
      this.#dropping = true;
    }
  }

  /** The last line may have no break: its writer may have been interrupted. */
  end(): void {
    this.#take();
    if (this.#dropping) this.#sink.line(tooLong(this.#line));
    if (this.#held.length === 0) return;
    const line = lineOf(this.#held.bytes, this.#line);
    if (line !== undefined)
      this.#sink.line("text" in line ? { ...line, last: true, terminated: false } : line);
  }

  #scanPiece(piece: Uint8Array): void {
    const window = this.#window;
    const start = window.fill(this.#held.bytes, piece);
    this.#bytes = window.bytes;
    this.#view = window.view;
    this.#putTemplates();
    const end = start + this.#held.length + piece.length;
    const rest = this.#scan(start, end);
    this.#take(); // What is gathered are places in bytes that will be others.
    this.#held.clear();
    this.#held.append(this.#bytes.subarray(rest, end));
  }

  /** Scans whole lines and returns where the one begins that is not whole. */
  #scan(start: number, filled: number): number {
    let at = start;
    while (at < filled) {
      const next = this.#match(at, filled);
      if (next !== NOT_SCANNED) {
        at = next;
        this.#line++;
        continue;
      }
      const end = this.#bytes.indexOf(NEWLINE, at);
      if (end === filled) break;
      this.#readLine(at, end);
      at = end + 1;
    }
    return at;
  }

  #readLine(start: number, end: number): void {
    const number = this.#line++;
    this.#take();
    const line = lineOf(this.#bytes.subarray(start, end), number);
    if (line === undefined) return;
    // A byte order mark would be part of the template.
    const isOrdinary = this.#sink.line(line) && this.#bytes[start]! <= LAST_ASCII;
    if (isOrdinary && number > (this.#sink.unlearntLines ?? UNLEARNT_LINES) && this.#lessons > 0)
      this.#learn(start, end);
  }

  #learn(start: number, end: number): void {
    this.#lessons--;
    const envelope = envelopeOf(this.#bytes, start, end);
    if (envelope === undefined) return;
    const { input, output } = this.#records;
    for (const [hole, side, form] of [
      [INPUT, input, envelope.input] as const,
      [OUTPUT, output, envelope.output] as const,
    ]) {
      const payload = payloadIn(envelope, hole, this.#bytes, start);
      if (payload !== undefined) learnPayload(side, form, this.#bytes, payload.start, payload.end);
    }
    if (!this.#envelopes.some((known) => isSameEnvelope(known, envelope))) {
      this.#envelopes.unshift(envelope);
      if (this.#envelopes.length > MOST_ENVELOPES) this.#envelopes.pop();
    }
    this.#putTemplates();
  }

  /** Another file may have put its own there. */
  #putTemplates(): void {
    const core = this.#core;
    if (core === undefined) return;
    core.clearTemplates();
    core.minute.set(this.#records.minute);
    for (const envelope of this.#envelopes) putEnvelope(core, envelope);
    for (const { templates } of [this.#records.input, this.#records.output])
      for (const template of templates) putJsonTemplate(core, template);
  }

  /** The place behind the line at `start` where a template matches it and the sink takes the record. */
  #match(start: number, filled: number): number {
    for (let tried = 0; tried < this.#envelopes.length; tried++) {
      const envelope = this.#envelopes[tried]!;
      const end = this.#matchWithRoom(envelope, start, filled);
      if (end === NOT_SCANNED) continue;
      // The line break may be ours, and too long a line is a fault.
      if (end > filled || end - start > MAX_LINE_BYTES) return NOT_SCANNED;
      if (!this.#sink.gather(this.#records)) return NOT_SCANNED;
      if (tried > 0) this.#toFront(tried);
      if (++this.#matches % MATCHES_A_LESSON === 0) this.#lessons++;
      return end;
    }
    return NOT_SCANNED;
  }

  #toFront(tried: number): void {
    const [envelope] = this.#envelopes.splice(tried, 1);
    this.#envelopes.unshift(envelope!);
  }

  /** Takes what is gathered where there is no room for the record, and makes more where even that is not enough. */
  #matchWithRoom(envelope: Envelope, start: number, filled: number): number {
    const records = this.#records;
    if (records.isFull) this.#take();
    let end = this.#matchOne(envelope, start, filled);
    if (end === NO_ROOM) {
      this.#take();
      end = this.#matchOne(envelope, start, filled);
    }
    for (let rows = records.room; end === NO_ROOM && rows < MOST_ROWS; ) {
      records.clear((rows *= 2));
      end = this.#matchOne(envelope, start, filled);
    }
    return end === NO_ROOM ? NOT_SCANNED : end;
  }

  #take(): void {
    if (this.#records.first > 0) this.#sink.take(this.#records);
    this.#records.clear();
  }

  #matchOne(envelope: Envelope, start: number, filled: number): number {
    const records = this.#records;
    const core = this.#core;
    if (core !== undefined && this.#bytes === core.bytes) {
      const end = scanRecord(core, records, envelope, this.#line, start, filled);
      if (end !== NOT_IN_CORE) return end;
    }
    const { holes, ends } = envelope;
    let at = start;
    for (let piece = 0; ; piece++) {
      const from = piece === 0 ? 0 : ends[piece - 1]!;
      const length = ends[piece]! - from;
      if (at + length > filled || !this.#isLiteral(envelope, from, at, length)) return NOT_SCANNED;
      at += length;
      if (piece === 0) records.begin(this.#line, this.#bytes);
      if (piece === holes.length) return at;
      at = this.#fill(envelope, holes[piece]!, at);
      if (at < 0) return at;
    }
  }

  /** Eight bytes at a time; as doubles, because integers of 64 bits are objects. What is NaN there differs from itself: a plain line. */
  #isLiteral({ literal, view }: Envelope, from: number, at: number, length: number): boolean {
    const bytes = this.#bytes;
    if (length < 8) {
      for (let i = 0; i < length; i++) if (literal[from + i] !== bytes[at + i]) return false;
      return true;
    }
    const here = this.#view;
    const last = length - 8;
    for (let i = 0; i < last; i += 8)
      if (here.getFloat64(at + i, true) !== view.getFloat64(from + i, true)) return false;
    return here.getFloat64(at + last, true) === view.getFloat64(from + last, true);
  }

  /** Reads what stands in a hole from `at` on and returns the place of the quote that ends it. */
  #fill(envelope: Envelope, hole: number, at: number): number {
    const records = this.#records;
    switch (hole) {
      case INPUT:
        records.hasInput = true;
        return scanPayload(records.input, envelope.input, this.#bytes, at, records.first);
      case OUTPUT:
        records.hasOutput = true;
        return scanPayload(records.output, envelope.output, this.#bytes, at, records.first);
      default: {
        const end = this.#endOfText(at);
        if (end === NOT_SCANNED) return NOT_SCANNED;
        if (hole === EVENT_ID) records.setEventId(at, end);
        else if (hole === TIME && !records.setTime(at, end)) return NOT_SCANNED;
        return end;
      }
    }
  }

  /** The quote that ends a text of printable ASCII without escapes; four bytes at a time as far as they hold nothing else. */
  #endOfText(from: number): number {
    let at = from;
    while (isPlainWord(this.#view.getInt32(at, true))) at += 4;
    const bytes = this.#bytes;
    for (;;) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return at;
      if (byte < SPACE || byte > LAST_PRINTABLE || byte === BACKSLASH) return NOT_SCANNED;
      at++;
    }
  }

  /** What follows the break of the line that is too long; nothing where that is still to come. */
  #afterDropped(piece: Uint8Array): Uint8Array {
    const end = piece.indexOf(NEWLINE);
    if (end === -1) return piece.subarray(piece.length);
    this.#dropping = false;
    this.#sink.line(tooLong(this.#line++));
    return piece.subarray(end + 1);
  }
}

/**
 * Whether none of four bytes is a quote, a backslash, below a blank or beyond ASCII. A byte that is 0 after the exclusive or borrows
 * from its upper bit ("Bit Twiddling Hacks", Anderson: haszero, hasless).
 */
function isPlainWord(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const slashes = word ^ 0x5c5c5c5c;
  const found =
    ((quotes - 0x01010101) & ~quotes) |
    ((slashes - 0x01010101) & ~slashes) |
    ((word - 0x20202020) & ~word) |
    word;
  return (found & 0x80808080) === 0;
}
