import { describe, expect, test } from "vitest";
import { seededRandom } from "../../shared/random.ts";
import { CellColumns } from "../../shared/scan/cell-columns.ts";
import { type JsonTemplate, jsonTemplateOf, putJsonTemplate } from "../../shared/scan/json-template.ts";
import { newScanCore } from "../../shared/scan/scan-core/scan-core.ts";
import { scanJson } from "../../shared/scan/scan-json.ts";
import { Dice } from "./dice.ts";
import { cellAt } from "./scanned-cells.ts";

const core = newScanCore()!;
const STRIDE = 16;

/** The payload in a JSON string, from `at` on. */
function written(payload: string, bytes: Buffer, at: number): Buffer {
  bytes.write(`${JSON.stringify(payload).slice(1)}\n`, at);
  return bytes;
}

function scanned(cells: CellColumns, template: JsonTemplate, bytes: Buffer, at: number, first: number) {
  cells.clear(STRIDE);
  cells.stride = STRIDE;
  const end = scanJson(cells, template, bytes, at, first);
  if (end < 0) return { end };
  const { rows, width } = cells;
  const found = Array.from({ length: rows * width }, (_, cell) =>
    cellAt(cells, (cell % width) * STRIDE + first + Math.floor(cell / width)),
  );
  return { end: end - at, rows, width, found };
}

/** By a template that another payload taught; both ways give the same, which is returned. */
function expectSameScan(taught: string, payload: string, first = 0) {
  const lesson = written(taught, Buffer.alloc(4096), 0);
  const template = jsonTemplateOf(lesson, 0, lesson.indexOf('"\n'))!;
  core.clearTemplates();
  const plain = scanned(new CellColumns(), template, written(payload, Buffer.alloc(4096), 0), 0, first);
  putJsonTemplate(core, template);
  expect(template.place).toBeGreaterThan(0);
  written(payload, core.bytes, core.linesAt);
  const inCore = scanned(new CellColumns(false, core), template, core.bytes, core.linesAt, first);
  expect(inCore, payload).toEqual(plain);
  return plain;
}

/** Spellings of JSON, and some that are none. */
const VALUES = [
  ...["0", "-0", "7", "-12", "123456789", "1234567890", "-987654321", "12345678901234", "123456789012345"],
  ...[
    "1234567890123456",
    "9007199254740991",
    "9007199254740993",
    "18446744073709551616",
    "05",
    "-05",
    "-",
    "1.",
  ],
  ...["0.5", "-0.0", "1.0", "1.50", "0.12345678", "12345678.9", "123456789.1", "0.30000000000000004", ".5"],
  ...["123.45678901234567", "-0.00012345678901234", "1.00000000000000000001", "99999999999999999.5", "1e5"],
  ...["1E+5", "-1.5e-7", "1e400", "1e-400", "1e", "null", "true", "false", "tru", "nul", "falsy", "fals"],
  ...[
    '""',
    '"x"',
    '"true"',
    '"5"',
    '"a,b"',
    '"é"',
    '"\\u00e9"',
    '"a\\"b"',
    '"a longer text than a vector"',
    "[1]",
    "{}",
  ],
];

describe("JSON by a template", () => {
  test("is read in WebAssembly as in TypeScript, whatever stands for a value", () => {
    for (const value of VALUES) {
      for (const payload of [`[${value}]`, `[[${value},1],[2,${value}]]`, `{"a":${value},"b":"x"}`])
        expectSameScan(
          payload[1] === "[" ? "[[1,2],[3,4]]" : payload[0] === "[" ? "[1]" : '{"a":1,"b":"x"}',
          payload,
        );
    }
  });

  test.each([1, 2, 3])("is so at random, in lists and objects of any number of rows (seed %i)", (seed) => {
    const dice = new Dice(seededRandom(seed));
    let scans = 0;
    for (let round = 0; round < 2000; round++) {
      const width = 1 + dice.upTo(4);
      const isObject = dice.chance(0.5);
      const value = () => {
        if (dice.chance(0.1)) return dice.pick(VALUES);
        return dice.chance(0.5)
          ? String(dice.upTo(1000) - 500)
          : (dice.next() * 1000 - 300).toFixed(dice.upTo(12));
      };
      const row = (of: () => string) => {
        const values = Array.from({ length: width }, of);
        return isObject
          ? `{${values.map((each, at) => `"f${at}":${each}`).join(",")}}`
          : `[${values.join(",")}]`;
      };
      const payload = (of: () => string, rows: number) =>
        `{"instances":[${Array.from({ length: rows }, () => row(of)).join(",")}]}`;
      const lesson = payload(() => "1", 1 + dice.upTo(3));
      const found = expectSameScan(lesson, payload(value, 1 + dice.upTo(5)), dice.upTo(3));
      if (found.end > 0) scans++;
    }
    expect(scans).toBeGreaterThan(600);
  });
});
