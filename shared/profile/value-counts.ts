import { boundedText } from "./bounded-text.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { byCodeUnit } from "./code-unit-order.ts";
import { ListedCounts } from "./listed-counts.ts";
import type { Mergeable } from "./mergeable.ts";
import { TextTable } from "./text-table.ts";

/** Values with a counter of their own. */
export const COUNTED_VALUES = 1024;
const FIRST_COUNTS = 8;
const NO_COUNTS: Float64Array = new Float64Array(0);

/**
 * How often each text value comes. Exact up to 1,024 different values; with more, the frequent ones: Misra & Gries
 * 1982, merged by Agarwal et al. ("Mergeable summaries", PODS 2012, §3.1). Every count is then at most `error` too
 * low and never too high, and `error` is at most n ÷ 1,025, so a value with a larger share is always there. Values
 * longer than 256 units are told apart by their beginning and a hash (`boundedText`).
 */
export class ValueCounts implements Mergeable<ValueCounts> {
  #table: TextTable | undefined;
  /** What was read to be merged into others; the table is made of it when somebody asks for more. */
  #listed: ListedCounts | undefined;
  /** By the number of the text. */
  #counts = NO_COUNTS;
  #n = 0;
  #error = 0;

  /**
   * What somebody else counted: `n` values, of which these are known; where they are fewer, any other may be as frequent
   * as the values that are left.
   */
  static of(counts: Iterable<readonly [value: string, count: number]>, n: number): ValueCounts {
    const values = new ValueCounts();
    let known = 0;
    for (const [value, count] of counts) {
      values.#set(boundedText(value), count);
      known += count;
    }
    values.#n = n;
    values.#error = Math.max(0, n - known);
    return values;
  }

  /** Values counted, those outside `entries` included. */
  get n(): number {
    return this.#n;
  }

  /** The most by which any count may be too low; 0 while they are exact. */
  get error(): number {
    return this.#error;
  }

  /** Values with a counter. */
  get size(): number {
    return this.#texts.size;
  }

  /** A value's count; 0 where it has no counter. */
  count(value: string): number {
    const number = this.#texts.findText(boundedText(value));
    return number < 0 ? 0 : this.#counts[number]!;
  }

  /** Values and counts, the most frequent first; ties by code units. */
  entries(): [value: string, count: number][] {
    return this.#entries().sort(([a, m], [b, n]) => n - m || byCodeUnit(a, b));
  }

  update(value: string): void {
    const key = boundedText(value);
    const number = this.#texts.findText(key);
    this.#n++;
    if (number >= 0) this.#counts[number]!++;
    else this.#begin(this.#texts.addText(key));
  }

  /**
   * The text of ASCII bytes from `start` to `end`, 256 at most, whose `hashOfBytes` is `hash`. Whether it had no counter: one that has is
   * known to whoever counts different values. `times` more than one: only while there are counters left.
   */
  updateAscii(bytes: Uint8Array, start: number, end: number, hash: number, times = 1): boolean {
    const number = this.#texts.find(bytes, start, end, hash);
    this.#n += times;
    if (number >= 0) {
      this.#counts[number]! += times;
      return false;
    }
    this.#add(this.#texts.add(bytes, start, end, hash), times);
    this.#prune();
    return true;
  }

  /** Values that there are counters for: so many more are counted exactly, in any order. */
  get room(): number {
    return COUNTED_VALUES - this.#texts.size;
  }

  merge(other: ValueCounts): void {
    if (other.#listed !== undefined)
      other.#listed.addTo(this.#texts, (number, count) => this.#add(number, count));
    else this.#mergeTable(other);
    this.#n += other.#n;
    this.#error += other.#error;
    this.#prune();
  }

  #mergeTable(other: ValueCounts): void {
    for (let number = 0; number < other.#texts.size; number++)
      this.#add(this.#texts.adopt(other.#texts, number), other.#counts[number]!);
  }

  write(to: ByteWriter): void {
    to.count(this.#n);
    to.count(this.#error);
    to.count(this.#texts.size);
    for (const [value, count] of this.#entries().sort(([a], [b]) => byCodeUnit(a, b))) {
      to.text(value);
      to.count(count);
    }
  }

  static read(from: ByteReader): ValueCounts {
    const values = new ValueCounts();
    values.#n = from.count();
    values.#error = from.count();
    const length = from.count();
    if (from.passes) values.#listed = new ListedCounts(from, length);
    else for (let left = length; left > 0; left--) values.#set(from.text(), from.count());
    return values;
  }

  get #texts(): TextTable {
    if (this.#table !== undefined) return this.#table;
    const table = new TextTable();
    const listed = this.#listed;
    this.#table = table;
    this.#listed = undefined;
    listed?.addTo(table, (number, count) => this.#add(number, count));
    return table;
  }

  #entries(): [value: string, count: number][] {
    return Array.from({ length: this.#texts.size }, (_, number) => [
      this.#texts.text(number),
      this.#counts[number]!,
    ]);
  }

  #set(text: string, count: number): void {
    const number = this.#texts.findText(text);
    if (number >= 0) this.#counts[number] = count;
    else this.#add(this.#texts.addText(text), count);
  }

  #begin(number: number): void {
    this.#add(number, 1);
    this.#prune();
  }

  #add(number: number, count: number): void {
    if (number >= this.#counts.length) {
      const wider = new Float64Array(Math.max(FIRST_COUNTS, number + 1, 2 * this.#counts.length));
      wider.set(this.#counts);
      this.#counts = wider;
    }
    this.#counts[number]! += count;
  }

  /**
   * Takes the 1,025th largest count off all of them and drops what is left with none. Each removal takes 1,025
   * units off the total at least, which bounds `error` and makes the cost a constant per update.
   */
  #prune(): void {
    const { size } = this.#texts;
    if (size <= COUNTED_VALUES) return;
    const counts = this.#counts;
    const taken = countOfRank(counts.subarray(0, size), COUNTED_VALUES);
    for (let number = 0; number < size; number++) counts[number] = Math.max(0, counts[number]! - taken);
    this.#texts.retain(counts);
    counts.fill(0, this.#texts.size, size);
    this.#error += taken;
  }
}

/** The count with `rank` larger ones before it. */
function countOfRank(counts: Float64Array, rank: number): number {
  // One value more than there is room for, as an update leaves it: the least count, which a tenth of the sort finds.
  if (counts.length === rank + 1) return leastOf(counts);
  return counts.slice().sort()[counts.length - 1 - rank]!;
}

function leastOf(counts: Float64Array): number {
  let least = counts[0]!;
  for (let i = 1; i < counts.length; i++) if (counts[i]! < least) least = counts[i]!;
  return least;
}
