import { describe, expect, test } from "vitest";
import { kolmogorovPValue, kolmogorovSmirnov } from "../../shared/drift/kolmogorov-smirnov.ts";
import { categorical, numeric } from "./distributions.ts";

test("KolmogorovSmirnov is undefined for categories and for an empty side", () => {
  expect(kolmogorovSmirnov.measure(categorical({ a: 1 }), categorical({ a: 1 }))).toBeUndefined();
  expect(kolmogorovSmirnov.measure(numeric([]), numeric([1]))).toBeUndefined();
});

test("KolmogorovSmirnov agrees with scipy.stats.ks_2samp(a, b).statistic", () => {
  const a = numeric([1, 2, 2, 3, 5, 8, 8, 8, 9, 12.5]);
  const b = numeric([0.5, 2, 2, 2, 4, 4, 5, 7, 8, 9, 9, 11, 15, 20, 21]);
  expect(kolmogorovSmirnov.measure(a, b)).toBeCloseTo(0.2, 15);
});

describe("the Kolmogorov p-value", () => {
  test("is undefined without values on a side", () => {
    expect(kolmogorovPValue(0.5, 0, 10)).toBeUndefined();
    expect(kolmogorovPValue(0.5, 10, Number.NaN)).toBeUndefined();
  });

  test("is 1 at no distance", () => {
    expect(kolmogorovPValue(0, 100, 100)).toBe(1);
  });

  // scipy.stats.kstwobign.sf(d * sqrt(n*m/(n+m))), scipy 1.17
  test.each([
    [0.1, 1000, 1000, 9.079985952496105e-5],
    [0.05, 200, 300, 0.9250856809941739],
    [0.3, 50, 80, 0.007865144117634428],
    [0.02, 1000, 5000, 0.8927783372501086],
    [1, 10, 10, 9.079985952496105e-5],
  ])("of d = %s with %i and %i values agrees with scipy's limit law", (d, n, m, expected) => {
    expect(kolmogorovPValue(d, n, m)! / expected).toBeCloseTo(1, 10);
  });

  test("falls as the distance grows, through the switch of series", () => {
    const ps = Array.from({ length: 60 }, (_, i) => kolmogorovPValue(i / 60, 8, 8)!);
    for (let i = 1; i < ps.length; i++) expect(ps[i]!).toBeLessThanOrEqual(ps[i - 1]!);
  });
});
