import { describe, expect, test } from "vitest";
import { DeequKllSketch } from "../../../shared/profile/model-monitor/deequ-kll-sketch.ts";
import { kllBuckets } from "../../../shared/profile/model-monitor/kll-buckets.ts";
import { SequentialMoments } from "../../../shared/profile/model-monitor/sequential-moments.ts";
import { renderJavaJson } from "../../../shared/statistics/java-json.ts";
import { parseStatistics } from "../../../shared/statistics/statistics.ts";
import { readReal, realFilesPresent } from "../../statistics/real-files.ts";

/** What the service writes of a numeric column without missing cells, in its order. */
function numericalStatistics(values: readonly number[]) {
  const sketch = new DeequKllSketch();
  const moments = new SequentialMoments();
  for (const value of values) {
    sketch.update(value);
    moments.update(value);
  }
  const { count, mean, sum, standardDeviation, min, max } = moments;
  return {
    common: { num_present: count, num_missing: 0 },
    mean,
    sum,
    std_dev: standardDeviation,
    min,
    max,
    distribution: {
      kll: {
        buckets: kllBuckets(sketch, { min: min!, max: max! }),
        sketch: { parameters: { c: 0.64, k: 2048 }, data: sketch.levels().map((level) => Array.from(level)) },
      },
    },
  };
}

describe.skipIf(!realFilesPresent("the ModelMonitor profile of real files"))("real files", () => {
  test.each([
    ["boston-packt/housing.csv", "boston-packt/statistics.json"],
    ["scores-packt/baseline.reconstructed.csv", "scores-packt/baseline.statistics.json"],
  ])("%s has the service's moments, buckets and sketch, to the byte", (data, expected) => {
    const rows = readReal(data)
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").map(Number));
    const { features } = parseStatistics(JSON.parse(readReal(expected)));
    expect(features.length).toBeGreaterThan(5);
    for (const [i, { name, numerical_statistics }] of features.entries()) {
      const ours = numericalStatistics(rows.map((row) => row[i]!));
      expect(renderJavaJson(ours), name).toBe(renderJavaJson(numerical_statistics));
    }
  });
});
