import { describe, expect, test } from "vitest";
import { ExactSum } from "../../shared/profile/exact-sum.ts";
import { Moments } from "../../shared/profile/moments.ts";
import { seededRandom } from "../../shared/random.ts";

function of(values: Iterable<number>, options?: { extremes?: boolean }): Moments {
  const moments = new Moments(options);
  for (const value of values) moments.update(value);
  return moments;
}

function sumOf(values: Iterable<number>): number {
  const sum = new ExactSum();
  for (const value of values) sum.update(value);
  return sum.value;
}

describe("moments", () => {
  test("of nothing have no mean, spread and extremes; their sum is 0", () => {
    const { count, sum, mean, standardDeviation, min, max } = of([]);
    expect({ count, sum, mean, standardDeviation, min, max }).toEqual({
      count: 0,
      sum: 0,
      mean: undefined,
      standardDeviation: undefined,
      min: undefined,
      max: undefined,
    });
  });

  test("of one value are that value", () => {
    const { count, sum, mean, m2, min, max } = of([-2.5]);
    expect({ count, sum, mean, m2, min, max }).toEqual({
      count: 1,
      sum: -2.5,
      mean: -2.5,
      m2: 0,
      min: -2.5,
      max: -2.5,
    });
  });

  test("are those of numpy", () => {
    // x = [3.5, -1.25, 0, 7.75, 2.5, 2.5, -6, 10.125]: x.sum(), x.mean(), x.var() * 8, x.std()
    const moments = of([3.5, -1.25, 0, 7.75, 2.5, 2.5, -6, 10.125]);
    expect(moments.sum).toBe(19.125);
    expect(moments.mean).toBe(2.390625);
    expect(moments.m2).toBeCloseTo(179.169921875, 12);
    expect(moments.standardDeviation).toBeCloseTo(4.732466612071869, 14);
    expect([moments.min, moments.max]).toEqual([-6, 10.125]);
  });

  test("keep the digits of values far from zero (NIST StRD NumAcc4: mean 10000000.2, deviation 0.1)", () => {
    const values = [
      10000000.2,
      ...Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 10000000.1 : 10000000.3)),
    ];
    const moments = of(values);
    expect(moments.mean).toBeCloseTo(10000000.2, 8);
    expect(Math.sqrt(moments.m2 / 1000)).toBeCloseTo(0.1, 8);
  });

  test("without extremes have none", () => {
    const moments = of([1, 2], { extremes: false });
    expect([moments.min, moments.max]).toEqual([undefined, undefined]);
  });

  test("of huge values overflow to infinity, never to NaN", () => {
    const moments = of([1.7e308, 1.7e308, -1.7e308, -1.7e308]);
    expect(moments.sum).toBe(Number.POSITIVE_INFINITY);
    expect(moments.m2).toBe(Number.POSITIVE_INFINITY);
    const merged = of([-1.7e308, -1.7e308]);
    merged.merge(moments);
    expect([Number.isNaN(merged.sum), Number.isNaN(merged.m2)]).toEqual([false, false]);
  });

  test("merge to the moments of the whole", () => {
    const merged = of([3.5, -1.25, 0]);
    merged.merge(of([7.75, 2.5]));
    merged.merge(of([2.5, -6, 10.125]));
    expect([merged.count, merged.sum, merged.min, merged.max]).toEqual([8, 19.125, -6, 10.125]);
    expect(merged.m2).toBeCloseTo(179.169921875, 12);
  });
});

describe("an exact sum", () => {
  test("of nothing is 0", () => {
    expect(sumOf([])).toBe(0);
  });

  test("of decimals is the decimal", () => {
    expect(sumOf(Array.from({ length: 10 }, () => 0.1))).toBe(1);
    expect(sumOf([0.1, 0.2])).toBe(0.3);
    expect(sumOf([1.000001, -0.000001])).toBe(1);
    expect(sumOf([1700000000.123456, 0.000001])).toBe(1700000000.123457);
  });

  test("of decimals with few places is exact beyond 2^31", () => {
    // 3e9 + 0.25 is a decimal of two places; six of them would not fit.
    expect(sumOf([3000000000.25, 3000000000.5, -6000000000])).toBe(0.75);
    expect(sumOf([1e15 + 0.5, 1, -1e15])).toBe(1.5);
  });

  test("goes beyond 2^53 exactly", () => {
    const large = Number.MAX_SAFE_INTEGER;
    expect(sumOf([large, large, 1, -large, -large])).toBe(1);
    expect(sumOf(Array.from({ length: 2000 }, () => 2e9 + 0.000001))).toBe(4000000000000.002);
  });

  test("keeps what a plain sum of doubles loses", () => {
    expect(sumOf([1e100, Math.PI, -1e100])).toBe(Math.PI);
    expect(sumOf([2 ** 60, Math.E, -(2 ** 60)])).toBe(Math.E);
  });

  test("equals the sum in whole numbers, in any order, for random decimals", () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const millionths = Array.from({ length: 5000 }, () => Math.round((random() - 0.5) * 2e15));
      const expected = Number(`${millionths.reduce((sum, value) => sum + BigInt(value), 0n)}e-6`);
      const values = millionths.map((value) => value / 1e6);
      expect(sumOf(values), `seed ${seed}`).toBe(expected);
      expect(sumOf(values.reverse()), `seed ${seed}`).toBe(expected);
    }
  });
});
