import { describe, expect, test } from "vitest";
import { hellinger } from "../../shared/drift/hellinger.ts";
import { categorical, numeric, range } from "./distributions.ts";

describe("Hellinger", () => {
  test("is undefined when either side is empty or the kinds differ", () => {
    expect(hellinger.measure(numeric([1]), numeric([]))).toBeUndefined();
    expect(hellinger.measure(categorical({}), categorical({ a: 1 }))).toBeUndefined();
    expect(hellinger.measure(numeric([1]), categorical({ a: 1 }))).toBeUndefined();
  });

  test("of two shares is what the definition gives", () => {
    // √(½ ((√0.9 − √0.5)² + (√0.1 − √0.5)²)), by hand with Σ√(pq) = √0.45 + √0.05
    const expected = Math.sqrt(1 - Math.sqrt(0.45) - Math.sqrt(0.05));
    expect(hellinger.measure(categorical({ a: 9, b: 1 }), categorical({ a: 5, b: 5 }))).toBeCloseTo(
      expected,
      14,
    );
  });

  test("of disjoint sides of any sizes is 1", () => {
    expect(hellinger.measure(numeric(range(1, 7)), numeric(range(8, 1000)))).toBeCloseTo(1, 12);
    expect(hellinger.measure(categorical({ a: 3 }), categorical({ b: 1, c: 9 }))).toBe(1);
  });

  test("of nearly equal sides keeps its digits", () => {
    // ⅛ Σ (p − q)²/q to first order: √(⅛ · (1e-9)² · 4) of halves that move by 1e-9
    const moved = { ...categorical({ a: 500_000_001, b: 499_999_999 }), n: 1e9 };
    expect(hellinger.measure(moved, categorical({ a: 1, b: 1 }))! / (1e-9 / Math.SQRT2)).toBeCloseTo(1, 6);
  });

  test("counts a category that the baseline has not", () => {
    expect(hellinger.measure(categorical({ a: 75, new: 25 }), categorical({ a: 10 }))).toBeCloseTo(
      Math.sqrt(1 - Math.sqrt(0.75)),
      14,
    );
  });
});
