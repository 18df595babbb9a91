import { describe, expect, test } from "vitest";
import { ByteReader } from "../../../shared/profile/byte-reader.ts";
import { SequentialMoments } from "../../../shared/profile/model-monitor/sequential-moments.ts";
import { NUMBER_COLUMNS } from "../../fixtures/deequ/datasets.ts";
import { bitsOf, expected } from "../../fixtures/deequ/expected.ts";
import { bytesOf } from "../../laws/mergeable.ts";

function of(values: Iterable<number>, options?: { extremes?: boolean }): SequentialMoments {
  const moments = new SequentialMoments(options);
  for (const value of values) moments.update(value);
  return moments;
}

function mergedOf(parts: readonly Iterable<number>[]): SequentialMoments {
  return parts
    .map((part) => of(part))
    .reduce((whole, part) => {
      whole.merge(part);
      return whole;
    });
}

const uniform = Float64Array.from(NUMBER_COLUMNS["random 100000"]!(), Number);
const pieces = (cuts: readonly number[]) => cuts.slice(1).map((to, at) => uniform.subarray(cuts[at], to));

describe("sequential moments", () => {
  test("of nothing have no mean, spread and extremes; their sums are 0", () => {
    const { count, sum, integralSum, mean, standardDeviation, min, max } = of([]);
    expect([count, sum, integralSum]).toEqual([0, 0, 0]);
    expect([mean, standardDeviation, min, max]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("of one value are that value", () => {
    const { count, sum, mean, m2, min, max } = of([-2.5]);
    expect([count, sum, mean, m2, min, max]).toEqual([1, -2.5, -2.5, 0, -2.5, -2.5]);
  });

  test("add up from left to right and keep what rounding does to the sum", () => {
    // Python: functools.reduce(operator.add, [0.1] * 10, 0.0)
    expect(of(Array.from({ length: 10 }, () => 0.1)).sum).toBe(0.9999999999999999);
    expect(of([1e16, 1, 1, -1e16]).sum).toBe(0);
    expect(of([1, 1, 1e16, -1e16]).sum).toBe(2);
  });

  test("of parts are Deequ's, merged state by state", () => {
    const merged = mergedOf(pieces(expected.merges.cuts));
    expect(bitsOf(merged.m2)).toBe(expected.merges.m2);
    expect(bitsOf(merged.standardDeviation!)).toBe(expected.merges.stdDev);
  });

  test.each([4, 10])("of %d partitions are Spark's", (partitions) => {
    const cuts = Array.from({ length: partitions + 1 }, (_, at) => (at * 100_000) / partitions);
    const { sum, stdDev } = expected.partitions[partitions]!;
    const merged = mergedOf(pieces(cuts));
    expect([bitsOf(merged.sum), bitsOf(merged.standardDeviation!)]).toEqual([sum, stdDev]);
  });

  test("of integers add up exactly and wrap around at 64 bits, as Spark's do; of others left to right", () => {
    const { sum, integralSum } = of([1e16, 1, 1, -1e16]);
    expect([sum, integralSum]).toEqual([0, 2]);
    expect(of(Array.from({ length: 3 }, () => 2 ** 62)).integralSum).toBe(3 * 2 ** 62 - 2 ** 64);
    expect(of([1e16, 1, 0.5]).integralSum).toBe(1e16);
    expect(of([1e300, 1e300, 1.7e308, 1.7e308]).integralSum).toBe(Number.POSITIVE_INFINITY);
  });

  test("without extremes have none, written and read back", () => {
    const moments = of([1, 2], { extremes: false });
    moments.merge(of([0, 3]));
    const back = SequentialMoments.read(new ByteReader(bytesOf(moments)), { extremes: false });
    expect([moments.min, moments.max, back.min, back.max, back.sum]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      6,
    ]);
  });

  test("of −0 and 0 keep the extreme that came first, merged or not", () => {
    expect([of([0, -0]).min, of([-0, 0]).min, of([-0, 0]).max, of([0, -0]).max]).toEqual([0, -0, -0, 0]);
    expect([mergedOf([[0], [-0]]).min, mergedOf([[-0], [0]]).max]).toEqual([0, -0]);
  });
});
