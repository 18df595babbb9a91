import { type BlockCore, blockCore } from "./block-core/block-core.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { FewRegisters } from "./few-registers.ts";
import type { Mergeable } from "./mergeable.ts";
import type { RunCore } from "./run-core/run-core.ts";
import { hashAscii, hashNumber, hashText } from "./value-hash.ts";

const PRECISION = 14;
const REGISTERS = 1 << PRECISION;
const MOST_RANK = 32;
/** Registers kept as a list; with more the array of 16 KB is cheaper. */
const LONGEST_LIST = 1024;
/** Bits of a rank beside its register. */
const RANK_BITS = 6;
const RANKS = 1 << RANK_BITS;
/** Registers that are read as a list; with more the array is smaller. */
const LONGEST_READ = REGISTERS / 4;

/**
 * About how many different values there are: HyperLogLog with 2¹⁴ registers (Flajolet et al. 2007), standard error
 * 0.81 %. Two counts merge to the very registers of the whole, in any order and grouping.
 */
export class DistinctCount implements Mergeable<DistinctCount> {
  /** While few are set. */
  #few: FewRegisters | undefined;
  #registers: Uint8Array | undefined;
  /** Where the registers are until `leave`, and where they were before. */
  #core: RunCore | undefined;
  #home: Uint8Array | undefined;
  readonly #hash = { high: 0, low: 0 };

  constructor(few = new FewRegisters()) {
    this.#few = few;
  }

  /** `value` is not −0. */
  updateNumber(value: number): void {
    hashNumber(value, this.#hash);
    this.#updateHash();
  }

  /** The first `length` of ascending numbers, 2,048 at most and none −0: equal ones are hashed once. */
  updateSorted(values: Float64Array, length: number): void {
    const core = blockCore();
    if (core === undefined) {
      for (let i = 0; i < length; i++)
        if (i === 0 || values[i] !== values[i - 1]) this.updateNumber(values[i]!);
      return;
    }
    if (values !== core.doubles)
      core.doubles.set(length === values.length ? values : values.subarray(0, length));
    const count = core.hashSorted(length);
    const { registers, lows } = core;
    // More different ones than a list holds: it would only be made to be given up.
    if (this.#registers === undefined && count > LONGEST_LIST) this.#widen();
    let i = 0;
    // The list of few registers becomes an array on the way.
    for (; i < count && this.#registers === undefined; i++)
      this.#raise(registers[i]!, Math.clz32(lows[i]!) + 1);
    if (this.#registers !== undefined) raiseHashed(this.#registers, core, i, count);
  }

  updateText(value: string): void {
    hashText(value, this.#hash);
    this.#updateHash();
  }

  /** The same for the text of ASCII bytes. */
  updateAscii(bytes: Uint8Array, start: number, end: number): void {
    hashAscii(bytes, start, end, this.#hash);
    this.#updateHash();
  }

  /**
   * Number of different values, rounded; 0 for nothing. Ertl's improved estimator ("New cardinality estimation
   * algorithms for HyperLogLog sketches", 2017, algorithm 6): no bias tables, no switch between ranges.
   */
  estimate(): number {
    const counts = this.#rankCounts();
    let z = REGISTERS * tau(1 - counts[MOST_RANK + 1]! / REGISTERS);
    for (let rank = MOST_RANK; rank >= 1; rank--) z = 0.5 * (z + counts[rank]!);
    z += REGISTERS * sigma(counts[0]! / REGISTERS);
    return Math.round((REGISTERS * REGISTERS) / (2 * Math.LN2 * z));
  }

  merge(other: DistinctCount): void {
    const few = other.#few;
    if (this.#registers === undefined && (few === undefined || few.size > LONGEST_LIST)) this.#widen();
    if (few === undefined) raiseAll(this.#registers!, other.#registers!);
    else if (this.#registers !== undefined) this.#raiseTo(few);
    else this.#raiseEach(few.entries);
  }

  /** Moves the registers into the core's memory, where merging is fastest. Until `leave` it may be merged into only, and no other may enter. */
  enter(core: RunCore): void {
    this.#core = core;
    if (this.#registers === undefined) return;
    core.registers.set(this.#registers);
    this.#home = this.#registers;
    this.#registers = core.registers;
  }

  /** Moves them back. */
  leave(): void {
    this.#core = undefined;
    if (this.#home === undefined) return;
    this.#home.set(this.#registers!);
    this.#registers = this.#home;
    this.#home = undefined;
  }

  write(to: ByteWriter): void {
    const entries = this.#few?.ascending() ?? entriesOf(this.#registers!);
    to.count(entries.length);
    to.blockSteps(entries, RANKS);
  }

  static read(from: ByteReader): DistinctCount {
    const length = from.count();
    if (length > REGISTERS)
      throw new Error(`Got ${length} registers; expected ${REGISTERS} at most. Write the profile again.`);
    const entries = from.blockSteps(length, RANKS);
    const distinct = new DistinctCount(new FewRegisters(entries));
    if (length > LONGEST_READ && !from.passes) distinct.#widen();
    return distinct;
  }

  #updateHash(): void {
    const register = this.#hash.high >>> (32 - PRECISION);
    this.#raise(register, Math.clz32(this.#hash.low) + 1);
  }

  /** Entries in any order, and zeros between them. */
  #raiseEach(entries: Uint32Array): void {
    for (let at = 0; at < entries.length; at++) {
      const entry = entries[at]!;
      if (entry !== 0) this.#raise(entry >>> RANK_BITS, entry & (RANKS - 1));
    }
  }

  #raise(register: number, rank: number): void {
    if (this.#registers !== undefined) {
      if (this.#registers[register]! < rank) this.#registers[register] = rank;
    } else {
      this.#few!.raise(register, rank);
      if (this.#few!.size > LONGEST_LIST) this.#widen();
    }
  }

  #raiseTo(few: FewRegisters): void {
    const [registers, { entries }] = [this.#registers!, few];
    if (this.#home !== undefined && this.#core?.holds(entries) === true) this.#core.raise(registers, entries);
    else few.raiseIn(registers);
  }

  #widen(): void {
    this.#registers = new Uint8Array(REGISTERS);
    this.#few!.raiseIn(this.#registers);
    this.#few = undefined;
    if (this.#core !== undefined) this.enter(this.#core);
  }

  /** How many registers have each rank, 0 to 33. */
  #rankCounts(): number[] {
    const counts = new Array<number>(MOST_RANK + 2).fill(0);
    for (const entry of this.#few?.entries ?? this.#registers!) counts[entry % RANKS]!++;
    if (this.#few !== undefined) counts[0] = REGISTERS - this.#few.size;
    return counts;
  }
}

function raiseHashed(own: Uint8Array, { registers, lows }: BlockCore, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const register = registers[i]!;
    const before = own[register]!;
    const more = Math.clz32(lows[i]!) + 1 - before;
    // The higher of both without a branch, which would be guessed wrongly while the registers fill.
    own[register] = before + (more & ~(more >> 31));
  }
}

/** Not to be kept. */
function entriesOf(registers: Uint8Array): Uint32Array {
  const core = blockCore();
  if (core === undefined) return entriesIn(registers);
  core.allRegisters.set(registers);
  return core.entries.subarray(0, core.listRegisters());
}

/** What the core does. */
export function entriesIn(registers: Uint8Array): Uint32Array {
  const entries = new Uint32Array(REGISTERS);
  let length = 0;
  for (let register = 0; register < REGISTERS; register++) {
    const rank = registers[register]!;
    if (rank > 0) entries[length++] = register * RANKS + rank;
  }
  return entries.subarray(0, length);
}

const HIGH_BITS = 0x80808080;

/** The higher rank of each register, four at once: ranks are below 128, so each byte's highest bit holds who is higher. */
function raiseAll(registers: Uint8Array, others: Uint8Array): void {
  const mine = new Int32Array(registers.buffer, registers.byteOffset, REGISTERS / 4);
  const theirs = new Int32Array(others.buffer, others.byteOffset, REGISTERS / 4);
  for (let at = 0; at < mine.length; at++) {
    const a = mine[at]!;
    const b = theirs[at]!;
    const higher = Math.imul((((a | HIGH_BITS) - b) & HIGH_BITS) >>> 7, 255);
    mine[at] = (a & higher) | (b & ~higher);
  }
}

/** Ertl 2017, algorithm 5: x + Σ x^(2^k) · 2^(k−1). */
function sigma(x: number): number {
  if (x === 1) return Number.POSITIVE_INFINITY;
  let power = x;
  let weight = 1;
  let sum = x;
  for (let before = -1; before !== sum; weight *= 2) {
    power *= power;
    before = sum;
    sum += power * weight;
  }
  return sum;
}

/** Ertl 2017, algorithm 6: ⅓ (1 − x − Σ (1 − x^(2^−k))² · 2^−k). */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let root = x;
  let weight = 1;
  let sum = 1 - x;
  for (let before = -1; before !== sum; ) {
    root = Math.sqrt(root);
    before = sum;
    weight *= 0.5;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
}
