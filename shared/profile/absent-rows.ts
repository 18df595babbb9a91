import { EVIDENCE_KEPT, type EvidencePointer } from "../capture/evidence.ts";
import type { ColumnSlot } from "./column-table.ts";
import { inOrder } from "./first-pointers.ts";

/**
 * Tells columns of the rows that are without them. Each column keeps its first five such lines, so most rows have nothing to tell
 * most columns. Asking all 10,000 that one odd record may open took half a millisecond a row; this costs no more than the cells
 * that the rows have.
 */
export class AbsentRows {
  readonly #slots: readonly ColumnSlot[];
  /** Columns that still take rows as the first ones without them. */
  #open: ColumnSlot[] = [];
  /** The latest row that a column outside `#open` keeps: none of them takes a later one. */
  #latest: EvidencePointer | undefined;
  /** Columns that have not been absent in the line at `#at`. */
  #notAbsent: ColumnSlot[] = [];
  #at: EvidencePointer | undefined;

  /** `slots`: all columns of the profile, now and later. */
  constructor(slots: readonly ColumnSlot[]) {
    this.#slots = slots;
  }

  /** A column that is new among them. */
  add(slot: ColumnSlot): void {
    this.#open.push(slot);
    this.#notAbsent.push(slot);
  }

  /** The row of that number is at `pointer`; columns whose last row it is not are absent in it. */
  note(pointer: EvidencePointer, row: number): void {
    if (pointer !== this.#at) this.#beginLine(pointer);
    this.#notAbsent = this.#notAbsent.filter((slot) => {
      if (slot.lastRow === row) return true;
      slot.column.evidence.update("absent", pointer);
      return false;
    });
  }

  #beginLine(pointer: EvidencePointer): void {
    this.#at = pointer;
    this.#open = this.#open.filter(({ column: { evidence } }) => {
      const last = evidence.pointers("absent")[EVIDENCE_KEPT - 1];
      if (last === undefined) return true;
      if (this.#latest === undefined || inOrder(this.#latest, last) < 0) this.#latest = last;
      return false;
    });
    const inTurn = this.#latest === undefined || inOrder(this.#latest, pointer) <= 0;
    this.#notAbsent = inTurn ? [...this.#open] : [...this.#slots];
  }
}
