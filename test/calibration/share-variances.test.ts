import { describe, expect, test } from "vitest";
import { normalDraws } from "../../bench/detection/draws.ts";
import { clumpingOf } from "../../shared/calibration/clumping.ts";
import type { ComparedShares } from "../../shared/calibration/compared-shares.ts";
import { shareVariances, slotFactors, variancesWithout } from "../../shared/calibration/share-variances.ts";
import { seededRandom } from "../../shared/random.ts";

const MANY = 1e9;
/** A share of a half whose log-odds went so far. */
const gone = (by: number): ComparedShares => ({
  trials: MANY,
  baselineTrials: MANY,
  observed: [1 / (1 + Math.exp(-by))],
  expected: [0.5],
});

describe("variancesWithout", () => {
  test("knows nothing of what the block itself has", () => {
    const windows = [gone(0.1), gone(-0.1), gone(2), gone(-2)];
    const without = variancesWithout(windows, [0, 0, 1, 1], "none");
    expect(without.get(1)![0]).toBeCloseTo(shareVariances(windows.slice(0, 2), "none")[0]!, 12);
    expect(without.get(0)![0]).toBeCloseTo(shareVariances(windows.slice(2), "none")[0]!, 12);
    expect(without.get(0)![0]).toBeGreaterThan(100 * without.get(1)![0]!);
  });
});

describe("slotFactors", () => {
  const SLOTS = 168;
  const WINDOWS = 8;
  const factorsOf = (deviationOf: (slot: number) => number) => {
    const normal = normalDraws(seededRandom(31));
    const slots = Array.from({ length: SLOTS * WINDOWS }, (_, t) => t % SLOTS);
    const windows = slots.map((slot) => gone(deviationOf(slot) * normal()));
    const factors = slotFactors(windows, slots.map(String), shareVariances(windows, "none"));
    return slots.slice(0, SLOTS).map((slot) => factors[slot]!);
  };

  test("are nearly 1 where eight windows of a slot differ by no more than eight windows do", () => {
    // A variance of eight normal windows has a standard deviation of √(2/8) = 0.5.
    for (const factor of factorsOf(() => 0.1)) expect(Math.abs(factor - 1)).toBeLessThan(0.1);
  });

  test("tell nights that wander three times as far from days", () => {
    const factors = factorsOf((slot) => (slot % 24 < 8 ? 0.15 : 0.05));
    const mean = (of: (slot: number) => boolean) => {
      const own = factors.filter((_, slot) => of(slot));
      return own.reduce((sum, factor) => sum + factor, 0) / own.length;
    };
    // Variances of 9 and 1, a third and two thirds of the slots: 2.45 and 0.27 of the mean, taken back towards 1.
    expect(mean((slot) => slot % 24 < 8)).toBeGreaterThan(1.4);
    expect(mean((slot) => slot % 24 >= 8)).toBeLessThan(0.8);
  });
});

describe("clumpingOf", () => {
  const N = 20_000;
  const drawn = (deviation: (at: number) => number) => {
    const normal = normalDraws(seededRandom(32));
    return clumpingOf(Float64Array.from({ length: N }, (_, at) => deviation(at) * normal()));
  };

  test("is 1 of independent normal windows", () => {
    expect(drawn(() => 1)).toBeLessThan(1.1);
  });

  test("is κ = (μ₄/σ⁴ − 1)/2 of independent windows of which one in a hundred is a storm", () => {
    // σ² = 0.99 + 0.01·64 = 1.63 and μ₄ = 3·(0.99 + 0.01·64²) = 125.9, so 23.2; 200 storms know it to a fifth.
    const found = drawn((at) => (at % 100 === 50 ? 8 : 1));
    expect(found).toBeGreaterThan(0.7 * 23.2);
    expect(found).toBeLessThan(1.3 * 23.2);
  });
});
