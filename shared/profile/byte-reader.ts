/** Reads what `ByteWriter` wrote, in the same order. Throws when the bytes end too early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  readonly #tables = new Map<string, unknown[]>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that were not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
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
    let value = byte & 127;
    for (let scale = 128; byte >= 128; scale *= 128) {
      byte = this.byte();
      value += (byte & 127) * scale;
    }
    return value;
  }

  integer(): number {
    const value = this.count();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  bigint(): bigint {
    const head = this.count();
    let value = 0n;
    for (let left = Math.floor(head / 2); left > 0; left--) value = value * 256n + BigInt(this.byte());
    return head % 2 === 0 ? value : -value;
  }

  bytes(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  text(): string {
    return this.once("text", () => this.#newText());
  }

  once<Thing>(table: string, read: () => Thing): Thing {
    let things = this.#tables.get(table) as Thing[] | undefined;
    if (things === undefined) this.#tables.set(table, (things = []));
    const number = this.count();
    if (number > things.length)
      throw new Error(
        `Profile names ${table} number ${number}; it holds ${things.length} so far. Write it again.`,
      );
    if (number > 0) return things[number - 1]!;
    const thing = read();
    things.push(thing);
    return thing;
  }

  #newText(): string {
    const head = this.count();
    const bytes = this.bytes(Math.floor(head / 2));
    if (head % 2 === 0) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const units = Array.from({ length: bytes.length / 2 }, (_, at) => view.getUint16(at * 2, true));
    return String.fromCharCode(...units);
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
