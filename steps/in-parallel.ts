/** Calls `action` for each item, at most `width` of them under way at once; results in the items' order. Rejects with the first fault. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  action: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await action(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}
