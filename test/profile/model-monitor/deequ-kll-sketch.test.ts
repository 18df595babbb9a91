import { describe, expect, test } from "vitest";
import { ByteReader } from "../../../shared/profile/byte-reader.ts";
import { DeequKllSketch } from "../../../shared/profile/model-monitor/deequ-kll-sketch.ts";
import { seededRandom } from "../../../shared/random.ts";
import { NUMBER_COLUMNS } from "../../fixtures/deequ/datasets.ts";
import { expected, sketchOf } from "../../fixtures/deequ/expected.ts";
import { bytesOf } from "../../laws/mergeable.ts";
import { largestRankError } from "../largest-rank-error.ts";

function of(values: ArrayLike<number>): DeequKllSketch {
  const sketch = new DeequKllSketch();
  for (let at = 0; at < values.length; at++) sketch.update(values[at]!);
  return sketch;
}

function mergedOf(parts: readonly ArrayLike<number>[]): DeequKllSketch {
  return parts.map(of).reduce((whole, part) => {
    whole.merge(part);
    return whole;
  });
}

const count = (length: number) => Array.from({ length }, (_, at) => at);
const levelsOf = (sketch: DeequKllSketch) => sketch.levels().map((level) => Array.from(level));
const again = (sketch: DeequKllSketch) => DeequKllSketch.read(new ByteReader(bytesOf(sketch)));
const uniform = Float64Array.from(NUMBER_COLUMNS["random 100000"]!(), Number);
const pieces = (cuts: readonly number[]) => cuts.slice(1).map((to, at) => uniform.subarray(cuts[at], to));

describe("Deequ's KLL sketch", () => {
  test("of nothing has no quantile, rank 0 and one empty level", () => {
    const sketch = new DeequKllSketch();
    expect([sketch.n, sketch.quantile(0.5), sketch.rank(0), sketch.rankError]).toEqual([0, undefined, 0, 0]);
    expect(levelsOf(sketch)).toEqual([[]]);
  });

  test("of few values keeps them as they came and has numpy's quantiles", () => {
    // np.quantile(x, q, method="inverted_cdf")
    const values = [3.5, -1.25, 0, 7.75, 2.5, 2.5, -6, 10.125];
    const sketch = of(values);
    expect(levelsOf(sketch)).toEqual([values]);
    expect([0, 0.1, 0.25, 0.5, 0.75, 0.9, 1].map((q) => sketch.quantile(q))).toEqual([
      -6, -6, -1.25, 2.5, 3.5, 10.125, 10.125,
    ]);
    expect([sketch.rank(2.5), sketch.rankBelow(2.5), sketch.rank(-7)]).toEqual([5, 3, 0]);
    expect(levelsOf(sketch)).toEqual([values]);
  });

  test("is the column itself up to 2,050 values; of 2,051 every second one stands for two and the last stays", () => {
    const rows = count(2051).reverse();
    expect(levelsOf(of(rows.slice(1)))).toEqual([rows.slice(1)]);
    expect(of(rows.slice(1)).rankError).toBe(0);
    const sketch = of(rows);
    expect(levelsOf(sketch)).toEqual([[0], count(1025).map((at) => 1 + 2 * at)]);
    expect([sketch.n, sketch.rank(1025), sketch.rankError]).toEqual([2051, 1027, 0.0025]);
  });

  test("knows of values that came after a look at it", () => {
    const sketch = of([1]);
    expect(sketch.rank(2)).toBe(1);
    sketch.update(2);
    expect(sketch.rank(2)).toBe(2);
  });

  test("merged from the left is Deequ's, and goes on as Deequ's", () => {
    const sketch = mergedOf(pieces(expected.merges.cuts));
    expect(sketchOf(sketch.levels())).toEqual(expected.merges.left);
    for (const value of uniform.subarray(0, 20_000)) sketch.update(value);
    expect(sketchOf(sketch.levels())).toEqual(expected.merges.goneOn);
  });

  test("merged from the right is Deequ's", () => {
    const sketch = pieces(expected.merges.cuts)
      .map(of)
      .reduceRight((whole, part) => {
        part.merge(whole);
        return part;
      });
    expect(sketchOf(sketch.levels())).toEqual(expected.merges.right);
  });

  test("merged as Spark merges four and ten partitions is Deequ's", () => {
    const four = mergedOf(pieces([0, 25_000, 50_000, 75_000, 100_000]));
    expect(expected.partitions["4"]).toMatchObject(sketchOf(four.levels()));
    // A tree: the even partitions, the odd ones, both.
    const ten = pieces(count(11).map((at) => at * 10_000));
    const whole = mergedOf(ten.filter((_, at) => at % 2 === 0));
    whole.merge(mergedOf(ten.filter((_, at) => at % 2 === 1)));
    expect(expected.partitions["10"]).toMatchObject(sketchOf(whole.levels()));
  });

  test("that a merge fills exactly is condensed, as Deequ's; merged with nothing it stays, as Deequ's does not", () => {
    expect(sketchOf(mergedOf(pieces([0, 1025, 2050])).levels())).toEqual(expected.merges.full);
    const full = mergedOf(pieces([0, 2050, 2050]));
    expect(expected.merges.fullAndEmpty.levels).toEqual([0, 1025]);
    expect(levelsOf(full)).toEqual(levelsOf(of(uniform.subarray(0, 2050))));
  });

  test("read back from any point goes on as if it had never been written", () => {
    const values = uniform.subarray(0, 30_000);
    let stored = new DeequKllSketch();
    for (const [at, value] of values.entries()) {
      if (at % 977 === 0) stored = again(stored);
      stored.update(value);
    }
    expect(sketchOf(stored.levels())).toEqual(sketchOf(of(values).levels()));
  });

  test("made of a file's levels has its values, and goes on like a sketch that was never compacted", () => {
    const sketch = of(uniform.subarray(0, 10_000));
    const back = DeequKllSketch.fromLevels(levelsOf(sketch));
    expect(levelsOf(back)).toEqual(levelsOf(sketch));
    expect([back.n, back.rank(0.5)]).toEqual([10_000, sketch.rank(0.5)]);
    // Which half of a level stays depends on how often it was compacted, which the file does not say.
    for (const value of uniform.subarray(10_000, 15_000)) back.update(value);
    expect(back.n).toBe(15_000);
    expect(sketchOf(back.levels())).not.toEqual(sketchOf(of(uniform.subarray(0, 15_000)).levels()));
  });

  test("keeps −0 apart from 0 and below it", () => {
    const values = count(2052).map((at) => (at % 4 === 0 ? 0 : -0));
    expect(levelsOf(of(values.slice(0, 5)))).toEqual([[0, -0, -0, -0, 0]]);
    const [, above] = levelsOf(of(values));
    expect([above![0], above![768], above![769]]).toEqual([-0, -0, 0]);
    expect(levelsOf(again(of(values)))).toEqual(levelsOf(of(values)));
  });

  const n = 100_000;
  const random = seededRandom(7);
  const inputs: Record<string, Float64Array> = {
    sorted: Float64Array.from({ length: n }, (_, i) => i),
    reversed: Float64Array.from({ length: n }, (_, i) => n - i),
    "zoomed in": Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? i : 2 * n - i)),
    "few distinct": Float64Array.from({ length: n }, () => Math.floor(random() * 7)),
    random: Float64Array.from({ length: n }, () => random()),
    "of wide range": Float64Array.from({ length: n }, () => (random() - 0.5) * 10 ** (random() * 600 - 300)),
    clustered: Float64Array.from({ length: n }, () => 1.7e9 + random() * 100),
  };

  test.each(Object.entries(inputs))(
    "of 100,000 %s values keeps its rank error, merged or not",
    (_, values) => {
      expect(largestRankError(of(values).weightedValues(), values)).toBeLessThanOrEqual(0.0025);
      for (const length of [700, 9000]) {
        const parts = count(Math.ceil(n / length)).map((at) =>
          values.subarray(at * length, (at + 1) * length),
        );
        const merged = mergedOf(parts);
        expect(merged.n).toBe(n);
        expect(largestRankError(merged.weightedValues(), values)).toBeLessThanOrEqual(0.0025);
      }
    },
  );

  test("holds about 5,500 of any number of values, and their weights sum to n", () => {
    const { values, weights } = of(uniform).weightedValues();
    expect(values.length).toBeLessThan(6000);
    expect(weights.reduce((sum, weight) => sum + weight)).toBe(n);
    expect(values.every((value, at) => at === 0 || values[at - 1]! <= value)).toBe(true);
  });

  test("takes three bytes a value or less where values are decimals", () => {
    const prices = count(2050).map((at) => ((at * 7919) % 30_000) / 100);
    expect(bytesOf(of(prices)).length).toBeLessThan(3 * 2050);
  });
});
