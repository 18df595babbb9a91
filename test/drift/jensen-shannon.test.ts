import { describe, expect, test } from "vitest";
import { jensenShannon } from "../../shared/drift/jensen-shannon.ts";
import { categorical, numeric, range } from "./distributions.ts";

describe("JensenShannon", () => {
  test("is undefined when either side is empty or the kinds differ", () => {
    expect(jensenShannon.measure(numeric([1]), numeric([]))).toBeUndefined();
    expect(jensenShannon.measure(numeric([1]), categorical({ a: 1 }))).toBeUndefined();
  });

  test("of categories agrees with scipy.spatial.distance.jensenshannon(p, q, base=2)", () => {
    const now = categorical({ a: 50, b: 30, c: 20 });
    const then = categorical({ a: 200, b: 500, d: 300 });
    expect(jensenShannon.measure(now, then)).toBeCloseTo(0.5622581256253156, 12);
  });

  test("of numbers agrees with scipy over the deciles of the even mixture", () => {
    // x = 1..100, y = (2, 4, …, 120) ** 1.05, weights 1/200 and 1/120; edges where the cumulated weight
    // reaches 0.1 … 0.9; jensenshannon(shares(y), shares(x), base=2)
    const y = numeric(range(1, 60).map((i) => (2 * i) ** 1.05));
    expect(jensenShannon.measure(y, numeric(range(1, 100)))).toBeCloseTo(0.38349583900635714, 12);
  });

  test("of disjoint sides of any sizes is 1", () => {
    expect(jensenShannon.measure(numeric(range(1, 7)), numeric(range(8, 1000)))).toBeCloseTo(1, 12);
    expect(jensenShannon.measure(numeric([3]), numeric([2, 2]))).toBe(1);
  });
});
