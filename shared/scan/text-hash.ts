/** The hash by which texts are found in a table; nothing that is stored depends on it. */
const OFFSET = 0x811c9dc5 | 0;
/** Of the four words of a block, odd ones: xxHash's (Collet) and MurmurHash3's (Appleby). */
const FACTORS = [0x9e3779b1 | 0, 0x85ebca77 | 0, 0xc2b2ae3d | 0, 0x27d4eb2f | 0] as const;
const BLOCK_BYTES = 16;

/** Of the bytes from `start` to `end`, in blocks of 16 that zeros fill up: their words are multiplied side by side, as vectors do it. */
export function hashOfBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = OFFSET ^ (end - start);
  for (let at = start; at < end; at += BLOCK_BYTES) {
    hash ^= Math.imul(wordAt(bytes, at, end), FACTORS[0]);
    if (at + 4 < end) hash ^= Math.imul(wordAt(bytes, at + 4, end), FACTORS[1]);
    if (at + 8 < end) hash ^= Math.imul(wordAt(bytes, at + 8, end), FACTORS[2]);
    if (at + 12 < end) hash ^= Math.imul(wordAt(bytes, at + 12, end), FACTORS[3]);
    hash = mixed(hash);
  }
  return hash;
}

/** Four bytes, the low end first; those from `end` on are zeros. */
function wordAt(bytes: Uint8Array, at: number, end: number): number {
  let word = bytes[at]!;
  if (at + 1 < end) word |= bytes[at + 1]! << 8;
  if (at + 2 < end) word |= bytes[at + 2]! << 16;
  if (at + 3 < end) word |= bytes[at + 3]! << 24;
  return word;
}

/** A product never brings upper bits down. */
function mixed(hash: number): number {
  const product = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return product ^ (product >>> 13);
}
