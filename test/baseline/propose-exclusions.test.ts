import { describe, expect, test } from "vitest";
import { proposeExclusions } from "../../shared/baseline/propose-exclusions.ts";
import { RowSample } from "../../shared/baseline/row-sample.ts";
import type { Cell } from "../../shared/capture/row.ts";
import type { ProfileOptions } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";
import { profileOf } from "../constraints/profiles.ts";
import { evidenceOf, rowsOf } from "./exclusion-evidence.ts";

const ROWS = 30;

/** One column over `windows` hours of thirty rows, looked at by windows alone: no rows were kept. */
function proposed(
  windows: number,
  of: (window: number, row: number) => Cell,
  rows = ROWS,
  options: ProfileOptions = {},
) {
  const { sample, ...known } = evidenceOf(
    rowsOf(windows, rows, (_, hour, index) => ({ x: of(hour, index % rows) })),
    options,
  );
  const times = new RowSample();
  for (const time of sample.times) times.add({ names: [], cells: [], typed: false }, time);
  return proposeExclusions({ ...known, sample: times }).map(({ reason }) => reason);
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
      "constant within 1,117 of 1,122 windows: no window is distributed as the baseline is",
    ]);
  });

  test("hold a day of the week in words", () => {
    expect(proposed(70, (w) => ["Mon", "Tue", "Wed"][Math.floor(w / 24)]!)).toEqual([
      "constant within 70 of 70 windows: no window is distributed as the baseline is",
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
  });

  test("hold whole numbers that were given out, and not those that were drawn: they repeat where they lie close", () => {
    const dense = proposed(1, (_, i) => String(500 + ((i * 7919) % 5003)), 5000);
    expect(dense[0]).toMatch(
      /^about [45],\d{3} different whole numbers in 5,000 rows, of 5,003 between the smallest and the largest: /,
    );
    expect(proposed(1, (_, i) => String((i * 7919) % 100_003), 5000)).toEqual([]); // one of twenty: an amount may be so
    const drawn = seededRandom(3);
    expect(proposed(1, () => String(Math.floor(5000 * drawn())), 5000)).toEqual([]);
  });

  test("hold a countdown, and the number of an account whose holders come back", () => {
    expect(proposed(40, (w, i) => String(1_000_000 - w * 30 - i))).toEqual([
      "its largest value falls in 39 of 39 steps from window to window: it is a clock, not the data",
    ]);
    const account = (w: number, i: number) =>
      String(i === 0 ? 100 + 9 * w : (i * 7919 + w * 31) % (100 + 9 * w));
    expect(proposed(60, account)[0]).toMatch(
      /^a new largest value in 59 of 59 windows, and its first and last third lie 0\.\d\d apart: it numbers what is new$/,
    );
  });

  test("do not hold the age of an account: the oldest sets a record in every window, the others stay where they are", () => {
    const age = (w: number, i: number) => String(i === 0 ? 2000 + w : (i * 7919 + w * 31) % 2000);
    expect(proposed(60, age)).toEqual([]);
  });

  test("do not hold within a day what may come back the next: only a time by itself is known as a clock", () => {
    const morning = (w: number, i: number) => (10 + w + i / 100).toFixed(2);
    expect(proposed(20, morning)).toEqual([]);
    expect(proposed(40, morning)).toHaveLength(1);
  });

  test("do not hold a measure because nearly all its fractions differ, nor a text with many repeats", () => {
    expect(proposed(1, random, 500)).toEqual([]);
    expect(proposed(1, (_, i) => `city ${i % 400}`, 500)).toEqual([]);
  });
});
