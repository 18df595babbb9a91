import { type FileMetaData, parquetMetadataAsync, parquetScan, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { flattenRow } from "../shared/capture/encodings/flatten-row.ts";
import type { Cell, Row } from "../shared/capture/row.ts";
import { ObjectNotFound, Throttled, UnusableInput } from "../shared/errors.ts";
import { nearest } from "../shared/monitors/nearest.ts";
import {
  cellsOf,
  jsonValue,
  type ParquetCells,
  textParsers as parsers,
  spelled,
  withPlainDecimals,
} from "./parquet-cells.ts";
import { ParquetFile } from "./parquet-file.ts";
import type { ObjectStore } from "./ports.ts";

/**
 * Cells that are decoded at once, 25 MB. A row group of more is read in slices; they are no smaller because a
 * page is decoded anew for each slice that it reaches into.
 */
const SLICE_CELLS = 1_000_000;
const { LZ4, LZ4_RAW, ...others } = compressors as Required<typeof compressors>;
/** An empty page (a column of nulls) is no bytes; the LZ4 of hyparquet-compressors 1.1 looks for a first token in it. */
const emptyPage =
  (codec: typeof LZ4): typeof LZ4 =>
  (input, length) =>
    length === 0 ? new Uint8Array(0) : codec(input, length);
const CODECS = { ...others, LZ4: emptyPage(LZ4), LZ4_RAW: emptyPage(LZ4_RAW) };
/** Rows of a batch that is handed on; they are garbage before they are old. */
const BATCH_ROWS = 8192;

/**
 * Rows of a Parquet file, row group by row group and column by column. Memory holds the footer and a million decoded
 * cells, and of a row group that has more its packed bytes too (Spark's default is 128 MB), however large the file is.
 * `columns` are read and no others. Throws `ObjectNotFound` when the file is absent, `UnusableInput` when it is not
 * Parquet or lacks a wanted column.
 */
export async function* parquetRows(
  store: ObjectStore,
  key: string,
  { columns }: { readonly columns?: readonly string[] } = {},
): AsyncGenerator<readonly Row[]> {
  const source = `${store.name}/${key}`;
  const file = await ParquetFile.open(store, key);
  const metadata = await readable(source, () => parquetMetadataAsync(file, { parsers }));
  const table = tableOf(metadata, columns, source);
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    const parts = slices(start, end, table.columns.length);
    file.keep(parts.length > 1);
    for (const [from, to] of parts) {
      const data = await readable(source, () => table.read(file, from, to));
      for (let at = 0; at < to - from; at += BATCH_ROWS)
        yield table.rows(data, at, Math.min(to - from, at + BATCH_ROWS));
    }
    start = end;
  }
}

/** The bounds of a row group's slices; one where it is small enough. */
function slices(start: number, end: number, columns: number): [number, number][] {
  const rows = Math.max(BATCH_ROWS, Math.floor(SLICE_CELLS / Math.max(1, columns)));
  return Array.from({ length: Math.ceil((end - start) / rows) }, (_, at) => [
    start + at * rows,
    Math.min(end, start + (at + 1) * rows),
  ]);
}

/** Decoded values, one list a column. */
type Columns = readonly ArrayLike<unknown>[];

interface Table {
  readonly columns: readonly string[];
  read(file: ParquetFile, rowStart: number, rowEnd: number): Promise<Columns>;
  /** The rows of the values from `start` to `end` (exclusive). */
  rows(data: Columns, start: number, end: number): Row[];
}

function tableOf(metadata: FileMetaData, wanted: readonly string[] | undefined, source: string): Table {
  const all = parquetSchema(metadata).children;
  const columns = wanted ?? all.map(({ element }) => element.name);
  const trees = columns.map((name) => {
    const tree = all.find(({ element }) => element.name === name);
    if (tree !== undefined) return tree;
    const names = all.map(({ element }) => element.name);
    throw unknownColumn(source, name, names);
  });
  const plain = withPlainDecimals(metadata);
  const read = async (file: ParquetFile, rowStart: number, rowEnd: number) => {
    const scan = await parquetScan({ file, metadata: plain, compressors: CODECS, parsers, utf8: false });
    const data: ArrayLike<unknown>[] = [];
    for (const column of columns) data.push(await scan.readColumn({ column, rowStart, rowEnd }));
    return data;
  };
  const cells = trees.map(({ children, element }) => (children.length === 0 ? cellsOf(element) : undefined));
  const row = cells.every((each) => each !== undefined) ? flatRow(columns, cells) : nestedRow(columns, cells);
  return { columns, read, rows: (data, start, end) => transposed(data, start, end).map(row) };
}

function transposed(data: Columns, start: number, end: number): unknown[][] {
  const rows: unknown[][] = [];
  for (let at = start; at < end; at++) rows.push(data.map((column) => column[at]));
  return rows;
}

function flatRow(names: readonly string[], cells: readonly ParquetCells[]): (values: unknown[]) => Row {
  const typedCells = cells.map(({ typed }) => typed);
  return (values) => {
    for (let at = 0; at < cells.length; at++) values[at] = cells[at]!.cell(values[at]);
    return { names, cells: values as Cell[], typed: false, typedCells };
  };
}

/** What is nested is flattened to `a.b[0]`, as captured JSON is; rows of one shape share their names. */
function nestedRow(
  columns: readonly string[],
  cells: readonly (ParquetCells | undefined)[],
): (values: unknown[]) => Row {
  let known: readonly string[] = [];
  return (values) => {
    const fields = values.map((value, at) => {
      const column = cells[at];
      if (column === undefined) return jsonValue(value);
      return column.typed ? column.cell(value) : spelled(column.cell(value));
    });
    const row = flattenRow(Object.fromEntries(fields.map((value, at) => [columns[at]!, value])));
    if (typeof row === "string") throw new UnusableInput(row);
    const { names = [] } = row;
    const same = names.length === known.length && names.every((name, at) => name === known[at]);
    if (!same) known = names;
    return { ...row, names: known };
  };
}

async function readable<T>(source: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    // What the store says is not about Parquet.
    if (cause instanceof ObjectNotFound || cause instanceof Throttled || cause instanceof UnusableInput)
      throw cause;
    throw new UnusableInput(
      `${source} is not a Parquet file that can be read: ${(cause as Error).message}.`,
      { cause },
    );
  }
}

function unknownColumn(source: string, name: string, names: readonly string[]): UnusableInput {
  const right = nearest(name, names);
  return new UnusableInput(
    `${source} has no column "${name}"${right === undefined ? "" : `; did you mean "${right}"?`} It has: ${names.slice(0, 30).join(", ")}`,
  );
}
