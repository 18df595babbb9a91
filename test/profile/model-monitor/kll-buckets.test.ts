import { describe, expect, test } from "vitest";
import { DeequKllSketch } from "../../../shared/profile/model-monitor/deequ-kll-sketch.ts";
import { kllBuckets } from "../../../shared/profile/model-monitor/kll-buckets.ts";

function bucketsOf(values: readonly number[]) {
  const sketch = new DeequKllSketch();
  for (const value of values) sketch.update(value);
  return kllBuckets(sketch, { min: Math.min(...values), max: Math.max(...values) });
}

const countsOf = (values: readonly number[]) => bucketsOf(values).map(({ count }) => count);

describe("Deequ's ten buckets", () => {
  test("are of equal width; a value on a bound is counted above it, the largest in the last", () => {
    const buckets = bucketsOf([0, 1, 1, 5, 10]);
    expect(buckets[0]).toEqual({ lower_bound: 0, upper_bound: 1, count: 1 });
    expect(buckets[9]).toEqual({ lower_bound: 9, upper_bound: 10, count: 1 });
    expect(buckets.map(({ count }) => count)).toEqual([1, 2, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  test("of a constant column have no width and all values in the last", () => {
    expect(countsOf([2.5, 2.5, 2.5])).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 3]);
  });

  test("leave the largest value out where the last bound rounds below it, as the service's do", () => {
    // statistics.json of a real baseline: indus, 27.74, upper bound 27.739999999999995.
    const last = bucketsOf([0.46, 1, 27.74]).at(-1)!;
    expect(last).toMatchObject({ upper_bound: 27.739999999999995, count: 0 });
  });

  // Deequ itself, columns "beyond 32 bits" and "below 32 bits" of the fixture.
  test("of values beyond 32 bits reach from there", () => {
    const beyond = bucketsOf([3e9, 4e9]);
    expect([beyond[0]!.lower_bound, beyond[9]!.upper_bound]).toEqual([2 ** 31 - 1, 4e9]);
    expect(beyond.map(({ count }) => count)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const below = bucketsOf([-3e9, -4e9]);
    expect([below[0]!.lower_bound, below[9]!.upper_bound]).toEqual([-4e9, -(2 ** 31)]);
  });

  test("count a sketched value as often as it stands for", () => {
    const counts = countsOf(Array.from({ length: 10_000 }, (_, at) => at));
    expect(counts.reduce((sum, count) => sum + count)).toBe(10_000);
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(50);
  });
});
