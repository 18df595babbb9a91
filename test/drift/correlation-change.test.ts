import { describe, expect, test } from "vitest";
import { correlationGap, unblocked } from "../../shared/drift/correlation-change.ts";
import type { RankCorrelation } from "../../shared/profile/rank-correlations.ts";
import { seededRandom } from "../../shared/random.ts";
import { type Columns, dependent, profileOf } from "../profile/correlated-rows.ts";

const correlationsOf = (columns: Columns) => profileOf(columns).correlations;

/** In standard deviations. */
function changeOf(before: RankCorrelation, now: RankCorrelation): number {
  const { gap, variance } = correlationGap(before, now)!;
  return gap / Math.sqrt(variance);
}

describe("the change of a rank correlation", () => {
  test.each([
    // Python: (atanh(b) - atanh(a)) / sqrt((1 + a*a/2)/(m-3) + (1 + b*b/2)/(n-3)).
    [0.8, 1000, 0.4, 1000, -13.756949890227265],
    [0.5, 103, 0.5, 203, 0.0],
    [0.1, 103, 0.4, 53, 1.8173437954675111],
    [-0.3, 40, 0.2, 60, 2.384813976418691],
    [1, 400, 0.9, 200, -17.897720287861187],
    [0.2, 5, 0.1, 4, -0.08319204337571783],
  ])("from %d of %i to %d of %i is %d standard deviations", (rho, dof, rhoNow, dofNow, z) => {
    expect(changeOf({ rho, dof }, { rho: rhoNow, dof: dofNow })).toBeCloseTo(z, 10);
    expect(changeOf({ rho: -rho, dof }, { rho: -rhoNow, dof: dofNow })).toBeCloseTo(-z, 10);
  });

  test("is not known where either stands on three degrees of freedom or fewer", () => {
    expect(correlationGap({ rho: 0.5, dof: 3 }, { rho: 0.1, dof: 1000 })).toBeUndefined();
    expect(correlationGap({ rho: 0.5, dof: 1000 }, { rho: 0.1, dof: 3 })).toBeUndefined();
    expect(correlationGap({ rho: 0.5, dof: 4 }, { rho: 0.1, dof: 4 })).toBeDefined();
  });

  test("is finite where a correlation is 1, and 0 where it stays so", () => {
    expect(changeOf({ rho: 1, dof: 255 }, { rho: -1, dof: 255 })).toBeLessThan(-50);
    expect(changeOf({ rho: 1, dof: 255 }, { rho: 1, dof: 255 })).toBe(0);
  });

  test.each([0, 0.3, 0.6, 0.9])("has about unit variance where nothing has changed, at r = %d", (r) => {
    const random = seededRandom(14);
    const draw = () => {
      const [x, y] = dependent(256, r, random);
      return correlationsOf({ x, y }).correlation("x", "y")!;
    };
    const changes = Array.from({ length: 1500 }, () => changeOf(draw(), draw()));
    const mean = changes.reduce((sum, z) => sum + z, 0) / changes.length;
    const variance = changes.reduce((sum, z) => sum + (z - mean) ** 2, 0) / changes.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(variance).toBeGreaterThan(0.85);
    expect(variance).toBeLessThan(1.15);
  });
});

test.each([0.3, 0.8, -0.9])("rows in blocks of ten have the correlation of all rows, at r = %d", (r) => {
  const random = seededRandom(16);
  const blocks = correlationsOf({ x: [], y: [] });
  for (let block = 0; block < 4000; block++) {
    const [x, y] = dependent(10, r, random);
    blocks.merge(correlationsOf({ x, y }));
  }
  const { rho } = blocks.correlation("x", "y")!;
  const ofAll = (6 / Math.PI) * Math.asin(r / 2);
  expect(Math.abs(rho)).toBeLessThan(Math.abs(ofAll) - 0.02 * Math.abs(r));
  expect(Math.abs(unblocked(rho, blocks.blockRows) - ofAll)).toBeLessThan(0.01);
});
