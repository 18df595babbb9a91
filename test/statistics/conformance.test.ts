import { describe, expect, test } from "vitest";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import { parseConstraints } from "../../shared/constraints/constraints.ts";
import { renderJavaJson } from "../../shared/statistics/java-json.ts";
import {
  type NumericalStatistics,
  parseStatistics,
  statisticsOf,
} from "../../shared/statistics/statistics.ts";
import { profileOfCsv } from "../constraints/profiles.ts";
import { readReal, realFilesPresent } from "./real-files.ts";

describe.skipIf(!realFilesPresent("files of the service"))("files of the service", () => {
  test.each(["boston-packt/statistics.json", "scores-packt/baseline.statistics.json"])(
    "%s keeps every byte when parsed and rendered",
    (path) => {
      const text = readReal(path);
      expect(renderJavaJson(parseStatistics(JSON.parse(text)))).toBe(text);
    },
  );

  test.each([
    "boston-packt/constraints.json",
    "scores-packt/baseline.constraints.json",
    "scores-packt/run.baseline_constraints.edited.json",
  ])("%s keeps every byte when parsed and rendered", (path) => {
    const text = readReal(path);
    expect(renderJavaJson(parseConstraints(JSON.parse(text)))).toBe(text);
  });

  const pairs = [
    ["boston-packt/housing.csv", "boston-packt/statistics.json", "boston-packt/constraints.json"],
    [
      "scores-packt/baseline.reconstructed.csv",
      "scores-packt/baseline.statistics.json",
      "scores-packt/baseline.constraints.json",
    ],
  ] as const;

  test.each(pairs)("%s has the service's counts, moments, buckets and sketched values", (data, expected) => {
    const ours = statisticsOf(profileOfCsv(readReal(data)));
    const theirs = parseStatistics(JSON.parse(readReal(expected)));
    expect(ours.dataset).toEqual(theirs.dataset);
    expect(ours.features.map(({ name }) => name)).toEqual(theirs.features.map(({ name }) => name));
    for (const [i, { name, inferred_type, numerical_statistics: their }] of theirs.features.entries()) {
      const our = ours.features[i]!.numerical_statistics!;
      expect(ours.features[i]!.inferred_type, name).toBe(inferred_type);
      expect({ common: our.common, min: our.min, max: our.max }, name).toEqual({
        common: their!.common,
        min: their!.min,
        max: their!.max,
      });
      for (const figure of ["mean", "sum", "std_dev"] as const)
        expect(our[figure]! / their![figure]!, `${name} ${figure}`).toBeCloseTo(1, 12);
      expectBuckets(our, their!);
      // The service keeps rows in their order, our sketch keeps them sorted: the same values.
      const sorted = [...their!.distribution!.kll!.sketch.data[0]!].sort((a, b) => a - b);
      expect(our.distribution!.kll!.sketch.data, name).toEqual([sorted]);
    }
  });

  /** The service's last bound may round below the largest value, which its last bucket then does not count. */
  function expectBuckets(our: NumericalStatistics, their: NumericalStatistics): void {
    const [ours, theirs] = [our.distribution!.kll!.buckets, their.distribution!.kll!.buckets];
    const [last, rounded] = [ours.at(-1)!, theirs.at(-1)!];
    expect(ours.slice(0, -1)).toEqual(theirs.slice(0, -1));
    expect(last.upper_bound).toBe(their.max);
    expect(last.upper_bound / rounded.upper_bound).toBeCloseTo(1, 14);
    if (rounded.upper_bound >= their.max!) expect(last.count).toBe(rounded.count);
    expect(ours.reduce((sum, { count }) => sum + count, 0)).toBe(their.common.num_present);
  }

  test.each(pairs)("%s suggests the service's constraints", (data, _, expected) => {
    expect(suggestConstraints(profileOfCsv(readReal(data))).features).toEqual(
      parseConstraints(JSON.parse(readReal(expected))).features,
    );
  });
});
