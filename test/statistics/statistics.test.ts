import { describe, expect, test } from "vitest";
import { UnusableInput } from "../../shared/errors.ts";
import { distributionOfStatistics } from "../../shared/statistics/distribution-of-statistics.ts";
import { renderJavaJson } from "../../shared/statistics/java-json.ts";
import { type FeatureStatistics, parseStatistics, statisticsOf } from "../../shared/statistics/statistics.ts";
import { cells, profileOf } from "../constraints/profiles.ts";

const featureOf = (...given: Parameters<typeof profileOf>): FeatureStatistics =>
  statisticsOf(profileOf(...given)).features[0]!;

describe("statistics of a profile", () => {
  test("of nothing have no features and no rows", () => {
    expect(statisticsOf(profileOf({}))).toEqual({ version: 0, dataset: { item_count: 0 }, features: [] });
  });

  test("of one number have no spread, and ten buckets of which the last holds it", () => {
    const { numerical_statistics: one } = featureOf({ x: ["2.5"] });
    expect(one).toMatchObject({ mean: 2.5, sum: 2.5, std_dev: 0, min: 2.5, max: 2.5, completeness: 1 });
    expect(one!.distribution!.kll!.buckets.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  test("of numbers agree with numpy", () => {
    // x = [1, 2, 2, 3, 10]; x.mean(), x.sum(), x.std(); np.histogram(x, 10)
    const feature = featureOf({ x: ["1", "2", null, "2", "3", "10"] });
    expect(feature.inferred_type).toBe("Integral");
    expect(feature.numerical_statistics).toMatchObject({
      common: { num_present: 5, num_missing: 1 },
      mean: 3.6,
      sum: 18,
      min: 1,
      max: 10,
      approximate_num_distinct_values: 4,
      completeness: 5 / 6,
    });
    expect(feature.numerical_statistics!.std_dev).toBeCloseTo(3.2619012860600183, 14);
    const { buckets, sketch } = feature.numerical_statistics!.distribution!.kll!;
    expect(buckets.map(({ count }) => count)).toEqual([1, 2, 1, 0, 0, 0, 0, 0, 0, 1]);
    expect(buckets[0]).toMatchObject({ lower_bound: 1, upper_bound: 1.9 });
    expect(buckets[9]!.upper_bound).toBe(10);
    expect(sketch).toEqual({ parameters: { c: 0.64, k: 2048 }, data: [[1, 2, 2, 3, 10]] });
  });

  test("of texts count every value while there are at most 120 different ones", () => {
    const few = featureOf({ city: ["b", "a", "b", null] });
    expect(few).toEqual({
      name: "city",
      inferred_type: "String",
      string_statistics: {
        common: { num_present: 3, num_missing: 1 },
        distinct_count: 2,
        completeness: 0.75,
        distribution: {
          categorical: {
            buckets: [
              { value: "a", count: 1 },
              { value: "b", count: 2 },
            ],
          },
        },
      },
    });
    const kept = (n: number) =>
      featureOf({ city: cells(n, (i) => `c${i}`) }).string_statistics!.distribution?.categorical?.buckets
        .length;
    expect(kept(120)).toBe(120);
    expect(kept(121)).toBeUndefined();
  });

  test("of booleans and of nothing but missing cells are text statistics", () => {
    expect(featureOf({ on: ["true", "false"] })).toMatchObject({
      inferred_type: "Boolean",
      string_statistics: {},
    });
    const empty = featureOf({ gone: [null, null] });
    expect(empty).toMatchObject({ inferred_type: "Unknown", string_statistics: { completeness: 0 } });
    expect(empty.string_statistics!.distribution).toBeUndefined();
  });

  test("count rows without the cell as missing", () => {
    const { numerical_statistics } = statisticsOf(profileOf({ a: ["1", "2"], x: ["5", undefined] }))
      .features[1]!;
    expect(numerical_statistics!.common).toEqual({ num_present: 1, num_missing: 1 });
  });

  test("have null where a sum overflows or no number is finite", () => {
    expect(featureOf({ x: ["1.7e308", "1.7e308"] }).numerical_statistics).toMatchObject({
      sum: null,
      mean: null,
    });
    const none = featureOf({ x: ["1e400"] }).numerical_statistics!;
    expect(none).toMatchObject({ mean: null, min: null, max: null });
    expect(none.distribution).toBeUndefined();
  });

  test("keep buckets whole when the range itself overflows", () => {
    const { buckets } = featureOf({ x: ["-1.7e308", "0.0", "1.7e308"] }).numerical_statistics!.distribution!
      .kll!;
    expect(buckets.map(({ count }) => count)).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
    for (const { lower_bound } of buckets) expect(Number.isFinite(lower_bound)).toBe(true);
  });

  test("of many rows have levels whose weights and buckets sum to the rows", () => {
    const rows = 10_000;
    const { kll } = featureOf({ x: cells(rows, (i) => String((i * 7919) % rows)) }).numerical_statistics!
      .distribution!;
    expect(kll!.sketch.data.length).toBeGreaterThan(1);
    expect(kll!.sketch.data.reduce((sum, level, h) => sum + level.length * 2 ** h, 0)).toBe(rows);
    expect(kll!.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(rows);
    for (const { count } of kll!.buckets) expect(Math.abs(count - rows / 10)).toBeLessThan(rows * 0.004);
  });
});

describe("statistics of a sensitive column", () => {
  const options = { sensitive: ["secret"], sensitiveKey: "k" };

  test("hold none of its texts", () => {
    const text = renderJavaJson(statisticsOf(profileOf({ secret: ["canary-7f3a", "b"] }, options)));
    expect(text).not.toContain("canary");
    expect(text).not.toContain("buckets");
  });

  test("hold no number of few rows", () => {
    const { numerical_statistics: few } = featureOf({ secret: ["987654321.25", "5.5"] }, options);
    expect(few).toMatchObject({
      mean: null,
      sum: null,
      std_dev: null,
      min: null,
      max: null,
      completeness: 1,
    });
    expect(few!.distribution).toBeUndefined();
  });

  test("hold mean and spread alone at a hundred rows or the given number", () => {
    const many = featureOf({ secret: cells(100, (i) => String(i)) }, options).numerical_statistics!;
    expect(many.mean).toBeCloseTo(49.5, 6); // numbers of two digits stay as they are
    expect(many.std_dev).toBeCloseTo(28.86607, 4); // np.arange(100).std()
    expect(many).toMatchObject({ sum: null, min: null, max: null });
    expect(many.distribution).toBeUndefined();
    const profile = profileOf({ secret: cells(100, (i) => String(i)) }, options);
    const later = statisticsOf(profile, { minRowsForQuantiles: 101 }).features[0]!.numerical_statistics!;
    expect(later.mean).toBeNull();
  });
});

describe("statistics.json", () => {
  const table = {
    x: cells(300, (i) => String(i / 4)),
    kind: cells(300, (i) => (i % 3 === 0 ? "a" : "b")),
    gone: cells(300, () => null),
  };

  test("written and read back is the same", () => {
    const statistics = statisticsOf(profileOf(table));
    const text = renderJavaJson(statistics);
    const back = parseStatistics(JSON.parse(text));
    expect(renderJavaJson(back)).toBe(text);
    expect(text).toContain('"item_count" : 300\n');
    expect(text).toContain('"num_present" : 300,');
    expect(text).toContain('"max" : 74.75,');
  });

  test("keeps the distribution of every column that has one", () => {
    const profile = profileOf(table);
    const { features } = parseStatistics(JSON.parse(renderJavaJson(statisticsOf(profile))));
    expect(distributionOfStatistics(features[0]!)).toEqual(profile.column("x")!.distribution());
    expect(distributionOfStatistics(features[1]!)).toEqual(profile.column("kind")!.distribution());
    expect(distributionOfStatistics(features[2]!)).toBeUndefined();
  });

  test("reads a sketch of several levels as weights of powers of two", () => {
    const kll = { buckets: [], sketch: { parameters: { c: 0.64, k: 2048 }, data: [[5], [], [3, 7]] } };
    const common = { num_present: 9, num_missing: 0 };
    const feature = {
      name: "x",
      inferred_type: "Integral",
      numerical_statistics: { common, distribution: { kll } },
    };
    expect(distributionOfStatistics(feature)).toMatchObject({
      values: Float64Array.of(3, 5, 7),
      weights: Float64Array.of(4, 1, 4),
      n: 9,
    });
  });

  test("of a wrong shape is refused with where, what came, what was expected and what to do", () => {
    const wrong = { dataset: { item_count: -1 }, features: [{ name: "x", inferred_type: "Integral" }, 7] };
    expect(() => parseStatistics(wrong, "old/statistics.json")).toThrow(UnusableInput);
    expect(() => parseStatistics(wrong, "old/statistics.json")).toThrow(
      /^old\/statistics\.json cannot be used:\n {2}dataset\.item_count: got -1; expected a whole number of at least 0\n {2}features\.1: got 7; expected an object\n.*plumbline suggest-baseline$/,
    );
    expect(() => parseStatistics(null)).toThrow(/\(top\): got null; expected an object/);
  });
});

test("a faithful profile writes categories in Deequ's order, missing cells counted in it and left out", () => {
  const four = ["north", "south", "east", "west"];
  const bucketsOf = (values: readonly (string | null)[]) =>
    statisticsOf(
      profileOf({ four: values }, { kind: "ModelMonitor" }),
    ).features[0]!.string_statistics!.distribution!.categorical!.buckets.map(({ value }) => value);
  // `ColumnProfilerRunner` of Deequ 2.0.2 over a table with this column and others.
  expect(bucketsOf(four)).toEqual(["south", "north", "west", "east"]);
  expect(bucketsOf([...four, null])).toEqual(["west", "north", "south", "east"]);
});
