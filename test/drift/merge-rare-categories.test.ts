import { describe, expect, test } from "vitest";
import { type CategoryGroup, mergeRareCategories } from "../../shared/drift/merge-rare-categories.ts";
import { seededRandom } from "../../shared/random.ts";

const groups = (...expected: number[]): CategoryGroup[] =>
  expected.map((rows, i) => ({ current: i, baseline: 10 * i, expected: rows }));
const underFive = (ascending: readonly CategoryGroup[]) => ascending[0]!.expected < 5;

describe("merging rare categories", () => {
  test("leaves none and one as they are, whatever they expect", () => {
    expect(mergeRareCategories([], () => true)).toEqual([]);
    expect(mergeRareCategories(groups(0.1), () => true)).toEqual(groups(0.1));
  });

  test("adds the smallest to the next smallest, its rows too, until the rule is content", () => {
    expect(mergeRareCategories(groups(40, 1, 3, 4, 60), underFive)).toEqual([
      { current: 6, baseline: 60, expected: 8 }, // 1 + 3 = 4, + 4: three merged
      { current: 0, baseline: 0, expected: 40 },
      { current: 4, baseline: 40, expected: 60 },
    ]);
  });

  test("goes down to one group", () => {
    expect(mergeRareCategories(groups(2, 1), underFive)).toEqual([{ current: 1, baseline: 10, expected: 3 }]);
  });

  test("takes equals in the order they came in, and puts what was merged behind them", () => {
    const [first, ...rest] = mergeRareCategories(groups(1, 1, 2, 2), (ascending) => ascending.length > 3);
    expect(first).toEqual({ current: 2, baseline: 20, expected: 2 });
    expect(rest.map(({ current }) => current)).toEqual([3, 1]);
  });

  test.each([1, 2, 3])("loses no row and stays ascending (seed %i)", (seed) => {
    const random = seededRandom(seed);
    const many = groups(...Array.from({ length: 300 }, () => random() ** 4 * 20));
    const merged = mergeRareCategories(many, underFive);
    const total = (all: readonly CategoryGroup[]) => all.reduce((sum, { baseline }) => sum + baseline, 0);
    expect(total(merged)).toBe(total(many));
    for (let i = 1; i < merged.length; i++)
      expect(merged[i]!.expected).toBeGreaterThanOrEqual(merged[i - 1]!.expected);
  });
});
