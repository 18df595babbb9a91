import { describe, expect, test } from "vitest";
import { tallyValues } from "../../shared/calibration/column-tally.ts";
import { compareTallies } from "../../shared/calibration/compare-tallies.ts";
import { furthestShare } from "../../shared/calibration/compared-shares.ts";
import { cutsOf } from "../../shared/calibration/cuts.ts";
import { movedShare } from "../../shared/calibration/moved-share.ts";
import { shareVariances } from "../../shared/calibration/share-variances.ts";
import type { NumericDistribution } from "../../shared/drift/distribution.ts";
import { movedInWords } from "../../shared/report/moved-in-words.ts";

const numbers = (values: readonly number[]): NumericDistribution => ({
  kind: "numeric",
  values: Float64Array.from(values).sort(),
  weights: new Float64Array(values.length).fill(1),
  n: values.length,
  rankError: 0,
});
/** 0 to 100. */
const BASELINE = numbers(Array.from({ length: 1001 }, (_, i) => i / 10));
const cuts = cutsOf(BASELINE);
const compared = (current: NumericDistribution, slot = BASELINE) =>
  compareTallies([{ current: tallyValues(current, cuts), baseline: tallyValues(slot, cuts) }])!;

describe("what is far out", () => {
  test.each([
    ["many different numbers", BASELINE, { low: -100, high: 200, of: 1001 }],
    ["grades", numbers([1, 2, 3, 3, 5]), { low: -3, high: 9, of: 5 }],
    ["a constant", numbers([7, 7, 7]), undefined],
    ["numbers that end there", numbers([-1e308, 1e308]), undefined],
  ])("lies as far from the baseline's values as those are wide: of %s", (_, baseline, far) => {
    expect(cutsOf(baseline)).toMatchObject({ kind: "numeric" });
    expect((cutsOf(baseline) as { far?: unknown }).far).toEqual(far);
  });

  test("is counted on both sides, its bounds are not", () => {
    const { hits, farOf } = tallyValues(numbers([-101, -100, -1, 50, 101, 200, 201, 1e9]), cuts);
    expect(hits.at(-1)).toBe(3);
    expect(hits[0]).toBe(3);
    expect(farOf).toBe(1001);
  });

  test("is held against all numbers of the baseline, whatever its slot has", () => {
    const window = numbers([...Array.from({ length: 998 }, (_, i) => i / 10), 1e6, -1e6]);
    const few = compared(window, numbers(Array.from({ length: 101 }, (_, i) => i)));
    const { nats, at } = furthestShare(few);
    expect(at).toBe(few.observed.length - 1);
    // Half of the G statistic, scipy 1.15.3: chi2_contingency([[2, 998], [0, 1001]], correction=False, lambda_="log-likelihood").
    expect(nats).toBeCloseTo(1.38829561, 8);
    expect(movedInWords(movedShare(few, cuts, { at })!)).toBe(
      "values outside -100 to 200: 0.2 % instead of 0 %",
    );
  });

  test("does not wander with the level, while the tails beside it do", () => {
    const moved = [-4, -2, 0, 2, 4].map((by) =>
      compared(numbers(Array.from({ length: 1001 }, (_, i) => i / 10 + by))),
    );
    const [far, tails] = [shareVariances(moved, "far"), shareVariances(moved, "ascending")];
    expect(far.at(-1)).toBe(0);
    expect(tails.at(-1)).toBeGreaterThan(0.1);
    expect(far.at(-2)).toBeGreaterThan(0.1);
  });
});
