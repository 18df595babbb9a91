/**
 * CSV scanned in WebAssembly, which has vectors and integers of 64 bits: a cell's end and its digits are read off sixteen bytes at once.
 * What it does not know it leaves to the TypeScript, cell by cell or the whole payload.
 */
import { instancesOf, type WasmMemory } from "../../web-assembly.ts";
import { NEGATIVE_POWERS, POWERS } from "../powers-of-ten.ts";
import { SCAN_CORE_WASM } from "./scan-core-wasm.ts";

/** What `scan-core.wat` exports. */
interface Exports {
  readonly memory: WasmMemory;
  scanCsv(cells: number, from: number, first: number, stride: number, keepsStarts: boolean): number;
  gatherNumbers(cells: number, at: number, end: number, decimals: number): number;
  escape(from: number, end: number, to: number): number;
  decodeBase64(from: number, to: number): number;
  countTexts(cells: number, at: number, end: number): number;
  scanJson(cells: number, template: number, from: number, first: number, stride: number): number;
  scanRecord(
    template: number,
    at: number,
    filled: number,
    first: number,
    inputStride: number,
    outputStride: number,
    keepsStarts: boolean,
  ): number;
}

/** What `scanCsv` answers where the TypeScript has to scan the payload. */
export const NOT_IN_CORE = -3;
/** Cells of one side. */
export const CORE_CELLS = 1 << 17;
/** Bytes of a side: a form, three integers and a double a cell. */
const SIDE = CORE_CELLS * 21;
const INTEGER_POWERS = 64;
const DOUBLE_POWERS = 256;
const INVERSE_POWERS = 448;
const DEFERRED = 1024;
const MOST_DEFERRED = 1024;
const RECORD = 13_312;
const MINUTE = 13_376;
/** `2021-07-07T16:45:` */
const MINUTE_TEXT = 17;
const LETTERS = 13_824;
/** RFC 4648, section 4. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const GATHERED = 16_384;
/** Numbers that are gathered at once. */
export const MOST_GATHERED = 2048;
const TEMPLATES = 24_576;
const CELLS = 65_536;
const BYTES = CELLS + 2 * SIDE;
const PAGE = 65_536;
/** Pages before the payloads that were in base64; all of them are claimed as they are written to. */
const PAGES = 230;
const PACKED_BYTES = 1 << 21;
/** Behind the slots of the first of the pages that follow. */
const TEXTS = PAGES * PAGE + 2 * PACKED_BYTES + 16_904;
/** Cells whose texts are counted at once. */
export const MOST_TEXTS = 1024;
/** Vectors read so far beyond a place. */
const PAD = 64;
const MOST_INTEGER_POWER = 19;

/** One side's cells, as `CellColumns` has them. */
export interface CoreCells {
  /** Where they lie. */
  readonly at: number;
  readonly forms: Uint8Array<ArrayBuffer>;
  readonly mantissas: Int32Array<ArrayBuffer>;
  readonly starts: Int32Array<ArrayBuffer>;
  readonly ends: Int32Array<ArrayBuffer>;
  readonly doubles: Float64Array<ArrayBuffer>;
}

/** What `scanRecord` found. */
export class CoreRecord {
  readonly #words: Int32Array;

  constructor(buffer: ArrayBuffer) {
    this.#words = new Int32Array(buffer, RECORD, 11);
  }

  get idStart(): number {
    return this.#words[0]!;
  }

  get idEnd(): number {
    return this.#words[1]!;
  }

  get timeStart(): number {
    return this.#words[2]!;
  }

  get timeEnd(): number {
    return this.#words[3]!;
  }

  /** Of the time, where it is of the minute that it was compared with; otherwise below 0. */
  get seconds(): number {
    return this.#words[4]!;
  }

  get inputRows(): number {
    return this.#words[5]!;
  }

  get inputWidth(): number {
    return this.#words[6]!;
  }

  get outputRows(): number {
    return this.#words[7]!;
  }

  get outputWidth(): number {
    return this.#words[8]!;
  }

  /** Deferred cells from this one on are of the input; */
  get inputDeferred(): number {
    return this.#words[9]!;
  }

  /** and from this one on, and before them, of the output. */
  get inputDeferredEnd(): number {
    return this.#words[10]!;
  }
}

/** Memory that never moves: its arrays are views of it. */
export class ScanCore {
  /** The whole memory. */
  readonly bytes: Buffer<ArrayBuffer>;
  /** Where lines are put to be scanned, and how many bytes of them there is room for. */
  readonly linesAt = BYTES;
  readonly room = PAGES * PAGE - BYTES - PAD;
  readonly sides: readonly [CoreCells, CoreCells];
  readonly #exports: Exports;
  /**
   * Scans the record that begins at `at`, before `filled`, by the template and returns where it ends, or what `scanCsv` returns. Its
   * rows are gathered from `first` on, on both sides.
   */
  readonly scanRecord: Exports["scanRecord"];
  /** What `gatherNumbers` gathered. */
  readonly gathered: Int32Array<ArrayBuffer>;
  /** Of the texts that `countTexts` counted, two words each: the first cell and how many. */
  readonly texts: Int32Array<ArrayBuffer>;
  /** Rows, cells a row, cells that are deferred; then the counts of `gatherNumbers`. */
  readonly #answer: Int32Array;
  /** Of the record that was scanned last. */
  readonly record: CoreRecord;
  /** The minute that times are compared with, as it is spelled up to the seconds. */
  readonly minute: Uint8Array<ArrayBuffer>;
  #templatesEnd = TEMPLATES;
  /** Three words each: which cell, from where, to where. */
  readonly #deferred: Int32Array;

  constructor(exports: Exports) {
    const { buffer } = exports.memory;
    this.#exports = exports;
    this.scanRecord = exports.scanRecord;
    this.bytes = Buffer.from(buffer);
    this.sides = [cellsAt(buffer, CELLS), cellsAt(buffer, CELLS + SIDE)];
    this.gathered = new Int32Array(buffer, GATHERED, MOST_GATHERED);
    this.texts = new Int32Array(buffer, TEXTS, 2 * MOST_TEXTS);
    this.#answer = new Int32Array(buffer, 0, 8);
    this.#deferred = new Int32Array(buffer, DEFERRED, 3 * MOST_DEFERRED);
    this.record = new CoreRecord(buffer);
    this.minute = new Uint8Array(buffer, MINUTE, MINUTE_TEXT);
    const integers = new BigInt64Array(buffer, INTEGER_POWERS, MOST_INTEGER_POWER + 1);
    for (let exponent = 0; exponent < integers.length; exponent++)
      integers[exponent] = BigInt.asIntN(64, 10n ** BigInt(exponent));
    const letters = new Uint8Array(buffer, LETTERS, 256).fill(ALPHABET.length);
    for (let value = 0; value < ALPHABET.length; value++) letters[ALPHABET.charCodeAt(value)] = value;
    new Float64Array(buffer, DOUBLE_POWERS).set(POWERS);
    new Float64Array(buffer, INVERSE_POWERS).set(NEGATIVE_POWERS);
  }

  /** Rows of the payload that was scanned last. */
  get rows(): number {
    return this.#answer[0]!;
  }

  /** Its cells a row. */
  get width(): number {
    return this.#answer[1]!;
  }

  /** Its cells that the TypeScript has to read. */
  get deferred(): number {
    return this.#answer[2]!;
  }

  /** Where the payloads of a side that were in base64 may lie. */
  packed(side: CoreCells): { readonly start: number; readonly end: number } {
    const start = PAGES * PAGE + (side === this.sides[0] ? 0 : PACKED_BYTES);
    return { start, end: start + PACKED_BYTES };
  }

  /** Counts the texts of the cells `at` to `end`, `MOST_TEXTS` at most and all of them texts; returns how many different ones there are. */
  countTexts(side: CoreCells, at: number, end: number): number {
    return this.#exports.countTexts(side.at, at, end);
  }

  /** Forgets all templates. */
  clearTemplates(): void {
    this.#templatesEnd = TEMPLATES;
  }

  /** Puts a template here and returns where: `words`, then `pieces`. 0 where there is no room for it. */
  putTemplate(words: readonly number[], pieces: readonly Uint8Array[]): number {
    const at = this.#templatesEnd;
    const head = 4 * words.length;
    const end = pieces.reduce((sum, { length }) => sum + length, at + head);
    if (end + PAD > CELLS) return 0;
    new Int32Array(this.bytes.buffer, at, words.length).set(words);
    let to = at + head;
    for (const piece of pieces) {
      this.bytes.set(piece, to);
      to += piece.length;
    }
    this.#templatesEnd = (end + 3) & ~3;
    return at;
  }

  /** As `scanJson` of scan-json.ts, by a template that was put here; `NOT_IN_CORE` where that has to be asked. */
  scanJson(side: CoreCells, template: number, from: number, first: number, stride: number): number {
    return this.#exports.scanJson(side.at, template, from, first, stride);
  }

  /** Where the base64 that was unpacked last ended: at a quote. */
  get packedEnd(): number {
    return this.#answer[7]!;
  }

  /**
   * Writes the text that the base64 at `from` holds from `at` on, before `end`, as it would stand in a JSON string, and returns where that
   * ends; 0 where it is no base64, there is no room, or the TypeScript has to escape a character. `length` is that of the base64, at least.
   */
  unpack(from: number, length: number, at: number, end: number): number {
    const { bytes } = this;
    // The bytes first, so far behind `at` that what is written never meets what is still to be read.
    let first = at + 2 * length + PAD;
    if (first + length + PAD > end) return 0;
    const last = this.#exports.decodeBase64(from, first);
    if (last === 0) return 0;
    // A byte order mark is no part of the text.
    if (bytes[first] === 0xef && bytes[first + 1] === 0xbb && bytes[first + 2] === 0xbf && last - first > 2)
      first += 3;
    return this.#exports.escape(first, last, at);
  }

  /** Which cell the deferred one is, where it begins and where it was taken to end. */
  deferredCell(number: number): { readonly at: number; readonly start: number; readonly end: number } {
    const first = 3 * number;
    const [at, start, end] = [this.#deferred[first]!, this.#deferred[first + 1]!, this.#deferred[first + 2]!];
    return { at, start, end };
  }

  /** Gathered numbers without a fraction. */
  get integral(): number {
    return this.#answer[3]!;
  }

  /** Those with one. */
  get fractional(): number {
    return this.#answer[4]!;
  }

  /** Those below zero. */
  get negative(): number {
    return this.#answer[5]!;
  }

  /** Cells among them that are missing. */
  get missing(): number {
    return this.#answer[6]!;
  }

  /**
   * Gathers the short numbers of the cells `at` to `end`, `MOST_GATHERED` at most, as integers of `decimals` places, and returns where
   * one begins that is neither missing nor such a number within ±(2³¹ − 1).
   */
  gatherNumbers(side: CoreCells, at: number, end: number, decimals: number): number {
    return this.#exports.gatherNumbers(side.at, at, end, decimals);
  }

  /** As `scanCsv` of scan-csv.ts; `NOT_IN_CORE` where that has to be asked. */
  scanCsv(side: CoreCells, from: number, first: number, stride: number, keepsStarts: boolean): number {
    return this.#exports.scanCsv(side.at, from, first, stride, keepsStarts);
  }
}

function cellsAt(buffer: ArrayBuffer, at: number): CoreCells {
  const words = (place: number) => new Int32Array(buffer, at + place * CORE_CELLS, CORE_CELLS);
  return {
    at,
    forms: new Uint8Array(buffer, at, CORE_CELLS),
    mantissas: words(1),
    starts: words(5),
    ends: words(9),
    doubles: new Float64Array(buffer, at + 13 * CORE_CELLS, CORE_CELLS),
  };
}

const instance = instancesOf<Exports>(SCAN_CORE_WASM);
let shared: ScanCore | undefined;
let isAsked = false;

/** The one that all share who are done with it before anything else runs; undefined where `newScanCore` is. */
export function sharedScanCore(): ScanCore | undefined {
  if (!isAsked) shared = newScanCore();
  isAsked = true;
  return shared;
}

/** One with memory of its own; undefined where the engine has no WebAssembly with vectors. */
export function newScanCore(): ScanCore | undefined {
  try {
    return new ScanCore(instance());
  } catch {
    return undefined; // The TypeScript gives the same, later.
  }
}
