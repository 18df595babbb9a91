import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";
import { parseCaptureKey } from "../../shared/capture/capture-key.ts";
import { MAX_LINE_BYTES } from "../../shared/capture/lines.ts";
import { seededRandom } from "../../shared/random.ts";
import { Dice } from "../scan/dice.ts";
import { randomCaptures } from "../scan/random-captures.ts";
import { randomCell } from "../scan/random-cells.ts";
import { expectSameBothWays } from "./both-ways.ts";
import { among, cellLines, fileOf, raw, record, same, TIME, times } from "./capture-lines.ts";

/** More of them by hand: SCANNED_FILES=20000 FIRST_SEED=1000. */
const FILES = Number(process.env["SCANNED_FILES"] ?? 60);
const FIRST = Number(process.env["FIRST_SEED"] ?? 1);
const COUNT = 40;

describe("profiles by scanning are those of the plain way, to the byte:", () => {
  test("of any file, wherever its chunks are cut", { timeout: 30_000 + FILES * 100 }, async () => {
    for (let seed = FIRST; seed < FIRST + FILES; seed++) {
      const dice = new Dice(seededRandom(seed));
      const file = randomCaptures(seed);
      const cuts = times(400, () => String(1 + dice.upTo(900))).map(Number);
      const chunks = dice.pick([[], [], cuts, [65_536], file.bytes.length < 20_000 ? [7] : [1000]]);
      await expectSameBothWays({ ...file, chunks }, `seed ${seed}`);
    }
  });

  test("of a file that comes byte by byte", async () => {
    for (let seed = FIRST; seed < FIRST + 6; seed++)
      await expectSameBothWays({ ...randomCaptures(seed, 12), chunks: [1] }, `seed ${seed}`);
  });

  const folders = [
    "../pipeline/input/**/*.jsonl",
    "../../events/captures/**/*.jsonl",
    "../fixtures/formats/**/*.jsonl",
    "../fixtures/capture/*.jsonl",
    "../../../shared/data/model-monitor/**/*.jsonl",
  ];
  const paths = folders.flatMap((folder) => globSync(fileURLToPath(new URL(folder, import.meta.url)))).sort();
  const shortened = (path: string) => path.slice(path.search(/(pipeline|events|fixtures|model-monitor)\//));
  test.each(paths.map((path) => [shortened(path), path]))("of %s", async (about, path) => {
    const key = parseCaptureKey(path.slice(path.search(/shop\/AllTraffic\//)));
    for (const names of [undefined, ["score", "amount", "country"]])
      for (const compatibility of ["none", "ModelMonitor"]) {
        const columns = names === undefined ? {} : { names, sensitive: ["country"] };
        const definition = { columns, compatibility };
        const bytes = readFileSync(path);
        await expectSameBothWays({ bytes, definition, ...(key && { key }) }, about);
        await expectSameBothWays({ bytes, definition, ...(key && { key }), chunks: [701] }, about);
      }
  });

  test("of thousands of odd cells, one a row and fifty a record", async () => {
    for (const [seed, definition] of [
      [1, {}],
      [2, { columns: { sensitive: ["_c2"] } }],
      [3, { compatibility: "ModelMonitor" }],
    ] as const) {
      const dice = new Dice(seededRandom(seed));
      const cells = times(3000, () => randomCell(dice)).map((cell) =>
        /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
      );
      await same(fileOf(cellLines(cells.length, (at) => cells[at]!)), definition, `seed ${seed}`);
      const batches = times(60, (at) => {
        const rows = times(50, (row) => `${row},${cells[50 * at + row]!},x`);
        return record(rows.join("\n"), times(50, String).join("\n"));
      });
      await same(fileOf(batches), definition, `seed ${seed}`);
    }
  });

  test("of columns that are ranked together: more of them than are, with numbers of every spelling, texts and gaps", async () => {
    const dice = new Dice(seededRandom(21));
    const cellOf = (column: number, at: number): string => {
      if (dice.upTo(20) === 0) return "";
      if (column % 9 === 3) return dice.upTo(2) === 0 ? `t${at}` : String(at);
      const value = Math.sin(at * (column + 1)) * 10 ** (column % 7) + at / 50;
      return dice.pick([String(value), value.toFixed(2), String(Math.round(value)), value.toExponential(4)]);
    };
    const rows = times(4400, (at) => times(40, (column) => cellOf(column, at)).join(","));
    const lines = rows.map((row, at) => record(row, String(Math.cos(at))));
    const batches = times(3, (at) => {
      const own = rows.slice(300 * at, 300 * (at + 1));
      return record(own.join("\n"), own.map((_, row) => String(Math.cos(row))).join("\n"));
    });
    const names = times(41, (at) => `n${at}`);
    await same(fileOf(lines));
    for (const lineList of [
      lines.slice(0, 400),
      batches,
      [...lines.slice(0, 100), ...batches, raw("1,2", { output: '\\"' })],
    ]) {
      await same(fileOf(lineList), { columns: { names, sensitive: ["n0", "n5"] } });
      await same(fileOf(lineList), { window: "PT5M", compatibility: "ModelMonitor" });
    }
  });

  test("of columns of one kind that changes in the middle of a block of 2,048", async () => {
    const kinds: readonly ((at: number) => string)[] = [
      (at) => String(at % 7),
      (at) => (at / 100).toFixed(2),
      (at) => (at / 1e7).toFixed(8),
      (at) => String(3e9 + at),
      (at) => String(Math.sin(at)),
      (at) => `${at}e-3`,
      (at) => `9007199254740${at % 1000}99`,
      (at) => `t${at % 5}`,
    ];
    for (const [before, one] of kinds.entries())
      for (const [after, other] of kinds.entries()) {
        const bytes = fileOf(cellLines(2100, (at) => (at < 1000 + 131 * after ? one(at) : other(at))));
        if ((before + after) % 3 === 1) await same(bytes, {}, `kind ${before}, then ${after}`);
      }
  });

  test("of 1,100 and of 3,000 different texts, more than there are counters", async () => {
    const random = seededRandom(5);
    for (const different of [1100, 3000])
      await same(fileOf(cellLines(6000, () => `t${Math.floor(random() ** 2 * different)}`)));
    await same(fileOf(cellLines(3000, (at) => `t${(at * 7919) % 1100}`)), { compatibility: "ModelMonitor" });
  });

  test("of records of 1, 2, 50, 600, 2,000 and 40,000 rows", async () => {
    for (const rows of [1, 2, 50, 600, 2000, 40_000]) {
      const input = times(rows, (at) => `${at},x${at % 9}`).join("\n");
      const output = times(rows, (at) => `0.${at}`).join("\n");
      const lines = times(rows > 2000 ? 1 : 3, () => record(input, output));
      await same(
        fileOf([...cellLines(20, String), ...lines, ...cellLines(20, String), ...lines]),
        {},
        `${rows} rows`,
      );
    }
  });

  test("of rows of one side whose other side leaves more than eight million cells empty", async () => {
    const names = times(200, (at) => `n${at}`);
    const rows = times(50_000, (at) => String(at % 9)).join("\n");
    const one = (data: string) =>
      `{"captureData":{"endpointInput":{"data":${JSON.stringify(data)},"encoding":"CSV"}},"eventMetadata":{"inferenceTime":"${TIME}"}}`;
    await same(fileOf([one("1"), one("2"), one(rows), one("3")]), { columns: { names } });
  });

  test("of rows of 9,999, 10,000 and 10,001 columns, and of both sides together", async () => {
    for (const width of [9999, 10_000, 10_001]) {
      const wide = times(width, (at) => String(at % 10)).join(",");
      const one = (data: string) => record(data, "0.5");
      if (width < 10_001) await same(fileOf([one("1,2"), one(wide), one("3,4")]), {}, `${width} columns`);
      const alone = (data: string) =>
        `{"captureData":{"endpointInput":{"data":"${data}","encoding":"CSV"}},"eventMetadata":{"inferenceTime":"${TIME}"}}`;
      if (width > 9999) await same(fileOf([alone("1,2"), alone(wide), alone("3")]), {}, `${width} columns`);
    }
  });

  test("of texts of 255 to 257 and of 300 characters, and of nearly the same ones", async () => {
    const texts = [255, 256, 257, 300].flatMap((length) => [
      "x".repeat(length),
      `${"x".repeat(length - 1)}y`,
    ]);
    const wide = texts.map((text) => text.replace("x", "\u00e9"));
    await same(fileOf(cellLines(COUNT, (at) => [...texts, ...wide][at % 16]!)));
  });

  test("of a line of just the most bytes, and of ones that are longer, in chunks and in one", {
    timeout: 120_000,
  }, async () => {
    const long = (bytes: number) => {
      const frame = raw("", { id: '"e"' }).length;
      return raw("x".repeat(bytes - frame), { id: '"e"' });
    };
    for (const [more, chunks] of [
      [0, [1 << 20, 65_537]],
      [1, [1 << 20, 65_537]],
      [5, [1 << 19]],
      [3_000_000, [65_536]],
    ] as const)
      await expectSameBothWays({ bytes: among(long(MAX_LINE_BYTES + more)), chunks }, `${more} bytes more`);
    const cutOff = among(long(MAX_LINE_BYTES + 9)).subarray(0, -raw("5,6").length - 2);
    await expectSameBothWays({ bytes: cutOff, chunks: [1 << 20] }, "cut off");
  });

  test("of numbers as names, which a header may begin with", async () => {
    const names = ["0", "1", "2"];
    const lines = times(4, () => record("1,2\n5,6\n7,8", "0\n0.5\n0.6"));
    for (const order of ["output-first", "input-first"])
      await same(fileOf([...cellLines(3, String), ...lines]), { columns: { names, order } });
  });

  test("of a header, with blanks and quotes and not quite one", async () => {
    const columns = { names: ["score", "a b", "\u00e9", "true"] };
    const heads = [
      "a b,\u00e9,true",
      " a b ,\u00e9 ,true",
      '"a b","\u00e9",true',
      "a b,\u00e9,false",
      "score,a b,\u00e9",
      "\u00e9,true",
    ];
    for (const head of heads) {
      const lines = times(5, (at) => record(`${head}\n${at},x,true\n2,y,false`, "score\n0.5\n0.6"));
      await same(fileOf([...cellLines(4, String), ...lines]), { columns }, head);
    }
  });
  test("of encodings that alternate line by line", async () => {
    const encodings = ["CSV", "JSON", "BASE64", "csv", "PARQUET"];
    const data = ["1,2", "[1,2.0]", "MSwy", "1,2", "1,2"];
    const lines = times(200, (at) => {
      const [kind, answer] = [at % 5, (at * 3 + (at >> 4)) % 3];
      return `{"captureData":{"endpointInput":{"data":"${data[kind]}","encoding":"${encodings[kind]}"},"endpointOutput":{"encoding":"${encodings[answer]}","data":"${data[answer]}"}},"eventMetadata":{"inferenceTime":"${TIME}"}}`;
    });
    await same(fileOf(lines));
    await same(fileOf(lines), { columns: { names: ["score", "other", "a", "b"] } });
  });

  test("of more forms of rows and of envelopes than are remembered", async () => {
    const lines = times(2000, (at) => {
      const width = 1 + ((at * 7) % 90);
      const blanks = " ".repeat(at % 23);
      return `{${blanks}"captureData":{"endpointInput":{"data":"${times(width, (cell) => String(cell * at)).join(",")}","encoding":"CSV"}},"eventMetadata":{"eventId":"e${at}","inferenceTime":"${TIME}"}}`;
    });
    await same(fileOf(lines));
  });

  test("of windows that the records cross back and forth, clocks that are wrong, and no clock", async () => {
    const clock = (at: number) =>
      new Date(Date.parse(TIME) + ((at * 37) % 11) * 1_200_000 - 7_200_000).toISOString();
    const lines = times(500, (at) => record(`${at},a${at % 3}`, "0.5", clock(at).replace(".000", "")));
    for (const window of ["PT5M", "PT1H", "P1D"]) await same(fileOf(lines), { window }, window);
  });
});
