import { describe, expect, test } from "vitest";
import { likelihoodRatio } from "../../shared/calibration/likelihood-ratio.ts";

const compared = { observed: 0.3, trials: 100, expected: 0.2, baselineTrials: 200 };

/** Half of G = 2 Σ O·ln(O/E) over the four cells of the table, written out (Sokal & Rohlf 1995, §17.4). */
function halfOfG(a: number, n: number, b: number, m: number): number {
  const [hits, misses, all] = [a + b, n + m - a - b, n + m];
  const cells: readonly (readonly [number, number])[] = [
    [a, (hits * n) / all],
    [n - a, (misses * n) / all],
    [b, (hits * m) / all],
    [m - b, (misses * m) / all],
  ];
  return cells.reduce((sum, [o, e]) => sum + (o === 0 ? 0 : o * Math.log(o / e)), 0);
}

describe("likelihoodRatio", () => {
  test("is half of the G statistic of the two by two table", () => {
    expect(likelihoodRatio(compared)).toBeCloseTo(halfOfG(30, 100, 40, 200), 12);
    expect(likelihoodRatio({ observed: 0, trials: 50, expected: 0.04, baselineTrials: 900 })).toBeCloseTo(
      halfOfG(0, 50, 36, 900),
      12,
    );
    expect(likelihoodRatio({ observed: 1, trials: 50, expected: 0.98, baselineTrials: 900 })).toBeCloseTo(
      halfOfG(50, 50, 882, 900),
      12,
    );
  });

  test("is 0 where shares are equal, where one side is empty, and where the ranks' error explains the difference", () => {
    expect(likelihoodRatio({ ...compared, observed: 0.2 })).toBe(0);
    expect(likelihoodRatio({ ...compared, trials: 0 })).toBe(0);
    expect(likelihoodRatio({ ...compared, baselineTrials: 0 })).toBe(0);
    expect(likelihoodRatio({ ...compared, rankError: 0.1 })).toBe(0);
    expect(likelihoodRatio({ ...compared, rankError: 0.05 })).toBeCloseTo(halfOfG(25, 100, 40, 200), 12);
  });

  test("of a share that is known for certain is n times the divergence, and infinite where it cannot be", () => {
    const certain = { ...compared, baselineTrials: Number.POSITIVE_INFINITY };
    expect(likelihoodRatio(certain)).toBeCloseTo(100 * (0.3 * Math.log(1.5) + 0.7 * Math.log(7 / 8)), 12);
    expect(likelihoodRatio({ ...certain, expected: 0 })).toBe(Number.POSITIVE_INFINITY);
  });

  test("is bounded as Chernoff says: of the binomial law no tail beyond y has more than e^−y", () => {
    const [n, p] = [60, 0.07];
    let chance = (1 - p) ** n;
    const law = Array.from({ length: n + 1 }, (_, k) => {
      const own = chance;
      chance *= ((n - k) / (k + 1)) * (p / (1 - p));
      return own;
    });
    for (let k = 5; k <= n; k++) {
      const nats = likelihoodRatio({
        observed: k / n,
        trials: n,
        expected: p,
        baselineTrials: Number.POSITIVE_INFINITY,
      });
      const tail = law.slice(k).reduce((sum, each) => sum + each, 0);
      expect(tail, `${k} of ${n}`).toBeLessThanOrEqual(Math.exp(-nats) * (1 + 1e-9));
    }
  });

  test("with windows that differ is the smaller of both explanations at most, and falls as they differ more", () => {
    const rows = { ...compared, trials: 1e6, baselineTrials: 1e9 };
    // Of so many rows only the windows' own differences are left: Δ²/2s² of the log-odds.
    const step = Math.log(0.3 / 0.7) - Math.log(0.2 / 0.8);
    expect(likelihoodRatio({ ...rows, variance: 0.04 })).toBeCloseTo(step ** 2 / 0.08, 2);
    const ratios = [0, 0.01, 0.1, 1].map((variance) => likelihoodRatio({ ...compared, variance }));
    expect([...ratios].sort((a, b) => b - a)).toEqual(ratios);
    expect(new Set(ratios).size).toBe(4);
  });
});
