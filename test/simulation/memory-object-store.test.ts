import { expect, test } from "vitest";
import { MemoryObjectStore } from "../../simulation/memory-object-store.ts";

test("a fork and its origin change apart", async () => {
  const origin = new MemoryObjectStore();
  await origin.put("a/b/1", "one");
  const fork = origin.fork();
  await fork.put("a/b/2", "two");
  await origin.put("a/c", "three");
  await fork.delete("a/b/1");
  expect(origin.keys()).toEqual(["a/b/1", "a/c"]);
  expect(fork.keys()).toEqual(["a/b/2"]);
});
