/** Reads what `ByteWriter` wrote, in the same order. Throws when the bytes end too early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** The same bytes, for texts. */
  readonly #buffer: Buffer;
  #at = 0;
  readonly #texts: string[] = [];
  readonly #tables = new Map<string, unknown[]>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
   * Fills `into` with counts below 2³². One or two bytes are told apart without a branch, which would be guessed wrongly
   * every few values: 2.2 ns a count instead of 4.1.
   */
  counts(into: Uint32Array): void {
    const bytes = this.#bytes;
    const last = bytes.length - 1;
    let at = this.#at;
    let i = 0;
    for (; i < into.length && at < last; i++) {
      const first = bytes[at]!;
      const second = bytes[at + 1]!;
      const more = first >> 7;
      if ((more & (second >> 7)) === 0) {
        into[i] = (first & 127) | ((second << 7) & -more);
        at += 1 + more;
      } else {
        this.#at = at;
        into[i] = this.count();
        at = this.#at;
      }
    }
    this.#at = at;
    for (; i < into.length; i++) into[i] = this.count();
  }

  /** Fills `into` with `start` plus the counts up to each, divided by `divisor`; like `counts`, in one loop. */
  sums(into: Float64Array, start: number, divisor: number): void {
    const bytes = this.#bytes;
    const last = bytes.length - 1;
    let at = this.#at;
    let sum = start;
    let i = 0;
    for (; i < into.length && at < last; i++) {
      const first = bytes[at]!;
      const second = bytes[at + 1]!;
      const more = first >> 7;
      if ((more & (second >> 7)) === 0) {
        sum += (first & 127) | ((second << 7) & -more);
        at += 1 + more;
      } else {
        this.#at = at;
        sum += this.count();
        at = this.#at;
      }
      into[i] = sum / divisor;
    }
    this.#at = at;
    for (; i < into.length; i++) into[i] = (sum += this.count()) / divisor;
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
    const number = this.count();
    if (number > 0) return this.#known("text", this.#texts, number);
    const text = this.#newText();
    this.#texts.push(text);
    return text;
  }

  /** A thing that `ByteWriter.once` wrote; `read` reads it where it is in full. */
  once<Thing>(table: string, read: (from: ByteReader) => Thing): Thing {
    let things = this.#tables.get(table) as Thing[] | undefined;
    if (things === undefined) this.#tables.set(table, (things = []));
    const number = this.count();
    if (number > 0) return this.#known(table, things, number);
    const thing = read(this);
    things.push(thing);
    return thing;
  }

  #known<Thing>(table: string, things: readonly Thing[], number: number): Thing {
    if (number > things.length)
      throw new Error(
        `Profile names ${table} number ${number}; it holds ${things.length} so far. Write it again.`,
      );
    return things[number - 1]!;
  }

  #newText(): string {
    const head = this.count();
    const length = Math.floor(head / 2);
    const start = this.#take(length);
    const encoding = head % 2 === 1 ? "utf16le" : this.#isAscii(start, length) ? "latin1" : "utf8";
    return this.#buffer.toString(encoding, start, start + length);
  }

  #isAscii(start: number, length: number): boolean {
    const bytes = this.#bytes;
    let together = 0;
    for (let at = start; at < start + length; at++) together |= bytes[at]!;
    return together < 128;
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
