import { gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { flightsFile } from "../../local/flights/read-flights.ts";
import type { Row } from "../../shared/capture/row.ts";
import { ObjectNotFound, UnusableInput } from "../../shared/errors.ts";
import { seededRandom } from "../../shared/random.ts";
import { csvRows } from "../../steps/csv-dataset.ts";
import { readDataset } from "../../steps/read-dataset.ts";
import { baselineFrom } from "../../steps/suggest-baseline.ts";
import { temporaryFolder } from "../cli/run.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const store = new DiskObjectStore(folder.path);

async function rowsOf(key: string, body: string | Uint8Array): Promise<Row[]> {
  await store.put(key, body);
  return (await Array.fromAsync(readDataset(store, key))).flat();
}

/** The text in pieces of `size` bytes. */
async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("CSV data sets", () => {
  test("a header alone has no rows", async () => {
    expect(await rowsOf("a.csv", "x,y\n")).toEqual([]);
  });

  test("cells have the header's names; an empty one is missing, one beyond the header is named by position", async () => {
    expect(await rowsOf("a.csv", "x,y\r\n1,\r\n2,b,c\n")).toEqual([
      { names: ["x", "y"], cells: ["1", null], typed: false },
      { names: ["x", "y", "_c2"], cells: ["2", "b", "c"], typed: false },
    ]);
  });

  test("however the bytes are cut the rows are csv-parse's", async () => {
    const random = seededRandom(4);
    const cell = () =>
      ["1.5", "", '"a,b"', '"say ""so"""', '"two\nlines"', "größe", "x"][Math.floor(random() * 7)]!;
    const text = `a,b,c\n${Array.from({ length: 60 }, () => `${cell()},${cell()},z`).join("\n")}\n`;
    const expected = (parse(text) as string[][])
      .slice(1)
      .map((record) => record.map((value) => (value === "" ? null : value)));
    for (const size of [1, 2, 3, 7, 64, 10_000]) {
      const rows = (await Array.fromAsync(csvRows(pieces(text, size), "test"))).flat();
      expect(
        rows.map(({ cells }) => cells),
        `pieces of ${size}`,
      ).toEqual(expected);
    }
  });

  test("a column twice in the header is refused: one of them would be lost", async () => {
    await expect(rowsOf("d.csv", "a,b,a\n1,2,3\n")).rejects.toThrow('column "a" twice in the header');
  });

  test.each([
    [
      '5" pipe,x\n"two\nlines",z\n6,y\n',
      [
        ['5" pipe', "x"],
        ["two\nlines", "z"],
        ["6", "y"],
      ],
    ],
    [
      '"",x\r\n"""a""\n","b"\r\nit\'s 6\'2",\n7,"8"',
      [
        [null, "x"],
        ['"a"\n', "b"],
        ["it's 6'2\"", null],
        ["7", "8"],
      ],
    ],
  ])(
    "a quote opens a cell only where the cell begins, however the bytes are cut: %j",
    async (text, expected) => {
      for (const size of [1, 2, 3, 5, 7, 11, 13, 10_000]) {
        const rows = (await Array.fromAsync(csvRows(pieces(`a,b\n${text}`, size), "test"))).flat();
        expect(
          rows.map(({ cells }) => cells),
          `pieces of ${size}`,
        ).toEqual(expected);
      }
    },
  );

  test("text that ends within a character is refused", async () => {
    await expect(rowsOf("a.csv", Buffer.from([0x78, 0x0a, 0x31, 0xc3]))).rejects.toThrow(/not UTF-8/);
  });

  test("a quote that is never closed and bytes that are no text are refused with the file's name", async () => {
    await expect(rowsOf("q.csv", 'x,y\n1,"open\n')).rejects.toThrow(/q\.csv is not CSV that can be read/);
    await expect(rowsOf("b.csv", Buffer.from([0x78, 0x0a, 0xff, 0xfe, 0x0a]))).rejects.toThrow(/not UTF-8/);
  });
});

describe("other data sets", () => {
  test("JSON Lines and gzip are read; rows of the same keys share their names", async () => {
    const rows = await rowsOf("a.jsonl.gz", gzipSync('{"x":1,"y":"b"}\n{"x":2.5,"y":null}\n'));
    expect(rows).toEqual([
      { names: ["x", "y"], cells: [1, "b"], typed: true },
      { names: ["x", "y"], cells: [2.5, null], typed: true },
    ]);
    expect(rows[0]!.names).toBe(rows[1]!.names);
  });

  test.each([
    ["a.jsonl", "[1,2]\n", "a.jsonl:1 is not a JSON object"],
    ["a.jsonl", '{"x":1}\n{x\n', "a.jsonl:2 is not JSON"],
    ["a.parquet", "no parquet", "is not a Parquet file that can be read"],
    ["a.xlsx", "x", "expected a file that ends in .csv"],
  ])("%s with %j is refused", async (key, body, message) => {
    await expect(rowsOf(key, body)).rejects.toThrow(UnusableInput);
    await expect(rowsOf(key, body)).rejects.toThrow(message);
  });

  test.each(["none.csv", "none.csv.gz", "none.jsonl.gz", "none.parquet"])(
    "%s is not there and is said to be missing",
    async (key) => {
      await expect(Array.fromAsync(readDataset(store, key))).rejects.toThrow(ObjectNotFound);
    },
  );

  test.each([
    ["no gzip", Buffer.from("x,y\n1,2\n")],
    ["cut off", gzipSync("x,y\n" + "1,2\n".repeat(1000)).subarray(0, 30)],
  ])("a .gz that is %s is refused with its name", async (_fault, body) => {
    await expect(rowsOf("a.csv.gz", body)).rejects.toThrow(UnusableInput);
    await expect(rowsOf("a.csv.gz", body)).rejects.toThrow(/a\.csv\.gz is not whole gzip .*Pack it again/);
  });

  test("Parquet is read by row group: the flights begin on 1 January 2001", async () => {
    const file = flightsFile();
    const cut = file.lastIndexOf("/");
    const rows = readDataset(new DiskObjectStore(file.slice(0, cut)), file.slice(cut + 1));
    const { value } = await rows.next();
    await rows.return(undefined);
    expect(value![0]).toMatchObject({
      typed: true,
      names: ["date", "delay", "distance", "origin", "destination"],
    });
    expect(value![0]!.cells[0]).toMatch(/^2001-01-01T/);
  });
});

describe("baselineFrom", () => {
  async function* batch(
    names: readonly string[],
    cells: readonly (readonly (string | number)[])[],
  ): AsyncGenerator<readonly Row[]> {
    yield cells.map((row) => ({ names, cells: row, typed: false }));
  }

  test.each([
    ["ISO 8601", "2001-02-16T10:30:00Z"],
    ["ISO 8601 with an offset", "2001-02-16T16:15:00.283+05:45"],
    ["ISO 8601 with an hour's offset", "2001-02-16 07:30:00-03"],
    ["ISO 8601 without an offset", "2001-02-16T10:30:00"],
    ["pandas' text", "2001-02-16 10:30:00.123456"],
    ["minutes", "2001-02-16 10:30"],
    ["epoch seconds", 982_319_400],
    ["epoch milliseconds", 982_319_400_000],
    ["epoch seconds as text", "982319400.5"],
  ])("times in %s fall into the same slot, whatever the machine's zone", async (_unit, time) => {
    const zone = process.env["TZ"];
    onTestFinished(() => {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    });
    process.env["TZ"] = "Pacific/Auckland";
    const { slots, facts } = await baselineFrom(batch(["t", "x"], [[time, "1"]]), "data.csv", {
      time: "t",
      season: "hour-of-day",
    });
    expect([...slots.keys()].sort()).toEqual(["h10", "none"]);
    expect(facts).toMatchObject({ rows: 1, season: "hour-of-day", slots: ["h10", "none"] });
  });

  test("the prediction goes first and the time column is no part of it", async () => {
    const { constraints } = await baselineFrom(
      batch(["t", "x", "score"], [["2001-02-16T10:30:00Z", "1", "0.5"]]),
      "data.csv",
      { time: "t", prediction: "score" },
    );
    expect(constraints.features.map(({ name }) => name)).toEqual(["score", "x"]);
  });

  test("a false alarm a month is one in 730 hours, and one in 8,760 windows of five minutes, shared over the columns", async () => {
    const rows = Array.from({ length: 3 * 24 * 12 }, (_, index) => [
      982_281_600 + index * 300,
      String(index % 7),
    ]);
    const rate = async (windowMs: number) =>
      (await baselineFrom(batch(["t", "x"], rows), "data.csv", { time: "t", minRows: 1, windowMs }))
        .calibration!.falseAlarmRate;
    expect(await rate(3_600_000)).toBeCloseTo(1 / 730, 12);
    expect(await rate(300_000)).toBeCloseTo(1 / 8760, 12);
  });

  test("one column cannot be the time and the prediction", async () => {
    await expect(
      baselineFrom(batch(["t", "x"], [[1, "1"]]), "data.csv", { time: "t", prediction: "t" }),
    ).rejects.toThrow("expected two columns");
  });

  test("without times the whole is one slot and nothing is learnt", async () => {
    const { slots, calibration, facts } = await baselineFrom(batch(["x"], [["1"], ["2"]]), "data.csv", {
      season: "hour-of-day",
    });
    expect([...slots.keys()]).toEqual(["none"]);
    expect(calibration).toBeUndefined();
    expect(facts.season).toBe("none");
  });

  test("no rows, a misspelt column and a cell that is no time are refused with what to do", async () => {
    await expect(baselineFrom(batch(["x"], []), "data.csv")).rejects.toThrow(
      "data.csv has no rows. A baseline needs",
    );
    await expect(
      baselineFrom(batch(["time", "x"], [["2001-01-01", "1"]]), "data.csv", { time: "tme" }),
    ).rejects.toThrow('has no column "tme"; did you mean "time"?');
  });

  test.each([
    "noon",
    "row 7",
    "",
    "2001-02-30T00:00:00Z",
    "2001-02-16T24:00:00Z",
    "2001-02-16T10:30:00+24:00",
    "16.02.2001",
    Number.NaN,
    982_319_400_000_000_000,
  ])("%j is no time and is refused with its row", async (time) => {
    await expect(
      baselineFrom(
        batch(
          ["time", "x"],
          [
            ["2001-02-16", "1"],
            [time, "1"],
          ],
        ),
        "data.csv",
        { time: "time" },
      ),
    ).rejects.toThrow('data.csv, row 2: column "time" holds no time');
  });
});
