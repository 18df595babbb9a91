/** Data sets for baselines: CSV with a header, JSON Lines or Parquet, gzip where the name says so. */
import { parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { splitLines } from "../shared/capture/lines.ts";
import type { Cell, Row } from "../shared/capture/row.ts";
import { ObjectNotFound, UnusableInput } from "../shared/errors.ts";
import { csvRows } from "./csv-dataset.ts";
import { plainBytes } from "./plain-bytes.ts";
import type { ObjectStore } from "./ports.ts";

/** Rows in the order of the file, in batches. */
export type DatasetRows = AsyncIterable<readonly Row[]>;

/** The rows of a data set. Throws `UnusableInput` where the file is not what its name says. */
export async function* readDataset(store: ObjectStore, key: string): AsyncGenerator<readonly Row[]> {
  const plain = key.replace(/\.gz$/, "");
  if (plain.endsWith(".csv")) yield* csvRows(plainBytes(store, key), `${store.name}/${key}`);
  else if (plain.endsWith(".jsonl") || plain.endsWith(".ndjson")) yield* jsonRows(store, key);
  else if (plain.endsWith(".parquet")) yield* parquetRows(store, key);
  else
    throw new UnusableInput(
      `Got data set ${key}; expected a file that ends in .csv (with a header), .jsonl or .parquet, .csv.gz and .jsonl.gz too.`,
    );
}

async function* jsonRows(store: ObjectStore, key: string): AsyncGenerator<readonly Row[]> {
  const shape = new ObjectShape();
  for await (const line of splitLines(plainBytes(store, key))) {
    if ("fault" in line)
      throw new UnusableInput(
        `${store.name}/${key}:${line.line}: ${line.fault}; expected one JSON object a line.`,
      );
    let value: unknown;
    try {
      value = JSON.parse(line.text);
    } catch {
      throw new UnusableInput(
        `${store.name}/${key}:${line.line} is not JSON; expected one JSON object a line.`,
      );
    }
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new UnusableInput(`${store.name}/${key}:${line.line} is not a JSON object; expected one a line.`);
    yield [shape.row(value as Record<string, unknown>)];
  }
}

/** Row groups one after another: memory holds one of them. */
async function* parquetRows(store: ObjectStore, key: string): AsyncGenerator<readonly Row[]> {
  const object = await store.get(key);
  if (object === undefined) throw new ObjectNotFound(`${store.name}/${key} is not there.`);
  const file = object.body.buffer.slice(
    object.body.byteOffset,
    object.body.byteOffset + object.body.byteLength,
  ) as ArrayBuffer;
  try {
    const metadata = await parquetMetadataAsync({
      byteLength: file.byteLength,
      slice: async (start, end) => file.slice(start, end),
    });
    const shape = new ObjectShape();
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const objects = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
      yield objects.map((object) => shape.row(object));
      rowStart = rowEnd;
    }
  } catch (cause) {
    throw new UnusableInput(
      `${store.name}/${key} is not a Parquet file that can be read: ${(cause as Error).message}.`,
      { cause },
    );
  }
}

/** Objects with the same keys share their names: whoever plans by names plans once. */
class ObjectShape {
  private names: readonly string[] = [];

  row(object: Record<string, unknown>): Row {
    const names = Object.keys(object);
    if (names.length !== this.names.length || names.some((name, index) => name !== this.names[index]))
      this.names = names;
    return { names: this.names, cells: names.map((name) => cellOf(object[name])), typed: true };
  }
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") return JSON.stringify(value);
  return value as Cell;
}
