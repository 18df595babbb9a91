/** What every drift statistic promises; a new one is held by its line in the registry. */
import { describe, expect, test } from "vitest";
import type { Distribution } from "../../shared/drift/distribution.ts";
import { driftStatisticNamed, driftStatistics } from "../../shared/drift/index.ts";
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

const empty = { numeric: numeric([]), categorical: categorical({}) };
const other = { numeric: "categorical", categorical: "numeric" } as const;

describe.each(driftStatistics.map((statistic) => [statistic.name, statistic] as const))(
  "%s",
  (name, statistic) => {
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
  },
);

test("names of drift statistics are unique", () => {
  const names = driftStatistics.map((statistic) => statistic.name);
  expect(new Set(names).size).toBe(names.length);
});

test("an unknown drift statistic is refused with the ones that are known", () => {
  expect(() => driftStatisticNamed("Wasserstein")).toThrow(UnusableInput);
  expect(() => driftStatisticNamed("Wasserstein")).toThrow(/"Wasserstein".*LInfinity, KolmogorovSmirnov/);
});
