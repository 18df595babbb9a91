import { describe, expect, test } from "vitest";
import { chiSquared } from "../../shared/drift/chi-squared.ts";
import { seededRandom } from "../../shared/random.ts";
import { categorical, numeric } from "./distributions.ts";

type Counts = Readonly<Record<string, number>>;
const measure = (now: Counts, before: Counts) => chiSquared.measure(categorical(now), categorical(before));
const pValue = (now: Counts, before: Counts) => chiSquared.pValue!(categorical(now), categorical(before));

describe("ChiSquared", () => {
  test("is undefined for numbers and for an empty side", () => {
    expect(chiSquared.measure(numeric([1]), numeric([1]))).toBeUndefined();
    expect(measure({}, { a: 1 })).toBeUndefined();
    expect(measure({ a: 1 }, {})).toBeUndefined();
  });

  test("of two shares p and q is √(½ Σ (p − q)²/(p + q))", () => {
    // 0.3 and 0.2 of a flag: ½ (0.01/0.5 + 0.01/1.5)
    expect(measure({ yes: 30, no: 70 }, { yes: 200, no: 800 })).toBeCloseTo(Math.sqrt(0.01 + 0.01 / 3), 14);
  });

  test("does not depend on how many rows either side has, where none is rare", () => {
    const few = measure({ a: 60, b: 40 }, { a: 50, b: 50 });
    expect(measure({ a: 6000, b: 4000 }, { a: 50, b: 50 })).toBeCloseTo(few!, 14);
    expect(measure({ a: 60, b: 40 }, { a: 50_000, b: 50_000 })).toBeCloseTo(few!, 14);
  });

  test("is 1 of disjoint categories, with 3 rows too, and 0 of one category", () => {
    expect(measure({ x: 3 }, { a: 1000 })).toBe(1);
    expect(measure({ x: 20, y: 30 }, { a: 10, b: 90 })).toBeCloseTo(1, 15);
    expect(measure({ a: 3 }, { a: 1000 })).toBe(0);
  });

  test("merges categories that expect under five rows among themselves, and with no frequent one", () => {
    // Of 100 rows r1 … r4 expect 2, 2, 1, 1; all are merged, and 8 against 4 % of them is what is left of the change.
    const now = { a: 92, r1: 4, r2: 0, r3: 2, r4: 2 };
    const before = { a: 960, r1: 0, r2: 40, r3: 0, r4: 0 };
    expect(measure(now, before)).toBeCloseTo(measure({ a: 92, rare: 8 }, { a: 960, rare: 40 })!, 14);
  });

  test("sees the rare category that takes over, where Deequ's rule leaves no test", () => {
    expect(measure({ ok: 0, failed: 200 }, { ok: 4990, failed: 10 })).toBeGreaterThan(0.99);
  });

  test("is the same whichever side has more rows", () => {
    const [now, before] = [
      { a: 3, b: 9, c: 1, d: 4, e: 40 },
      { a: 300, b: 200, c: 20, d: 10, f: 9 },
    ];
    expect(measure(now, before)).toBe(measure(before, now));
    expect(pValue(now, before)).toBe(pValue(before, now));
  });
});

describe("the p-value of ChiSquared", () => {
  test("is undefined for an empty side, for numbers, and when a group expects less than one row", () => {
    expect(pValue({}, { a: 1 })).toBeUndefined();
    expect(chiSquared.pValue!(numeric([1]), numeric([1]))).toBeUndefined();
    expect(pValue({ yes: 1, no: 99 }, { yes: 5, no: 995 })).toBeUndefined(); // 6 · 100/1100 = 0.55
    expect(pValue({ yes: 1, no: 99 }, { yes: 10, no: 990 })).toBe(1); // 11 · 100/1100 = 1
  });

  test("is 1 of one category", () => {
    expect(pValue({ a: 1 }, { a: 1000 })).toBe(1);
  });

  // Snedecor & Cochran's formula for 2 × 2: χ² = N(ad − bc)²/(row and column sums); tail of one degree by scipy
  test("of a flag agrees with the textbook", () => {
    // 200 (30·80 − 20·70)²/(100·100·50·150) = 2.6667; scipy.stats.chi2.sf(8/3, 1)
    expect(pValue({ yes: 30, no: 70 }, { yes: 20, no: 80 })).toBeCloseTo(0.10247043485974942, 13);
  });

  test("sees categories that the baseline has not, whatever it has lost", () => {
    expect(pValue({ a: 60, b: 30, new: 25, newer: 5 }, { a: 500, b: 300, gone: 200 })).toBeLessThan(1e-50);
  });

  test("of unchanged categories, most of them rare, is below 0.05 in about one pair of twenty", () => {
    const random = seededRandom(17);
    const draw = (rows: number) => {
      const counts: Record<string, number> = {};
      for (let i = 0; i < rows; i++) {
        const key = random() < 0.6 ? "often" : `rare ${Math.floor(random() ** 2 * 40)}`;
        counts[key] = (counts[key] ?? 0) + 1;
      }
      return counts;
    };
    const ps = Array.from({ length: 1000 }, () => pValue(draw(100), draw(2000))!);
    const below = ps.filter((p) => p < 0.05).length;
    // 50 ± 4 standard deviations of 6.9
    expect(below).toBeGreaterThan(22);
    expect(below).toBeLessThan(78);
  });
});
