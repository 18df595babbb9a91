import type { EvidencePointer } from "../capture/evidence.ts";
import { parseUtcTime } from "../capture/utc-time.ts";
import { CellBuffer } from "./cell-buffer.ts";
import { asciiText } from "./string-bytes.ts";

/** Ids longer than this are left out, as `capture-record.ts` does. */
const MOST_ID = 256;
const MINUTE_MS = 60_000;
/** `2021-07-07T16:45:` */
const MINUTE_TEXT = 17;
const TIME_TEXT = 20;
const ZERO = 48;
const NINE = 9;
const LETTER_Z = 90;

/** One side of a record: its cells, and the names that JSON gave them. */
export interface ScannedSide {
  readonly cells: CellBuffer;
  /** The same list for as long as the names are the same. */
  names: readonly string[] | undefined;
  /** Whether a text is a text whatever it spells. */
  typed: boolean;
}

/** A record of a capture file, in the memory of the one before it. */
export class ScannedRecord {
  readonly input: ScannedSide = { cells: new CellBuffer(), names: undefined, typed: false };
  readonly output: ScannedSide = { cells: new CellBuffer(), names: undefined, typed: false };
  hasInput = false;
  hasOutput = false;
  /** Epoch milliseconds; undefined where the line has none. */
  time: number | undefined;
  /** Characters of the line, its break included. */
  size = 0;
  readonly #key: string;
  #line = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #idStart = 0;
  #idEnd = 0;
  #pointer: EvidencePointer | undefined;
  readonly #minute = new Uint8Array(MINUTE_TEXT);
  #minuteStart = Number.NaN;

  /** `key` is the capture file's. */
  constructor(key: string) {
    this.#key = key;
  }

  begin(line: number, bytes: Uint8Array): void {
    this.hasInput = false;
    this.hasOutput = false;
    this.time = undefined;
    this.#line = line;
    this.#bytes = bytes;
    this.#idEnd = this.#idStart;
    this.#pointer = undefined;
  }

  setEventId(start: number, end: number): void {
    this.#idStart = start;
    this.#idEnd = end;
  }

  /** Whether the text is a time. The minute of the record before is nearly always that of this one. */
  setTime(start: number, end: number): boolean {
    this.time = this.#inSameMinute(start, end) ?? this.#parsed(start, end);
    return this.time !== undefined;
  }

  /** Where the record stands; made when somebody asks, which for nearly all records nobody does. */
  get pointer(): EvidencePointer {
    if (this.#pointer !== undefined) return this.#pointer;
    const at = { key: this.#key, line: this.#line };
    const length = this.#idEnd - this.#idStart;
    const hasId = length > 0 && length <= MOST_ID;
    this.#pointer = hasId ? { ...at, eventId: asciiText(this.#bytes, this.#idStart, this.#idEnd) } : at;
    return this.#pointer;
  }

  #inSameMinute(start: number, end: number): number | undefined {
    const bytes = this.#bytes;
    if (end - start !== TIME_TEXT || bytes[end - 1] !== LETTER_Z) return undefined;
    for (let at = 0; at < MINUTE_TEXT; at++) if (bytes[start + at] !== this.#minute[at]) return undefined;
    const tens = bytes[start + MINUTE_TEXT]! - ZERO;
    const ones = bytes[start + MINUTE_TEXT + 1]! - ZERO;
    if (tens >>> 0 > 5 || ones >>> 0 > NINE) return undefined;
    return this.#minuteStart + (tens * 10 + ones) * 1000;
  }

  #parsed(start: number, end: number): number | undefined {
    const bytes = this.#bytes;
    const time = parseUtcTime(asciiText(bytes, start, end));
    if (time !== undefined && end - start === TIME_TEXT && bytes[end - 1] === LETTER_Z) {
      this.#minute.set(bytes.subarray(start, start + MINUTE_TEXT));
      this.#minuteStart = Math.floor(time / MINUTE_MS) * MINUTE_MS;
    }
    return time;
  }
}
