import { javaHash, LARGEST_PLAIN_MAP, scalaMapOrder, scalaTrieOrder } from "./scala-map-order.ts";

/** `MurmurHash3.productSeed` of Scala. */
const PRODUCT_SEED = 0xcafebabe;
const PAIR_LENGTH = 2;

/**
 * A column's different values in the order of Model Monitor's categorical buckets and `domains`. Deequ counts (column,
 * value) pairs of all low-cardinality columns in one map and takes each column's histogram out of it
 * (`ColumnProfiler.computeHistograms`): more than four values come in the order of a Scala map of their own, up to four
 * as they lay in the common one. A table that has no more than four such pairs at all comes as Spark's shuffle delivers it, which
 * depends on its partitions: there this order is one of several. `column` is the name that Spark knows, `_c0` without a header.
 */
export function categoryOrder(column: string, values: readonly string[]): string[] {
  if (values.length > LARGEST_PLAIN_MAP) return scalaMapOrder(values);
  return scalaTrieOrder(values, (value) => pairHash(column, value));
}

/** `hashCode` of a Scala 2.12 `Tuple2` of strings: MurmurHash3 (Appleby) of its elements' hashes. */
function pairHash(first: string, second: string): number {
  const hash = mix(mix(PRODUCT_SEED, javaHash(first)), javaHash(second));
  return avalanche(hash ^ PAIR_LENGTH);
}

function mix(hash: number, word: number): number {
  const mixed = hash ^ Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotate(mixed, 13), 5) + 0xe6546b64) | 0;
}

function avalanche(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
