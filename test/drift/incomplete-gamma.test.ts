import { describe, expect, test } from "vitest";
import { chiSquaredTail } from "../../shared/drift/incomplete-gamma.ts";
import { scipyValues } from "./fixed-samples.ts";

describe("the upper tail of the chi-squared distribution", () => {
  test("is undefined without degrees of freedom or a statistic", () => {
    expect(chiSquaredTail(3, 0)).toBeUndefined();
    expect(chiSquaredTail(3, Number.NaN)).toBeUndefined();
    expect(chiSquaredTail(Number.NaN, 3)).toBeUndefined();
  });

  test("is 1 at nothing and 0 at infinity", () => {
    expect(chiSquaredTail(0, 1)).toBe(1);
    expect(chiSquaredTail(Number.POSITIVE_INFINITY, 7)).toBe(0);
    expect(chiSquaredTail(1e6, 2)).toBe(0);
  });

  // χ² of two degrees is exponential: the tail is exp(−x/2).
  test.each([1e-12, 0.5, 1, 3.7, 40, 1400])("of two degrees at %f is exp(−x/2)", (x) => {
    expect(chiSquaredTail(x, 2)! / Math.exp(-x / 2)).toBeCloseTo(1, 13);
  });

  test("agrees with mpmath's 50 digits to a relative 1e-13, and with scipy.stats.chi2.sf to its own 1e-12", () => {
    expect(scipyValues.tails.length).toBeGreaterThan(80);
    expect(Math.min(...scipyValues.tails.map(([, , tail]) => tail))).toBeLessThan(1e-250);
    for (const [x, degrees, tail, scipy] of scipyValues.tails) {
      const ours = chiSquaredTail(x, degrees)!;
      expect(Math.abs(ours / tail - 1), `x ${x}, ${degrees} degrees`).toBeLessThan(1e-13);
      expect(Math.abs(ours / scipy - 1), `x ${x}, ${degrees} degrees`).toBeLessThan(2e-12);
    }
  });

  test("falls without a step where the series gives way to the continued fraction", () => {
    for (const degrees of [1, 2, 7, 100, 2047]) {
      const tails = Array.from(
        { length: 200 },
        (_, i) => chiSquaredTail(degrees + 2 + (i - 100) * 1e-6, degrees)!,
      );
      for (let i = 1; i < tails.length; i++) {
        expect(tails[i]!, `${degrees} degrees`).toBeLessThan(tails[i - 1]!);
        expect(tails[i - 1]! - tails[i]!, `${degrees} degrees`).toBeLessThan(1e-6);
      }
    }
  });
});
