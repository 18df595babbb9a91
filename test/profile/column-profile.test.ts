import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Cell } from "../../shared/capture/row.ts";
import { ByteReader } from "../../shared/profile/byte-reader.ts";
import type { PresentCell } from "../../shared/profile/cell-type.ts";
import { type ColumnOptions, ColumnProfile } from "../../shared/profile/column-profile.ts";
import { bytesOf } from "../laws/mergeable.ts";

const SENSITIVE = { sensitive: true, sensitiveKey: "a key" };

function of(cells: readonly Cell[], options: Partial<ColumnOptions> = {}, typed = false): ColumnProfile {
  const column = new ColumnProfile({ name: "amount", ...options });
  for (const [i, cell] of cells.entries())
    column.update(cell as PresentCell, typed, { key: "a", line: i + 1 });
  return column;
}

describe("a column profile", () => {
  test("of nothing has no distribution", () => {
    expect(of([]).distribution()).toBeUndefined();
    expect(of(["", null]).distribution()).toBeUndefined();
    expect(of(["", null]).types.missing).toBe(2);
  });

  test("of numbers has their moments, quantiles, distinct values and a numeric distribution", () => {
    const column = of(["3", "1.5", "1.50", "", "-0"]);
    expect(column.types).toMatchObject({ integral: 2, fractional: 2, missing: 1 });
    expect([column.moments.sum, column.moments.min, column.moments.max]).toEqual([6, 0, 3]);
    expect(column.distinct.estimate()).toBe(3);
    expect(column.distribution()).toEqual({
      kind: "numeric",
      values: Float64Array.of(0, 1.5, 1.5, 3),
      weights: Float64Array.of(1, 1, 1, 1),
      n: 4,
      rankError: 0,
    });
  });

  test("of strings and booleans has their counts", () => {
    const column = of(["a", "b", "true", "a"]);
    expect(column.distribution()).toEqual({
      kind: "categorical",
      counts: new Map([
        ["a", 2],
        ["b", 1],
        ["true", 1],
      ]),
      n: 4,
    });
    expect(of([true, false, true], {}, true).distribution()).toEqual({
      kind: "categorical",
      counts: new Map([
        ["true", 2],
        ["false", 1],
      ]),
      n: 3,
    });
  });

  test("of strings and numbers counts the numbers by their shortest text", () => {
    const column = of(["a", "1.50", "1.5", "20", "NaN"]);
    expect(column.types.inferredType()).toBe("String");
    expect(column.distribution()).toEqual({
      kind: "categorical",
      counts: new Map([
        ["a", 1],
        ["NaN", 1],
        ["1.5", 2],
        ["20", 1],
      ]),
      n: 5,
    });
    expect(column.distributionAs("numeric")).toMatchObject({ kind: "numeric", n: 3 });
  });

  test("counts a number that overflows in its class and nowhere else", () => {
    const column = of(["1", "1e400", "-1e400"]);
    expect(column.types).toMatchObject({ integral: 1, fractional: 2, nonFinite: 2 });
    expect([column.moments.count, column.moments.max, column.sketch.n]).toEqual([1, 1, 1]);
    expect(of(["1e400"]).distribution()).toBeUndefined();
  });

  test("of texts and numbers counts what overflows as it is spelled: a code such as 5E1000 is one", () => {
    const column = of(["A7", "5E1000", "5E1000", "7E2000"]);
    expect([...column.values.entries()].sort()).toEqual([
      ["5E1000", 2],
      ["7E2000", 1],
      ["A7", 1],
    ]);
    expect(column.distinct.estimate()).toBe(3);
    expect(column.shareWithin(["A7", "5E1000"])).toBe(0.75);
  });

  test("tells whole numbers apart that one double stands for", () => {
    const ids = Array.from({ length: 1000 }, (_, i) => String(2n ** 63n + BigInt(i)));
    expect(new Set(ids.map(Number)).size).toBeLessThan(3);
    // Three standard errors of HyperLogLog with 2¹¹ registers and more: 1.04/√2048 = 2.3 %.
    expect(Math.abs(of(ids).distinct.estimate() - 1000)).toBeLessThan(70);
    expect(of(["+9007199254740993", "9007199254740993"]).distinct.estimate()).toBe(1);
    expect(of(["+ 9007199254740993", "- 9007199254740993", "9007199254740993"]).distinct.estimate()).toBe(2);
  });

  test("is counted exactly as long as its numbers are in the sketch, whole", () => {
    const codes = (rows: number) =>
      of(Array.from({ length: rows }, (_, i) => (i === 0 ? "V12" : String(i % 90))));
    expect(codes(2000).isCountedExactly).toBe(true);
    expect(codes(60_000).isCountedExactly).toBe(false);
    const many = Array.from({ length: 3000 }, (_, i) => `x${i}`);
    expect(of(many).isCountedExactly).toBe(false);
  });

  test("points at the first rows of each class", () => {
    const column = of(["x", "1", "", "2.5", "true", "", "y"]);
    const lines = (["string", "integral", "missing", "fractional", "boolean"] as const).map((type) =>
      column.evidence.pointers(type).map(({ line }) => line),
    );
    expect(lines).toEqual([[1, 7], [2], [3, 6], [4], [5]]);
  });
});

describe("a sensitive column profile", () => {
  const text = "canary-of-jane@example.org";
  const number = 987654321.25;
  const column = of([text, String(number), text, "1e308", "1.79e308", "true"], SENSITIVE);
  const bytes = Buffer.from(bytesOf(column));

  test("holds no text", () => {
    for (const encoding of ["utf8", "utf16le"] as const)
      expect(bytes.includes(Buffer.from(text, encoding))).toBe(false);
    for (let at = 0; at + 6 <= text.length; at++)
      expect(bytes.includes(text.slice(at, at + 6)), text.slice(at, at + 6)).toBe(false);
  });

  test("holds no number: not as text, not as a double, not as an integer of any scale", () => {
    expect(bytes.includes("98765")).toBe(false);
    const double = Buffer.alloc(8);
    for (const value of [number, number * 100, number * 1e6]) {
      double.writeDoubleLE(value);
      expect(bytes.includes(double)).toBe(false);
      const hex = BigInt(Math.trunc(value)).toString(16);
      expect(bytes.includes(Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex"))).toBe(
        false,
      );
    }
    expect([...column.sketch.weightedValues().values]).toEqual([990000000, 1e308, 1.7e308]);
  });

  test("of integers that a plain column writes as they are holds none of them", () => {
    const identifier = 987654321;
    const varint = Buffer.from(bytesOf(of([identifier]).sketch)).subarray(3);
    expect(Buffer.from(bytesOf(of([identifier]))).includes(varint)).toBe(true);
    expect(Buffer.from(bytesOf(of([identifier], SENSITIVE))).includes(varint)).toBe(false);
  });

  test("counts values by their keyed hash", () => {
    const hash = createHmac("sha256", "a key").update(text).digest("hex").slice(0, 16);
    expect(column.values.count(hash)).toBe(2);
    expect(column.values.size).toBe(2);
    expect(column.distinct.estimate()).toBe(5);
  });

  test("has no smallest and largest value", () => {
    expect([column.moments.min, column.moments.max]).toEqual([undefined, undefined]);
    const back = ColumnProfile.read(new ByteReader(bytesOf(column)));
    expect([back.sensitive, back.moments.min, back.moments.max]).toEqual([true, undefined, undefined]);
  });

  test("cannot be updated without its key, nor merged with one that is not sensitive", () => {
    expect(() => of(["x"], { sensitive: true })).toThrow(
      "Column amount is sensitive and its profile has no sensitiveKey",
    );
    expect(() => of([]).merge(column)).toThrow(
      "Got column amount sensitive in one profile and not in the other",
    );
  });
});
