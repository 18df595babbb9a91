import { gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { flightsFile } from "../../local/flights/read-flights.ts";
import type { Row } from "../../shared/capture/row.ts";
import { ObjectNotFound, UnusableInput } from "../../shared/errors.ts";
import { seededRandom } from "../../shared/random.ts";
import { csvRows } from "../../steps/csv-dataset.ts";
import { jsonRows } from "../../steps/json-dataset.ts";
import { datasetParts, readDataset, readDatasetParts } from "../../steps/read-dataset.ts";
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

describe("CSV data sets of other shapes", () => {
  test("a byte order mark is no part of the first name", async () => {
    expect(await rowsOf("a.csv", "\ufeffx,y\n1,2\n")).toMatchObject([{ names: ["x", "y"] }]);
  });

  test("without a header the columns are _c0, _c1, …, as Model Monitor names them", async () => {
    const rows = csvRows(pieces("1,b\n2,,x\n", 3), "test", { header: false });
    expect((await Array.fromAsync(rows)).flat()).toEqual([
      { names: ["_c0", "_c1"], cells: ["1", "b"], typed: false },
      { names: ["_c0", "_c1", "_c2"], cells: ["2", null, "x"], typed: false },
    ]);
  });

  test("any table comes back, however it is cut", async () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom("", '"', ",", "\n", "\r\n", '""', "größe", " x "));
    const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    const written = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom("\n", "\r\n"),
        async (rows, size, end) => {
          const text = rows.map((row) => row.map(written).join(",") + end).join("");
          const read = await Array.fromAsync(csvRows(pieces(text, size), "test", { header: false }));
          expect(read.flat().map(({ cells }) => cells)).toEqual(
            rows.map((row) => row.map((value) => (value === "" ? null : value))),
          );
        },
      ),
      { seed: 4180, numRuns: 400 },
    );
  });
});

describe("JSON Lines data sets", () => {
  test("are read in batches, with the number of the line that is none", async () => {
    const line = (number: number) => `{"x":${number},"y":"größe"}\n`;
    const text = Array.from({ length: 300 }, (_, at) => line(at)).join("");
    for (const size of [1, 7, 1000]) {
      const batches = await Array.fromAsync(jsonRows(pieces(text, size), "test"));
      expect(batches.flat().map(({ cells }) => cells)).toEqual(
        Array.from({ length: 300 }, (_, at) => [at, "größe"]),
      );
    }
    const broken = pieces(`${text}\n \n{"x":\n`, 64);
    await expect(Array.fromAsync(jsonRows(broken, "test"))).rejects.toThrow("test:303 is not JSON");
  });

  test("a byte order mark, CRLF and blank lines are no rows", async () => {
    expect((await rowsOf("a.jsonl", '\ufeff{"x":1}\r\n\r\n{"x":2}')).map(({ cells }) => cells)).toEqual([
      [1],
      [2],
    ]);
  });

  test("what is nested is flattened as captured JSON is; rows of one shape share their names", async () => {
    const rows = await rowsOf(
      "a.jsonl",
      '{"a":{"b":[1,2]},"c":"x"}\n{"a":{"b":[3,4]},"c":"y"}\n{"features":[5,6]}\n',
    );
    expect(rows).toEqual([
      { names: ["a.b[0]", "a.b[1]", "c"], cells: [1, 2, "x"], typed: true },
      { names: ["a.b[0]", "a.b[1]", "c"], cells: [3, 4, "y"], typed: true },
      { names: ["_c0", "_c1"], cells: [5, 6], typed: true },
    ]);
    expect(rows[0]!.names).toBe(rows[1]!.names);
  });

  test("numbers keep their spelling, and identifiers their digits", async () => {
    expect(await rowsOf("a.jsonl", '{"x":1,"y":1.0}\n{"x":9007199254740993,"y":2.5}\n')).toEqual([
      { names: ["x", "y"], cells: [1, "1.0"], typed: false, typedCells: [true, false] },
      { names: ["x", "y"], cells: ["9007199254740993", 2.5], typed: false, typedCells: [false, true] },
    ]);
  });

  test.each([
    [
      "a row that is too deep",
      `{"a":${"[".repeat(40)}${"]".repeat(40)}}`,
      "a.jsonl:1 cannot be a row: JSON row is nested",
    ],
    [
      "bytes that are no text",
      Buffer.from([0x7b, 0xff, 0x7d]),
      "a.jsonl:1 or one soon after it is not UTF-8",
    ],
  ])("%s is refused with its line", async (_, body, message) => {
    await expect(rowsOf("a.jsonl", body)).rejects.toThrow(message);
  });

  test("any bytes give rows or an UnusableInput that does not quote them", async () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.constant('{"secret7391":'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 5 }), async (lines) => {
        try {
          for (const { names, cells } of (
            await Array.fromAsync(jsonRows(pieces(lines.join("\n"), 5), "test"))
          ).flat())
            expect(names).toHaveLength(cells.length);
        } catch (error) {
          expect(error).toBeInstanceOf(UnusableInput);
          expect((error as Error).message).not.toContain("secret7391");
        }
      }),
      { seed: 7391, numRuns: 500 },
    );
  });
});

describe("data sets of several files", () => {
  const parts = (...keys: string[]) => keys.map((key) => ({ store, key }));
  const rowsIn = async (...keys: string[]) =>
    (await Array.fromAsync(readDatasetParts(parts(...keys)))).flat();

  test("columns go by name where a later file has them in another order", async () => {
    await store.put("s/1.csv", "x,y\n1,2\n");
    await store.put("s/2.csv", "y,x\n4,3\n");
    expect(await rowsIn("s/1.csv", "s/2.csv")).toMatchObject([
      { names: ["x", "y"], cells: ["1", "2"] },
      { names: ["y", "x"], cells: ["4", "3"] },
    ]);
    const { constraints } = await baselineFrom(readDatasetParts(parts("s/1.csv", "s/2.csv")), "s", {
      prediction: "y",
    });
    expect(constraints.features.map(({ name, completeness }) => [name, completeness])).toEqual([
      ["y", 1],
      ["x", 1],
    ]);
  });

  test("a file with other columns is refused with the difference", async () => {
    await store.put("o/1.csv", "x,y\n1,2\n");
    await store.put("o/2.csv", "x,z\n1,2\n");
    await expect(rowsIn("o/1.csv", "o/2.csv")).rejects.toThrow(
      'Got o/2.csv with other columns than o/1.csv: it lacks "y", and it has "z" besides',
    );
  });

  test("are all below the folder, to any depth, but the hidden ones and those of other kinds", async () => {
    for (const key of [
      "d/b.csv",
      "d/a/deep/c.jsonl.gz",
      "d/x.parquet",
      "d/readme.txt",
      "d/_SUCCESS",
      "d/_tmp/e.csv",
      "d/.f.csv",
      "other/g.csv",
    ])
      await store.put(key, "");
    const found = async (key: string) => (await datasetParts(store, key)).map((part) => part.key);
    expect(await found("d")).toEqual(["d/a/deep/c.jsonl.gz", "d/b.csv", "d/x.parquet"]);
    expect(await found("d/")).toEqual(await found("d"));
    expect(await found("d/b.csv")).toEqual(["d/b.csv"]);
    expect(await found("none")).toEqual([]);
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
      typedCells: [true, false, false, true, true],
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

  test("limits are learnt at every scale that has four spans, of hours and of windows of five minutes", async () => {
    const rows = Array.from({ length: 3 * 24 * 12 }, (_, index) => [
      982_281_600 + index * 300,
      String(index % 7),
    ]);
    const scales = async (windowMs: number) => {
      const { calibration } = await baselineFrom(batch(["t", "x"], rows), "data.csv", {
        time: "t",
        minRows: 1,
        windowMs,
      });
      const { laws } = calibration!.columns["x"]!;
      return Object.entries(laws).map(([scale, { values }]) => [scale, values?.windows]);
    };
    // Three days have 72 hours and 12 spans of six, and too few days and weeks to learn how those differ.
    expect(await scales(3_600_000)).toEqual([
      ["PT1H", 72],
      ["PT6H", 12],
      ["P1D", undefined],
      ["P7D", undefined],
    ]);
    expect((await scales(300_000))[0]).toEqual(["PT5M", 864]);
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
