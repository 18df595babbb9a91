import { EVIDENCE_KEPT, type EvidencePointer } from "../capture/evidence.ts";
import { boundedText } from "./bounded-text.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { byCodeUnit } from "./code-unit-order.ts";
import type { Mergeable } from "./mergeable.ts";

/**
 * The first five of many pointers by (capture key, line), each line once. The same in whatever order they came.
 */
export class FirstPointers implements Mergeable<FirstPointers> {
  #first: EvidencePointer[] = [];

  /** At most five, ascending by key and line. */
  get pointers(): readonly EvidencePointer[] {
    return this.#first;
  }

  /** Whether it would be among the first five, or is already. */
  mayKeep(pointer: EvidencePointer): boolean {
    const last = this.#first[EVIDENCE_KEPT - 1];
    return last === undefined || inOrder(last, pointer) > 0;
  }

  update(pointer: EvidencePointer): void {
    // Files are read front to back: after five this is all that a cell costs.
    if (this.mayKeep(pointer)) this.#insert(bounded(pointer));
  }

  merge(other: FirstPointers): void {
    for (const pointer of other.#first) {
      // Ascending: none behind one that comes too late comes in time.
      if (!this.mayKeep(pointer)) return;
      this.#insert(pointer);
    }
  }

  write(to: ByteWriter): void {
    to.count(this.#first.length);
    for (const pointer of this.#first) to.once("row", pointer, ROW);
  }

  static read(from: ByteReader): FirstPointers {
    const first = new FirstPointers();
    for (let left = from.count(); left > 0; left--) first.#first.push(from.once("row", readPointer));
    return first;
  }

  #insert(pointer: EvidencePointer): void {
    let at = this.#first.length;
    while (at > 0 && inOrder(this.#first[at - 1]!, pointer) > 0) at--;
    if (at > 0 && inOrder(this.#first[at - 1]!, pointer) === 0) return;
    this.#first.splice(at, 0, pointer);
    if (this.#first.length > EVIDENCE_KEPT) this.#first.pop();
  }
}

/** Below 0 where `a` comes before `b` by capture key and line, 0 where they are one line. */
export function inOrder(a: EvidencePointer, b: EvidencePointer): number {
  return a.key === b.key ? a.line - b.line : byCodeUnit(a.key, b.key);
}

/** The event id comes from the captured line and may have any length. */
function bounded(pointer: EvidencePointer): EvidencePointer {
  if (pointer.eventId === undefined || boundedText(pointer.eventId) === pointer.eventId) return pointer;
  return { ...pointer, eventId: boundedText(pointer.eventId) };
}

/** All columns of a data set point at the same few rows: each row is written once. */
const ROW = {
  key: ({ key, line, eventId }: EvidencePointer) => JSON.stringify([key, line, eventId]),
  write(to: ByteWriter, { key, line, eventId }: EvidencePointer): void {
    to.text(key);
    to.count(line);
    to.byte(eventId === undefined ? 0 : 1);
    if (eventId !== undefined) to.text(eventId);
  },
};

function readPointer(from: ByteReader): EvidencePointer {
  const key = from.text();
  const line = from.count();
  return from.byte() === 0 ? { key, line } : { key, line, eventId: from.text() };
}
