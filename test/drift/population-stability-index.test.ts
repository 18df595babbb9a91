import { describe, expect, test } from "vitest";
import { populationStabilityIndex as psi } from "../../shared/drift/population-stability-index.ts";
import { categorical, numeric, range } from "./distributions.ts";

describe("PopulationStabilityIndex", () => {
  test("is undefined when either side is empty or the kinds differ", () => {
    expect(psi.measure(numeric([]), numeric([1]))).toBeUndefined();
    expect(psi.measure(categorical({ a: 1 }), categorical({}))).toBeUndefined();
    expect(psi.measure(categorical({ a: 1 }), numeric([1]))).toBeUndefined();
  });

  test("over the baseline's deciles agrees with numpy", () => {
    // x = 1..100, y = (2, 4, …, 120) ** 1.05; e = np.quantile(x, np.arange(1, 10) / 10, method="inverted_cdf");
    // shares by np.searchsorted(e, v, side="left"); sum((p - q) * log(p / q)), floor 1e-4
    const y = numeric(range(1, 60).map((i) => (2 * i) ** 1.05));
    expect(psi.measure(y, numeric(range(1, 100)))).toBeCloseTo(0.5375278407684165, 12);
  });

  test("over categories agrees with numpy, an empty category counted as 0.0001", () => {
    const now = categorical({ a: 50, b: 30, c: 20 });
    expect(psi.measure(now, categorical({ a: 200, b: 500, d: 300 }))).toBeCloseTo(4.297582379516216, 12);
  });

  test("sees a constant move to either side", () => {
    const constant = numeric([5, 5, 5, 5]);
    expect(psi.measure(numeric([4, 4]), constant)).toBeGreaterThan(18);
    expect(psi.measure(numeric([6, 6]), constant)).toBeGreaterThan(18);
    expect(psi.measure(numeric([5]), constant)).toBe(0);
  });

  test("of a flag that doubles is what its two shares give", () => {
    const flag = (ones: number) => numeric(range(1, 1000).map((i) => (i <= ones ? 1 : 0)));
    // 0.2·ln(0.4/0.2) + (−0.2)·ln(0.6/0.8)
    expect(psi.measure(flag(400), flag(200))).toBeCloseTo(0.2 * Math.log(2) - 0.2 * Math.log(0.75), 12);
  });
});
