import type { EvidencePointer } from "../capture/evidence.ts";
import { parseUtcTime } from "../capture/utc-time.ts";
import { Base64Bytes } from "./base64-bytes.ts";
import { CellColumns } from "./cell-columns.ts";
import type { JsonTemplate } from "./json-template.ts";
import { sharedScanCore } from "./scan-core/scan-core.ts";
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
const FIRST_ROWS = 16;

/** One side of a record: its cells, and the names that JSON gave them. */
export interface ScannedSide {
  readonly cells: CellColumns;
  /** The same list for as long as the names are the same. */
  names: readonly string[] | undefined;
  /** Whether the payload is JSON, where a text is a text whatever it spells. */
  typed: boolean;
  /** Whether the payload was in base64. */
  packed: boolean;
  /** The forms of JSON that came; the last one first. */
  readonly templates: JsonTemplate[];
  readonly base64: Base64Bytes;
}

function newSide(keepsStarts: boolean, side: 0 | 1): ScannedSide {
  const cells = new CellColumns(keepsStarts, sharedScanCore(), side);
  return {
    cells,
    names: undefined,
    typed: false,
    packed: false,
    templates: [],
    base64: new Base64Bytes(cells),
  };
}

/**
 * Records of a capture file: the one that was scanned last, and behind it in the same arrays those that are gathered, rows 0 to `first`.
 * The arrays are those of `sharedScanCore`: what is gathered has to be taken before another file is scanned.
 */
export class ScannedRecords {
  readonly input: ScannedSide;
  readonly output: ScannedSide;
  /** Where the rows of the record begin. */
  first = 0;
  /** Gathered rows that were taken already, by a sink that tells them apart. */
  taken = 0;
  hasInput = false;
  hasOutput = false;
  /** Epoch milliseconds; undefined where the line has none. */
  get time(): number | undefined {
    const time = this.#time[0]!;
    return Number.isNaN(time) ? undefined : time;
  }
  readonly #key: string;
  /** In an array: a number that may be undefined would be an object each time. NaN: none. */
  readonly #time = Float64Array.of(Number.NaN);
  #line = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #idStart = 0;
  #idEnd = 0;
  /** By row. */
  #lines = new Int32Array(FIRST_ROWS);
  #idStarts = new Int32Array(FIRST_ROWS);
  #idEnds = new Int32Array(FIRST_ROWS);
  #pointer: EvidencePointer | undefined;
  /** The minute of the time that was read last, as it is spelled up to the seconds. */
  readonly minute = new Uint8Array(MINUTE_TEXT);
  #minuteStart = Number.NaN;

  /** `key` is the capture file's. `keepsTexts`: every cell can be read as the text that it is, numbers too (`cellText`). */
  constructor(key: string, { keepsTexts = false }: { readonly keepsTexts?: boolean } = {}) {
    this.#key = key;
    this.input = newSide(keepsTexts, 0);
    this.output = newSide(keepsTexts, 1);
  }

  begin(line: number, bytes: Uint8Array): void {
    this.hasInput = false;
    this.hasOutput = false;
    this.#time[0] = Number.NaN;
    this.#line = line;
    this.#bytes = bytes;
    this.#idEnd = this.#idStart;
  }

  setEventId(start: number, end: number): void {
    this.#idStart = start;
    this.#idEnd = end;
  }

  /** Whether the text is a time. The minute of the record before is nearly always that of this one. */
  setTime(start: number, end: number): boolean {
    const time = this.#inSameMinute(start, end) ?? this.#parsed(start, end);
    this.#time[0] = time ?? Number.NaN;
    return time !== undefined;
  }

  /** A time of that minute. */
  setSeconds(seconds: number): void {
    this.#time[0] = this.#minuteStart + seconds * 1000;
  }

  /** Rows that can be gathered. */
  get room(): number {
    return Math.min(this.input.cells.stride, this.output.cells.stride);
  }

  get isFull(): boolean {
    return this.first >= this.room;
  }

  /** Rows of the record. */
  get rows(): number {
    return (this.hasInput ? this.input : this.output).cells.rows;
  }

  /** Gathers the record: the next one is scanned behind it. */
  gather(): void {
    const end = this.first + this.rows;
    while (end > this.#lines.length) this.#widen();
    for (let row = this.first; row < end; row++) {
      this.#lines[row] = this.#line;
      this.#idStarts[row] = this.#idStart;
      this.#idEnds[row] = this.#idEnd;
    }
    this.first = end;
  }

  /** Forgets all rows; there will be room for `rows` of them at least. */
  clear(rows = 0): void {
    this.first = 0;
    this.taken = 0;
    for (const { cells, base64 } of [this.input, this.output]) {
      cells.clear(rows);
      base64.clear();
    }
    this.#pointer = undefined;
  }

  /** Where the record of a gathered row stands; made when somebody asks, which for nearly all rows nobody does. */
  pointer(row: number): EvidencePointer {
    const line = this.#lines[row]!;
    if (this.#pointer?.line === line) return this.#pointer;
    const start = this.#idStarts[row]!;
    const length = this.#idEnds[row]! - start;
    const at = { key: this.#key, line };
    const hasId = length > 0 && length <= MOST_ID;
    this.#pointer = hasId ? { ...at, eventId: asciiText(this.#bytes, start, start + length) } : at;
    return this.#pointer;
  }

  #widen(): void {
    this.#lines = widened(this.#lines);
    this.#idStarts = widened(this.#idStarts);
    this.#idEnds = widened(this.#idEnds);
  }

  #inSameMinute(start: number, end: number): number | undefined {
    const bytes = this.#bytes;
    if (end - start !== TIME_TEXT || bytes[end - 1] !== LETTER_Z) return undefined;
    for (let at = 0; at < MINUTE_TEXT; at++) if (bytes[start + at] !== this.minute[at]) return undefined;
    const tens = bytes[start + MINUTE_TEXT]! - ZERO;
    const ones = bytes[start + MINUTE_TEXT + 1]! - ZERO;
    if (tens >>> 0 > 5 || ones >>> 0 > NINE) return undefined;
    return this.#minuteStart + (tens * 10 + ones) * 1000;
  }

  #parsed(start: number, end: number): number | undefined {
    const bytes = this.#bytes;
    const time = parseUtcTime(asciiText(bytes, start, end));
    if (time !== undefined && end - start === TIME_TEXT && bytes[end - 1] === LETTER_Z) {
      this.minute.set(bytes.subarray(start, start + MINUTE_TEXT));
      sharedScanCore()?.minute.set(this.minute);
      this.#minuteStart = Math.floor(time / MINUTE_MS) * MINUTE_MS;
    }
    return time;
  }
}

function widened(from: Int32Array): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}
