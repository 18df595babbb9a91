/**
 * Ranks of the columns of a block of rows, and the sums of their products, in WebAssembly: all of them are small integers, so that eight
 * are multiplied at once and nothing is rounded.
 */
import { instancesOf, type WasmMemory } from "../../web-assembly.ts";
import { MOST_LANES, MOST_ROWS, PAIR_SUMS, PlainRankCore } from "./plain-rank-core.ts";
import { RANK_CORE_WASM } from "./rank-core-wasm.ts";

/** Scratch space that nothing outlives a block in, and what works on it. */
export interface RankCore {
  /** The numbers of the column that is ranked next, 256 at most, none of them −0, and the rows of the block that they stand in. */
  readonly values: Float64Array;
  readonly rows: Uint8Array;
  /**
   * Of each pair of columns, those before a column in their order and column after column, four: the sum of the products of the ranks;
   * of the rows that have both numbers the sum of the squares of the later column's ranks, the sum of the earlier one's, and their number.
   */
  readonly sums: Int32Array;
  /**
   * Ranks the first `length` numbers as the column `lane`, 0 to 31: each by how many are less, less how many are more, which is twice its
   * rank from the middle, equal ones sharing the middle of their ranks. A row without a number has 0.
   */
  rank(lane: number, length: number): void;
  /** Makes `sums` of the first `lanes` columns in a block of `rows` rows. */
  products(lanes: number, rows: number): void;
}

/** What `rank-core.wat` exports. */
interface Exports extends Pick<RankCore, "rank" | "products"> {
  readonly memory: WasmMemory;
}

const ROWS = 4096;
const SUMS = 49_152;

const instance = instancesOf<Exports>(RANK_CORE_WASM);
let core: RankCore | undefined;

/** The one that all share, made when it is first asked for. */
export function rankCore(): RankCore {
  core ??= vectorRankCore() ?? new PlainRankCore();
  return core;
}

/** In WebAssembly; undefined where the engine has none with vectors. */
export function vectorRankCore(): RankCore | undefined {
  try {
    const exports = instance();
    const { buffer } = exports.memory;
    return {
      ...exports,
      values: new Float64Array(buffer, 0, MOST_ROWS),
      rows: new Uint8Array(buffer, ROWS, MOST_ROWS),
      sums: new Int32Array(buffer, SUMS, ((MOST_LANES * (MOST_LANES - 1)) / 2) * PAIR_SUMS),
    };
  } catch {
    return undefined; // The TypeScript gives the same, later.
  }
}
