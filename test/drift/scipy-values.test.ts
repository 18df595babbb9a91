/** Statistics and p-values against scipy and numpy on fixed samples (test/fixtures/drift/make_scipy_values.py). */
import { describe, expect, test } from "vitest";
import type { Distribution } from "../../shared/drift/distribution.ts";
import type { DriftStatistic } from "../../shared/drift/drift-statistic.ts";
import { driftStatistics } from "../../shared/drift/index.ts";
import { categorical } from "./distributions.ts";
import { numericSample, scipyValues } from "./fixed-samples.ts";

interface Compared {
  readonly name: string;
  readonly current: Distribution;
  readonly baseline: Distribution;
  readonly expected: Readonly<Record<string, number>>;
}

const compared: Readonly<Record<Distribution["kind"], readonly Compared[]>> = {
  numeric: scipyValues.numeric.map(({ name, current, baseline, expected }) => ({
    name,
    current: numericSample(current),
    baseline: numericSample(baseline),
    // L-infinity of numbers is scipy's D
    expected: { ...expected, LInfinity: expected["KolmogorovSmirnov"]! },
  })),
  categorical: scipyValues.categorical.map(({ name, current, baseline, expected }) => ({
    name,
    current: categorical(current),
    baseline: categorical(baseline),
    expected,
  })),
};
const all = driftStatistics.flatMap((statistic: DriftStatistic) =>
  statistic.appliesTo.flatMap((kind) =>
    compared[kind].map((each) => [statistic.name, kind, each.name, statistic, each] as const),
  ),
);

test("the fixed samples cover every statistic and name the versions they were made with", () => {
  expect(new Set(all.map(([name]) => name)).size).toBe(driftStatistics.length);
  expect(scipyValues.made).toMatch(/scipy 1\.\d+\.\d+, numpy 2\.\d+\.\d+, mpmath 1\.\d+\.\d+$/);
});

// The sums are the same terms in another order.
test.each(all)("%s of %s columns agrees with scipy and numpy: %s", (name, _kind, _case, statistic, each) => {
  const expected = each.expected[name]!;
  const distance = statistic.measure(each.current, each.baseline)!;
  expect(Math.abs(distance - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, expected));
});

describe("a p-value", () => {
  const statisticNamed = (name: string): DriftStatistic =>
    driftStatistics.find((statistic) => statistic.name === name)!;

  test.each(scipyValues.numeric)(
    "of Kolmogorov and Smirnov is scipy's kstwobign.sf: $name",
    ({ current, baseline, pValue }) => {
      const p = statisticNamed("KolmogorovSmirnov").pValue!(numericSample(current), numericSample(baseline))!;
      expect(p / pValue.limit).toBeCloseTo(1, 11);
    },
  );

  test.each(scipyValues.numeric.filter(({ pValue }) => pValue.exact > 1e-6))(
    "of the limit law is within a half of scipy's exact one, and not below it by more than a fiftieth: $name",
    ({ current, baseline, pValue }) => {
      const p = statisticNamed("KolmogorovSmirnov").pValue!(numericSample(current), numericSample(baseline))!;
      expect(p / pValue.exact).toBeGreaterThan(0.98);
      expect(p / pValue.exact).toBeLessThan(1.55);
    },
  );

  test.each(scipyValues.categorical)(
    "of ChiSquared is scipy's chi2_contingency of the merged table: $name",
    ({ current, baseline, pValue }) => {
      const p = statisticNamed("ChiSquared").pValue!(categorical(current), categorical(baseline));
      if (pValue.homogeneity === null) expect(p).toBeUndefined();
      else if (pValue.homogeneity === 0) expect(p).toBe(0);
      else expect(p! / pValue.homogeneity).toBeCloseTo(1, 11);
    },
  );
});
