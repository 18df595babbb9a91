/** The first items whose JSON, with the commas between them, takes at most `most` bytes of UTF-8. */
export function firstWithin<T>(items: readonly T[], most: number): readonly T[] {
  let left = most + 1; // the first has no comma before it
  for (const [index, item] of items.entries()) {
    left -= Buffer.byteLength(JSON.stringify(item)) + 1;
    if (left < 0) return items.slice(0, index);
  }
  return items;
}
