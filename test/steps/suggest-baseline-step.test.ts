import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { suggestBaseline } from "../../steps/suggest-baseline.ts";
import { type World, world } from "./world.ts";

let here: World;
afterEach(() => here.remove());

const rows = (from: number) =>
  Array.from({ length: 60 }, (_, row) => `0.${row + 10},${from + row},DE`).join("\n");
const ask = (dataset: string, more: { header?: boolean } = {}) =>
  suggestBaseline(here.ports, { monitor: "shop", dataset, ...more });

async function dataWorld(): Promise<{ folder: string; store: DiskObjectStore }> {
  here = await world("2001-02-16T10:00:00Z");
  const folder = join(here.root, "data");
  return { folder, store: new DiskObjectStore(folder) };
}

test("a data set may be a folder with files at any depth", async () => {
  const { folder, store } = await dataWorld();
  await store.put("train/1.csv", `score,amount,country\n${rows(0)}`);
  await store.put("train/more/2.csv", `score,amount,country\n${rows(100)}`);
  expect(await ask(join(folder, "train"))).toMatchObject({ rows: 120 });
});

test("another file in the folder makes another baseline, the same ones the same", async () => {
  const { folder, store } = await dataWorld();
  await store.put("train/1.csv", `score,amount,country\n${rows(0)}`);
  const first = await ask(join(folder, "train"));
  expect((await ask(join(folder, "train"))).folder).toBe(first.folder);
  await store.put("train/2.csv", `score,amount,country\n${rows(100)}`);
  expect((await ask(join(folder, "train"))).folder).not.toBe(first.folder);
});

test("a file without a header is read as such, and a folder without data sets is refused", async () => {
  const { folder, store } = await dataWorld();
  await store.put("train/1.csv", rows(0));
  expect(await ask(join(folder, "train"), { header: false })).toMatchObject({ rows: 60 });
  await store.put("other/readme.txt", "x");
  await expect(ask(join(folder, "other"))).rejects.toThrow("no file below it ends in .csv");
});
