import { readdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { DiskObjectStore } from "../adapters/disk/disk-object-store.ts";
import { UnusableInput } from "../shared/errors.ts";
import type { ObjectStore } from "../steps/ports.ts";
import { readDataset } from "../steps/read-dataset.ts";
import type { Io } from "./io.ts";
import { isS3, openLocation, requireFolder } from "./open-store.ts";

type Where = Pick<Io, "cwd" | "env">;

/** The rows of a data set that a command line names: a file, a folder of files, or either in S3. Throws `UnusableInput` when there is none. */
export async function* readDataSet(io: Where, dataset: string): ReturnType<typeof readDataset> {
  for (const { store, key } of await datasetParts(io, dataset)) yield* readDataset(store, key);
}

/** Bytes of a data set as it is stored. */
export async function dataSetBytes(io: Where, dataset: string): Promise<number> {
  const parts = await datasetParts(io, dataset);
  const sizes = await Promise.all(parts.map(async ({ store, key }) => (await store.head(key))?.size ?? 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** One file of a data set. */
interface DatasetPart {
  readonly store: ObjectStore;
  readonly key: string;
}

const READABLE = /\.(csv|jsonl|ndjson)(\.gz)?$|\.parquet$/;

/** The files of a data set, in the order of their names. Throws `UnusableInput` when there are none. */
async function datasetParts(io: Where, dataset: string): Promise<DatasetPart[]> {
  if (isS3(dataset)) return s3Parts(io, dataset);
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
    return [{ store: new DiskObjectStore(folder), key: path.slice(cut + 1) }];
  }
  const store = new DiskObjectStore(path);
  const names = (await readdir(path)).filter((name) => READABLE.test(name)).sort();
  return requireParts(
    names.map((key) => ({ store, key })),
    dataset,
  );
}

async function s3Parts(io: Where, dataset: string): Promise<DatasetPart[]> {
  const { store, prefix } = await openLocation(io, dataset);
  const key = prefix.replace(/\/$/, "");
  if (READABLE.test(key)) return [{ store, key }];
  const parts: DatasetPart[] = [];
  for await (const found of store.list(prefix))
    if (READABLE.test(found.key)) parts.push({ store, key: found.key });
  return requireParts(parts, dataset);
}

function requireParts(parts: DatasetPart[], dataset: string): DatasetPart[] {
  if (parts.length > 0) return parts;
  throw new UnusableInput(
    `Got data set ${dataset}: no file in it ends in .csv, .jsonl or .parquet (.csv.gz and .jsonl.gz too). Name the folder that holds the files, not one above it.`,
  );
}
