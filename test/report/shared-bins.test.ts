import { bin } from "d3-array";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../shared/random.ts";
import { binShares, sharedBins } from "../../shared/report/chart/shared-bins.ts";
import { weightedQuantile, weightedValues } from "../../shared/report/chart/weighted-values.ts";
import { numeric } from "./small-report.ts";

const binsOf = (...sides: (readonly number[])[]) =>
  sharedBins(sides.map((side) => weightedValues(numeric(side))));

describe("shared bins", () => {
  test("nothing has no bins", () => {
    expect(binsOf([], [])).toBeUndefined();
    expect(binsOf([Number.NaN, Number.POSITIVE_INFINITY])).toBeUndefined();
  });

  test("a single value stands in the middle bin of three", () => {
    for (const value of [0, -5, 7.25, 1e-300, 2 ** 53]) {
      const bins = binsOf([value])!;
      expect(binShares(weightedValues(numeric([value])), bins).inside, String(value)).toEqual([0, 1, 0]);
    }
  });

  test("whole numbers of a small range get a bin each, centred on the number", () => {
    const bins = binsOf([1, 2, 3, 4, 5, 6, 7])!;
    expect(bins).toEqual({ start: 0.5, step: 1, count: 7, centred: true });
    expect(binShares(weightedValues(numeric([1, 1, 7, 3])), bins).inside).toEqual([
      0.5, 0, 0.25, 0, 0, 0, 0.25,
    ]);
  });

  test("tenths fall into the bin that starts at them, whatever their double", () => {
    const tenths = Array.from({ length: 31 }, (_, i) => i / 10);
    const bins = binsOf(tenths)!;
    expect(bins.step).toBe(0.1);
    expect(
      binShares(weightedValues(numeric(tenths)), bins).inside.filter(
        (share) => Math.abs(share - 1 / 31) > 1e-12,
      ),
    ).toEqual([]);
  });

  test("one far outlier does not widen the bins, and its share is reported outside", () => {
    const values = [...Array.from({ length: 999 }, (_, i) => i / 10), 1e9];
    const bins = binsOf(values)!;
    expect(bins.start + bins.step * bins.count).toBeLessThan(120);
    expect(binShares(weightedValues(numeric(values)), bins).above).toBeGreaterThan(0.0009);
  });

  test("shares inside and outside sum to 1 and agree with d3's own binning", () => {
    const seed = 20010216;
    const random = seededRandom(seed);
    const values = Array.from({ length: 500 }, () => Math.round(random() * 1e4) / 100);
    const bins = binsOf(values)!;
    const shares = binShares(weightedValues(numeric(values)), bins);
    const edges = Array.from({ length: bins.count - 1 }, (_, i) => bins.start + bins.step * (i + 1));
    const expected = bin()
      .domain([bins.start, bins.start + bins.step * bins.count])
      .thresholds(edges)(values)
      .map((each) => each.length / 500);
    expect(
      shares.inside.map((share) => share.toFixed(9)),
      `seed ${seed}`,
    ).toEqual(expected.map((share) => share.toFixed(9)));
    expect(shares.inside.reduce((a, b) => a + b, 0) + shares.below + shares.above).toBeCloseTo(1, 9);
  });

  test("a range too wide for a double has no bins", () => {
    expect(binsOf([-1.7e308, 1.7e308])).toBeUndefined();
  });

  test("the widest and the narrowest range that a double has stay under the cap of bins", () => {
    for (const values of [
      [0, Number.MIN_VALUE],
      [1, 1 + Number.EPSILON],
      [0, 1e308],
      [2 ** 53, 2 ** 53 + 2],
      [-1e-9, 1e9],
    ]) {
      const bins = binsOf(values)!;
      const shares = binShares(weightedValues(numeric(values)), bins);
      expect(bins.count, String(values)).toBeLessThanOrEqual(72);
      expect(
        shares.inside.reduce((a, b) => a + b, 0),
        String(values),
      ).toBeCloseTo(1, 9);
    }
  });

  test("weights count as that many values", () => {
    const weighted = weightedValues(numeric([1, 2, 3], [1, 2, 7]));
    expect(binShares(weighted, sharedBins([weighted])!).inside).toEqual([0.1, 0.2, 0.7]);
    expect([0, 0.1, 0.11, 0.3, 0.5, 1].map((q) => weightedQuantile(weighted, q))).toEqual([1, 1, 2, 2, 3, 3]); // numpy, method="inverted_cdf"
  });
});
