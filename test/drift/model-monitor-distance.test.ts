import { describe, expect, test } from "vitest";
import { modelMonitorDistance, modelMonitorThreshold } from "../../shared/drift/model-monitor-distance.ts";
import { modelMonitorPValue } from "../../shared/drift/model-monitor-p-value.ts";
import { categorical, numeric, range } from "./distributions.ts";

const ROBUST = { comparison: "Robust", categorical: "LInfinity" } as const;
const SIMPLE = { ...ROBUST, comparison: "Simple" } as const;
const flag = (ones: number, rows: number) => numeric(range(1, rows).map((i) => (i <= ones ? 1 : 0)));

describe("the distance of Model Monitor", () => {
  test("is undefined when either side is empty or the kinds differ", () => {
    for (const method of [ROBUST, SIMPLE]) {
      expect(modelMonitorDistance(numeric([]), numeric([1]), method)).toBeUndefined();
      expect(modelMonitorDistance(numeric([1]), categorical({ a: 1 }), method)).toBeUndefined();
    }
  });

  test("of a flag is 0 under Robust, whatever its rows say", () => {
    // Two different values a side: the correction is 1.8 (a real run: 18 rows against 3000, no violation).
    expect(modelMonitorDistance(flag(17, 18), flag(300, 3000), ROBUST)).toBe(0);
    expect(modelMonitorDistance(flag(17, 18), flag(300, 3000), SIMPLE)).toBe(0);
    expect(modelMonitorDistance(flag(18, 18), flag(300, 3000), SIMPLE)).toBe(0.5);
  });

  test("counts a value once, with the weight of its highest level", () => {
    const levels = { ...numeric([1, 2, 2, 3]), weights: Float64Array.of(1, 1, 4, 1), n: 7 };
    // 1, 4, 1 of 6 against 1 of 1 at 3: the gap is 5/6 below 3
    expect(modelMonitorDistance(levels, numeric([3]), SIMPLE)).toBeCloseTo(5 / 6, 15);
  });

  test("of different values is D − 1.8·√((n+m)/(n·m))", () => {
    const [a, b] = [numeric(range(1, 200)), numeric(range(101, 300))];
    expect(modelMonitorDistance(a, b, ROBUST)).toBeCloseTo(0.5 - 1.8 * Math.sqrt(400 / 40_000), 12);
  });

  test("of categories is corrected by real counts, and not made beyond 120 of them", () => {
    const [a, b] = [categorical({ x: 900, y: 100 }), categorical({ x: 500, y: 500 })];
    expect(modelMonitorDistance(a, b, ROBUST)).toBeCloseTo(0.4 - 1.8 * Math.sqrt(2 / 1000), 12);
    const many = (n: number) => categorical(Object.fromEntries(range(1, n).map((i) => [`c${i}`, 1])));
    expect(modelMonitorDistance(many(120), many(120), SIMPLE)).toBe(0);
    expect(modelMonitorDistance(many(121), many(120), SIMPLE)).toBeUndefined();
  });

  test("of categories by chi-squared is 1 − p, whatever the comparison method, and no distance where there is no p", () => {
    const chiSquared = { comparison: "Robust", categorical: "ChiSquared" } as const;
    const [a, b] = [categorical({ x: 60, y: 40 }), categorical({ x: 500, y: 500 })];
    // scipy.stats.chisquare([60, 40]).pvalue
    expect(modelMonitorDistance(a, b, chiSquared)).toBeCloseTo(1 - 0.04550026389635839, 14);
    expect(modelMonitorDistance(a, b, { ...chiSquared, comparison: "Simple" })).toBe(
      1 - modelMonitorPValue(a, b)!,
    );
    expect(
      modelMonitorDistance(categorical({ x: 3 }), categorical({ x: 9, y: 1 }), chiSquared),
    ).toBeUndefined();
    expect(modelMonitorDistance(flag(18, 18), flag(300, 3000), chiSquared)).toBe(0); // numbers as ever
    const many = (n: number) => categorical(Object.fromEntries(range(1, n).map((i) => [`c${i}`, 50])));
    expect(modelMonitorDistance(many(121), many(121), chiSquared)).toBeUndefined();
  });

  test("is held against 1 − the threshold where it is 1 − p, and against the threshold elsewhere", () => {
    const chiSquared = { categorical: "ChiSquared" } as const;
    expect(modelMonitorThreshold(0.05, "categorical", chiSquared)).toBe(0.95);
    expect(modelMonitorThreshold(5, "categorical", chiSquared)).toBe(0);
    expect(modelMonitorThreshold(0.05, "numeric", chiSquared)).toBe(0.05);
    expect(modelMonitorThreshold(0.05, "categorical", SIMPLE)).toBe(0.05);
  });
});
