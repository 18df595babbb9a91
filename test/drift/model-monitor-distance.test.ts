import { describe, expect, test } from "vitest";
import { modelMonitorDistance } from "../../shared/drift/model-monitor-distance.ts";
import { categorical, numeric, range } from "./distributions.ts";

const flag = (ones: number, rows: number) => numeric(range(1, rows).map((i) => (i <= ones ? 1 : 0)));

describe("the distance of Model Monitor", () => {
  test("is undefined when either side is empty or the kinds differ", () => {
    for (const method of ["Robust", "Simple"] as const) {
      expect(modelMonitorDistance(numeric([]), numeric([1]), method)).toBeUndefined();
      expect(modelMonitorDistance(numeric([1]), categorical({ a: 1 }), method)).toBeUndefined();
    }
  });

  test("of a flag is 0 under Robust, whatever its rows say", () => {
    // Two different values a side: the correction is 1.8 (a real run: 18 rows against 3000, no violation).
    expect(modelMonitorDistance(flag(17, 18), flag(300, 3000), "Robust")).toBe(0);
    expect(modelMonitorDistance(flag(17, 18), flag(300, 3000), "Simple")).toBe(0);
    expect(modelMonitorDistance(flag(18, 18), flag(300, 3000), "Simple")).toBe(0.5);
  });

  test("counts a value once, with the weight of its highest level", () => {
    const levels = { ...numeric([1, 2, 2, 3]), weights: Float64Array.of(1, 1, 4, 1), n: 7 };
    // 1, 4, 1 of 6 against 1 of 1 at 3: the gap is 5/6 below 3
    expect(modelMonitorDistance(levels, numeric([3]), "Simple")).toBeCloseTo(5 / 6, 15);
  });

  test("of different values is D − 1.8·√((n+m)/(n·m))", () => {
    const [a, b] = [numeric(range(1, 200)), numeric(range(101, 300))];
    expect(modelMonitorDistance(a, b, "Robust")).toBeCloseTo(0.5 - 1.8 * Math.sqrt(400 / 40_000), 12);
  });

  test("of categories is corrected by real counts, and not made beyond 120 of them", () => {
    const [a, b] = [categorical({ x: 900, y: 100 }), categorical({ x: 500, y: 500 })];
    expect(modelMonitorDistance(a, b, "Robust")).toBeCloseTo(0.4 - 1.8 * Math.sqrt(2 / 1000), 12);
    const many = (n: number) => categorical(Object.fromEntries(range(1, n).map((i) => [`c${i}`, 1])));
    expect(modelMonitorDistance(many(120), many(120), "Simple")).toBe(0);
    expect(modelMonitorDistance(many(121), many(120), "Simple")).toBeUndefined();
  });
});
