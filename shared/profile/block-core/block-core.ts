/**
 * Sorting and hashing of blocks in WebAssembly. Of 2,048 doubles, ns each: hashing 5.6 against 11.9 of the TypeScript beside it, sorting
 * 12 against 22; integers of a wide range 6 against 8. A function's first file of 1 MB spends 33 ms on its blocks instead of 60, because
 * this is compiled when it is loaded and not when it has run often.
 */
import { instancesOf, type WasmMemory } from "../../web-assembly.ts";
import { BLOCK_CORE_WASM } from "./block-core-wasm.ts";

/** What `block-core.wat` exports. */
interface Exports {
  readonly memory: WasmMemory;
  sortIntegers(length: number, least: number, range: number): void;
  sortDoubles(length: number): number;
  sortSpread(length: number): number;
  hashSorted(length: number): number;
  measureIntegers(length: number): void;
  divideIntegers(length: number, power: number): void;
  listRegisters(): number;
}

/** Numbers that there is room for. */
export const CORE_LENGTH = 2048;
const DOUBLES = 16_384;
const REGISTERS = 122_880;
const LOWS = 131_072;
const MEASURES = 139_264;
/** Registers of a distinct count. */
const ALL_REGISTERS = 196_608;
const REGISTER_COUNT = 1 << 14;
const ENTRIES = ALL_REGISTERS + REGISTER_COUNT;

/** Scratch space that nothing outlives a call in, and what works on it. */
export interface BlockCore extends Exports {
  readonly integers: Int32Array;
  readonly doubles: Float64Array;
  /** Of `hashSorted`: by different number, the upper 14 bits of its hash's one half, and the other half. */
  readonly registers: Int32Array;
  readonly lows: Int32Array;
  /** Of `listRegisters`: all of a distinct count, and those that are set. */
  readonly allRegisters: Uint8Array;
  readonly entries: Uint32Array;
  /** Of `measureIntegers`: sum, least and most. */
  readonly measures: Float64Array;
}

const instance = instancesOf<Exports>(BLOCK_CORE_WASM);
let core: BlockCore | undefined;
let isAsked = false;

/** The one that all share, made when it is first asked for; undefined where the engine has no WebAssembly with vectors. */
export function blockCore(): BlockCore | undefined {
  if (isAsked) return core;
  isAsked = true;
  try {
    core = newBlockCore();
  } catch {
    // The TypeScript gives the same, later.
  }
  return core;
}

function newBlockCore(): BlockCore {
  const exports = instance();
  const { buffer } = exports.memory;
  return {
    ...exports,
    integers: new Int32Array(buffer, 0, CORE_LENGTH),
    doubles: new Float64Array(buffer, DOUBLES, CORE_LENGTH),
    registers: new Int32Array(buffer, REGISTERS, CORE_LENGTH),
    lows: new Int32Array(buffer, LOWS, CORE_LENGTH),
    allRegisters: new Uint8Array(buffer, ALL_REGISTERS, REGISTER_COUNT),
    entries: new Uint32Array(buffer, ENTRIES, REGISTER_COUNT),
    measures: new Float64Array(buffer, MEASURES, 3),
  };
}
