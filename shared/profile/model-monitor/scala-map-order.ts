/** Scala keeps maps of up to four keys as they came (`Map.Map1` to `Map4`). */
export const LARGEST_PLAIN_MAP = 4;
const GROUP_BITS = 5;
const GROUP_MASK = (1 << GROUP_BITS) - 1;
const HASH_BITS = 32;

/** The different `keys` in the order in which an immutable map of Scala 2.12 goes through them. */
export function scalaMapOrder(keys: readonly string[]): string[] {
  return keys.length > LARGEST_PLAIN_MAP ? scalaTrieOrder(keys, javaHash) : [...keys];
}

/**
 * The keys in the order of Scala's trie (`immutable/HashMap.scala`): by groups of five bits of their improved hash, the
 * lowest first. Keys of one hash (`Aa` and `BB`) stay as they came; in Scala that depends on how the map was made.
 */
export function scalaTrieOrder(keys: readonly string[], hashOf: (key: string) => number): string[] {
  return keys
    .map((key) => ({ key, hash: improve(hashOf(key)) }))
    .sort((a, b) => compareInTrie(a.hash, b.hash))
    .map(({ key }) => key);
}

/** `String.hashCode` of Java: 32 bits. */
export function javaHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

/** Spreads the bits of a hash (`HashMap.improve`); different hashes stay different. */
function improve(hash: number): number {
  let h = (hash + ~(hash << 9)) | 0;
  h ^= h >>> 14;
  h = (h + (h << 4)) | 0;
  return h ^ (h >>> 10);
}

function compareInTrie(a: number, b: number): number {
  for (let shift = 0; shift < HASH_BITS; shift += GROUP_BITS) {
    const difference = ((a >>> shift) & GROUP_MASK) - ((b >>> shift) & GROUP_MASK);
    if (difference !== 0) return difference;
  }
  return 0;
}
