/** Data sets for baselines: CSV, JSON Lines and Parquet files, gzip where the name says so, one or many. */
import type { Row } from "../shared/capture/row.ts";
import { UnusableInput } from "../shared/errors.ts";
import { ScannedRows } from "../shared/scan/scanned-rows.ts";
import { csvRows, type RowBatch } from "./csv-dataset.ts";
import { jsonRows } from "./json-dataset.ts";
import { plainBytes } from "./plain-bytes.ts";
import type { ObjectStore } from "./ports.ts";

/** Rows in the order of the file, in batches. Rows of one shape share their names. A scanned batch holds until the next one. */
export type DatasetRows = AsyncIterable<RowBatch>;

export interface DatasetOptions {
  /** Whether the first line of a CSV file names the columns; otherwise they are `_c0`, `_c1`, … Default: it does. */
  readonly header?: boolean;
  /** Whether batches may be scanned ones, where they can: for whoever summarizes columns. */
  readonly scan?: boolean;
  /** Columns to read of a Parquet file, by their names at the top; all where it is not given. */
  readonly columns?: readonly string[];
}

/** One file of a data set. */
export interface DatasetPart {
  readonly store: ObjectStore;
  readonly key: string;
  /** Bytes as it is stored; absent where nobody has looked yet. */
  readonly size?: number;
}

const READABLE = /\.(csv|jsonl|ndjson)(\.gz)?$|\.parquet$/;

/** Whether a file's name says that it holds rows. */
export const isDatasetFile = (key: string): boolean => READABLE.test(key);

/**
 * The files of a data set in a store: the one of that key, or all below it to any depth, in the order of their keys. Names
 * that begin with `.` or `_` are passed over, as Spark does it: they are its own notes and what it left half written.
 */
export async function datasetParts(store: ObjectStore, key: string): Promise<DatasetPart[]> {
  if (isDatasetFile(key)) return [{ store, key }];
  const folder = key === "" || key.endsWith("/") ? key : `${key}/`;
  const parts: DatasetPart[] = [];
  for await (const found of store.list(folder))
    if (isDatasetFile(found.key) && !isHidden(found.key.slice(folder.length)))
      parts.push({ store, key: found.key, size: found.size });
  return parts;
}

/** Whether a part of the path begins as hidden names do. */
export const isHidden = (path: string): boolean => path.split("/").some((name) => /^[._]/.test(name));

/** The rows of a file. Throws `UnusableInput` where the file is not what its name says. */
export function readDataset(
  store: ObjectStore,
  key: string,
  options?: Omit<DatasetOptions, "scan">,
): AsyncGenerator<readonly Row[]>;
export function readDataset(
  store: ObjectStore,
  key: string,
  options: DatasetOptions,
): AsyncGenerator<RowBatch>;
export function readDataset(
  store: ObjectStore,
  key: string,
  options: DatasetOptions = {},
): AsyncGenerator<RowBatch> {
  const plain = key.replace(/\.gz$/, "");
  const source = `${store.name}/${key}`;
  if (plain.endsWith(".csv")) return csvRows(plainBytes(store, key), source, options);
  if (/\.(jsonl|ndjson)$/.test(plain)) return jsonRows(plainBytes(store, key), source);
  if (key.endsWith(".parquet")) return parquet(store, key, options);
  throw new UnusableInput(
    `Got data set ${key}; expected a file that ends in .csv, .jsonl or .parquet (.csv.gz and .jsonl.gz too).`,
  );
}

/** Parquet and what packs it are more code than all the rest of a function: loaded for the first such file. */
async function* parquet(
  store: ObjectStore,
  key: string,
  options: DatasetOptions,
): AsyncGenerator<readonly Row[]> {
  const { parquetRows } = await import("./parquet-dataset.ts");
  yield* parquetRows(store, key, options);
}

/**
 * The rows of several files, one file after the other. Columns go by name, in whatever order a file has them. Throws
 * `UnusableInput` where a CSV or Parquet file has other columns than the first one.
 */
export function readDatasetParts(
  parts: readonly DatasetPart[],
  options?: Omit<DatasetOptions, "scan">,
): AsyncGenerator<readonly Row[]>;
export function readDatasetParts(
  parts: readonly DatasetPart[],
  options: DatasetOptions,
): AsyncGenerator<RowBatch>;
export async function* readDatasetParts(
  parts: readonly DatasetPart[],
  options: DatasetOptions = {},
): AsyncGenerator<RowBatch> {
  const tables = new Map<string, ReadonlySet<string>>();
  for (const { store, key } of parts) {
    let isFirst = !/\.(jsonl|ndjson)(\.gz)?$/.test(key); // an object says which columns it has
    for await (const rows of readDataset(store, key, options)) {
      if (isFirst && rows.length > 0) {
        checkColumns(tables, key, namesOf(rows));
        isFirst = false;
      }
      yield rows;
    }
  }
}

const namesOf = (rows: RowBatch) => (rows instanceof ScannedRows ? rows.names : (rows[0]!.names ?? []));

function checkColumns(tables: Map<string, ReadonlySet<string>>, key: string, names: readonly string[]): void {
  const own = new Set(names);
  const [first] = tables;
  tables.set(key, own);
  if (first === undefined) return;
  const [other, columns] = first;
  const missing = [...columns].filter((name) => !own.has(name));
  const extra = names.filter((name) => !columns.has(name));
  if (missing.length === 0 && extra.length === 0) return;
  const said = [
    ...(missing.length > 0 ? [`it lacks ${listed(missing)}`] : []),
    ...(extra.length > 0 ? [`it has ${listed(extra)} besides`] : []),
  ];
  throw new UnusableInput(
    `Got ${key} with other columns than ${other}: ${said.join(", and ")}; expected files of one table. Take it out of the folder, or give each its header.`,
  );
}

const listed = (names: readonly string[]) =>
  names
    .slice(0, 5)
    .map((name) => `"${name}"`)
    .join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");
