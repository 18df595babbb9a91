import { describe, expect, test } from "vitest";
import { binShares, quantileEdges } from "../../shared/drift/bins.ts";
import { numeric, range } from "./distributions.ts";

const edgesOf = (values: number[], bins: number) => {
  const { values: sorted, weights } = numeric(values);
  return [...quantileEdges(sorted, weights, bins)];
};

describe("quantile edges", () => {
  test("of nothing are none, and one bin holds everything", () => {
    expect(edgesOf([], 10)).toEqual([]);
    expect([...binShares(numeric([4, 5]), new Float64Array())]).toEqual([1]);
  });

  test("are numpy's inverted_cdf quantiles", () => {
    expect(edgesOf(range(1, 100), 10)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
  });

  test("give a value that covers several quantiles a bin of its own", () => {
    const edges = edgesOf([0, 0, 0, 0, 0, 0, 0, 0, 1, 1], 10);
    expect(edges).toEqual([-Number.MIN_VALUE, 0, 1]);
    expect([...binShares(numeric([-3, 0, 0.5, 2]), Float64Array.from(edges))]).toEqual([
      0.25, 0.25, 0.25, 0.25,
    ]);
  });

  test("work for negative atoms too", () => {
    const edges = Float64Array.from(edgesOf([-2, -2, -2], 4));
    expect([...binShares(numeric([-2.5, -2, -1, -1]), edges)]).toEqual([0.25, 0.25, 0.5]);
  });

  test("leave shares that sum to 1", () => {
    const shares = binShares(numeric(range(1, 997)), quantileEdges(...pair(range(-50, 400)), 10));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });
});

function pair(values: number[]): [Float64Array, Float64Array] {
  const { values: sorted, weights } = numeric(values);
  return [sorted, weights];
}
