import { afterAll, describe, expect, test } from "vitest";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { cellType } from "../../shared/profile/cell-type.ts";
import { parquetRows } from "../../steps/parquet-dataset.ts";
import { temporaryFolder } from "../cli/run.ts";
import {
  type ParquetColumn,
  type ParquetValue,
  writeNested,
  writeParquet,
} from "../fixtures/write-parquet.ts";
import { FIVE_FLIGHTS } from "../local/flights/parquet-files.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const store = new DiskObjectStore(folder.path);

async function rowsOf(bytes: Uint8Array, columns?: readonly string[]) {
  await store.put("a.parquet", bytes);
  return (
    await Array.fromAsync(parquetRows(store, "a.parquet", columns === undefined ? {} : { columns }))
  ).flat();
}
const column = (
  type: ParquetColumn["type"],
  values: readonly ParquetValue[],
  more: Partial<ParquetColumn> = {},
) => ({
  name: "x",
  type,
  values,
  ...more,
});

const NULLS_IN_LZ4 =
  "UEFSMRUEFQAVAkwVABUAEgAAABUAFRAVEiwVkE4VEBUGFQYcNpBOAAAAgAMAAACQTgAAFQQZLDUAGAZzY2hlbWEVAgAVAiUCGANudWwAFpBOGRwZHCYAHBUCGTUABhAZGANudWwVDhaQThZaFl4mJiYIHDaQTgAZLBUEFQAVAgAVABUQFQIAPCkGGSaQTgAAAAAWWhaQTiYIFl4AGRwYDEFSUk9XOnNjaGVtYRisAS8vLy8vM2dBQUFBUUFBQUFBQUFLQUF3QUJnQUZBQWdBQ2dBQUFBQUJCQUFNQUFBQUNBQUlBQUFBQkFBSUFBQUFCQUFBQUFFQUFBQVVBQUFBRUFBVUFBZ0FCZ0FIQUF3QUFBQVFBQkFBQUFBQUFBRUNFQUFBQUJ3QUFBQUVBQUFBQUFBQUFBTUFBQUJ1ZFd3QUNBQU1BQWdBQndBSUFBQUFBQUFBQVNBQUFBQT0AGCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRkcHAAAAFEBAABQQVIx";

describe("cells of Parquet", () => {
  test("of a column of nulls, packed with LZ4: a page without bytes", async () => {
    // pyarrow: pq.write_table(pa.table({"nul": pa.nulls(n, pa.int32())}), "nul.parquet", compression="lz4")
    const rows = await rowsOf(Buffer.from(NULLS_IN_LZ4, "base64"));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ cells }) => cells.length === 1 && cells[0] === null)).toBe(true);
  });

  // Classes: Deequ's ColumnProfiler, knownTypes: integers Integral; decimals, floats and doubles Fractional; booleans Boolean.
  test.each<[string, ParquetColumn, readonly unknown[], string]>([
    ["INT32", column("INT32", [1, -2, null]), [1, -2, null], "integral"],
    ["INT64", column("INT64", [1n, null]), [1, null], "integral"],
    [
      "INT64 beyond 2⁵³",
      column("INT64", [9007199254740991n, 9007199254740993n, -9223372036854775808n]),
      [9007199254740991, "9007199254740993", "-9223372036854775808"],
      "integral",
    ],
    [
      "UINT_64",
      column("INT64", [18446744073709551615n], { converted: "UINT_64" }),
      ["18446744073709551615"],
      "integral",
    ],
    ["DOUBLE", column("DOUBLE", [1, 2.5, -0, 1e21, null]), ["1.0", 2.5, "0.0", "1e+21", null], "fractional"],
    [
      "DOUBLE that is no number",
      column("DOUBLE", [Number.NaN, Infinity]),
      [Number.NaN, Infinity],
      "fractional",
    ],
    ["FLOAT", column("FLOAT", [1, 0.5]), ["1.0", 0.5], "fractional"],
    [
      "DECIMAL(18, 2)",
      column("INT64", [1200n, -5n, 123456789012345678n, null], {
        converted: "DECIMAL",
        scale: 2,
        precision: 18,
      }),
      ["12.00", "-0.05", "1234567890123456.78", null],
      "fractional",
    ],
    [
      "DECIMAL(9, 0)",
      column("INT32", [7], { converted: "DECIMAL", scale: 0, precision: 9 }),
      ["7.0"],
      "fractional",
    ],
    [
      "DECIMAL of 16 bytes",
      column("FIXED_LEN_BYTE_ARRAY", [Uint8Array.from({ length: 16 }, () => 255)], {
        converted: "DECIMAL",
        scale: 3,
        precision: 38,
        length: 16,
      }),
      ["-0.001"],
      "fractional",
    ],
    ["BOOLEAN", column("BOOLEAN", [true, false, null]), [true, false, null], "boolean"],
    [
      "text",
      column("BYTE_ARRAY", ["a", "é", "1.0", null], { converted: "UTF8" }),
      ["a", "é", "1.0", null],
      "string",
    ],
    ["bytes that are text", column("BYTE_ARRAY", ["abc"]), ["abc"], "string"],
    ["bytes that are none", column("BYTE_ARRAY", [Uint8Array.of(0xff, 0x00)]), ["/wA="], "string"],
    [
      "DATE",
      column("INT32", [11_323, -1, null], { converted: "DATE" }),
      ["2001-01-01", "1969-12-31", null],
      "string",
    ],
    [
      "TIMESTAMP_MILLIS",
      column("INT64", [978_307_200_123n, -1n], { converted: "TIMESTAMP_MILLIS" }),
      ["2001-01-01T00:00:00.123Z", "1969-12-31T23:59:59.999Z"],
      "string",
    ],
    [
      "TIMESTAMP_MICROS",
      column("INT64", [978_307_200_123_456n, 978_307_200_000_000n], { converted: "TIMESTAMP_MICROS" }),
      ["2001-01-01T00:00:00.123456Z", "2001-01-01T00:00:00.000Z"],
      "string",
    ],
    [
      "a time that no calendar has",
      column("INT64", [9_223_372_036_854_775_807n], { converted: "TIMESTAMP_MILLIS" }),
      [null],
      "missing",
    ],
  ])("%s", async (_, given, cells, type) => {
    const rows = await rowsOf(writeParquet([given]));
    expect(rows.map((row) => row.cells[0])).toEqual(cells);
    const classes = rows.map((row) => cellType(row.cells[0]!, row.typedCells?.[0] ?? row.typed));
    expect(new Set(classes.filter((each) => each !== "missing" || type === "missing"))).toEqual(
      new Set([type]),
    );
  });

  test("a list is flattened to its elements, an empty one and none to nothing", async () => {
    const file = writeNested({
      leaf: column("INT64", [1n, 9007199254740993n, null, 3n], { name: "element" }),
      above: [
        { name: "a", repetition: 1, converted: "LIST" },
        { name: "list", repetition: 2 },
      ],
      repetitionLevels: [0, 1, 0, 0, 1, 0],
      definitionLevels: [3, 3, 0, 2, 3, 1],
      rows: 4,
    });
    expect((await rowsOf(file)).map(({ names, cells }) => [names, cells])).toEqual([
      [
        ["a[0]", "a[1]"],
        [1, "9007199254740993"],
      ],
      [["a"], [null]],
      [
        ["a[0]", "a[1]"],
        [null, 3],
      ],
      [[], []],
    ]);
  });

  test("a group is flattened to its fields", async () => {
    const file = writeNested({
      leaf: column("INT64", [1n, null], { name: "x" }),
      above: [{ name: "s", repetition: 1 }],
      definitionLevels: [2, 1],
      rows: 2,
    });
    const rows = await rowsOf(file);
    expect(rows.map(({ names, cells }) => [names, cells])).toEqual([
      [["s.x"], [1]],
      [["s.x"], [null]],
    ]);
    expect(rows[0]!.names).toBe(rows[1]!.names);
  });

  test("a file that pyarrow wrote is read", async () => {
    const rows = await rowsOf(Buffer.from(FIVE_FLIGHTS, "base64"));
    expect(rows.map(({ cells }) => cells)).toEqual([
      ["2001-01-01T00:02:00.000Z", 1, 100, "SEA", "ATL"],
      ["2001-01-01T00:01:00.000Z", -2, 200, "ATL", "SEA"],
      [null, 3, 300, "ATL", "BOS"],
      ["2001-01-01T00:01:00.000Z", 4, 400, "BOS", "SEA"],
      ["2001-01-01T00:03:00.000Z", null, 500, "ATL", "ATL"],
    ]);
  });
});

describe("reading Parquet by parts", () => {
  const numbers = (name: string, count: number, factor: number): ParquetColumn => ({
    name,
    type: "INT64",
    values: Array.from({ length: count }, (_, at) => BigInt(at * factor)),
  });

  test.each([
    [1000, 1_000_000, 1_000_000],
    [1000, 7, 3],
    [20_000, 9000, 128],
  ])("%d rows in groups of %d and pages of %d come in order", async (count, rowsPerGroup, rowsPerPage) => {
    const file = writeParquet([numbers("a", count, 1), numbers("b", count, 2)], {
      rowsPerGroup,
      rowsPerPage,
    });
    const rows = await rowsOf(file);
    expect(rows).toHaveLength(count);
    expect(rows.every(({ cells }, at) => cells[0] === at && cells[1] === 2 * at)).toBe(true);
    expect(new Set(rows.map(({ names }) => names)).size).toBe(1);
  });

  test("a row group of more than a million cells is fetched once, though it is decoded in slices", async () => {
    // 130 columns: slices of 8,192 rows, three of them.
    const wide = Array.from({ length: 130 }, (_, at) => numbers(`c${at}`, 20_000, 1));
    const bytes = writeParquet(wide, { rowsPerPage: 1000 });
    await store.put("wide.parquet", bytes);
    const asked: number[] = [];
    const metered = Object.assign(Object.create(store) as DiskObjectStore, {
      range: (key: string, start: number, end: number) => {
        asked.push(end - start);
        return store.range(key, start, end);
      },
    });
    let rows = 0;
    for await (const batch of parquetRows(metered, "wide.parquet")) {
      for (const { cells } of batch) expect([cells[0], cells[129]]).toEqual([rows, rows++]);
    }
    expect(rows).toBe(20_000);
    const fetched = asked.reduce((sum, each) => sum + each, 0);
    expect(fetched).toBeLessThan(1.1 * bytes.length);
    expect(Math.max(...asked)).toBeLessThan(bytes.length / 10);
  });

  test("wanted columns are read in the order in which they are wanted, and nothing of the others", async () => {
    const file = writeParquet([numbers("a", 1000, 1), numbers("b", 1000, 2), numbers("c", 1000, 3)]);
    expect((await rowsOf(file, ["c", "a"]))[10]).toMatchObject({ names: ["c", "a"], cells: [30, 10] });
    await expect(rowsOf(file, ["a", "cc"])).rejects.toThrow(
      'has no column "cc"; did you mean "c"? It has: a, b, c',
    );
  });

  test("no rows are no rows", async () => {
    expect(await rowsOf(writeParquet([numbers("a", 0, 1)]))).toEqual([]);
  });

  test.each([
    ["nothing", new Uint8Array(0)],
    ["no Parquet", Buffer.from("PAR1 and no more")],
    ["a file that was cut off", writeParquet([numbers("a", 1000, 1)]).subarray(0, 500)],
  ])("%s is refused with the file's name", async (_, bytes) => {
    await expect(rowsOf(bytes)).rejects.toThrow(/a\.parquet is not a Parquet file that can be read/);
  });

  test("any byte that is changed gives rows or an UnusableInput", async () => {
    const bytes = writeParquet([
      numbers("a", 50, 1),
      column(
        "BYTE_ARRAY",
        Array.from({ length: 50 }, () => "abc"),
        { name: "s", converted: "UTF8" },
      ),
    ]);
    for (let at = 0; at < bytes.length; at += 3) {
      const broken = bytes.slice();
      broken[at]! ^= 0x55;
      const outcome = await rowsOf(broken).then(
        () => "rows",
        (error: Error) => error.name,
      );
      expect(["rows", "UnusableInput"], `byte ${at}`).toContain(outcome);
    }
  });
});
