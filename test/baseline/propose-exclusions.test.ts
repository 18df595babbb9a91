import { describe, expect, test } from "vitest";
import { proposeExclusions } from "../../shared/baseline/propose-exclusions.ts";
import type { Cell } from "../../shared/capture/row.ts";
import { DatasetProfile, type ProfileOptions } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";
import { cells, profileOf } from "../constraints/profiles.ts";

const ROWS = 30;

/** One column over `windows` windows of thirty rows. */
function proposed(
  windows: number,
  of: (window: number, row: number) => Cell,
  rows = ROWS,
  options: ProfileOptions = {},
) {
  const parts = Array.from({ length: windows }, (_, w) =>
    profileOf({ x: cells(rows, (i) => of(w, i)) }, options),
  );
  const whole = new DatasetProfile(options);
  for (const part of parts) whole.merge(part);
  return proposeExclusions({ whole, windows: parts }).map(({ reason }) => reason);
}

const noise = seededRandom(11);
const random = () => noise().toFixed(9);

describe("proposed exclusions", () => {
  test("of nothing are none", () => {
    expect(proposeExclusions({ whole: profileOf({}), windows: [] })).toEqual([]);
  });

  test("hold an hour of the day, with its numbers", () => {
    const hour = (w: number, i: number) => String(w >= 1122 - 5 && i === 0 ? 99 : w % 24);
    expect(proposed(1122, hour)).toEqual([
      "constant within 1,117 of 1,122 windows: it tells the time, not the data",
    ]);
  });

  test("hold a day of the week in words", () => {
    expect(proposed(70, (w) => ["Mon", "Tue", "Wed"][Math.floor(w / 24)]!)).toEqual([
      "constant within 70 of 70 windows: it tells the time, not the data",
    ]);
  });

  test("hold a sensitive column that tells the time, by its hashes", () => {
    const options = { sensitive: ["x"], sensitiveKey: "k" };
    expect(proposed(48, (w) => `shift ${w % 3}`, ROWS, options)).toHaveLength(1);
  });

  test("do not hold a column that is constant over the whole", () => {
    expect(proposed(50, () => "7")).toEqual([]);
  });

  test("do not hold a flag that is seldom set: it is always the same constant", () => {
    expect(proposed(100, (w, i) => (w % 40 === 7 && i === 3 ? "1" : "0"))).toEqual([]);
  });

  test("do not hold a column whose windows have too few values to be told from chance", () => {
    expect(proposed(100, (w, i) => (i === 0 ? `k${w % 3}` : null))).toEqual([]);
    expect(proposed(4, (w) => String(w))).toEqual([]);
  });

  test("hold a clock", () => {
    expect(proposed(40, (w, i) => (1e9 + w * 3600 + i * 100.5).toFixed(1))).toEqual([
      "its smallest value rises in 39 of 39 steps from window to window: it is a clock, not the data",
    ]);
  });

  test("hold a clock in spite of one late record in twenty steps", () => {
    const late = (w: number, i: number) =>
      (w * 3600 + i * 100.5 - (w === 20 && i === 0 ? 9000 : 0)).toFixed(1);
    expect(proposed(40, late)[0]).toMatch(/^its smallest value rises in 38 of 39 steps/);
  });

  test("do not hold a measure that is never below 0, nor one that drifts slowly within its range", () => {
    expect(proposed(60, (_, i) => (i === 0 ? "0.0" : random()))).toEqual([]);
    expect(proposed(60, (w) => (Number(random()) + w / 600).toFixed(6))).toEqual([]);
  });

  test("hold an identifier from a hundred rows on", () => {
    expect(proposed(1, (_, i) => `order-${i}`, 99)).toEqual([]);
    expect(proposed(1, (_, i) => `order-${i}`, 100)).toEqual([
      "about 100 different values in 100 rows: it names rows, it does not describe them",
    ]);
    expect(proposed(1, (_, i) => String((i * 7919) % 100_003), 5000)[0]).toMatch(
      /^about [45],\d{3} different values in 5,000 rows/,
    );
  });

  test("do not hold a measure because nearly all its fractions differ, nor a text with many repeats", () => {
    expect(proposed(1, random, 500)).toEqual([]);
    expect(proposed(1, (_, i) => `city ${i % 400}`, 500)).toEqual([]);
  });
});
