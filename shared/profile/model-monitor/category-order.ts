import { inTrieOrder, javaHash, LARGEST_PLAIN_MAP } from "./scala-map-order.ts";

/** `Product2`'s seed (`MurmurHash3.productSeed`). */
const PRODUCT_SEED = 0xcafebabe | 0;

/**
 * The categories of a column in the order of Model Monitor's files. Deequ's `ColumnProfiler.computeHistograms` counts all
 * columns together in one map by (column, value) and takes each column's values out of it: more than four of them stand in
 * a hash map of their own, so many or fewer in the order in which they came out of the large map, which is a trie by the hash of the pair. (Where
 * all columns together have four pairs at most the large map is no trie, and Spark's order of arrival decides; not
 * reproduced.) `hasMissing`: missing cells are one more value there, though the files leave it out.
 */
export function categoryOrder(column: string, values: readonly string[], hasMissing: boolean): string[] {
  if (values.length + (hasMissing ? 1 : 0) > LARGEST_PLAIN_MAP) return inTrieOrder(values, javaHash);
  const hash = javaHash(column);
  return inTrieOrder(values, (value) => pairHash(hash, javaHash(value)));
}

/** `Tuple2.hashCode` of Scala 2.12: MurmurHash3 over the hashes of both (Appleby, `MurmurHash3_x86_32`). */
function pairHash(first: number, second: number): number {
  return finalized(mixed(mixed(PRODUCT_SEED, first), second), 2);
}

function mixed(hash: number, data: number): number {
  const k = Math.imul(rotated(Math.imul(data, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotated(hash ^ k, 13), 5) + 0xe6546b64) | 0;
}

function finalized(hash: number, length: number): number {
  let h = hash ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const rotated = (x: number, by: number) => (x << by) | (x >>> (32 - by));
