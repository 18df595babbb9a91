import type { ByteReader } from "../byte-reader.ts";
import type { ByteWriter } from "../byte-writer.ts";
import type { Mergeable } from "../mergeable.ts";
import { BIASES, RAW_ESTIMATES } from "./hll-bias.ts";
import { registerOfText } from "./xxh64.ts";

/** Precision 9 follows from the relative error of 0.05 that Deequ asks for. */
const REGISTERS = 2 ** 9;
const RANKS = 64;
const ALPHA_M2 = (0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS;
/** Up to here the count of empty registers is the better estimate (Heule et al. 2013, for precision 9). */
const LINEAR_COUNTING_UP_TO = 400;
const BIASED_BELOW = 5 * REGISTERS;
const NEIGHBOURS = 6;

/**
 * About how many different texts there are, as Model Monitor counts them: HyperLogLog++ (Heule, Nunkesser & Hall
 * 2013) with 512 registers and XXH64, equal to Deequ 2.0.2 (`StatefulHyperloglogPlus.scala`) in every register and
 * estimate; standard error 4.6 %. `1` and `1.0` are two texts. Two counts merge to the very registers of the whole, in
 * any order and grouping.
 */
export class HyperLogLogPlusPlus implements Mergeable<HyperLogLogPlusPlus> {
  readonly #registers = new Uint8Array(REGISTERS);

  updateText(text: string): void {
    const entry = registerOfText(text);
    this.#raise(Math.floor(entry / RANKS), entry % RANKS);
  }

  /** Number of different texts, rounded; 0 for nothing. */
  estimate(): number {
    const empty = this.#registers.reduce((count, rank) => count + (rank === 0 ? 1 : 0), 0);
    if (empty > 0) {
      const linear = REGISTERS * Math.log(REGISTERS / empty);
      if (linear <= LINEAR_COUNTING_UP_TO) return Math.round(linear);
    }
    const raw = this.#rawEstimate();
    return Math.round(raw < BIASED_BELOW ? raw - biasAt(raw) : raw);
  }

  merge(other: HyperLogLogPlusPlus): void {
    for (const [register, rank] of other.#registers.entries()) this.#raise(register, rank);
  }

  write(to: ByteWriter): void {
    to.count(this.#registers.filter((rank) => rank > 0).length);
    let before = -1;
    for (const [register, rank] of this.#registers.entries()) {
      if (rank === 0) continue;
      to.count((register - before - 1) * RANKS + rank);
      before = register;
    }
  }

  static read(from: ByteReader): HyperLogLogPlusPlus {
    const distinct = new HyperLogLogPlusPlus();
    let register = -1;
    for (let left = from.count(); left > 0; left--) {
      const entry = from.count();
      register += Math.floor(entry / RANKS) + 1;
      distinct.#raise(register, entry % RANKS);
    }
    return distinct;
  }

  #raise(register: number, rank: number): void {
    if (this.#registers[register]! < rank) this.#registers[register] = rank;
  }

  /** Deequ shifts a 32-bit one, so that ranks of 31 and more count wrongly (one hash in 2³⁰); kept. */
  #rawEstimate(): number {
    return ALPHA_M2 / this.#registers.reduce((sum, rank) => sum + 1 / (1 << rank), 0);
  }
}

/** Mean bias of the six raw estimates around `raw`: the window moves up while the next one is nearer than its first. */
function biasAt(raw: number): number {
  const found = RAW_ESTIMATES.findIndex((estimate) => estimate >= raw);
  const nearest = found === -1 ? RAW_ESTIMATES.length : found;
  let first = Math.max(nearest - NEIGHBOURS + 1, 0);
  const distance = (at: number) => (raw - RAW_ESTIMATES[at]!) ** 2;
  while (first + NEIGHBOURS < RAW_ESTIMATES.length && distance(first + NEIGHBOURS) < distance(first)) first++;
  const biases = BIASES.slice(first, first + NEIGHBOURS);
  return biases.reduce((sum, bias) => sum + bias, 0) / biases.length;
}
