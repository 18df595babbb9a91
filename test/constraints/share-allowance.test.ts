import { describe, expect, test } from "vitest";
import { shareAllowance } from "../../shared/constraints/share-allowance.ts";

/** z of the two-sample score test with pooled variance, written out. */
function score(expected: number, observed: number, n: number, m: number): number {
  const pooled = (expected * m + observed * n) / (n + m);
  return (expected - observed) / Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
}

describe("what sampling explains of a lower share", () => {
  test("is nothing without cells", () => {
    expect(shareAllowance(1, 0, 100)).toBe(0);
    expect(shareAllowance(1, 100, 0)).toBe(0);
  });

  test("is nothing against a share of 1 or 0 that is known for certain", () => {
    expect(shareAllowance(1, 50, Number.POSITIVE_INFINITY)).toBe(0);
    expect(shareAllowance(0, 50, 50)).toBe(0);
  });

  test("against a certain share is z standard errors of it", () => {
    expect(shareAllowance(0.9, 400, Number.POSITIVE_INFINITY)).toBeCloseTo(
      4 * Math.sqrt((0.9 * 0.1) / 400),
      15,
    );
  });

  test.each([
    [1, 1000, 1000],
    [0.95, 300, 40_000],
    [0.5, 10_000, 200],
    [0.999, 1, 500],
  ])("of %d with %i against %i cells is where the score test reaches z = 4", (expected, n, m) => {
    const allowed = shareAllowance(expected, n, m);
    expect(score(expected, expected - allowed, n, m)).toBeCloseTo(4, 9);
  });

  test("lets 15 wrong cells of 1000 pass against 1000 right ones, and not 16", () => {
    expect(score(1, 1 - 15 / 1000, 1000, 1000)).toBeLessThan(4);
    expect(shareAllowance(1, 1000, 1000)).toBeGreaterThan(0.015);
    expect(shareAllowance(1, 1000, 1000)).toBeLessThan(0.016);
  });

  test("falls with the rows of either side", () => {
    const allowed = [10, 100, 1000, 1e4, 1e6].map((n) => shareAllowance(0.97, n, 5000));
    for (let i = 1; i < allowed.length; i++) expect(allowed[i]!).toBeLessThan(allowed[i - 1]!);
  });
});
