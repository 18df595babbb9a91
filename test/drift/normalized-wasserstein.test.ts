import { describe, expect, test } from "vitest";
import { normalizedWasserstein } from "../../shared/drift/normalized-wasserstein.ts";
import { categorical, numeric, range } from "./distributions.ts";

const measure = (current: number[], baseline: number[]) =>
  normalizedWasserstein.measure(numeric(current), numeric(baseline));
const coin = [0, 1]; // standard deviation ½

describe("NormalizedWasserstein", () => {
  test("is undefined for categories and for an empty side", () => {
    expect(measure([], [1])).toBeUndefined();
    expect(measure([1], [])).toBeUndefined();
    expect(normalizedWasserstein.measure(categorical({ a: 1 }), numeric([1]))).toBeUndefined();
    expect(normalizedWasserstein.measure(categorical({ a: 1 }), categorical({ a: 1 }))).toBeUndefined();
  });

  test("of a shift is the shift in standard deviations of the baseline, however far", () => {
    for (const shift of [0.25, -3, 100])
      expect(measure([shift, 1 + shift], coin)).toBeCloseTo(Math.abs(shift) / 0.5, 12);
  });

  test("measures by the baseline's spread, not by the window's", () => {
    // W1 of {0, 10} and {0, 1} is 4.5 either way: half of the mass moves by 9
    expect(measure([0, 10], coin)).toBeCloseTo(4.5 / 0.5, 12);
    expect(measure(coin, [0, 10])).toBeCloseTo(4.5 / 5, 12);
  });

  test("counts a weight as that many values", () => {
    const weighted = { ...numeric([1, 2]), weights: Float64Array.of(3, 1), n: 4 };
    expect(normalizedWasserstein.measure(weighted, numeric([1, 1, 1, 2]))).toBe(0);
    // F differs by ½ on [1, 2]: ½ ÷ standard deviation of 1, 1, 1, 2 (√3/4)
    const swapped = { ...weighted, weights: Float64Array.of(1, 3) };
    expect(normalizedWasserstein.measure(swapped, weighted)).toBeCloseTo(0.5 / (Math.sqrt(3) / 4), 12);
  });

  test("of a constant baseline is 0 while nothing moves and 2 when all of it does", () => {
    expect(measure([0.1, 0.1, 0.1], [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])).toBe(0);
    expect(measure([7], [5, 5, 5])).toBe(2);
    expect(measure([5 + 1e-9], [5, 5, 5])).toBe(2);
  });

  test("of a constant baseline that a share s has left for one value is s ÷ √(s/2 − s²/4), about √(2s)", () => {
    for (const ones of [1, 5, 10, 100, 1000]) {
      const s = ones / 1000;
      const left = range(1, 1000).map((i) => (i <= ones ? -40 : 3));
      expect(measure(left, [3, 3])).toBeCloseTo(s / Math.sqrt(s / 2 - s ** 2 / 4), 12);
    }
  });

  test.each([1e-300, 1e-9, 1e6, 1e300, 2 ** 1023 / 40])("is the same in units of %f", (unit) => {
    const scaled = (values: number[]) => values.map((value) => value * unit);
    const [now, before] = [
      [1, 4, -7, 30],
      [2, 2, 3, 9, -1],
    ];
    expect(measure(scaled(now), scaled(before))).toBeCloseTo(measure(now, before)!, 12);
  });

  test("is finite from the smallest double to the largest", () => {
    const [least, most] = [Number.MIN_VALUE, Number.MAX_VALUE];
    expect(measure([-most, most], [-1, 1])).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(measure([most], [0, least])).toBe(2);
    expect(measure([0], [0, least])).toBeCloseTo(1, 12);
    expect(measure([0, 0], [0, -0])).toBe(0);
    // 2⁵³ and the next doubles: the spread of a pair one apart survives the size of the values
    expect(measure([2 ** 53 + 2, 2 ** 53 + 4], [2 ** 53, 2 ** 53 + 2])).toBeCloseTo(2, 12);
  });
});
