import { describe, expect, test } from "vitest";
import { DeequKllSketch } from "../../../shared/profile/model-monitor/deequ-kll-sketch.ts";
import { HyperLogLogPlusPlus } from "../../../shared/profile/model-monitor/hyper-log-log-plus-plus.ts";
import { kllBuckets } from "../../../shared/profile/model-monitor/kll-buckets.ts";
import { SequentialMoments } from "../../../shared/profile/model-monitor/sequential-moments.ts";
import { NUMBER_COLUMNS } from "../../fixtures/deequ/datasets.ts";
import { bitsOf, digestOf, expected, sketchOf } from "../../fixtures/deequ/expected.ts";

/** What Deequ's profiler says of a column, computed by the ModelMonitor profile. */
function profileOf(cells: readonly string[], type: string) {
  const sketch = new DeequKllSketch();
  const moments = new SequentialMoments();
  const distinct = new HyperLogLogPlusPlus();
  for (const cell of cells) {
    if (cell === "") continue;
    distinct.updateText(cell);
    sketch.update(Number(cell));
    moments.update(Number(cell));
  }
  const sum = type === "Integral" ? moments.integralSum : moments.sum;
  const buckets = kllBuckets(sketch, { min: moments.min!, max: moments.max! });
  return {
    type,
    distinct: distinct.estimate(),
    mean: bitsOf(sum / moments.count),
    sum: bitsOf(sum),
    stdDev: bitsOf(moments.standardDeviation!),
    min: bitsOf(moments.min!),
    max: bitsOf(moments.max!),
    ...sketchOf(sketch.levels()),
    buckets: digestOf(
      buckets.flatMap(({ lower_bound, upper_bound, count }) => [lower_bound, upper_bound, count]),
    ),
    counts: buckets.map(({ count }) => count),
  };
}

describe("the ModelMonitor profile", () => {
  test.each(Object.entries(NUMBER_COLUMNS))("of the column %s is Deequ's, to the bit", (name, column) => {
    const theirs = expected.columns[name]!;
    expect(profileOf(column(), theirs.type)).toEqual(theirs);
  });
});
