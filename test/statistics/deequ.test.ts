import { describe, expect, test } from "vitest";
import { statisticsOf } from "../../shared/statistics/statistics.ts";
import { profileOf } from "../constraints/profiles.ts";
import { CATEGORICAL_COLUMNS, NUMBER_COLUMNS } from "../fixtures/deequ/datasets.ts";
import { bitsOf, digestOf, expected } from "../fixtures/deequ/expected.ts";

const present = (cells: readonly string[]) => cells.map((cell) => (cell === "" ? null : cell));

describe("statistics of a faithful profile", () => {
  const columns = Object.entries(NUMBER_COLUMNS).filter(([name]) => !name.endsWith(" 1000000"));

  test.each(columns)("of the column %s are Deequ's, to the bit", (name, column) => {
    const { distinct, mean, sum, stdDev, min, max, items, buckets, type } = expected.columns[name]!;
    const [feature] = statisticsOf(
      profileOf({ value: present(column()) }, { kind: "ModelMonitor" }),
    ).features;
    const ours = feature!.numerical_statistics!;
    const { kll } = ours.distribution!;
    expect({
      type: feature!.inferred_type,
      distinct: ours.approximate_num_distinct_values,
      mean: bitsOf(ours.mean!),
      sum: bitsOf(ours.sum!),
      stdDev: bitsOf(ours.std_dev!),
      min: bitsOf(ours.min!),
      max: bitsOf(ours.max!),
      items: digestOf(kll!.sketch.data.flat()),
      buckets: digestOf(
        kll!.buckets.flatMap(({ lower_bound, upper_bound, count }) => [lower_bound, upper_bound, count]),
      ),
    }).toEqual({ type, distinct, mean, sum, stdDev, min, max, items, buckets });
  });

  test("of columns of text have Deequ's categories, in its order", () => {
    const rows = Math.max(...Object.values(CATEGORICAL_COLUMNS).map((values) => values.length));
    const table = Object.entries(CATEGORICAL_COLUMNS).map(([name, values]) => [
      name,
      present(Array.from({ length: rows }, (_, row) => values[row % values.length]!)),
    ]);
    const { features } = statisticsOf(profileOf(Object.fromEntries(table), { kind: "ModelMonitor" }));
    const texts = features.filter(({ string_statistics }) => string_statistics !== undefined);
    // All but "hundred", whose values are integers.
    expect(texts).toHaveLength(Object.keys(CATEGORICAL_COLUMNS).length - 1);
    for (const { name, string_statistics } of texts) {
      const values = string_statistics!.distribution!.categorical!.buckets.map(({ value }) => value);
      expect(values, name).toEqual(expected.histograms[name]!.filter((value) => value !== "NullValue"));
    }
  });
});
