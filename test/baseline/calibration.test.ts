import { describe, expect, test } from "vitest";
import { type BaselineWindow, learnCalibration, limitAt } from "../../shared/baseline/calibration.ts";
import { learnLimit } from "../../shared/baseline/learnt-limit.ts";
import { leaveBlocksOut } from "../../shared/baseline/leave-blocks-out.ts";
import { tailQuantile } from "../../shared/baseline/tail-quantile.ts";
import { shortfallsBelow } from "../../shared/constraints/shortfalls-below.ts";
import { lInfinity } from "../../shared/drift/l-infinity.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";
import { seasonSlot } from "../../shared/window/season-slot.ts";

const HOUR = 3_600_000;
const START = Date.parse("2001-01-01T00:00:00Z");

type Random = () => number;
const gaussian = (random: Random) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A window of rows whose columns are normal around `levels`. */
function windowOf(start: number, levels: readonly number[], rows: number, random: Random): BaselineWindow {
  const profile = new DatasetProfile({ names: levels.map((_, column) => `c${column}`) });
  for (let row = 0; row < rows; row++) {
    profile.countRecord();
    profile.addRow(
      { cells: levels.map((level) => level + gaussian(random)), typed: true },
      { key: "data", line: row + 1 },
    );
  }
  return { start, slot: seasonSlot(start, "hour-of-day", "UTC"), profile };
}

/** Hours of real traffic's kind: a cycle over the day, and a level of each column that wanders (AR(1), ρ = 0.8, sd 0.25). */
function* stream(hours: number, columns: number, rows: number, seed: number): Generator<BaselineWindow> {
  const random = seededRandom(seed);
  const wander = new Array<number>(columns).fill(0);
  for (let hour = 0; hour < hours; hour++) {
    for (let column = 0; column < columns; column++)
      wander[column] = 0.8 * wander[column]! + 0.15 * gaussian(random);
    const cycle = Math.sin((2 * Math.PI * (hour % 24)) / 24);
    yield windowOf(
      START + hour * HOUR,
      wander.map((level) => level + cycle),
      rows,
      random,
    );
  }
}

const options = (columns: readonly string[]) => ({
  statistic: lInfinity,
  columns,
  minRows: 100,
  shortfalls: shortfallsBelow,
});

describe("tailQuantile", () => {
  test("is undefined without values and the largest of a few", () => {
    expect(tailQuantile([], 0.001)).toBeUndefined();
    expect(tailQuantile([3], 0.001)).toBe(3);
    expect(tailQuantile([3, 1, 2], 0.001)).toBe(3);
  });

  /**
   * The fit by hand, Hosking & Wallis 1987: excesses e of the largest tenth over the value before it, a0 = mean(e),
   * a1 = mean(e · (1 − (i − 0.35)/n)), k = a0/(a0 − 2 a1) − 2, α = 2 a0 a1/(a0 − 2 a1), quantile α (1 − p^k)/k.
   */
  test("is the generalized Pareto quantile of the largest tenth by probability-weighted moments", () => {
    const random = seededRandom(5);
    const values = Array.from({ length: 500 }, () => random() ** 2).sort((a, b) => a - b);
    const excesses = values.slice(-50).map((value) => value - values[449]!);
    const a0 = excesses.reduce((sum, e) => sum + e, 0) / 50;
    const a1 = excesses.reduce((sum, e, i) => sum + e * (1 - (i + 1 - 0.35) / 50), 0) / 50;
    const k = a0 / (a0 - 2 * a1) - 2;
    const alpha = (2 * a0 * a1) / (a0 - 2 * a1);
    const p = 0.0005 / 0.1;
    expect(tailQuantile(values, 0.0005)).toBeCloseTo(
      Math.max(values.at(-1)!, values[449]! + (alpha / k) * (1 - p ** k)),
      10,
    );
  });

  // −ln(rate) and 1 − rate are the true quantiles; the spread over 30 seeds is stated as the tolerance.
  test.each([
    ["exponential", (u: number) => -Math.log(1 - u), -Math.log(1 / 2000), 0.25],
    ["uniform", (u: number) => u, 1 - 1 / 2000, 0.01],
  ] as const)(
    "finds the quantile of 1 in 2,000 of 600 %s values within its error (median of 30 seeds)",
    (_, of, truth, error) => {
      const found = Array.from({ length: 30 }, (_unused, seed) => {
        const random = seededRandom(seed + 1);
        return tailQuantile(
          Array.from({ length: 600 }, () => of(random())),
          1 / 2000,
        )!;
      }).sort((a, b) => a - b);
      expect(Math.abs(found[15]! / truth - 1)).toBeLessThan(error);
    },
  );

  test("is never below the largest value", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = seededRandom(seed);
      const values = Array.from({ length: 200 }, () => random() ** 5);
      expect(tailQuantile(values, 0.001), `seed ${seed}`).toBeGreaterThanOrEqual(Math.max(...values));
    }
  });

  test("of equal values is that value", () => {
    expect(tailQuantile(new Array(100).fill(0), 0.001)).toBe(0);
  });
});

describe("learnLimit", () => {
  test("is undefined without distances", () => {
    expect(learnLimit([], 0.001, { days: 3 })).toBeUndefined();
  });

  test("finds no variance between windows where sampling explains the distances", () => {
    // Medians of the Kolmogorov distribution: D = 0.8276 √(1/n + 1/m).
    const measured = Array.from({ length: 50 }, (_, i) => ({
      distance: 0.6 * (0.8 + i / 125) * Math.sqrt(1 / 500 + 1 / 9000),
      n: 500,
      m: 9000,
    }));
    expect(learnLimit(measured, 0.001, { days: 3 })).toMatchObject({ variance: 0, windows: 50, days: 3 });
  });

  test("finds the variance that brings the median to the Kolmogorov distribution's", () => {
    const measured = Array.from({ length: 51 }, (_, i) => ({ distance: 0.1 + i / 1000, n: 500, m: 9000 }));
    const { variance } = learnLimit(measured, 0.001, { days: 3 })!;
    expect(0.125 / Math.sqrt(1 / 500 + 1 / 9000 + variance)).toBeCloseTo(0.8276, 6);
  });

  test("is never below what sampling alone exceeds that seldom: √(−½ ln(rate/2))", () => {
    const measured = Array.from({ length: 50 }, () => ({ distance: 0.001, n: 500, m: 9000 }));
    expect(learnLimit(measured, 1 / 3650, { days: 3 })!.multiple).toBeCloseTo(
      Math.sqrt(-0.5 * Math.log(1 / 7300)),
      12,
    );
  });
});

describe("leaveBlocksOut", () => {
  test("compares every window with its slot in the other blocks of days", () => {
    const random = seededRandom(3);
    const windows = Array.from({ length: 20 * 24 }, (_, hour) =>
      windowOf(START + hour * HOUR, [0], 10, random),
    );
    const seen = [...leaveBlocksOut(windows)];
    expect(seen).toHaveLength(windows.length);
    // 20 days in ten blocks of two: 18 windows of ten rows are left in each slot.
    expect(new Set(seen.map(({ rest }) => rest.rows))).toEqual(new Set([180]));
    expect(seen.reduce((sum, { window }) => sum + window.rows, 0)).toBe(4800);
  });

  test("a slot of one block has no rest", () => {
    expect([...leaveBlocksOut([windowOf(START, [0], 10, seededRandom(1))])]).toEqual([]);
  });
});

describe("learnCalibration", () => {
  const columns = ["c0", "c1", "c2", "c3"];

  test("says nothing of under 24 windows or of a single day", () => {
    expect(learnCalibration([...stream(23, 4, 100, 1)], options(columns))).toBeUndefined();
    expect(learnCalibration([...stream(24, 4, 100, 1)], options(columns))).toBeUndefined();
  });

  test("does not use windows under the minimum", () => {
    const windows = [...stream(72, 1, 100, 1), ...stream(10, 1, 99, 2)];
    expect(learnCalibration(windows, options(["c0"]))).toMatchObject({
      windows: 72,
      days: 3,
      statistic: "LInfinity",
      minRows: 100,
    });
  });

  test("on seasonal, autocorrelated traffic without drift flags a handful of windows where a fixed 0.1 flags most, and still finds a shift", () => {
    const all = [...stream((31 + 30) * 24, 4, 150, 11)];
    const [january, later] = [all.slice(0, 31 * 24), all.slice(31 * 24)];
    const calibration = learnCalibration(january, options(columns))!;
    const slots = new Map<string, DatasetProfile>();
    for (const { slot, profile } of january) {
      const whole = slots.get(slot) ?? new DatasetProfile();
      whole.merge(profile);
      slots.set(slot, whole);
    }
    const beyond = (window: BaselineWindow, limitOf: (column: string, n: number, m: number) => number) =>
      columns.some((column) => {
        const [current, baseline] = [
          window.profile.column(column)!.distribution()!,
          slots.get(window.slot)!.column(column)!.distribution()!,
        ];
        return lInfinity.measure(current, baseline)! > limitOf(column, current.n, baseline.n);
      });
    const learnt = (column: string, n: number, m: number) =>
      Math.max(0.1, limitAt(calibration.columns[column]!.drift!, n, m));
    const flagged = later.filter((window) => beyond(window, learnt)).length;
    const flaggedByRule = later.filter((window) => beyond(window, () => 0.1)).length;
    // One in 730 is asked for: 720 windows may have a few.
    expect(flagged).toBeLessThanOrEqual(5);
    expect(flaggedByRule).toBeGreaterThan(600);
    const random = seededRandom(12);
    const shifted = Array.from({ length: 24 }, (_, hour) =>
      windowOf(
        START + (40 * 24 + hour) * HOUR,
        columns.map(() => 2 + Math.sin((2 * Math.PI * hour) / 24)),
        150,
        random,
      ),
    );
    expect(shifted.filter((window) => beyond(window, learnt))).toHaveLength(24);
  });
});
