import { boundedText } from "./bounded-text.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { byCodeUnit } from "./code-unit-order.ts";
import type { Mergeable } from "./mergeable.ts";
import { ownText } from "./own-text.ts";

/** Values with a counter of their own. */
export const COUNTED_VALUES = 1024;

/**
 * How often each text value comes. Exact up to 1,024 different values; with more, the frequent ones: Misra & Gries
 * 1982, merged by Agarwal et al. ("Mergeable summaries", PODS 2012, §3.1). Every count is then at most `error` too
 * low and never too high, and `error` is at most n ÷ 1,025, so a value with a larger share is always there. Values
 * longer than 256 units are told apart by their beginning and a hash (`boundedText`).
 */
export class ValueCounts implements Mergeable<ValueCounts> {
  readonly #counts = new Map<string, number>();
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
      values.#counts.set(boundedText(value), count);
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
    return this.#counts.size;
  }

  /** A value's count; 0 where it has no counter. */
  count(value: string): number {
    return this.#counts.get(boundedText(value)) ?? 0;
  }

  /** Values and counts, the most frequent first; ties by code units. */
  entries(): [value: string, count: number][] {
    return [...this.#counts].sort(([a, m], [b, n]) => n - m || byCodeUnit(a, b));
  }

  update(value: string): void {
    const key = boundedText(value);
    const count = this.#counts.get(key);
    this.#n++;
    if (count !== undefined) this.#counts.set(key, count + 1);
    else {
      this.#counts.set(ownText(key), 1);
      this.#prune();
    }
  }

  merge(other: ValueCounts): void {
    for (const [value, count] of other.#counts)
      this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
    this.#n += other.#n;
    this.#error += other.#error;
    this.#prune();
  }

  write(to: ByteWriter): void {
    to.count(this.#n);
    to.count(this.#error);
    to.count(this.#counts.size);
    for (const [value, count] of [...this.#counts].sort(([a], [b]) => byCodeUnit(a, b))) {
      to.text(value);
      to.count(count);
    }
  }

  static read(from: ByteReader): ValueCounts {
    const values = new ValueCounts();
    values.#n = from.count();
    values.#error = from.count();
    for (let left = from.count(); left > 0; left--) values.#counts.set(from.text(), from.count());
    return values;
  }

  /**
   * Takes the 1,025th largest count off all of them and drops what is left with none. Each removal takes 1,025
   * units off the total at least, which bounds `error` and makes the cost a constant per update.
   */
  #prune(): void {
    if (this.#counts.size <= COUNTED_VALUES) return;
    const descending = Float64Array.from(this.#counts.values()).sort().reverse();
    const taken = descending[COUNTED_VALUES]!;
    for (const [value, count] of this.#counts) {
      if (count > taken) this.#counts.set(value, count - taken);
      else this.#counts.delete(value);
    }
    this.#error += taken;
  }
}
