import { describe, expect, test } from "vitest";
import {
  correlationChange,
  correlationChanges,
  largestCorrelationChange,
} from "../../shared/drift/correlation-change.ts";
import { seededRandom } from "../../shared/random.ts";
import { type Columns, dependent, profileOf } from "../profile/correlated-rows.ts";

const correlationsOf = (columns: Columns) => profileOf(columns).correlations;

describe("the change of a rank correlation", () => {
  test.each([
    // From Python's math.atanh and math.sqrt: (atanh(b) - atanh(a)) / sqrt(1.06/(m-3) + 1.06/(n-3)).
    [0.8, 1000, 0.4, 1000, -14.637261972628211],
    [0.5, 103, 0.5, 203, 0],
    [0.1, 103, 0.4, 53, 1.8130525408472664],
    [-0.3, 40, 0.2, 60, 2.356705022244507],
    [1, 400, 0.9, 200, -20.835245254111456],
    [0.2, 5, 0.1, 4, -0.08120626684756836],
  ])("from %d of %i to %d of %i is %d standard deviations", (rho, dof, rhoNow, dofNow, z) => {
    expect(correlationChange({ rho, dof }, { rho: rhoNow, dof: dofNow })).toBeCloseTo(z, 10);
    const mirrored = correlationChange({ rho: -rho, dof }, { rho: -rhoNow, dof: dofNow });
    expect(mirrored).toBeCloseTo(-z, 10);
  });

  test("is not known where either stands on three degrees of freedom or fewer", () => {
    expect(correlationChange({ rho: 0.5, dof: 3 }, { rho: 0.1, dof: 1000 })).toBeUndefined();
    expect(correlationChange({ rho: 0.5, dof: 1000 }, { rho: 0.1, dof: 3 })).toBeUndefined();
    expect(correlationChange({ rho: 0.5, dof: 4 }, { rho: 0.1, dof: 4 })).toBeDefined();
  });

  test("is finite where a correlation is 1, and 0 where it stays so", () => {
    expect(correlationChange({ rho: 1, dof: 255 }, { rho: -1, dof: 255 })).toBeLessThan(-60);
    expect(correlationChange({ rho: 1, dof: 255 }, { rho: 1, dof: 255 })).toBe(0);
  });

  test.each([0, 0.3, 0.6])("has about unit variance where nothing has changed, at r = %d", (r) => {
    const random = seededRandom(14);
    const draw = () => {
      const [x, y] = dependent(256, r, random);
      return correlationsOf({ x, y }).correlation("x", "y")!;
    };
    const changes = Array.from({ length: 1500 }, () => correlationChange(draw(), draw())!);
    const mean = changes.reduce((sum, z) => sum + z, 0) / changes.length;
    const variance = changes.reduce((sum, z) => sum + (z - mean) ** 2, 0) / changes.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(variance).toBeGreaterThan(0.88);
    expect(variance).toBeLessThan(1.12);
  });

  test("from 0.8 to 0.4 is beyond 8 in 1,000 rows whose columns lie as before", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const random = seededRandom(seed);
      const filesOf = (r: number) => {
        const whole = correlationsOf({ x: [], y: [] });
        for (let file = 0; file < 4; file++) {
          const [x, y] = dependent(250, r, random);
          whole.merge(correlationsOf({ x, y }));
        }
        return whole;
      };
      const change = largestCorrelationChange(filesOf(0.8), filesOf(0.4))!;
      expect([change.before.dof, change.now.dof]).toEqual([996, 996]);
      expect(Math.abs(change.z)).toBeGreaterThan(8);
    }
  });
});

describe("of two summaries", () => {
  const random = seededRandom(15);
  const summary = (r: number, names = ["x", "y", "z", "w"]) => {
    const [x, y] = dependent(256, r, random);
    const [z, w] = dependent(256, 0.5, random);
    return profileOf({ x, y, z, w }, { names }).correlations;
  };
  const [before, now] = [summary(0.9), summary(0.1, ["w", "y", "x"])];

  test("each pair that both know is compared", () => {
    expect([...correlationChanges(before, now)].map(({ a, b }) => a + b)).toEqual(["xy", "xw", "yw"]);
  });

  test("the pair that changed most is told, with what it was and is", () => {
    const { a, b, z, ...rest } = largestCorrelationChange(before, now)!;
    expect([a, b]).toEqual(["x", "y"]);
    expect(rest).toEqual({ before: before.correlation("x", "y"), now: now.correlation("x", "y") });
    expect(z).toBeLessThan(-8);
  });

  test("none is told where they know no pair together", () => {
    expect(largestCorrelationChange(before, profileOf({ q: [1, 2] }).correlations)).toBeUndefined();
  });
});
