import { expect, test } from "vitest";
import { chanceBound, expectedShare, isBeyondChance } from "../../shared/faults/chance.ts";

test("half of fifty rows at one of a thousand is below 1e-59 by the bound, and 1e-60 exactly", () => {
  // scipy.stats.binom.sf(24, 50, 0.001) = 1.234e-61
  expect(chanceBound(0.5, 50, 0.001)).toBeLessThan(-59);
  expect(chanceBound(0.5, 50, 0.001)).toBeGreaterThan(-61);
});

test("the bound is never below the exact chance of a binomial", () => {
  const logChoose = (n: number, k: number) =>
    Array.from({ length: k }, (_, i) => Math.log((n - i) / (k - i))).reduce((sum, each) => sum + each, 0);
  for (const n of [5, 20, 50])
    for (const p of [0.001, 0.05, 0.3])
      for (let k = 1; k <= n; k++) {
        let exact = 0;
        for (let i = k; i <= n; i++)
          exact += Math.exp(logChoose(n, i) + i * Math.log(p) + (n - i) * Math.log(1 - p));
        expect(10 ** chanceBound(k / n, n, p) * (1 + 1e-9), `${k} of ${n} at ${p}`).toBeGreaterThanOrEqual(
          Math.min(1, exact),
        );
      }
});

test("is 1 where the share is no larger than expected, and without rows", () => {
  expect(chanceBound(0.1, 50, 0.1)).toBe(0);
  expect(chanceBound(0.05, 50, 0.1)).toBe(0);
  expect(chanceBound(1, 0, 0.1)).toBe(0);
});

test("a share is expected by the side that has most of it, a small side promises little, and nothing promises nothing", () => {
  expect(expectedShare([{ count: 0, rows: 100_000 }])).toBe(0.001);
  // Laplace: (0 + 1) ÷ (8 + 2)
  expect(
    expectedShare([
      { count: 0, rows: 100_000 },
      { count: 0, rows: 8 },
    ]),
  ).toBe(0.1);
  expect(expectedShare([{ count: 400, rows: 998 }])).toBe(0.401);
  expect(expectedShare([{ count: 0, rows: 0 }])).toBe(1);
});

test("rows of few records are as many as their records", () => {
  const all = { share: 1, rows: 1000, expected: 0.001 };
  expect(isBeyondChance(all, 3)).toBe(false);
  expect(isBeyondChance(all, 5)).toBe(true);
  expect(isBeyondChance({ ...all, rows: 3 }, 1000)).toBe(false);
});
