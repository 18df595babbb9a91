import { describe, expect, test } from "vitest";
import { categoryCounts, categoryShares } from "../../shared/drift/category-counts.ts";
import { categorical } from "./distributions.ts";

const rows = (...sides: Parameters<typeof categoryCounts>) =>
  categoryCounts(...sides).map((each) => [...each]);

describe("the rows by category of two sides", () => {
  test("are of every category that either side has, by name, and none outside", () => {
    expect(rows(categorical({ b: 2, c: 5 }), categorical({ a: 3, b: 4 }))).toEqual([
      [0, 2, 5, 0],
      [3, 4, 0, 0],
    ]);
    expect(rows(categorical({}), categorical({}))).toEqual([[0], [0]]);
  });

  test("put what only one side counts to the rows outside, where a side has such rows: it may be among them", () => {
    const cut = { ...categorical({ a: 10, x: 20 }), n: 100 };
    expect(rows(cut, categorical({ a: 5, y: 7 }))).toEqual([
      [10, 90],
      [5, 7],
    ]);
    expect(rows(categorical({ a: 5, y: 7 }), cut)).toEqual([
      [5, 7],
      [10, 90],
    ]);
  });

  test("as shares sum to 1 on both sides", () => {
    const cut = { ...categorical({ a: 10, x: 20 }), n: 100 };
    for (const shares of categoryShares(cut, categorical({ a: 5, y: 7 })))
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 15);
  });

  test("keep a category named __proto__ apart", () => {
    const odd = { kind: "categorical" as const, counts: new Map([["__proto__", 4]]), n: 4 };
    expect(rows(odd, categorical({ a: 1 }))).toEqual([
      [4, 0, 0],
      [0, 1, 0],
    ]);
  });
});
