import type { EvidencePointer } from "../capture/evidence.ts";
import { boundedText } from "./bounded-text.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { byCodeUnit } from "./code-unit-order.ts";
import { FirstPointers } from "./first-pointers.ts";
import type { Mergeable } from "./mergeable.ts";

/** Reasons counted by name. */
export const COUNTED_REASONS = 64;
/** Where the reasons beyond are counted. */
const OTHER_REASON = "other";

/** How often something was wrong for one reason, and where first. */
export interface Fault {
  readonly count: number;
  /** At most five, ascending by capture key and line. */
  readonly evidence: readonly EvidencePointer[];
}

/**
 * What could not be read, by reason. The total is exact; 64 reasons have a count of their own, in the order in
 * which they came, and the others share `other`.
 */
export class FaultCounts implements Mergeable<FaultCounts> {
  readonly #faults = new Map<string, { count: number; readonly first: FirstPointers }>();

  /** All faults together. */
  get count(): number {
    return [...this.#faults.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** Reasons with their faults, by code units. */
  get byReason(): ReadonlyMap<string, Fault> {
    return new Map(
      this.#sorted().map(([reason, { count, first }]) => [reason, { count, evidence: first.pointers }]),
    );
  }

  update(reason: string, pointer: EvidencePointer): void {
    const fault = this.#of(reason);
    fault.count++;
    fault.first.update(pointer);
  }

  merge(other: FaultCounts): void {
    for (const [reason, { count, first }] of other.#sorted()) {
      const fault = this.#of(reason);
      fault.count += count;
      fault.first.merge(first);
    }
  }

  write(to: ByteWriter): void {
    to.count(this.#faults.size);
    for (const [reason, { count, first }] of this.#sorted()) {
      to.text(reason);
      to.count(count);
      first.write(to);
    }
  }

  static read(from: ByteReader): FaultCounts {
    const faults = new FaultCounts();
    for (let left = from.count(); left > 0; left--)
      faults.#faults.set(from.text(), { count: from.count(), first: FirstPointers.read(from) });
    return faults;
  }

  #of(reason: string): { count: number; readonly first: FirstPointers } {
    const full = this.#faults.size - (this.#faults.has(OTHER_REASON) ? 1 : 0) >= COUNTED_REASONS;
    const name = boundedText(reason);
    const key = full && !this.#faults.has(name) ? OTHER_REASON : name;
    let fault = this.#faults.get(key);
    if (fault === undefined) this.#faults.set(key, (fault = { count: 0, first: new FirstPointers() }));
    return fault;
  }

  #sorted() {
    return [...this.#faults].sort(([a], [b]) => byCodeUnit(a, b));
  }
}
