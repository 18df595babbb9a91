/** What every drift statistic promises; a new one is held by its line in the registry. */
import { describe, expect, test } from "vitest";
import type {
  CategoricalDistribution,
  Distribution,
  NumericDistribution,
} from "../../shared/drift/distribution.ts";
import type { DriftStatistic } from "../../shared/drift/drift-statistic.ts";
import { driftStatisticNamed, driftStatistics } from "../../shared/drift/index.ts";
import { BOUNDED_STATISTICS, DRIFT_STATISTICS } from "../../shared/drift/statistic-names.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { seededRandom } from "../../shared/random.ts";
import { categorical, numeric } from "../drift/distributions.ts";

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
/** A change that an ordinary sample of this size shows beyond its noise, in steps. */
const STEPS = [0, 0.3, 0.6, 1.2];
const ROWS = 4000;

/** One sample of the kind, moved by `shift` (in standard deviations, or share of a category). */
function sample(kind: Distribution["kind"], seed: number, rows: number, shift: number): Distribution {
  const random = seededRandom(seed);
  if (kind === "numeric")
    return numeric(Array.from({ length: rows }, () => random() + random() + random() - 1.5 + shift / 2));
  const counts: Record<string, number> = {};
  for (let i = 0; i < rows; i++) {
    const key = random() < shift * 0.4 ? "moved" : `c${Math.floor(random() * 6)}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return categorical(counts);
}

/** The same with values that come again and again. */
const quarters = (seed: number, rows: number, shift: number): NumericDistribution => {
  const { values } = sample("numeric", seed, rows, shift) as NumericDistribution;
  return numeric(values.map((value) => Math.round(value * 4) / 4));
};

/** A sketch's way to say the same rows: each different value once, with the number of its rows. */
function weighted(distribution: NumericDistribution): NumericDistribution {
  const rows = new Map<number, number>();
  for (const value of distribution.values) rows.set(value, (rows.get(value) ?? 0) + 1);
  return {
    ...distribution,
    values: Float64Array.from(rows.keys()),
    weights: Float64Array.from(rows.values()),
  };
}

/** The rarest categories gone from the counts, not from the rows: what is left of a column of too many values. */
function cut(distribution: Distribution): Distribution {
  const { counts, n } = distribution as CategoricalDistribution;
  const kept = [...counts].sort(([, a], [, b]) => b - a).slice(0, 4);
  return { kind: "categorical", counts: new Map(kept), n };
}

const empty = { numeric: numeric([]), categorical: categorical({}) };
const other = { numeric: "categorical", categorical: "numeric" } as const;

const named = driftStatistics.map((statistic): [string, DriftStatistic] => [statistic.name, statistic]);

test("the list of statistics that end at 1 is theirs", () =>
  expect(driftStatistics.filter(({ range }) => range[1] <= 1).map(({ name }) => name)).toEqual(
    BOUNDED_STATISTICS,
  ));

describe.each(named)("%s", (name, statistic) => {
  const [least, most] = statistic.range;

  test("is found by its name, says what it is and has a threshold within its range", () => {
    expect(driftStatisticNamed(name)).toBe(statistic);
    expect(statistic.about.length).toBeGreaterThan(20);
    expect(statistic.defaultThreshold).toBeGreaterThan(least);
    expect(statistic.defaultThreshold).toBeLessThan(most);
    expect(statistic.appliesTo.length).toBeGreaterThan(0);
  });

  describe.each(statistic.appliesTo.map((kind) => [kind]))("of %s columns", (kind) => {
    test("is undefined when either side is empty or of the other kind", () => {
      const some = sample(kind, 1, 10, 0);
      expect(statistic.measure(empty[kind], some)).toBeUndefined();
      expect(statistic.measure(some, empty[kind])).toBeUndefined();
      expect(statistic.measure(empty[kind], empty[kind])).toBeUndefined();
      expect(statistic.measure(some, sample(other[kind], 1, 10, 0))).toBeUndefined();
    });

    test.each(SEEDS)("is 0 from a distribution to itself (seed %i)", (seed) => {
      for (const rows of [1, 2, 37, 500]) {
        const some = sample(kind, seed, rows, 0);
        expect(statistic.measure(some, some), `seed ${seed}, ${rows} rows`).toBe(0);
      }
    });

    test.each(SEEDS)("stays within its range, and is symmetric if it says so (seed %i)", (seed) => {
      for (const shift of [0, 0.7, 2.4]) {
        const [a, b] = [sample(kind, seed, 40, 0), sample(kind, seed + 100, 400, shift)];
        const there = statistic.measure(a, b)!;
        const back = statistic.measure(b, a)!;
        expect(there, `seed ${seed}, shift ${shift}`).toBeGreaterThanOrEqual(least);
        expect(there, `seed ${seed}, shift ${shift}`).toBeLessThanOrEqual(most);
        expect(there, `seed ${seed}, shift ${shift}`).toBeLessThan(Number.POSITIVE_INFINITY);
        if (statistic.symmetric) expect(back, `seed ${seed}, shift ${shift}`).toBeCloseTo(there, 12);
      }
    });

    test.each(SEEDS)("grows with a shift (seed %i)", (seed) => {
      const baseline = sample(kind, seed + 100, ROWS, 0);
      const distances = STEPS.map((shift) => statistic.measure(sample(kind, seed, ROWS, shift), baseline)!);
      for (let i = 1; i < distances.length; i++)
        expect(distances[i]!, `seed ${seed}: ${distances.join(", ")}`).toBeGreaterThan(distances[i - 1]!);
    });
  });

  test("is undefined for kinds it does not apply to", () => {
    for (const kind of ["numeric", "categorical"] as const)
      if (!(statistic.appliesTo as readonly string[]).includes(kind))
        expect(statistic.measure(sample(kind, 1, 10, 0), sample(kind, 2, 10, 0))).toBeUndefined();
  });
});

describe.each(named.filter(([, { appliesTo }]) => appliesTo.includes("numeric")))(
  "%s of numbers",
  (_, statistic) => {
    test.each(SEEDS)("takes a value of weight w as w rows of it (seed %i)", (seed) => {
      const [a, b] = [quarters(seed, 60, 0.7), quarters(seed + 100, 900, 0)];
      expect(statistic.measure(weighted(a), weighted(b))!, `seed ${seed}`).toBeCloseTo(
        statistic.measure(a, b)!,
        12,
      );
    });
  },
);

describe.each(named.filter(([, { appliesTo }]) => appliesTo.includes("categorical")))(
  "%s where rows lie outside the counted categories",
  (_, statistic) => {
    test.each(SEEDS)("is 0 to itself, within its range, and grows with a shift (seed %i)", (seed) => {
      const baseline = cut(sample("categorical", seed + 100, ROWS, 0));
      const [same, moved] = [0, 1.2].map((shift) => cut(sample("categorical", seed, 500, shift)));
      expect(statistic.measure(baseline, baseline), `seed ${seed}`).toBe(0);
      const distance = statistic.measure(moved!, baseline)!;
      expect(distance, `seed ${seed}`).toBeGreaterThan(statistic.measure(same!, baseline)!);
      expect(distance, `seed ${seed}`).toBeLessThanOrEqual(statistic.range[1]);
    });
  },
);

describe.each(named.filter(([, { pValue }]) => pValue !== undefined))("the p-value of %s", (_, statistic) => {
  const { pValue } = statistic as Required<DriftStatistic>;
  const [kind] = statistic.appliesTo as [Distribution["kind"]];

  test("is undefined where the distance is", () => {
    const some = sample(kind, 1, 10, 0);
    expect(pValue(empty[kind], some)).toBeUndefined();
    expect(pValue(some, empty[kind])).toBeUndefined();
    expect(pValue(some, sample(other[kind], 1, 10, 0))).toBeUndefined();
    expect(pValue(sample(other[kind], 1, 10, 0), sample(other[kind], 1, 10, 0))).toBeUndefined();
  });

  test.each(SEEDS)("is 1 of no distance, and falls as a shift grows (seed %i)", (seed) => {
    const baseline = sample(kind, seed + 100, 1000, 0);
    expect(pValue(baseline, baseline), `seed ${seed}`).toBe(1);
    const ps = STEPS.map((shift) => pValue(sample(kind, seed, 200, shift), baseline)!);
    for (let i = 1; i < ps.length; i++)
      expect(ps[i]!, `seed ${seed}: ${ps.join(", ")}`).toBeLessThan(ps[i - 1]!);
    expect(ps.at(-1)!, `seed ${seed}`).toBeGreaterThanOrEqual(0);
  });

  test("of unchanged samples is spread evenly: below 0.1 and above 0.9 in a tenth each", () => {
    const ps = Array.from(
      { length: 400 },
      (_, i) => pValue(sample(kind, 1000 + i, 200, 0), sample(kind, 5000 + i, 1000, 0))!,
    );
    // 40 ± 4 standard deviations of 6
    for (const tail of [ps.filter((p) => p < 0.1), ps.filter((p) => p > 0.9)]) {
      expect(tail.length).toBeGreaterThan(16);
      expect(tail.length).toBeLessThan(64);
    }
  });
});

test("names of drift statistics are unique, and monitor definitions take them all", () => {
  const names = driftStatistics.map((statistic) => statistic.name);
  expect(names).toEqual(DRIFT_STATISTICS);
  expect(new Set(names).size).toBe(names.length);
});

test("an unknown drift statistic is refused with the ones that are known", () => {
  expect(() => driftStatisticNamed("Wasserstein")).toThrow(UnusableInput);
  expect(() => driftStatisticNamed("Wasserstein")).toThrow(/"Wasserstein".*LInfinity, KolmogorovSmirnov/);
});
