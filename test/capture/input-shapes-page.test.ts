/** docs/input-shapes.md: every row of its tables is run. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { parseManifest } from "../../shared/capture/batch-manifest.ts";
import { csvBatchRecord, jsonBatchRecord } from "../../shared/capture/batch-record.ts";
import { type CaptureRecord, parseCaptureRecord } from "../../shared/capture/capture-record.ts";
import { encodingNamed, payloadEncodings } from "../../shared/capture/encodings/index.ts";
import { recordRows } from "../../shared/capture/record-rows.ts";
import type { Cell, Row } from "../../shared/capture/row.ts";
import type { RecordRows, RowOptions } from "../../shared/capture/rows.ts";
import { cellType } from "../../shared/profile/cell-type.ts";
import { readDataset } from "../../steps/read-dataset.ts";
import { temporaryFolder } from "../cli/run.ts";
import { type ParquetColumn, type ParquetValue, writeParquet } from "../fixtures/write-parquet.ts";

const page = readFileSync(new URL("../../docs/input-shapes.md", import.meta.url), "utf8");
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** The rows of the table whose head is this, cell by cell. */
function table(...head: readonly string[]): string[][][] {
  const found: string[][][] = [];
  let rows: string[][] | undefined;
  for (const line of page.split("\n")) {
    if (!line.startsWith("|")) rows = undefined;
    else {
      const cells = line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim());
      if (cells.join() === head.join()) found.push((rows = []));
      else if (rows !== undefined && !line.startsWith("|---")) rows.push(cells);
    }
  }
  if (found.length === 0) throw new Error(`No table has the head ${head.join(" | ")}.`);
  return found;
}
const only = (...head: readonly string[]) => table(...head)[0]!;

/** The text of a code span; a sign stands for a line break. */
const code = (cell: string) =>
  cell
    .replace(/^`(.*)`$/s, "$1")
    .replaceAll("↵", "\n")
    .replaceAll("\\r", "\r");

const CLASSES = {
  integral: "Integral",
  fractional: "Fractional",
  boolean: "Boolean",
  string: "String",
} as const;

function shown(rows: readonly Row[]): string {
  return rows.map((row) => row.cells.map((cell, at) => cellText(row, cell, at)).join(", ")).join(" / ");
}

function cellText({ names, typed, typedCells }: Row, cell: Cell, at: number): string {
  const name = names === undefined ? "" : `${names[at]}: `;
  if (cell === undefined) return `${name}absent`;
  const type = cellType(cell, typedCells?.[at] ?? typed);
  return type === "missing" ? `${name}∅` : `${name}${String(cell)} ${CLASSES[type]}`;
}

const options: RowOptions = { order: "output-first", names: ["score", "x", "y"] };
const outcome = (rows: RecordRows) => (rows.ok ? shown(rows.rows) : rows.reason);

describe("docs/input-shapes.md", () => {
  test.each(only("shape", "encoding", "data", "rows"))("payload: %s in %s", (_, encoding, data, rows) => {
    const decoded = encodingNamed(encoding!)!.decode(code(data!), undefined);
    expect(decoded.ok ? shown(decoded.rows) : decoded.reason).toBe(code(rows!));
  });

  test.each(only("shape", "encoding", "data", "reason"))("payload: %s in %s", (_, encoding, data, reason) => {
    expect(encodingNamed(encoding!)!.decode(code(data!), undefined)).toEqual({ ok: false, reason });
  });

  test("names every encoding", () => {
    const told = new Set(only("shape", "encoding", "data", "rows").map(([, encoding]) => encoding));
    expect(told).toEqual(new Set(payloadEncodings.map(({ name }) => name)));
  });

  test.each(only("shape", "request", "answer", "rows", "noted"))(
    "request and answer: %s",
    (_, request, answer, rows, noted) => {
      const side = (cell: string) => {
        const [, encoding, data] = /^(\w+) (`.*`)$/.exec(cell) ?? [];
        return encoding === undefined ? undefined : { encoding, data: code(data!) };
      };
      const [input, output] = [side(request!), side(answer!)];
      const record: CaptureRecord = { ...(input && { input }), ...(output && { output }) };
      const found = recordRows(record, options);
      expect(outcome(found)).toBe(code(rows!));
      expect(found.ok && found.notes.join()).toBe(noted);
    },
  );

  test.each(only("record", "rows"))("record: %s", (line, rows) => {
    const parsed = parseCaptureRecord(line!.slice(1, -1));
    expect(parsed.ok && outcome(recordRows(parsed.record, options))).toBe(code(rows!));
  });

  test.each(only("record", "`targetModel: model` gives"))("target model: %s", (line, rows) => {
    const targetModel = { column: "model", attribute: "TargetModel" };
    const parsed = parseCaptureRecord(line!.slice(1, -1), { targetModel: targetModel.attribute });
    expect(parsed.ok && outcome(recordRows(parsed.record, { ...options, targetModel }))).toBe(code(rows!));
  });

  test.each(only("line of an object", "rows"))("batch transform: %s", (line, rows) => {
    const text = code(line!);
    const record = /^[[{]/.test(text) ? jsonBatchRecord(text, options)! : csvBatchRecord(text, options);
    expect(outcome(record.rows)).toBe(rows === "none: a header" ? "" : code(rows!));
    expect(record.record.eventId).toBe(/1f1d57b1[-\w]+/.exec(text)?.[0]);
  });

  test("shows a manifest that is one", () => {
    const [, manifest] = /A manifest is `(.*?)`/.exec(page) ?? [];
    expect(parseManifest(manifest!)).toMatchObject({
      ok: true,
      objects: [
        { bucket: "bucket", key: "transform-output/a.csv.out" },
        { bucket: "bucket", key: "transform-output/more/b.csv.out" },
      ],
    });
  });

  test.each(only("file", "content", "rows"))(
    "data set: %s with %s, packed too",
    async (file, content, rows) => {
      const name = /`([^`]+)`/.exec(file!)![1]!;
      const header = !file!.includes("--no-header");
      const store = new DiskObjectStore(folder.path);
      await store.put(name, code(content!));
      await store.put(`${name}.gz`, gzipSync(code(content!)));
      for (const key of [name, `${name}.gz`])
        expect(shown((await Array.fromAsync(readDataset(store, key, { header }))).flat())).toBe(code(rows!));
    },
  );

  const TYPES: Record<
    string,
    [ParquetColumn["type"], Partial<ParquetColumn>, (text: string) => ParquetValue]
  > = {
    INT32: ["INT32", {}, Number],
    INT64: ["INT64", {}, BigInt],
    DOUBLE: ["DOUBLE", {}, Number],
    FLOAT: ["FLOAT", {}, Number],
    "DECIMAL(18, 2)": ["INT64", { converted: "DECIMAL", scale: 2, precision: 18 }, BigInt],
    BOOLEAN: ["BOOLEAN", {}, (text) => text === "true"],
    UTF8: ["BYTE_ARRAY", { converted: "UTF8" }, String],
    DATE: ["INT32", { converted: "DATE" }, Number],
    TIMESTAMP_MICROS: ["INT64", { converted: "TIMESTAMP_MICROS" }, BigInt],
  };

  test.each(only("type", "value", "cell"))("Parquet: %s %s", async (name, value, cell) => {
    const [type, more, parse] = TYPES[name!]!;
    const store = new DiskObjectStore(folder.path);
    await store.put("a.parquet", writeParquet([{ name: "x", type, ...more, values: [parse(code(value!))] }]));
    const rows = (await Array.fromAsync(readDataset(store, "a.parquet"))).flat();
    expect(shown(rows)).toBe(`x: ${code(cell!)}`);
  });
});
