import { hashOfBytes } from "../scan/text-hash.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { TextTable } from "./text-table.ts";

/**
 * Texts and counts as they lie in a written profile: no string and no table is made of what is only merged into something else. A
 * column of 2,000 identifiers took 330 µs to read and merge with them. Holds as long as the memory of its reader.
 */
export class ListedCounts {
  readonly #bytes: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #hashes: Uint32Array;
  readonly #counts: Float64Array;
  /** By its place, a text that is not in UTF-8: one with half a surrogate pair. */
  readonly #others = new Map<number, string>();

  /** `length` texts, each followed by its count. */
  constructor(from: ByteReader, length: number) {
    this.#bytes = from.all;
    this.#counts = from.run(length);
    this.#starts = from.words(length);
    this.#ends = from.words(length);
    this.#hashes = from.words(length);
    for (let at = 0; at < length; at++) {
      const text = from.textPlace();
      if (!from.isUtf8(text)) this.#others.set(at, from.textAt(text));
      const start = from.startOf(text);
      const end = from.endOf(text);
      this.#starts[at] = start;
      this.#ends[at] = end;
      this.#hashes[at] = hashOfBytes(this.#bytes, start, end);
      this.#counts[at] = from.count();
    }
  }

  /** Tells `add` the number of each text in `texts`, where it is from now on, and its count. */
  addTo(texts: TextTable, add: (number: number, count: number) => void): void {
    for (let at = 0; at < this.#counts.length; at++) add(this.#numberIn(texts, at), this.#counts[at]!);
  }

  #numberIn(texts: TextTable, at: number): number {
    if (this.#others.size > 0) {
      const text = this.#others.get(at);
      if (text !== undefined) return numberOfText(texts, text);
    }
    const [bytes, start, end] = [this.#bytes, this.#starts[at]!, this.#ends[at]!];
    const hash = this.#hashes[at]! | 0;
    const number = texts.find(bytes, start, end, hash);
    return number < 0 ? texts.add(bytes, start, end, hash) : number;
  }
}

function numberOfText(texts: TextTable, text: string): number {
  const number = texts.findText(text);
  return number < 0 ? texts.addText(text) : number;
}
