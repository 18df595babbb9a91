/**
 * Different texts, each with a number from 0 on, found by their bytes: a text that was scanned is counted without a string being made
 * of it. Open addressing over one arena of bytes, so that a column of identifiers makes no garbage.
 */
import { hashOfBytes } from "../scan/text-hash.ts";
import { widened } from "../scan/widened.ts";
import { LONGEST_TEXT } from "./bounded-text.ts";

const FIRST_SLOTS = 16;
const FIRST_TEXTS = 8;
const FIRST_ARENA = 64;
const LAST_ASCII = 127;
/** Bytes of a UTF-16 unit in the encoding below. */
const WIDEST_UNIT = 3;

const encoder = new TextEncoder();
/** Scratch space for one text; nothing in it outlives a call. */
const scratch = new Uint8Array(LONGEST_TEXT * WIDEST_UNIT);

export class TextTable {
  size = 0;
  /** A text's number plus one, or 0. */
  #slots = new Int32Array(FIRST_SLOTS);
  #hashes = new Int32Array(FIRST_TEXTS);
  /** Text i lies from `starts[i]` to `starts[i + 1]`. */
  #starts = new Int32Array(FIRST_TEXTS + 1);
  #arena = new Uint8Array(FIRST_ARENA);

  /** The number of the text in UTF-8 from `start` to `end`, −1 where it is not here. `hash` is its `hashOfBytes`. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const hashes = this.#hashes;
    const starts = this.#starts;
    const arena = this.#arena;
    const mask = slots.length - 1;
    const length = end - start;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot]! - 1;
      if (number < 0) return -1;
      if (hashes[number] !== hash) continue;
      const from = starts[number]!;
      if (starts[number + 1]! - from !== length) continue;
      if (areSame(arena, from, bytes, start, length)) return number;
    }
  }

  /** The number of a text that is not here yet. */
  add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const number = this.size++;
    const from = this.#starts[number]!;
    const to = from + end - start;
    this.#reserve(to);
    const arena = this.#arena;
    for (let at = from; at < to; at++) arena[at] = bytes[start + at - from]!;
    this.#starts[number + 1] = to;
    this.#hashes[number] = hash;
    this.#place(number);
    return number;
  }

  /** The number of a text of 256 units at most, −1 where it is not here. */
  findText(text: string): number {
    const { length, hash } = encoded(text);
    return this.find(scratch, 0, length, hash);
  }

  addText(text: string): number {
    const { length, hash } = encoded(text);
    return this.add(scratch, 0, length, hash);
  }

  /** The number here of `other`'s text, which is added where it is not here. */
  adopt(other: TextTable, number: number): number {
    const [start, end, hash] = [other.#starts[number]!, other.#starts[number + 1]!, other.#hashes[number]!];
    const known = this.find(other.#arena, start, end, hash);
    return known < 0 ? this.add(other.#arena, start, end, hash) : known;
  }

  text(number: number): string {
    return decoded(this.#arena, this.#starts[number]!, this.#starts[number + 1]!);
  }

  /** Forgets the texts whose count, by their number, is 0; the others are numbered anew in their order, and so are `counts`. */
  retain(counts: Float64Array): void {
    const { size } = this;
    this.#slots.fill(0);
    this.size = 0;
    for (let number = 0, start = 0; number < size; number++) {
      const end = this.#starts[number + 1]!;
      const count = counts[number]!;
      if (count > 0) {
        const to = this.size++;
        const at = this.#starts[to]!;
        this.#arena.copyWithin(at, start, end);
        this.#starts[to + 1] = at + end - start;
        this.#hashes[to] = this.#hashes[number]!;
        this.#place(to);
        counts[to] = count;
      }
      start = end;
    }
  }

  #place(number: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = this.#hashes[number]! & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = number + 1;
  }

  /** Room for one more text, and for `bytes` bytes in all. */
  #reserve(bytes: number): void {
    if (bytes > this.#arena.length)
      this.#arena = widened(this.#arena, new Uint8Array(Math.max(bytes, 2 * this.#arena.length)));
    if (this.size > this.#hashes.length) {
      this.#starts = widened(this.#starts, new Int32Array(2 * this.#hashes.length + 1));
      this.#hashes = widened(this.#hashes, new Int32Array(2 * this.#hashes.length));
    }
    if (2 * this.size <= this.#slots.length) return;
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let number = 0; number < this.size - 1; number++) this.#place(number);
  }
}

/** Four bytes at a time would need a view of each array; most texts are short, and differ in their hash if at all. */
function areSame(a: Uint8Array, from: number, b: Uint8Array, start: number, length: number): boolean {
  let same = 0;
  while (same < length && a[from + same] === b[start + same]) same++;
  return same === length;
}

/** UTF-8 in the scratch space; a text with a lone surrogate unit by unit, each like a character of its own: no two texts share bytes. */
function encoded(text: string): { readonly length: number; readonly hash: number } {
  let length = 0;
  for (; length < text.length; length++) {
    const unit = text.charCodeAt(length);
    if (unit > LAST_ASCII) break;
    scratch[length] = unit;
  }
  if (length < text.length)
    length = text.isWellFormed() ? encoder.encodeInto(text, scratch).written : encodeUnits(text);
  return { length, hash: hashOfBytes(scratch, 0, length) };
}

function encodeUnits(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    scratch[length++] = 0xe0 | (unit >> 12);
    scratch[length++] = 0x80 | ((unit >> 6) & 63);
    scratch[length++] = 0x80 | (unit & 63);
  }
  return length;
}

function decoded(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; ) {
    const lead = bytes[at]!;
    const length = lead <= LAST_ASCII ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    let point = length === 1 ? lead : lead & (0xff >> (length + 1));
    for (let more = 1; more < length; more++) point = (point << 6) | (bytes[at + more]! & 63);
    text += length === 4 ? String.fromCodePoint(point) : String.fromCharCode(point);
    at += length;
  }
  return text;
}
