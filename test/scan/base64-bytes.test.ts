import { describe, expect, test } from "vitest";
import { seededRandom } from "../../shared/random.ts";
import { Base64Bytes } from "../../shared/scan/base64-bytes.ts";
import { CellColumns } from "../../shared/scan/cell-columns.ts";
import { NO_ROOM } from "../../shared/scan/not-scanned.ts";
import { newScanCore } from "../../shared/scan/scan-core/scan-core.ts";
import { Dice } from "./dice.ts";

const core = newScanCore()!;
const inCore = new Base64Bytes(new CellColumns(false, core));
const plain = new Base64Bytes(new CellColumns());

/** What the base64 unpacks to, and where it ends; undefined where it is none. */
function unpacked(base64: Base64Bytes, bytes: Buffer, at: number, text: string) {
  base64.clear();
  bytes.write(`${text}"\n`, at, "latin1");
  const found = base64.unpack(bytes, at);
  if (found === undefined || found === NO_ROOM) return undefined;
  const { start, length, end } = found;
  return { text: Buffer.from(found.bytes.subarray(start, start + length)).toString("latin1"), end: end - at };
}

function expectSame(text: string) {
  const found = unpacked(inCore, core.bytes, core.linesAt, text);
  expect(found, text).toEqual(unpacked(plain, Buffer.alloc(text.length + 99), 0, text));
  return found;
}

const PIECES = [
  "1,2.5,",
  "group 7",
  "\n",
  "\r\n",
  '"',
  "\\",
  "é",
  "😀",
  "\u0001",
  "\u0000",
  "\t",
  "x".repeat(40),
];

describe("payloads in base64", () => {
  test.each([1, 2, 3])("are the same bytes in WebAssembly and out of it (seed %i)", (seed) => {
    const dice = new Dice(seededRandom(seed));
    for (let round = 0; round < 2000; round++) {
      const usual = dice.chance(0.7) ? 6 : PIECES.length;
      const text = Array.from({ length: dice.upTo(12) }, () => PIECES[dice.upTo(usual)]).join("");
      const bytes = Buffer.from((dice.chance(0.1) ? "\ufeff" : "") + text);
      const found = expectSame(bytes.toString("base64"));
      expect(JSON.parse(`"${Buffer.from(found!.text, "latin1").toString()}"`)).toBe(text);
      expectSame(bytes.toString("base64").replace(/=+$/, ""));
    }
  });

  test("are none with a letter of another alphabet, too many pads or too few letters", () => {
    const letters = ["A", "b", "9", "+", "/", "=", "-", "_", " ", "\n", "\\", "\u00e9"];
    const dice = new Dice(seededRandom(4));
    for (let round = 0; round < 20_000; round++)
      expectSame(Array.from({ length: dice.upTo(9) }, () => dice.pick(letters)).join(""));
    for (const text of [
      "A",
      "AAAAA",
      "=",
      "==",
      "A=",
      "A===",
      "AA=",
      "AAAA=",
      "AAAA==",
      "AAA==",
      "AA===",
      "-_-_",
    ])
      expect(expectSame(text), text).toBeUndefined();
    for (const text of ["", "AA", "AA==", "AAA", "AAA=", "AAAA", "AB==", "AAB"])
      expect(expectSame(text), text).toBeDefined();
  });

  test("ask for room when those before them fill it, and lie elsewhere when it is never enough", () => {
    const large = Buffer.alloc(300_000, "1,").toString("base64");
    inCore.clear();
    core.bytes.write(`${large}"\n`, core.linesAt);
    const first = inCore.unpack(core.bytes, core.linesAt);
    const answers = [1, 2, 3, 4, 5, 6, 7].map(() => inCore.unpack(core.bytes, core.linesAt));
    expect(first).toMatchObject({ length: 300_000 });
    expect(answers.at(-1)).toBe(NO_ROOM);
    inCore.clear();
    const huge = Buffer.alloc(2_100_000, "1,").toString("base64");
    core.bytes.write(`${huge}"\n`, core.linesAt);
    const found = inCore.unpack(core.bytes, core.linesAt);
    expect(found === NO_ROOM || found?.bytes === core.bytes).toBe(false);
    expect(found).toMatchObject({ length: 2_100_000 });
  });
});
