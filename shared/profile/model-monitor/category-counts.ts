import { boundedText } from "../bounded-text.ts";
import type { ByteReader } from "../byte-reader.ts";
import type { ByteWriter } from "../byte-writer.ts";
import type { Mergeable } from "../mergeable.ts";
import { ownText } from "../own-text.ts";

/**
 * Different values up to which counts are kept. The service keeps categories while its *estimate* is at most 120,
 * whose standard error is 4.6 %: 512 leaves room for any estimate that could still say so.
 */
export const MOST_CATEGORIES = 512;

/**
 * How often each text comes, exactly, in the order of first appearance, while there are at most 512 different ones;
 * with more, nothing: Deequ's `Histogram` is asked for columns of few values only. Splitting and merging agree to the
 * count in any grouping.
 */
export class CategoryCounts implements Mergeable<CategoryCounts> {
  #counts: Map<string, number> | undefined = new Map();
  #n = 0;

  /** Values counted. */
  get n(): number {
    return this.#n;
  }

  /** 0 while counts are exact; afterwards nothing is known of any value. */
  get error(): number {
    return this.#counts === undefined ? this.#n : 0;
  }

  /** Different values; 0 when they are too many. */
  get size(): number {
    return this.#counts?.size ?? 0;
  }

  count(value: string): number {
    return this.#counts?.get(boundedText(value)) ?? 0;
  }

  /** In the order of first appearance; empty when there are too many. */
  entries(): [value: string, count: number][] {
    return [...(this.#counts ?? [])];
  }

  update(value: string): void {
    this.#n++;
    if (this.#counts === undefined) return;
    const key = boundedText(value);
    const count = this.#counts.get(key);
    if (count !== undefined) this.#counts.set(key, count + 1);
    else this.#add(ownText(key), 1);
  }

  merge(other: CategoryCounts): void {
    this.#n += other.#n;
    if (other.#counts === undefined) this.#counts = undefined;
    for (const [value, count] of other.#counts ?? []) this.#add(value, count);
  }

  write(to: ByteWriter): void {
    to.count(this.#n);
    to.byte(this.#counts === undefined ? 1 : 0);
    if (this.#counts === undefined) return;
    to.count(this.#counts.size);
    for (const [value, count] of this.#counts) {
      to.text(value);
      to.count(count);
    }
  }

  static read(from: ByteReader): CategoryCounts {
    const categories = new CategoryCounts();
    categories.#n = from.count();
    if (from.byte() === 1) {
      categories.#counts = undefined;
      return categories;
    }
    for (let left = from.count(); left > 0; left--) categories.#counts!.set(from.text(), from.count());
    return categories;
  }

  #add(value: string, count: number): void {
    if (this.#counts === undefined) return;
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
    if (this.#counts.size > MOST_CATEGORIES) this.#counts = undefined;
  }
}
