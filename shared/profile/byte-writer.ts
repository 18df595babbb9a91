import { CORE_RUN, runCore } from "./run-core/run-core.ts";

/** Shorter runs are written before a longer one is where the core finds it; no run of a sketch is longer than it has room for. */
const LONG_RUN = 32;
/** The blocks that the core knows: the ranks of a register. */
const CORE_BLOCK = 64;
const FIRST_ROOM = 8192;

/**
 * Bytes of a profile, written front to back, little-endian. Integers are LEB128 varints. A thing that comes
 * again (a text, a pointer) is written once and then named by its number.
 */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_ROOM);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #texts = new Map<string, number>();
  readonly #tables = new Map<string, Table>();

  /** The bytes so far; the writer must not be used afterwards. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  uint32(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  double(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** An integer from 0 to 2⁵³ − 1. */
  count(value: number): void {
    this.#room(LONGEST_COUNT);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** An integer within ±2⁵²; small ones of either sign take few bytes. */
  integer(value: number): void {
    this.count(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Ascending numbers that are integers once multiplied by `power`, each as its distance from the one before; the first from `start`. */
  differences(values: Float64Array, start: number, power: number): void {
    const core = coreFor(values.length);
    if (core !== undefined) {
      this.bytes(core.differences(values, start, power));
      return;
    }
    this.#room(values.length * LONGEST_COUNT);
    let before = start;
    for (let i = 0; i < values.length; i++) {
      const scaled = Math.round(values[i]! * power);
      this.#step(scaled - before);
      before = scaled;
    }
  }

  /** What `ByteReader.blockSteps` reads. */
  blockSteps(values: Uint32Array, block: number): void {
    const core = block === CORE_BLOCK ? coreFor(values.length) : undefined;
    if (core !== undefined) {
      this.bytes(core.writeBlockSteps(values));
      return;
    }
    this.#room(values.length * LONGEST_COUNT);
    let next = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      this.#step(value - next);
      next = (value | (block - 1)) + 1;
    }
  }

  doubles(values: Float64Array): void {
    // Little-endian, as every platform that runs this.
    this.bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  /** An integer of any size: its sign, the number of its bytes, the bytes. */
  bigint(value: bigint): void {
    const hex = (value < 0n ? -value : value).toString(16);
    const digits = hex.length % 2 === 0 ? hex : `0${hex}`;
    this.count(digits.length + (value < 0n ? 1 : 0));
    for (let at = 0; at < digits.length; at += 2) this.byte(Number.parseInt(digits.slice(at, at + 2), 16));
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A text, in full the first time and by its number afterwards. Lone surrogates survive. */
  text(text: string): void {
    const number = this.#texts.get(text) ?? 0;
    this.count(number);
    if (number > 0) return;
    this.#texts.set(text, this.#texts.size + 1);
    this.#newText(text);
  }

  /** Writes a number where `table` has a thing with the same `key`, otherwise 0 and the thing. */
  once<Thing extends object>(
    table: string,
    thing: Thing,
    { key, write }: { key(thing: Thing): string; write(to: ByteWriter, thing: Thing): void },
  ): void {
    let there = this.#tables.get(table);
    if (there === undefined) this.#tables.set(table, (there = { numbers: new Map(), known: new Map() }));
    // Nearly always it is the very thing, and making its key takes most of the time.
    const known = there.known.get(thing);
    if (known !== undefined) {
      this.count(known);
      return;
    }
    const text = key(thing);
    const number = there.numbers.get(text) ?? 0;
    this.count(number);
    there.known.set(thing, number > 0 ? number : there.numbers.size + 1);
    if (number > 0) return;
    there.numbers.set(text, there.numbers.size + 1);
    write(this, thing);
  }

  /** A count for which there is room. Up to 2¹⁴ without a branch, as it is read. */
  #step(value: number): void {
    if (value >= 1 << 14) {
      this.count(value);
      return;
    }
    const more = +(value > 127);
    this.#bytes[this.#length] = (value & 127) | (more << 7);
    this.#bytes[this.#length + 1] = value >> 7;
    this.#length += 1 + more;
  }

  #newText(text: string): void {
    if (text.length <= SHORT_TEXT && this.#shortAscii(text)) return;
    const wellFormed = text.isWellFormed();
    const bytes = wellFormed ? utf8.encode(text) : utf16(text);
    this.count(bytes.length * 2 + (wellFormed ? 0 : 1));
    this.bytes(bytes);
  }

  /** Writes the text unit by unit, an eighth of what an encoder takes; false where it is not ASCII, and nothing was written. */
  #shortAscii(text: string): boolean {
    const { length } = text;
    this.#room(LONGEST_COUNT + length);
    const before = this.#length;
    this.count(length * 2);
    for (let at = 0; at < length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > LAST_ASCII) {
        this.#length = before;
        return false;
      }
      this.#bytes[this.#length++] = unit;
    }
    return true;
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    wider.set(this.#bytes);
    this.#bytes = wider;
    this.#view = new DataView(wider.buffer);
  }
}

const coreFor = (length: number) => (length >= LONG_RUN && length <= CORE_RUN ? runCore() : undefined);

/** Things that were written, by their keys and by themselves. */
interface Table {
  readonly numbers: Map<string, number>;
  readonly known: Map<object, number>;
}

/** Bytes of 2⁵³ − 1. */
const LONGEST_COUNT = 8;
const SHORT_TEXT = 64;
const LAST_ASCII = 127;
const utf8 = new TextEncoder();

/** UTF-16LE. UTF-8 has no form for a lone surrogate, and JSON strings may carry one (`"\ud800"`). */
function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), true);
  return bytes;
}
