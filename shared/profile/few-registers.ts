const FIRST_ROOM = 16;
const RANK_BITS = 6;
const RANK_MASK = (1 << RANK_BITS) - 1;

/**
 * The registers of a distinct count while few are set: an open-addressing table of `register · 64 + rank`, at most half
 * full. A `Map` of the same took four times the memory, and a baseline holds thousands of them.
 */
export class FewRegisters {
  #slots = new Uint32Array(FIRST_ROOM);
  #size = 0;

  /** Registers that are set. */
  get size(): number {
    return this.#size;
  }

  /** Sets the register to `rank` (1 to 63) where it is lower. */
  raise(register: number, rank: number): void {
    const at = this.#find(register);
    const entry = this.#slots[at]!;
    if (entry === 0) {
      this.#slots[at] = (register << RANK_BITS) | rank;
      if (++this.#size * 2 > this.#slots.length) this.#widen();
    } else if ((entry & RANK_MASK) < rank) this.#slots[at] = (register << RANK_BITS) | rank;
  }

  /** Calls with each register that is set, in no order. */
  forEach(visit: (register: number, rank: number) => void): void {
    for (const entry of this.#slots) if (entry !== 0) visit(entry >>> RANK_BITS, entry & RANK_MASK);
  }

  /** The same, ascending. */
  forEachAscending(visit: (register: number, rank: number) => void): void {
    const entries = this.#slots.filter((entry) => entry !== 0).sort();
    for (const entry of entries) visit(entry >>> RANK_BITS, entry & RANK_MASK);
  }

  #find(register: number): number {
    const mask = this.#slots.length - 1;
    let at = register & mask;
    while (this.#slots[at] !== 0 && this.#slots[at]! >>> RANK_BITS !== register) at = (at + 1) & mask;
    return at;
  }

  #widen(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    for (const entry of before) if (entry !== 0) this.#slots[this.#find(entry >>> RANK_BITS)] = entry;
  }
}
