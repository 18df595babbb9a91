import { describe, expect, test } from "vitest";
import { modelMonitorPValue } from "../../shared/drift/model-monitor-p-value.ts";
import { categorical } from "./distributions.ts";
import { scipyValues } from "./fixed-samples.ts";

type Counts = Readonly<Record<string, number>>;
const pValue = (now: Counts, before: Counts) => modelMonitorPValue(categorical(now), categorical(before));

describe("the p-value of Deequ's chi-squared test", () => {
  const before = { a: 223, b: 20, c: 25, d: 12, e: 13, f: 15 };

  // The values that Deequ's own suite expects (KLLDistanceTest.scala, 2.0.3 and later).
  test.each([
    [
      "with values that one side lacks",
      { a: 207, b: 20, c: 25, d: 14, e: 25, g: 13 },
      before,
      3.3640191298478506e-5,
    ],
    [
      "of equal categories",
      { a: 207, b: 20, c: 25, d: 14, e: 25 },
      { a: 223, b: 20, c: 25, d: 12, e: 13 },
      0.013227994814265176,
    ],
    ["of one observed category", { a: 30 }, { a: 20, b: 20 }, 4.3204630539861455e-8],
  ] as const)("%s is Deequ's own", (_, now, then, expected) => {
    expect(pValue(now, then)).toBeCloseTo(expected, 15); // Deequ's is 1 − F: right to 1e-16
  });

  // The same suite expects the statistic where it merges; the tail is scipy.stats.chi2.sf(statistic, groups − 1).
  test.each([
    [
      "2 of 6 merged",
      { a: 100, b: 20, c: 25, d: 10, e: 5, f: 2 },
      { a: 100, b: 22, c: 25, d: 5, e: 13, f: 2 },
      0.06657394129372693,
    ],
    ["1 of 4 merged", { a: 100, b: 40, c: 30, d: 10 }, { a: 100, b: 40, c: 30, e: 4 }, 0.8238460275540918],
    ["2 of 4 merged", { a: 100, b: 4, c: 3, d: 27 }, { a: 100, b: 4, c: 3, d: 34 }, 0.5624825973613068],
    [
      "1 of 8 merged",
      { a: 100, b: 4, c: 3, d: 27, e: 20, f: 20, g: 20, h: 20 },
      { a: 100, b: 2, c: 1, d: 34, e: 20, f: 20, g: 20, h: 20 },
      0.3371023935548595,
    ],
  ] as const)("of %s is the tail of Deequ's own statistic", (_, now, then, expected) => {
    expect(pValue(now, then)).toBeCloseTo(expected, 12);
  });

  test.each([
    ["merging leaves one category", { a: 100, b: 4, c: 3 }, { a: 100, b: 4, c: 3 }],
    ["the baseline has one category", { a: 10, b: 20 }, { b: 20 }],
    ["no category is on both sides", { a: 15, b: 20 }, { c: 20, d: 20 }],
    ["either side is empty", {}, { a: 20, b: 20 }],
    ["the other is", { a: 20, b: 20 }, {}],
  ] as const)("is undefined where Deequ's is not a number: %s", (_, now, then) => {
    expect(pValue(now, then)).toBeUndefined();
  });

  test.each(scipyValues.categorical)(
    "agrees with scipy.stats.chisquare of the merged categories: $name",
    ({ current, baseline, pValue: { deequ } }) => {
      const p = pValue(current, baseline);
      if (deequ === null) expect(p).toBeUndefined();
      else if (deequ === 0) expect(p).toBe(0);
      else expect(p! / deequ).toBeCloseTo(1, 11);
    },
  );

  test("does not see a category that the baseline lacks, however many rows it takes", () => {
    const known = { a: 300, b: 200 };
    expect(pValue({ ...known, unseen: 5000 }, { a: 3000, b: 2000 })).toBe(1);
  });
});
