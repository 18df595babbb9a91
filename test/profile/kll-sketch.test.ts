import { describe, expect, test } from "vitest";
import { blockCore } from "../../shared/profile/block-core/block-core.ts";
import { KLL_K, KllSketch } from "../../shared/profile/kll-sketch.ts";
import { sortDoubles } from "../../shared/profile/sort-doubles.ts";
import { seededRandom } from "../../shared/random.ts";
import { bytesOf } from "../laws/mergeable.ts";
import { largestRankError } from "./largest-rank-error.ts";

function of(values: ArrayLike<number>): KllSketch {
  const sketch = new KllSketch();
  for (let i = 0; i < values.length; i++) sketch.update(values[i]!);
  return sketch;
}

/** The sketch of parts of different lengths, merged. */
function mergedOf(values: Float64Array, partLength: number): KllSketch {
  const whole = new KllSketch();
  for (let from = 0, part = 0; from < values.length; part++) {
    const length = partLength * (1 + (part % 3));
    whole.merge(of(values.subarray(from, from + length)));
    from += length;
  }
  return whole;
}

describe("a KLL sketch", () => {
  test("takes a block that lies where full buffers are sorted as it takes any other", () => {
    const random = seededRandom(3);
    const before = Float64Array.from({ length: KLL_K - 50 }, random);
    const block = Float64Array.from({ length: 300 }, random).sort();
    const [expected, found] = [of([...before, ...block]), of(before)];
    const { doubles } = blockCore()!;
    doubles.set(block);
    found.updateSorted(doubles, block.length, false);
    expect(bytesOf(found)).toEqual(bytesOf(expected));
  });

  test("of nothing has no quantile and rank 0", () => {
    const sketch = new KllSketch();
    expect([sketch.n, sketch.quantile(0.5), sketch.rank(0), sketch.rankError]).toEqual([0, undefined, 0, 0]);
    expect(sketch.weightedValues().values).toHaveLength(0);
  });

  test("of one value is that value", () => {
    const sketch = of([4.5]);
    expect([sketch.quantile(0), sketch.quantile(1), sketch.rank(4.4), sketch.rank(4.5)]).toEqual([
      4.5, 4.5, 0, 1,
    ]);
  });

  test("of few values has numpy's quantiles", () => {
    // np.quantile(x, q, method="inverted_cdf")
    const sketch = of([3.5, -1.25, 0, 7.75, 2.5, 2.5, -6, 10.125]);
    const quantiles = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1].map((q) => sketch.quantile(q));
    expect(quantiles).toEqual([-6, -6, -1.25, 2.5, 3.5, 10.125, 10.125]);
    expect([...sketch.weightedValues().weights]).toEqual(Array(8).fill(1));
  });

  test("is exact up to 2,048 values", () => {
    const sketch = of(Array.from({ length: KLL_K }, (_, i) => (((i + 1) * 37) % 2049) / 8));
    // np.quantile(np.arange(1, 2049) * 37 % 2049 / 8, q, method="inverted_cdf")
    expect([0.001, 0.25, 0.5, 0.999].map((q) => sketch.quantile(q))).toEqual([0.375, 64, 128, 255.75]);
    expect(sketch.rankError).toBe(0);
    sketch.update(1);
    expect(sketch.rankError).toBeCloseTo(0.00184, 5);
  });

  test("keeps a view that knows of later values", () => {
    const sketch = of([1]);
    expect(sketch.rank(2)).toBe(1);
    sketch.update(2);
    expect(sketch.rank(2)).toBe(2);
  });

  const n = 100_000;
  const random = seededRandom(7);
  const inputs: Record<string, Float64Array> = {
    sorted: Float64Array.from({ length: n }, (_, i) => i),
    reversed: Float64Array.from({ length: n }, (_, i) => n - i),
    "zoomed in": Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? i : 2 * n - i)),
    "zoomed out": Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? n - i : n + i)),
    "few distinct": Float64Array.from({ length: n }, () => Math.floor(random() * 7)),
    random: Float64Array.from({ length: n }, () => random()),
    "of wide range": Float64Array.from({ length: n }, () => (random() - 0.5) * 10 ** (random() * 600 - 300)),
    clustered: Float64Array.from({ length: n }, () => 1.7e9 + random() * 100),
  };

  test.each(Object.entries(inputs))(
    "of 100,000 %s values has a rank error of at most 0.0015, merged or not",
    (_, values) => {
      expect(largestRankError(of(values).weightedValues(), values)).toBeLessThanOrEqual(0.0015);
      for (const partLength of [700, 9000]) {
        const merged = mergedOf(values, partLength);
        expect(merged.n).toBe(n);
        expect(largestRankError(merged.weightedValues(), values)).toBeLessThanOrEqual(0.0015);
      }
    },
  );

  test("holds about 6,000 of any number of values, ascending, and their weights sum to n", () => {
    const { values, weights } = of(inputs["random"]!).weightedValues();
    expect(values.length).toBeLessThan(7000);
    expect(weights.reduce((sum, weight) => sum + weight)).toBe(n);
    expect(values.every((value, i) => i === 0 || values[i - 1]! <= value)).toBe(true);
  });

  test("takes two bytes a value or less where values are decimals", () => {
    const sketch = of(Array.from({ length: 2000 }, (_, i) => ((i * 7919) % 30000) / 100));
    expect(bytesOf(sketch).length).toBeLessThan(4000);
  });
});

describe("sorting doubles", () => {
  test.each([0, 1, 2, 95, 96, 97, 2047, 2048, 4096, 5000])(
    "gives what the native sort gives for %d values",
    (length) => {
      const random = seededRandom(length);
      const kinds = [
        () => random(),
        () => (random() - 0.5) * 10 ** (random() * 600 - 300),
        () => Math.floor(random() * 3) - 1,
        () => (random() - 0.5 > 0 ? 1 : -1) * Math.floor(random() * 2), // 0 and −0.
        () => (random() < 0.5 ? random() : 1.7e9 + random() * 100), // Half share their upper 32 bits: the insertion gives up.
      ];
      for (const draw of kinds) {
        const values = Float64Array.from({ length }, draw);
        const expected = values.slice().sort();
        sortDoubles(values, length);
        expect(values, `seed ${length}`).toEqual(expected);
      }
    },
  );
});
