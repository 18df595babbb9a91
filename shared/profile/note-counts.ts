import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { byCodeUnit } from "./code-unit-order.ts";
import type { Mergeable } from "./mergeable.ts";

/** Named counters that add up. The names come from code, never from captured text, so there are few. */
export class NoteCounts implements Mergeable<NoteCounts> {
  readonly #counts = new Map<string, number>();

  /** In the order of their names. */
  get entries(): ReadonlyMap<string, number> {
    return new Map([...this.#counts].sort(([a], [b]) => byCodeUnit(a, b)));
  }

  update(name: string, count: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  merge(other: NoteCounts): void {
    for (const [name, count] of other.#counts) this.update(name, count);
  }

  write(to: ByteWriter): void {
    to.count(this.#counts.size);
    for (const [name, count] of this.entries) {
      to.text(name);
      to.count(count);
    }
  }

  static read(from: ByteReader): NoteCounts {
    const notes = new NoteCounts();
    for (let left = from.count(); left > 0; left--) notes.update(from.text(), from.count());
    return notes;
  }
}
