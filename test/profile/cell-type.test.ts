import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellNumber, cellType, type PresentCell } from "../../shared/profile/cell-type.ts";

// Deequ's patterns, as written in StatefulDataType.scala.
const FRACTIONAL = /^(-|\+)? ?\d+((\.\d+)|((?:\.\d+)?[Ee][-+]?\d+))$/;
const INTEGRAL = /^(-|\+)? ?\d+$/;
const BOOLEAN = /^(true|false)$/;

function byPattern(text: string): string {
  if (text === "") return "missing";
  if (FRACTIONAL.test(text)) return "fractional";
  if (INTEGRAL.test(text)) return "integral";
  return BOOLEAN.test(text) ? "boolean" : "string";
}

/** Texts that are numbers or nearly: drawn from the letters of the grammar. */
const nearlyNumbers = fc.string({
  unit: fc.constantFrom(..."0123456789", ".", "e", "E", "+", "-", " ", "x"),
  maxLength: 14,
});
const numbers = fc
  .tuple(
    fc.constantFrom("", "-", "+", " ", "- ", "+ "),
    fc.nat(),
    fc.constantFrom("", ".0", ".125", ".1e5", "e3", "E-2", ".000001e+12"),
  )
  .map((parts) => parts.join(""));

describe("the type of a cell", () => {
  test.each<[PresentCell, string]>([
    ["", "missing"],
    ["0", "integral"],
    ["-17", "integral"],
    ["+ 17", "integral"],
    [" 17", "integral"],
    ["1.50", "fractional"],
    ["-1e-5", "fractional"],
    ["1E400", "fractional"],
    ["true", "boolean"],
    ["True", "string"],
    ["NaN", "string"],
    ["inf", "string"],
    [".5", "string"],
    ["5.", "string"],
    ["1,000", "string"],
    ["1e", "string"],
    ["1e+", "string"],
    ["0x10", "string"],
    [" ", "string"],
    ["-", "string"],
    ["17 ", "string"],
    ["1.2.3", "string"],
    ["١", "string"],
  ])("of the CSV text %j is %s", (text, expected) => {
    expect(cellType(text, false)).toBe(expected);
  });

  test.each<[PresentCell, string]>([
    [null, "missing"],
    [1, "integral"],
    [1.5, "fractional"],
    [Number.POSITIVE_INFINITY, "fractional"],
    [false, "boolean"],
    ["", "string"],
    ["17", "string"],
    ["true", "string"],
  ])("of the JSON value %j is %s", (value, expected) => {
    expect(cellType(value, true)).toBe(expected);
  });

  test("follows Deequ's patterns for any text", () => {
    const texts = fc.oneof(nearlyNumbers, numbers, fc.string(), fc.constantFrom("true", "false", "truex"));
    fc.assert(
      fc.property(texts, (text) => cellType(text, false) === byPattern(text)),
      { seed: 24, numRuns: 5000 },
    );
  });
});

describe("the number of a cell", () => {
  test.each<[string | number, number]>([
    ["-0", 0],
    ["-0.000", 0],
    [-0, 0],
    ["- 5", -5],
    ["+ 5.25", 5.25],
    [" 7", 7],
    ["007", 7],
    ["1e3", 1000],
    ["1e400", Number.POSITIVE_INFINITY],
    ["-1e400", Number.NEGATIVE_INFINITY],
    ["9007199254740993", 9007199254740992],
    ["9999999999999999", 10000000000000000],
    ["0.1", 0.1],
    ["123456789012345678901234567890", 1.2345678901234568e29],
  ])("of %j is %d", (cell, expected) => {
    expect(cellNumber(cell)).toBe(expected);
  });

  test("is the correctly rounded one, as Number gives it, for any numeric text", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 18 });
    const decimals = fc
      .tuple(fc.constantFrom("", "-", "+"), digits, fc.constantFrom(".", ""), digits)
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        fc.oneof(decimals, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)),
        (text) => {
          fc.pre(["integral", "fractional"].includes(cellType(text, false)));
          expect(cellNumber(text)).toBe(Number(text) + 0);
        },
      ),
      { seed: 24, numRuns: 5000 },
    );
  });
});
