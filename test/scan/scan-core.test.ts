import { describe, expect, test } from "vitest";
import { seededRandom } from "../../shared/random.ts";
import { CellColumns, LONG_DECIMAL, LONG_INTEGER, WITHOUT_SIGN } from "../../shared/scan/cell-columns.ts";
import { newScanCore } from "../../shared/scan/scan-core/scan-core.ts";
import { SCAN_CORE_WASM } from "../../shared/scan/scan-core/scan-core-wasm.ts";
import { scanCsv } from "../../shared/scan/scan-csv.ts";
import { assembleWasm } from "../fixtures/assemble-wasm.ts";
import { Dice } from "./dice.ts";
import { EDGES, randomCell, randomNumber } from "./random-cells.ts";
import { cellAt } from "./scanned-cells.ts";

const core = newScanCore()!;
const STRIDE = 16;
const LINE_BREAKS = ["\\n", "\\n", "\\r\\n"];

/** The inside of a JSON string, as a capture file has it. */
const inString = (text: string) => JSON.stringify(text).slice(1, -1);

/** What a scan of the payload left: where it ended, and every cell. */
function scanned(cells: CellColumns, at: number, payload: string, first: number) {
  const bytes = cells.core?.bytes ?? Buffer.alloc(Buffer.byteLength(payload) + 80);
  bytes.write(`${payload}"\n`, at);
  cells.clear(STRIDE);
  cells.stride = STRIDE;
  const end = scanCsv(cells, bytes, at, first);
  if (end < 0) return { end };
  const { rows, width } = cells;
  const found = Array.from({ length: rows * width }, (_, cell) =>
    cellAt(cells, (cell % width) * STRIDE + first + Math.floor(cell / width)),
  );
  return { end: end - at, rows, width, found };
}

function expectSameScan(payload: string, first = 0): void {
  const inCore = scanned(new CellColumns(false, core), core.linesAt, payload, first);
  const plain = scanned(new CellColumns(), 0, payload, first);
  expect(inCore, payload).toEqual(plain);
}

describe("the scanner in WebAssembly", () => {
  test("is what its source describes", async () => {
    expect(Buffer.from(await assembleWasm("scan-core")).toString("base64")).toBe(SCAN_CORE_WASM);
  });

  test("reads every edge of the grammar as the TypeScript does", () => {
    for (const edge of EDGES)
      for (const payload of [
        edge,
        `${edge},1`,
        `1,${edge}`,
        `a,${edge},b`,
        `${edge}\n${edge}`,
        `x\n${edge}\n`,
      ])
        expectSameScan(inString(payload));
  });

  test.each([1, 2, 3, 4])("reads numbers of every length as the TypeScript does (seed %i)", (seed) => {
    const dice = new Dice(seededRandom(seed));
    for (let round = 0; round < 5000; round++)
      expectSameScan(Array.from({ length: 4 }, () => inString(randomNumber(dice))).join(","));
  });

  test.each([5, 6, 7, 8])("reads payloads of all kinds of cells as the TypeScript does (seed %i)", (seed) => {
    const dice = new Dice(seededRandom(seed));
    for (let round = 0; round < 3000; round++) {
      const width = 1 + dice.upTo(5);
      const rows = 1 + dice.upTo(6);
      const lineBreak = dice.pick(LINE_BREAKS);
      const line = () =>
        Array.from({ length: dice.chance(0.02) ? width + 1 : width }, () =>
          dice.chance(0.5) ? String(dice.upTo(100)) : inString(randomCell(dice)),
        ).join(",");
      const payload = Array.from({ length: rows }, line).join(lineBreak);
      expectSameScan(payload + (dice.chance(0.3) ? lineBreak : ""), dice.upTo(4));
    }
  });

  test("gives doubles as Number does, and their shortest texts without asking the TypeScript", () => {
    const dice = new Dice(seededRandom(9));
    const cells = new CellColumns(false, core);
    let deferred = 0;
    for (let round = 0; round < 100_000; round++) {
      const value = dice.next() * 10 ** (dice.upTo(18) - 6);
      const text = String(value);
      core.bytes.write(`${text}"\n`, core.linesAt);
      expect(scanCsv(cells, core.bytes, core.linesAt, 0)).toBeGreaterThan(0);
      if (/e/.test(text)) continue;
      deferred += core.deferred;
      const form = cells.forms[0]! & WITHOUT_SIGN;
      if (form === LONG_DECIMAL || form === LONG_INTEGER) expect(cells.doubles[0]).toBe(value);
    }
    expect(deferred).toBe(0);
  });

  test("leaves to the TypeScript what has more cells than there is room for", () => {
    const payload = Array.from({ length: 9000 }, (_, at) => at).join(",");
    expectSameScan(payload);
    const cells = new CellColumns(false, core);
    core.bytes.write(`${payload}"\n`, core.linesAt);
    scanCsv(cells, core.bytes, core.linesAt, 0);
    expect([cells.core, cells.width]).toEqual([undefined, 9000]);
  });

  test.each([10, 11])("counts texts as a map does (seed %i)", (seed) => {
    const dice = new Dice(seededRandom(seed));
    const cells = new CellColumns(false, core);
    for (const [count, kinds] of [
      [1, 1],
      [16, 3],
      [100, 40],
      [1024, 5],
      [1024, 5000],
    ] as const) {
      const texts = Array.from({ length: count }, () => `t${"k".repeat(dice.upTo(40))}${dice.upTo(kinds)}`);
      cells.stride = 1;
      core.bytes.write(`${texts.join(",")}"\n`, core.linesAt);
      expect(scanCsv(cells, core.bytes, core.linesAt, 0)).toBeGreaterThan(0);
      const expected = new Map<string, number>();
      for (const text of texts) expected.set(text, (expected.get(text) ?? 0) + 1);
      const different = core.countTexts(cells.side!, 0, count);
      const found = Array.from({ length: different }, (_, text) => [
        texts[core.texts[2 * text]!],
        core.texts[2 * text + 1],
      ]);
      expect(found).toEqual([...expected]);
    }
  });
});
