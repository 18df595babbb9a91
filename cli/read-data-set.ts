import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DiskObjectStore } from "../adapters/disk/disk-object-store.ts";
import { UnusableInput } from "../shared/errors.ts";
import type { RowBatch } from "../steps/csv-dataset.ts";
import {
  type DatasetOptions,
  type DatasetPart,
  datasetParts,
  isDatasetFile,
  isHidden,
  readDatasetParts,
} from "../steps/read-dataset.ts";
import type { Io } from "./io.ts";
import { isS3, openLocation, requireFolder } from "./open-store.ts";

type Where = Pick<Io, "cwd" | "env">;

/**
 * The rows of a data set that a command line names: a file, a folder with files at any depth, or either in S3. Throws
 * `UnusableInput` when there is none.
 */
export async function* readDataSet(
  io: Where,
  dataset: string,
  options: DatasetOptions = {},
): AsyncGenerator<RowBatch> {
  const parts = await partsOf(io, dataset);
  if (parts.length === 0)
    throw new UnusableInput(
      `Got data set ${dataset}: no file below it ends in .csv, .jsonl or .parquet (.csv.gz and .jsonl.gz too), hidden ones left out. Name the folder that holds the files.`,
    );
  yield* readDatasetParts(parts, options);
}

/** The files of a data set by their keys, with their bytes as they are stored. */
export async function dataSetFiles(io: Where, dataset: string): Promise<{ key: string; bytes: number }[]> {
  const parts = await partsOf(io, dataset);
  return Promise.all(
    parts.map(async ({ store, key, size }) => ({ key, bytes: size ?? (await store.head(key))?.size ?? 0 })),
  );
}

/** The files of a data set, in the order of their names. */
async function partsOf(io: Where, dataset: string): Promise<DatasetPart[]> {
  if (isS3(dataset)) {
    const { store, prefix } = await openLocation(io, dataset);
    return datasetParts(store, prefix.replace(/\/$/, ""));
  }
  const path = resolve(io.cwd, dataset);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
    const folder = path.slice(0, cut) || "/";
    await requireFolder(folder, `data set ${dataset}, whose folder`, "Correct the path.");
    if (found === undefined)
      throw new UnusableInput(
        `Got data set ${dataset}: it does not exist; expected a .csv, .jsonl or .parquet file, or a folder of them. Correct the path.`,
      );
    return [{ store: new DiskObjectStore(folder), key: path.slice(cut + 1), size: found.size }];
  }
  const store = new DiskObjectStore(path);
  const keys = await keysBelow(path);
  return Promise.all(keys.map(async (key) => ({ store, key, size: (await stat(join(path, key))).size })));
}

/** Asked of the system and not of the store, which would hash every file for its ETag. */
async function keysBelow(folder: string, above = ""): Promise<string[]> {
  const keys: string[] = [];
  for (const entry of await readdir(join(folder, above), { withFileTypes: true })) {
    if (isHidden(entry.name)) continue;
    const key = `${above}${entry.name}`;
    if (entry.isDirectory()) keys.push(...(await keysBelow(folder, `${key}/`)));
    else if (isDatasetFile(key)) keys.push(key);
  }
  return keys.sort();
}
