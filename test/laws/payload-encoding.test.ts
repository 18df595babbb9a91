import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodingNamed, payloadEncodings } from "../../shared/capture/encodings/index.ts";
import type { Decoded } from "../../shared/capture/row.ts";

const CANARY = "canary7391";
const CONTENT_TYPES = [
  undefined,
  "text/csv",
  "application/json",
  "application/jsonlines",
  "text/html",
  "image/png",
  "",
];

/** Text of any kind: characters at random, bytes, and the signs of every grammar in every order. */
const sign = fc.constantFrom(
  '"',
  ",",
  "\n",
  "\r",
  "{",
  "}",
  "[",
  "]",
  ":",
  "=",
  "<",
  " ",
  "1",
  "a",
  "null",
  "1.0",
  "\\",
  "\ufeff",
  CANARY,
);
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  fc.array(sign, { maxLength: 30 }).map((signs) => signs.join("")),
  fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.stringify(value)),
  fc.jsonValue().map((value) => JSON.stringify({ [CANARY]: value, instances: [value], "a.b": CANARY })),
);
const data = fc.oneof(
  text,
  text.map((plain) => Buffer.from(plain).toString("base64")),
);

function expectWellFormed(decoded: Decoded): void {
  if (!decoded.ok) {
    expect(decoded.reason).toMatch(/^[\x20-\x7e]{1,120}$/);
    expect(decoded.reason).not.toContain(CANARY);
    return;
  }
  for (const { cells, names, typed, typedCells } of decoded.rows) {
    expect(typeof typed).toBe("boolean");
    if (typedCells !== undefined) expect([typed, typedCells.length]).toEqual([false, cells.length]);
    for (const cell of cells)
      expect(cell === null || ["string", "number", "boolean"].includes(typeof cell)).toBe(true);
    const untyped = cells.filter((_, at) => !(typedCells?.[at] ?? typed));
    expect(untyped.every((cell) => cell === null || typeof cell === "string")).toBe(true);
    if (names !== undefined)
      expect([names.length, new Set(names).size]).toEqual([cells.length, cells.length]);
  }
}

test("no two encodings have the same name, and each is found by its own", () => {
  for (const encoding of payloadEncodings) expect(encodingNamed(encoding.name)).toBe(encoding);
  expect(encodingNamed("csv")).toBeUndefined();
});

describe.each(payloadEncodings)("$name", (encoding) => {
  test("nothing has no rows", () => expect(encoding.decode("", undefined)).toEqual({ ok: true, rows: [] }));

  test("any text gives rows or a reason that does not quote it", () => {
    fc.assert(
      fc.property(data, fc.constantFrom(...CONTENT_TYPES), (given, contentType) => {
        expectWellFormed(encoding.decode(given, contentType));
      }),
      { seed: 7391, numRuns: 1500 },
    );
  });

  test("the same text gives the same rows", () => {
    fc.assert(
      fc.property(data, (given) => {
        expect(encoding.decode(given, undefined)).toEqual(encoding.decode(given, undefined));
      }),
      { seed: 7392, numRuns: 200 },
    );
  });

  // Each is quadratic or deep for a reader that starts again at every sign; the runner's time limit ends such a one.
  test.each([
    ["quotes", '"'.repeat(1_000_000)],
    ["pairs of quotes and commas", '"",'.repeat(300_000)],
    ["commas", ",".repeat(1_000_000)],
    ["newlines", "\n".repeat(1_000_000)],
    ["carriage returns", `"a"${"\r".repeat(1_000_000)}`],
    ["one long line after a quote", `"a"\n${"1,".repeat(500_000)}`],
    ["opened lists", "[".repeat(1_000_000)],
    ["lists in lists", "[".repeat(200_000) + "]".repeat(200_000)],
    ["objects in objects", '{"a":'.repeat(200_000) + "1" + "}".repeat(200_000)],
    ["empty lists", `{"a":[${"[],".repeat(300_000)}[]]}`],
    ["equals signs", "=".repeat(1_000_000)],
    ["blanks", " ".repeat(1_000_000)],
  ])("a megabyte of %s ends", (_, given) => {
    for (const each of [given, Buffer.from(given).toString("base64")]) {
      const decoded = encoding.decode(each, undefined);
      expect(decoded.ok || decoded.reason.length < 120).toBe(true);
    }
  });
});
