import { payloadBytes } from "../capture/encodings/base64.ts";
import { BACKSLASH, NEWLINE, QUOTE, RETURN, SPACE } from "./bytes.ts";
import type { CellColumns } from "./cell-columns.ts";
import { NO_ROOM } from "./not-scanned.ts";
import type { ScanCore } from "./scan-core/scan-core.ts";

/** Where the bytes of a payload came to lie, and the quote behind its base64. */
export interface UnpackedPayload {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly length: number;
  readonly end: number;
}

const NOTHING = new Uint8Array(0);
/** Of one byte: `\u001f`. */
const LONGEST_ESCAPE = 6;

/**
 * Payloads in base64 as they would stand in a JSON string, so that one scanner reads both. They lie here until what was gathered of them
 * is taken.
 */
export class Base64Bytes {
  readonly #cells: CellColumns;
  #bytes: Uint8Array = new Uint8Array(0);
  #length = 0;

  /** `cells` are those that the payloads are scanned into. */
  constructor(cells: CellColumns) {
    this.#cells = cells;
  }

  /** The payload whose base64 begins at `from`; undefined where it is none. */
  unpack(bytes: Uint8Array, from: number): UnpackedPayload | typeof NO_ROOM | undefined {
    const end = bytes.indexOf(QUOTE, from);
    if (end === -1) return undefined;
    const { core } = this.#cells;
    const inCore = core?.bytes === bytes ? this.#unpackInCore(core, from, end) : undefined;
    return inCore ?? this.#unpackHere(bytes, from, end);
  }

  /** What was unpacked may be written over. */
  clear(): void {
    this.#length = 0;
    this.#bytes = NOTHING;
  }

  /** Into the memory of the core, where that is what the payloads before lie in or there are none. */
  #unpackInCore(core: ScanCore, from: number, end: number): UnpackedPayload | typeof NO_ROOM | undefined {
    if (this.#length > 0 && this.#bytes !== core.bytes) return undefined;
    const { start: first, end: last } = core.packed(this.#cells.side!);
    const start = first + this.#length;
    const behind = core.unpack(from, end - from, start, last);
    // What has to lie elsewhere cannot be beside those that lie here.
    if (behind === 0) return this.#length > 0 ? NO_ROOM : undefined;
    this.#bytes = core.bytes;
    core.bytes[behind] = QUOTE;
    core.bytes[behind + 1] = NEWLINE;
    this.#length = behind + 2 - first;
    return { bytes: core.bytes, start, length: behind - start, end: core.packedEnd };
  }

  #unpackHere(bytes: Uint8Array, from: number, end: number): UnpackedPayload | undefined {
    const payload = payloadBytes(latin1(bytes, from, end));
    if (payload === undefined) return undefined;
    const start = this.#length;
    this.#reserve(payload.length * LONGEST_ESCAPE + 2);
    // A byte order mark is no part of the text.
    const marked = payload[0] === 0xef && payload[1] === 0xbb && payload[2] === 0xbf;
    for (let at = marked ? 3 : 0; at < payload.length; at++) this.#append(payload[at]!);
    const length = this.#length - start;
    this.#bytes[this.#length++] = QUOTE;
    this.#bytes[this.#length++] = NEWLINE;
    return { bytes: this.#bytes, start, length, end };
  }

  #append(byte: number): void {
    if (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) this.#bytes[this.#length++] = byte;
    else for (const letter of escapeOf(byte)) this.#bytes[this.#length++] = letter.charCodeAt(0);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(this.#length + more, 2 * this.#bytes.length));
    wider.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = wider;
  }
}

function escapeOf(byte: number): string {
  if (byte === NEWLINE) return "\\n";
  if (byte === RETURN) return "\\r";
  return byte < SPACE ? `\\u${byte.toString(16).padStart(4, "0")}` : `\\${String.fromCharCode(byte)}`;
}

const latin1 = (bytes: Uint8Array, start: number, end: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
