import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseCaptureKey } from "../../shared/capture/capture-key.ts";
import type { ColumnProfile } from "../../shared/profile/column-profile.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { COUNTED_VALUES } from "../../shared/profile/value-counts.ts";
import { seededRandom } from "../../shared/random.ts";
import { type CaptureFile, profilesOf } from "../steps/both-ways.ts";
import { line } from "../steps/world.ts";
import { Dice } from "./dice.ts";
import { gatheredLines } from "./gathered-lines.ts";
import { momentsOf, type PlainColumn, type PlainStatistics, plainStatistics } from "./plain-statistics.ts";
import { randomNumber } from "./random-cells.ts";

const TIME = "2026-11-27T10:15:00Z";
/** Of a sum, a mean and a deviation. */
const RELATIVE = 1e-12;
/** Nearly four standard errors of a distinct count (0.81 %). */
const DISTINCT_ERROR = 0.03;
const QUANTILES = Array.from({ length: 99 }, (_, at) => (at + 1) / 100);

const KINDS: Readonly<Record<string, (dice: Dice, at: number) => string>> = {
  integers: (dice) => String(dice.upTo(100) - 20),
  "a counter": (_, at) => String(1_000_000 + at),
  cents: (dice) => (dice.next() * 1000 - 200).toFixed(2),
  "six places": (dice) => dice.next().toFixed(6),
  "whole doubles": (dice) => String(dice.next()),
  "doubles of wide range": (dice) => String((dice.next() - 0.5) * 10 ** dice.upTo(12)),
  exponents: (dice) => `${dice.digits(1)}.${dice.digits(3)}e${dice.pick(["", "+", "-"])}${dice.upTo(20)}`,
  "numbers of any form": (dice) => randomNumber(dice).replace(/[eE][-+]?\d+$/, ""),
  "long integers": (dice) => `9${dice.digits(17)}`,
  categories: (dice) => dice.pick(["gold", "silver", "basic", "caf\u00e9"]),
  booleans: (dice) => dice.pick(["true", "false", "true", "True"]),
  "a thousand texts": (dice) => `t${dice.upTo(1000)}`,
  identifiers: (_, at) => `id-${at * 7919}`,
  gaps: (dice) => (dice.chance(0.3) ? "" : dice.digits(2)),
  overflows: (dice) => dice.pick(["1e400", "-1e400", "1", "NaN", "-inf"]),
  "all kinds": (dice, at) => dice.pick(["", "true", "x", "5", "5.0", "-0", "-1e-3", "5.", `${at % 50}`]),
};

async function scanned(file: CaptureFile): Promise<DatasetProfile> {
  const profiles = [...(await profilesOf(file, true)).values()];
  const whole = profiles.filter(({ records }) => records > 0);
  expect(whole).toHaveLength(1);
  return whole[0]!;
}

function expectPlain(profile: DatasetProfile, plain: PlainStatistics): void {
  expect([profile.records, profile.rows]).toEqual([plain.records, plain.rows]);
  expect(profile.columns).toHaveLength(plain.columns.length);
  for (const [at, column] of profile.columns.entries()) {
    expectCounts(column, plain.columns[at]!);
    if (plain.columns[at]!.numbers.length > 0) expectNumbers(column, plain.columns[at]!);
  }
}

function expectCounts({ name, types, values, distinct }: ColumnProfile, plain: PlainColumn): void {
  const { missing, integral, fractional, boolean, string, negative } = types;
  expect({ missing, integral, fractional, boolean, string, negative }, name).toEqual({
    ...plain.classes,
    negative: plain.negative,
  });
  const texts = [...plain.texts].reduce((sum, [, times]) => sum + times, 0);
  expect(values.n, name).toBe(texts);
  if (plain.texts.size <= COUNTED_VALUES) expect(new Map(values.entries()), name).toEqual(plain.texts);
  else {
    const short = [...plain.texts].map(([text, times]) => times - values.count(text));
    expect(Math.min(...short), name).toBeGreaterThanOrEqual(0);
    expect(Math.max(...short), name).toBeLessThanOrEqual(values.error);
  }
  const different = plain.distinct.size;
  expect(Math.abs(distinct.estimate() - different), name).toBeLessThanOrEqual(DISTINCT_ERROR * different);
}

function expectNumbers({ name, moments, sketch }: ColumnProfile, { numbers }: PlainColumn): void {
  const { sum, mean, deviation } = momentsOf(numbers);
  const size = momentsOf(numbers.map(Math.abs)).mean;
  expect(moments.count, name).toBe(numbers.length);
  expect(Math.abs(moments.sum - sum), name).toBeLessThanOrEqual(RELATIVE * size * numbers.length);
  expect(Math.abs(moments.mean! - mean), name).toBeLessThanOrEqual(RELATIVE * size);
  expect(Math.abs(moments.standardDeviation! - deviation), name).toBeLessThanOrEqual(RELATIVE * deviation);
  const sorted = Float64Array.from(numbers, (value) => value + 0).sort();
  expect([moments.min, moments.max], name).toEqual([sorted[0], sorted.at(-1)]);
  const slack = sketch.rankError * numbers.length + 1e-9;
  const outside = QUANTILES.filter((q) => {
    const value = sketch.quantile(q)!;
    const wanted = q * numbers.length;
    return placeOf(sorted, value) > wanted + slack || placeOf(sorted, value, true) + slack < wanted;
  });
  expect(outside, name).toEqual([]);
}

/** How many of the ascending values are below one, or at most that one. */
function placeOf(sorted: Float64Array, value: number, orEqual = false): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < value || (orEqual && sorted[middle] === value)) from = middle + 1;
    else to = middle;
  }
  return from;
}

describe("a scanned profile is what a naive program finds in the file:", () => {
  test.each([
    [1, 5000, "\n"],
    [50, 120, "\n"],
    [7, 300, "\r\n"],
  ])("%d rows a record, every kind of column", async (rows, records, lineBreak) => {
    const dice = new Dice(seededRandom(rows));
    const kinds = Object.values(KINDS);
    const lines = Array.from({ length: records }, (_, at) => {
      const numbers = Array.from({ length: rows }, (_, row) => at * rows + row);
      const inputs = numbers.map((number) => kinds.map((kind) => kind(dice, number)).join(","));
      const outputs = numbers.map((number) => `${number % 3},${dice.next()}`);
      return `${line(inputs.join(lineBreak), outputs.join(lineBreak), TIME, { eventId: `e${at}` })}\n`;
    });
    const bytes = Buffer.from(lines.join(""));
    expect(await gatheredLines(bytes)).toBe(records - 1);
    const plain = plainStatistics(bytes.toString())!;
    expect(plain.rows).toBe(rows * records);
    expectPlain(await scanned({ bytes }), plain);
  });

  const paths = [
    "../pipeline/input/**/*.jsonl",
    "../../events/captures/**/*.jsonl",
    "../fixtures/formats/**/*.jsonl",
  ]
    .flatMap((folder) => globSync(fileURLToPath(new URL(folder, import.meta.url))))
    .sort();

  test("of the fixtures that it can read, which are most", async () => {
    const readable = paths.flatMap((path) => {
      const bytes = readFileSync(path);
      const plain = plainStatistics(bytes.toString());
      return plain === undefined ? [] : [{ path, bytes, plain }];
    });
    expect(readable.length).toBeGreaterThan(paths.length / 2);
    for (const { path, bytes, plain } of readable) {
      const key = parseCaptureKey(path.slice(path.search(/shop\/AllTraffic\//)))!;
      expectPlain(await scanned({ bytes, key, definition: { window: "P1D" } }), plain);
    }
  });
});
