import { describe, expect, test } from "vitest";
import { cellNumber, cellType } from "../../../shared/profile/cell-type.ts";
import { xxh64 } from "../../../shared/profile/model-monitor/xxh64.ts";
import { ODD_TEXTS } from "../../fixtures/deequ/datasets.ts";
import { bitsOf, expected } from "../../fixtures/deequ/expected.ts";

const answers = ODD_TEXTS.map((text, at) => {
  const [type, integer, double, hash] = expected.cells[at]!;
  const cast = type === "Integral" ? integer && bitsOf(Number(integer)) : double;
  return { text, type: type.toLowerCase(), cast, hash };
});

describe("odd cells", () => {
  test("have the class that Deequ gives them; empty CSV text is null before Deequ sees it", () => {
    for (const { text, type } of answers)
      expect(cellType(text, false), text).toBe(text === "" ? "missing" : type);
  });

  test("have the XXH64 that Spark gives them, lone surrogates too", () => {
    for (const { text, hash } of answers)
      expect(xxh64(text).toString(16).padStart(16, "0"), JSON.stringify(text)).toBe(hash);
  });

  test("have the number that Spark casts them to, but for a blank after the sign, −0 and what exceeds 64 bits", () => {
    const numbers = answers.filter(({ type }) => type === "integral" || type === "fractional");
    const others = numbers.filter(({ text, cast }) => bitsOf(cellNumber(text)) !== cast);
    expect(others.map(({ text, cast }) => [text, cast])).toEqual([
      // Spark casts these to null: they are present and have no number.
      ["- 17", null],
      ["+ 17", null],
      ["-0.0", bitsOf(-0)],
      ["-0.000", bitsOf(-0)],
      ["- 1.5", null],
      ["9223372036854775808", null],
      ["-9223372036854775809", null],
      ["99999999999999999999", null],
    ]);
    expect(numbers.length).toBeGreaterThan(40);
  });
});
