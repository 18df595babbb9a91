/**
 * Reading and merging of runs in WebAssembly, for profiles that are merged by the thousand. What is read, and what it is merged into,
 * lies in its memory: see `MergeRoom`.
 */
import { instancesOf, type WasmMemory } from "../../web-assembly.ts";
import { RUN_CORE_WASM } from "./run-core-wasm.ts";

/** What `run-core.wat` exports; every place is in bytes. */
interface Exports {
  readonly memory: WasmMemory;
  sums(from: number, end: number, into: number, length: number, power: number): number;
  blockSteps(from: number, end: number, into: number, length: number, before: number): number;
  raise(at: number, length: number, registers: number): void;
  insert(values: number, size: number, source: number, step: number, count: number): void;
  exact(at: number, length: number, power: number): number;
  differences(at: number, length: number, to: number, before: number, power: number): number;
  writeBlockSteps(at: number, length: number, to: number): number;
}

/** Bytes that are read at a time; a run of 2,048 takes 2 to 4 KB. */
const CORE_BYTES = 8192;
/** Doubles, and registers, that are read and not yet merged. A column of 50,000 rows takes half of this. */
export const CORE_RUN = 1 << 14;
/** Registers of a distinct count, and bits of a rank beside one. */
const REGISTERS = 1 << 14;
const RANK_BITS = 6;
/** Doubles that a run of a sketch has room for. All levels together have 5,800 at most, and as many again come from another sketch. */
const SLOT_LENGTH = 1 << 14;
const BUFFER_LENGTH = 2048;
/** A buffer and the levels of 2⁵¹ values. */
const SLOTS = 40;

const PATTERNS = 1024;
const STEPS = 5120;
const BYTES = 8192;
const WORDS = 20_480;
const OWN_REGISTERS = 90_112;
const DOUBLES = 131_072;
const SIDES = 270_336;
const WRITTEN = 401_408;
const RUNS = 540_672;
/** Bytes at the end that are looked at and not read. */
const SLACK = 16;
/** What `swizzle` gives 0 for. */
const NO_BYTE = 128;
/** Runs do not begin at the same place of a cache line's set. */
const SLOT_BYTES = SLOT_LENGTH * 8 + 1088;

/** Ascending doubles: `count` of `source`, from `start` on, every `step`-th. */
interface Ascending {
  readonly source: Float64Array;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Memory that profiles are read into and merged in, and what works on it. Nothing in it outlives a merge. */
export class RunCore {
  readonly #exports: Exports;
  readonly #sum: Float64Array;
  readonly #place: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #slots: Float64Array[] = [];
  /** Where a run is read or written that does not lie in this memory, and the bytes that are made of it. */
  readonly #elsewhere: Float64Array;
  readonly #written: Uint8Array;
  readonly #buffer: ArrayBuffer;
  /** Where doubles and registers are read to, and stay until they are merged. */
  readonly doubles: Float64Array;
  readonly words: Uint32Array;
  /** Of a distinct count, a rank each. */
  readonly registers: Uint8Array;
  /** How many bytes the last reading took. */
  taken = 0;

  constructor(exports: Exports) {
    this.#exports = exports;
    const { buffer } = exports.memory;
    this.#buffer = buffer;
    this.#sum = new Float64Array(buffer, 0, 1);
    this.#place = new Int32Array(buffer, 8, 1);
    this.#bytes = new Uint8Array(buffer, BYTES, CORE_BYTES);
    this.#elsewhere = new Float64Array(buffer, SIDES, CORE_RUN);
    this.#written = new Uint8Array(buffer, WRITTEN, RUNS - WRITTEN);
    this.doubles = new Float64Array(buffer, DOUBLES, CORE_RUN);
    this.words = new Uint32Array(buffer, WORDS, CORE_RUN);
    this.registers = new Uint8Array(buffer, OWN_REGISTERS, REGISTERS);
    writeTables(new Uint8Array(buffer));
  }

  /** Room for a run of a sketch: the buffer is 0, the levels follow. Undefined for more levels than a sketch can have. */
  slot(number: number): Float64Array | undefined {
    if (number >= SLOTS) return undefined;
    const length = number === 0 ? BUFFER_LENGTH : SLOT_LENGTH;
    return (this.#slots[number] ??= new Float64Array(this.#buffer, RUNS + number * SLOT_BYTES, length));
  }

  /** Whether the array lies in this memory. */
  holds(array: Float64Array | Uint32Array | Uint8Array): boolean {
    return array.buffer === this.#buffer;
  }

  /**
   * Fills `into` with `start` plus the counts up to each, which are read from `bytes` from `at` on, divided by `divisor`. Returns
   * how many it filled: the last ones may be left, where bytes end soon. `sum` is what it has come to.
   */
  sums(
    bytes: Uint8Array,
    at: number,
    {
      into,
      start,
      divisor,
    }: { readonly into: Float64Array; readonly start: number; readonly divisor: number },
  ): number {
    const isHere = this.holds(into);
    const length = isHere ? into.length : Math.min(into.length, CORE_RUN);
    const to = isHere ? into.byteOffset : SIDES;
    this.#sum[0] = start;
    const filled = this.#read(bytes, at, length, (end, from) =>
      this.#exports.sums(BYTES, end, to + from * 8, length - from, divisor),
    );
    if (!isHere) into.set(this.#elsewhere.subarray(0, filled));
    return filled;
  }

  /** What the last `sums` has come to, before it was divided. */
  get sum(): number {
    return this.#sum[0]!;
  }

  /** Fills `into`, which lies here, as `ByteReader.blockSteps` does with blocks of 64. Returns how many it filled, as `sums`. */
  blockSteps(bytes: Uint8Array, at: number, into: Uint32Array): number {
    return this.#read(bytes, at, into.length, (end, from) => {
      const before = from === 0 ? -1 : into[from - 1]! >>> RANK_BITS;
      return this.#exports.blockSteps(BYTES, end, into.byteOffset + from * 4, into.length - from, before);
    });
  }

  /** Raises registers to the entries of others, `register · 64 + rank`; both lie here. */
  raise(registers: Uint8Array, entries: Uint32Array): void {
    this.#exports.raise(entries.byteOffset, entries.length, registers.byteOffset);
  }

  /** Merges ascending doubles into the `size` ascending ones that `values` begins with; both lie here. A step is 1 or 2. */
  insert(values: Float64Array, size: number, { source, start, step, count }: Ascending): void {
    this.#exports.insert(values.byteOffset, size, source.byteOffset + start * 8, step, count);
  }

  /**
   * How many of the run's values from `from` on come before the first that is not exact: an integer within ±2⁵¹ divided by `power`.
   * 16,384 values at most. From another place than 0 on it is the run of the last call, which is here already.
   */
  exact(run: Float64Array, from: number, power: number): number {
    if (from === 0) this.#elsewhere.set(run);
    return this.#exports.exact(SIDES + from * 8, run.length - from, power);
  }

  /** The bytes of `ByteWriter.differences`, of 16,384 values at most. They hold until the next call. */
  differences(values: Float64Array, start: number, power: number): Uint8Array {
    this.#elsewhere.set(values);
    const end = this.#exports.differences(SIDES, values.length, WRITTEN, start, power);
    return this.#written.subarray(0, end - WRITTEN);
  }

  /** The bytes of `ByteWriter.blockSteps` with blocks of 64, of 16,384 entries at most. They hold until the next call. */
  writeBlockSteps(entries: Uint32Array): Uint8Array {
    if (!this.holds(entries)) this.words.set(entries);
    const at = this.holds(entries) ? entries.byteOffset : WORDS;
    return this.#written.subarray(0, this.#exports.writeBlockSteps(at, entries.length, WRITTEN) - WRITTEN);
  }

  /** Reads `length` things, as many at a time as there are bytes for; `read` is told where the bytes end and how many were read. */
  #read(bytes: Uint8Array, at: number, length: number, read: (end: number, from: number) => number): number {
    let done = 0;
    this.taken = 0;
    while (done < length) {
      const from = at + this.taken;
      const size = Math.min(bytes.length - from, CORE_BYTES, 2 * (length - done) + SLACK);
      this.#bytes.set(bytes.subarray(from, from + size));
      const now = read(BYTES + size, done);
      if (now === 0) break;
      done += now;
      this.taken += this.#place[0]! - BYTES;
    }
    return done;
  }
}

const instance = instancesOf<Exports>(RUN_CORE_WASM);
let core: RunCore | undefined;
let isAsked = false;

/** The one that all share, made when it is first asked for; undefined where the engine has no WebAssembly with vectors. */
export function runCore(): RunCore | undefined {
  if (isAsked) return core;
  isAsked = true;
  try {
    core = new RunCore(instance());
  } catch {
    // The TypeScript gives the same, later.
  }
  return core;
}

/** By which of eight bytes are followed by more of the same count: where the counts of one byte or two among them lie. */
function writeTables(memory: Uint8Array): void {
  memory.fill(NO_BYTE, PATTERNS, PATTERNS + 256 * 16);
  for (let mask = 0; mask < 256; mask++) {
    let [count, at] = [0, 0];
    while (at < 8) {
      const more = (mask >> at) & 1;
      if (more === 1 && (at === 7 || (mask >> (at + 1)) & 1)) break;
      memory[PATTERNS + mask * 16 + count * 2] = at;
      if (more === 1) memory[PATTERNS + mask * 16 + count * 2 + 1] = at + 1;
      count++;
      at += 1 + more;
    }
    memory[STEPS + mask * 2] = count;
    memory[STEPS + mask * 2 + 1] = at;
  }
}
