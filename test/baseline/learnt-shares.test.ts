import { describe, expect, test } from "vitest";
import { type BaselineWindow, learnCalibration } from "../../shared/baseline/calibration.ts";
import { learnShare } from "../../shared/baseline/learnt-limit.ts";
import { tailQuantile } from "../../shared/baseline/tail-quantile.ts";
import { shortfallsBelow } from "../../shared/constraints/shortfalls-below.ts";
import { lInfinity } from "../../shared/drift/l-infinity.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";

const HOUR = 3_600_000;
const START = Date.parse("2001-01-01T00:00:00Z");

/** An hour of ten rows; `missing` of them lack their second cell. */
function hourOf(hour: number, missing = 0): BaselineWindow {
  const profile = new DatasetProfile({ names: ["a", "b"] });
  for (let row = 0; row < 10; row++)
    profile.addRow({ cells: [row, row < missing ? null : row], typed: true }, { key: "data", line: row + 1 });
  return { start: START + hour * HOUR, slot: "none", profile };
}

const learn = (windows: readonly BaselineWindow[]) =>
  learnCalibration(windows, {
    statistic: lInfinity,
    columns: ["a", "b"],
    minRows: 10,
    shortfalls: shortfallsBelow,
  });

describe("tailQuantile of a tail without a mean", () => {
  // 1/u² has shape 2, where moments say nothing: with shape 0.5 and the same mean b0, Q(p) = b0 (1 − 0.5)/0.5 (p^−0.5 − 1).
  test("takes shape 0.5, the heaviest that is believed", () => {
    const values = Array.from({ length: 200 }, (_, index) => ((index + 1) / 200) ** -2).sort((a, b) => a - b);
    const start = values[179]!;
    const mean = values.slice(180).reduce((sum, value) => sum + value - start, 0) / 20;
    expect(tailQuantile(values, 1e-5)! / (start + mean * (1e-4 ** -0.5 - 1))).toBeCloseTo(1, 10);
  });
});

describe("learnShare", () => {
  test("is undefined without values, and what they are where all are the same", () => {
    expect(learnShare([], 0.001, { days: 3 })).toBeUndefined();
    expect(learnShare(new Array(60).fill(0), 0.001, { days: 3 })).toEqual({ limit: 0, windows: 60, days: 3 });
  });

  test("is a share: the tail beyond 1 is cut", () => {
    const values = Array.from({ length: 100 }, (_, index) => (index / 100) ** 3);
    expect(tailQuantile(values, 1e-6)).toBeGreaterThan(1);
    expect(learnShare(values, 1e-6, { days: 3 })!.limit).toBe(1);
  });
});

describe("learnCalibration", () => {
  const spread = (count: number) => Array.from({ length: count }, (_, index) => hourOf(index * 2));

  test("takes 24 windows over two days, and not one fewer", () => {
    expect(learn(spread(23))).toBeUndefined();
    expect(learn(spread(24))).toMatchObject({ windows: 24, days: 2, minRows: 10 });
  });

  test("shares one false alarm a month of hours among its columns", () => {
    expect(learn(spread(24))!.falseAlarmRate).toBe(1 / (730 * 2));
  });

  test("learns how many cells are missing at worst in a window of its own", () => {
    const windows = Array.from({ length: 40 }, (_, index) => hourOf(index * 2, index === 17 ? 4 : 0));
    const { columns } = learn(windows)!;
    // Fewer than 50 windows have no tail to fit: the worst shortfall against the rest's completeness of 1 is the limit.
    expect(columns["b"]!.shares.completeness_check).toEqual({ limit: 0.4, windows: 40, days: 4 });
    expect(columns["a"]!.shares.completeness_check).toEqual({ limit: 0, windows: 40, days: 4 });
  });
});
