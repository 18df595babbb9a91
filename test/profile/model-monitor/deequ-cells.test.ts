import { describe, expect, test } from "vitest";
import { cellType } from "../../../shared/profile/cell-type.ts";
import { numberAsSpelled } from "../../../shared/profile/model-monitor/spelling.ts";
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

  test("have the number that Spark casts them to, −0 included; none where that is null, but for integers beyond 64 bits", () => {
    const numbers = answers.flatMap(({ text, type, cast }) =>
      type === "integral" || type === "fractional" ? [{ text, type, cast } as const] : [],
    );
    const others = numbers.filter(({ text, type, cast }) => {
      const ours = numberAsSpelled(text, type);
      return cast === null ? !Number.isNaN(ours) : bitsOf(ours) !== cast;
    });
    // A number in a column with fractions, null in a column of integers.
    expect(others.map(({ text }) => text)).toEqual([
      "9223372036854775808",
      "-9223372036854775809",
      "99999999999999999999",
    ]);
    expect(numbers.length).toBeGreaterThan(40);
  });
});
