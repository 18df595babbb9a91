import { runCore } from "./run-core/run-core.ts";
import type { RunMemory } from "./run-memory.ts";

/** Shorter runs are read before the bytes of a longer one are where the core finds them. */
const LONG_RUN = 32;
/** Ranks of a register: the blocks that the core knows. */
const CORE_BLOCK = 64;

/** Reads what `ByteWriter` wrote, in the same order. Throws when the bytes end too early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** The same bytes, for texts. */
  readonly #buffer: Buffer;
  readonly #memory: RunMemory | undefined;
  #at = 0;
  /** Of `sums`, between its two loops. */
  #sum = 0;
  /** Of each text that was read in full: its first byte, twice its length and one more where it is UTF-16, and itself once it is asked for. */
  readonly #textStarts: number[] = [];
  readonly #textHeads: number[] = [];
  readonly #texts: (string | undefined)[] = [];
  readonly #tables = new Map<string, unknown[]>();
  /** The table that was asked for last, as nearly always, and its things. */
  #table = "";
  #things: unknown[] = [];

  /** With `memory`, runs are read into it, and what is made of them holds until it is cleared. */
  constructor(bytes: Uint8Array, memory?: RunMemory) {
    this.#memory = memory;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that were not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** All bytes, those that were read too. */
  get all(): Uint8Array {
    return this.#bytes;
  }

  /** Whether what is read holds only until the memory is cleared. */
  get passes(): boolean {
    return this.#memory !== undefined;
  }

  byte(): number {
    return this.#bytes[this.#take(1)]!;
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  count(): number {
    let byte = this.byte();
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let scale = 128; byte >= 128; scale *= 128) {
      byte = this.byte();
      value += (byte & 127) * scale;
    }
    return value;
  }

  integer(): number {
    const count = this.count();
    return count % 2 === 0 ? count / 2 : -(count + 1) / 2;
  }

  /**
   * So many ascending integers below 2³², each written as how far it lies beyond the block of `block` (a power of two) that the
   * one before it is in.
   */
  blockSteps(length: number, block: number): Uint32Array {
    const into = this.words(length);
    for (let i = this.#coreBlockSteps(into, block); i < length; i++) {
      i = this.#shortBlockSteps(into, i, block);
      if (i < length) into[i] = (i === 0 ? 0 : (into[i - 1]! | (block - 1)) + 1) + this.count();
    }
    return into;
  }

  /** An array for a run of so many values, holding anything; each has one byte at least. */
  run(length: number): Float64Array {
    this.#require(length);
    return this.#memory?.doubles(length) ?? new Float64Array(length);
  }

  /** An array for so many integers below 2³², holding anything; each has one byte at least. */
  words(length: number): Uint32Array {
    this.#require(length);
    return this.#memory?.words(length) ?? new Uint32Array(length);
  }

  /** Fills `into` with `start` plus the counts up to each, divided by `divisor`. */
  sums(into: Float64Array, start: number, divisor: number): void {
    this.#sum = start;
    for (let i = this.#coreSums(into, divisor); i < into.length; i++) {
      i = this.#shortSums(into, i, divisor);
      if (i < into.length) into[i] = (this.#sum += this.count()) / divisor;
    }
  }

  /** Fills `into` with doubles. */
  doubles(into: Float64Array): void {
    // Little-endian, as every platform that runs this.
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(this.bytes(into.byteLength));
  }

  bigint(): bigint {
    const head = this.count();
    const length = Math.floor(head / 2);
    let value = 0n;
    for (let left = length; left > 0; ) {
      // Six bytes at a time: as many as are exact in a double.
      const now = Math.min(left, 6);
      let digits = 0;
      for (let i = 0; i < now; i++) digits = digits * 256 + this.byte();
      value = value === 0n ? BigInt(digits) : (value << BigInt(8 * now)) + BigInt(digits);
      left -= now;
    }
    return head % 2 === 0 ? value : -value;
  }

  bytes(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  text(): string {
    return this.textAt(this.textPlace());
  }

  /** A text's place among those that were read, from 0 on; no string is made of it. */
  textPlace(): number {
    const number = this.count();
    if (number > 0) return this.#known("text", this.#textStarts.length, number);
    const head = this.count();
    this.#textStarts.push(this.#take(Math.floor(head / 2)));
    this.#textHeads.push(head);
    return this.#textStarts.length - 1;
  }

  textAt(place: number): string {
    return (this.#texts[place] ??= this.#newText(place));
  }

  /** Where the bytes of a text begin among all, and where they end, exclusive. */
  startOf(place: number): number {
    return this.#textStarts[place]!;
  }

  endOf(place: number): number {
    return this.#textStarts[place]! + Math.floor(this.#textHeads[place]! / 2);
  }

  /** Whether its bytes are UTF-8. */
  isUtf8(place: number): boolean {
    return this.#textHeads[place]! % 2 === 0;
  }

  /** A thing that `ByteWriter.once` wrote; `read` reads it where it is in full. */
  once<Thing>(table: string, read: (from: ByteReader) => Thing): Thing {
    const things = (table === this.#table ? this.#things : this.#thingsOf(table)) as Thing[];
    const number = this.count();
    if (number > 0) return things[this.#known(table, things.length, number)]!;
    const thing = read(this);
    things.push(thing);
    return thing;
  }

  #thingsOf(table: string): unknown[] {
    let things = this.#tables.get(table);
    if (things === undefined) this.#tables.set(table, (things = []));
    this.#table = table;
    this.#things = things;
    return things;
  }

  /** The place of a thing by its number. */
  #known(table: string, things: number, number: number): number {
    if (number > things)
      throw new Error(`Profile names ${table} number ${number}; it holds ${things} so far. Write it again.`);
    return number - 1;
  }

  /** The beginning of `sums` in WebAssembly, nearly all of a long run; returns how many. */
  #coreSums(into: Float64Array, divisor: number): number {
    const core = into.length < LONG_RUN ? undefined : runCore();
    if (core === undefined) return 0;
    const filled = core.sums(this.#bytes, this.#at, { into, start: this.#sum, divisor });
    this.#at += core.taken;
    this.#sum = core.sum;
    return filled;
  }

  /** The same for `blockSteps`. */
  #coreBlockSteps(into: Uint32Array, block: number): number {
    const core = into.length < LONG_RUN || block !== CORE_BLOCK ? undefined : runCore();
    if (core?.holds(into) !== true) return 0;
    const filled = core.blockSteps(this.#bytes, this.#at, into);
    this.#at += core.taken;
    return filled;
  }

  /**
   * `sums` from a place on, up to the first count of more than two bytes; returns its place. One byte or two are told apart
   * without a branch, which would be guessed wrongly every few values: 2.6 ns a value instead of 4.4. A case of three bytes
   * in this loop would cost every value 0.8 ns.
   */
  #shortSums(into: Float64Array, from: number, divisor: number): number {
    const bytes = this.#bytes;
    const last = bytes.length - 1;
    let at = this.#at;
    let sum = this.#sum;
    let i = from;
    for (; i < into.length && at < last; i++) {
      const first = bytes[at]!;
      const second = bytes[at + 1]!;
      const more = first >> 7;
      if ((more & (second >> 7)) !== 0) break;
      sum += (first & 127) | ((second << 7) & -more);
      at = (at + 1 + more) | 0;
      into[i] = sum / divisor;
    }
    this.#at = at;
    this.#sum = sum;
    return i;
  }

  /** The same for `blockSteps`. */
  #shortBlockSteps(into: Uint32Array, from: number, block: number): number {
    const bytes = this.#bytes;
    const last = bytes.length - 1;
    const rest = block - 1;
    let at = this.#at;
    let next = from === 0 ? 0 : (into[from - 1]! | rest) + 1;
    let i = from;
    for (; i < into.length && at < last; i++) {
      const first = bytes[at]!;
      const second = bytes[at + 1]!;
      const more = first >> 7;
      if ((more & (second >> 7)) !== 0) break;
      const value = next + ((first & 127) | ((second << 7) & -more));
      at = (at + 1 + more) | 0;
      into[i] = value;
      next = (value | rest) + 1;
    }
    this.#at = at;
    return i;
  }

  #newText(place: number): string {
    const start = this.startOf(place);
    const end = this.endOf(place);
    const encoding = !this.isUtf8(place) ? "utf16le" : this.#isAscii(start, end) ? "latin1" : "utf8";
    return this.#buffer.toString(encoding, start, end);
  }

  #isAscii(start: number, end: number): boolean {
    const bytes = this.#bytes;
    let together = 0;
    for (let at = start; at < end; at++) together |= bytes[at]!;
    return together < 128;
  }

  /** Checked before anything of that length is allocated. */
  #require(values: number): void {
    if (values > this.left)
      throw new Error(
        `Profile ends early: got ${this.left} bytes, expected ${values} values. Write it again.`,
      );
  }

  /** Where the next `length` bytes begin. */
  #take(length: number): number {
    if (length > this.left)
      throw new Error(`Profile ends early: got ${this.left} bytes, expected ${length} more. Write it again.`);
    const start = this.#at;
    this.#at += length;
    return start;
  }
}
