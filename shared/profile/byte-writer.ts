/**
 * Bytes of a profile, written front to back, little-endian. Integers are LEB128 varints. A thing that comes
 * again (a text, a pointer) is written once and then named by its number.
 */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #tables = new Map<string, Map<string, number>>();

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
    this.#room(8);
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
    this.once("text", text, () => this.#newText(text));
  }

  /** Writes a number where `table` has a thing under this key, otherwise 0 and the thing. */
  once(table: string, key: string, write: () => void): void {
    let numbers = this.#tables.get(table);
    if (numbers === undefined) this.#tables.set(table, (numbers = new Map()));
    const number = numbers.get(key);
    this.count(number ?? 0);
    if (number !== undefined) return;
    numbers.set(key, numbers.size + 1);
    write();
  }

  #newText(text: string): void {
    const wellFormed = text.isWellFormed();
    const bytes = wellFormed ? new TextEncoder().encode(text) : utf16(text);
    this.count(bytes.length * 2 + (wellFormed ? 0 : 1));
    this.bytes(bytes);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    wider.set(this.#bytes);
    this.#bytes = wider;
    this.#view = new DataView(wider.buffer);
  }
}

/** UTF-16LE. UTF-8 has no form for a lone surrogate, and JSON strings may carry one (`"\ud800"`). */
function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), true);
  return bytes;
}
