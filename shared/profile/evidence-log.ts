import type { EvidencePointer } from "../capture/evidence.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { CELL_TYPES, type CellType } from "./cell-type.ts";
import { FirstPointers } from "./first-pointers.ts";
import type { Mergeable } from "./mergeable.ts";

/** A class of cell; `absent`: the row does not have the column; `negative`: a number below 0, beside its class. */
export type EvidenceClass = CellType | "absent" | "negative";

/** The place of each is its bit in the binary format. */
const CLASSES = [...CELL_TYPES, "absent", "negative"] as const satisfies readonly EvidenceClass[];

/** For each class of cell in a column, the first five rows that have one. Pointers only, never a value. */
export class EvidenceLog implements Mergeable<EvidenceLog> {
  readonly #first = new Map<EvidenceClass, FirstPointers>();

  /** At most five, ascending by capture key and line; none where no cell was of that class. */
  pointers(type: EvidenceClass): readonly EvidencePointer[] {
    return this.#first.get(type)?.pointers ?? [];
  }

  /** Whether a row of that class at `pointer` would be among the first five. */
  mayKeep(type: EvidenceClass, pointer: EvidencePointer): boolean {
    return this.#first.get(type)?.mayKeep(pointer) ?? true;
  }

  update(type: EvidenceClass, pointer: EvidencePointer): void {
    this.#of(type).update(pointer);
  }

  /** Takes the first pointers of rows that are all of one class. */
  updateAll(type: EvidenceClass, pointers: FirstPointers): void {
    if (pointers.pointers.length > 0) this.#of(type).merge(pointers);
  }

  merge(other: EvidenceLog): void {
    for (const [type, pointers] of other.#first) this.updateAll(type, pointers);
  }

  write(to: ByteWriter): void {
    const kept = CLASSES.filter((type) => this.#first.has(type));
    to.byte(kept.reduce((bits, type) => bits | (1 << CLASSES.indexOf(type)), 0));
    for (const type of kept) this.#of(type).write(to);
  }

  static read(from: ByteReader): EvidenceLog {
    const log = new EvidenceLog();
    const bits = from.byte();
    for (let at = 0; at < CLASSES.length; at++)
      if (bits & (1 << at)) log.#first.set(CLASSES[at]!, FirstPointers.read(from));
    return log;
  }

  #of(type: EvidenceClass): FirstPointers {
    let first = this.#first.get(type);
    if (first === undefined) this.#first.set(type, (first = new FirstPointers()));
    return first;
  }
}
