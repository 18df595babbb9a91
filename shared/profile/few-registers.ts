const FIRST_ROOM = 16;
const RANK_BITS = 6;
const RANK_MASK = (1 << RANK_BITS) - 1;

/**
 * The registers of a distinct count while few are set: an open-addressing table of `register · 64 + rank`, at most half
 * full. A `Map` of the same took four times the memory, and a baseline holds thousands of them.
 */
export class FewRegisters {
  /** Entries where `#find` finds them; of registers that were read, the entries as they came, until one is raised. */
  #slots: Uint32Array;
  #size: number;
  /** Whether the slots are the entries themselves, ascending. */
  #listed: boolean;

  /** `ascending`: entries of different registers, `register · 64 + rank`; the registers' own from then on. */
  constructor(ascending?: Uint32Array) {
    this.#slots = ascending ?? new Uint32Array(FIRST_ROOM);
    this.#size = ascending?.length ?? 0;
    this.#listed = ascending !== undefined;
  }

  /** Registers that are set. */
  get size(): number {
    return this.#size;
  }

  /** Sets the register to `rank` (1 to 63) where it is lower. */
  raise(register: number, rank: number): void {
    if (this.#listed) this.#place(this.#size);
    const at = this.#find(register);
    const entry = this.#slots[at]!;
    if (entry === 0) {
      this.#slots[at] = (register << RANK_BITS) | rank;
      if (++this.#size * 2 > this.#slots.length) this.#place(this.#size);
    } else if ((entry & RANK_MASK) < rank) this.#slots[at] = (register << RANK_BITS) | rank;
  }

  /** Raises all of them in `registers`, which has a rank for each. */
  raiseIn(registers: Uint8Array): void {
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at++) {
      const entry = slots[at]!;
      const rank = entry & RANK_MASK;
      if (registers[entry >>> RANK_BITS]! < rank) registers[entry >>> RANK_BITS] = rank;
    }
  }

  /** `register · 64 + rank` of each that is set, ascending; not to be written to. */
  ascending(): Uint32Array {
    return this.#listed ? this.#slots : this.#slots.filter((entry) => entry !== 0).sort();
  }

  /** `register · 64 + rank` of each that is set, in no order, and zeros between them; not to be written to. */
  get entries(): Uint32Array {
    return this.#slots;
  }

  #find(register: number): number {
    const mask = this.#slots.length - 1;
    let at = register & mask;
    while (this.#slots[at] !== 0 && this.#slots[at]! >>> RANK_BITS !== register) at = (at + 1) & mask;
    return at;
  }

  /** A table with room for twice as many as `size`. */
  #place(size: number): void {
    const before = this.#slots;
    let room = FIRST_ROOM;
    while (room < size * 2) room *= 2;
    this.#slots = new Uint32Array(room);
    this.#listed = false;
    for (let at = 0; at < before.length; at++) {
      const entry = before[at]!;
      if (entry !== 0) this.#slots[this.#find(entry >>> RANK_BITS)] = entry;
    }
  }
}
