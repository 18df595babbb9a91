import { describe, expect, test } from "vitest";
import { lInfinity } from "../../shared/drift/l-infinity.ts";
import { categorical, numeric, range } from "./distributions.ts";

describe("LInfinity of numbers", () => {
  test("is undefined when either side is empty", () => {
    expect(lInfinity.measure(numeric([]), numeric([1]))).toBeUndefined();
    expect(lInfinity.measure(numeric([1]), numeric([]))).toBeUndefined();
  });

  test("of one value against another is 1, against itself 0", () => {
    expect(lInfinity.measure(numeric([1]), numeric([2]))).toBe(1);
    expect(lInfinity.measure(numeric([7]), numeric([7]))).toBe(0);
  });

  test("agrees with scipy.stats.ks_2samp(a, b).statistic, ties included", () => {
    const a = numeric([1, 2, 2, 3, 5, 8, 8, 8, 9, 12.5]);
    const b = numeric([0.5, 2, 2, 2, 4, 4, 5, 7, 8, 9, 9, 11, 15, 20, 21]);
    expect(lInfinity.measure(a, b)).toBeCloseTo(0.2, 15);
    const x = numeric(range(1, 100));
    const y = numeric(range(1, 60).map((i) => (2 * i) ** 1.05));
    expect(lInfinity.measure(x, y)).toBeCloseTo(0.34, 15);
  });

  test("counts a weight as that many values", () => {
    const weighted = { ...numeric([1, 2]), weights: Float64Array.of(3, 1), n: 4 };
    const repeated = numeric([1, 1, 1, 2]);
    expect(lInfinity.measure(weighted, repeated)).toBe(0);
    expect(lInfinity.measure(weighted, numeric([2]))).toBe(0.75);
  });

  test("takes negative numbers, 2⁵³ and the largest doubles", () => {
    const wide = numeric([-Number.MAX_VALUE, -1, 0, 2 ** 53, Number.MAX_VALUE]);
    expect(lInfinity.measure(wide, numeric([-1, 0, 2 ** 53]))).toBeCloseTo(0.2, 15);
  });

  test("of a hundred thousand values shifted by a tenth of their range is 0.1", () => {
    const n = 100_000;
    expect(lInfinity.measure(numeric(range(0, n - 1)), numeric(range(n / 10, n / 10 + n - 1)))).toBeCloseTo(
      0.1,
      12,
    );
  });
});

describe("LInfinity of categories", () => {
  test("is undefined when either side is empty, or when the other side holds numbers", () => {
    expect(lInfinity.measure(categorical({}), categorical({ a: 1 }))).toBeUndefined();
    expect(lInfinity.measure(categorical({ a: 1 }), numeric([1]))).toBeUndefined();
  });

  test("is the largest difference of a share over the union of both sides", () => {
    // numpy: max(abs([.5, .3, .2, 0] − [.2, .5, 0, .3])) = 0.3
    const now = categorical({ a: 50, b: 30, c: 20 });
    expect(lInfinity.measure(now, categorical({ a: 200, b: 500, d: 300 }))).toBeCloseTo(0.3, 15);
    expect(lInfinity.measure(categorical({ a: 2 }), categorical({ b: 9 }))).toBe(1);
  });

  test("counts rows outside the kept categories in the denominator", () => {
    const cut = { ...categorical({ a: 30 }), n: 100 };
    expect(lInfinity.measure(cut, categorical({ a: 1 }))).toBe(0.7);
  });

  test("keeps a category named __proto__ apart", () => {
    const odd = { kind: "categorical" as const, counts: new Map([["__proto__", 4]]), n: 4 };
    expect(lInfinity.measure(odd, categorical({ a: 1 }))).toBe(1);
  });
});
