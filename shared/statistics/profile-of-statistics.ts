import { ColumnProfile } from "../profile/column-profile.ts";
import { DatasetProfile } from "../profile/dataset-profile.ts";
import { EvidenceLog } from "../profile/evidence-log.ts";
import { CategoryCounts } from "../profile/model-monitor/category-counts.ts";
import { DeequKllSketch } from "../profile/model-monitor/deequ-kll-sketch.ts";
import { HyperLogLogPlusPlus } from "../profile/model-monitor/hyper-log-log-plus-plus.ts";
import { SequentialMoments } from "../profile/model-monitor/sequential-moments.ts";
import { TypeCounts } from "../profile/type-counts.ts";
import { ValueCounts } from "../profile/value-counts.ts";
import type { FeatureStatistics, NumericalStatistics, Statistics } from "./statistics.ts";

/**
 * The rows that Model Monitor counted, as a profile that merges and is compared like any other: sketches, sums and
 * categories are the file's own. Not in the file, and so not in the profile: how many values a column has that are not of
 * its type (all present ones count as being of it), the values of a text column with more than 120 of them, how many
 * different values there are (a file holds an estimate, which does not merge), and where anything stands.
 */
export function profileOfStatistics({ dataset, features }: Statistics): DatasetProfile {
  const rows = new DatasetProfile();
  rows.rows = dataset.item_count;
  rows.records = dataset.item_count;
  return DatasetProfile.ofColumns(features.map(columnOf), rows);
}

function columnOf(feature: FeatureStatistics): ColumnProfile {
  const { name, numerical_statistics: numbers, string_statistics: texts } = feature;
  const sketch = DeequKllSketch.fromLevels(numbers?.distribution?.kll?.sketch.data ?? [[]]);
  const types = typesOf(feature, sketch);
  const categories = texts?.distribution?.categorical?.buckets ?? [];
  const counts = categories.map(({ value, count }) => [value, count] as const);
  return new ColumnProfile(
    { name, kind: "ModelMonitor" },
    {
      types,
      moments: momentsOf(numbers),
      sketch,
      values: ValueCounts.of(counts, types.string + types.boolean),
      spelled: new CategoryCounts(),
      distinct: new HyperLogLogPlusPlus(),
      evidence: new EvidenceLog(),
    },
  );
}

function typesOf(
  { inferred_type: type, numerical_statistics, string_statistics }: FeatureStatistics,
  sketch: DeequKllSketch,
): TypeCounts {
  const { num_present = 0, num_missing = 0 } = (numerical_statistics ?? string_statistics)?.common ?? {};
  const types = new TypeCounts();
  types.missing = num_missing;
  if (type === "Integral") types.integral = num_present;
  else if (type === "Fractional") types.fractional = num_present;
  else if (type === "Boolean") types.boolean = num_present;
  else if (type !== "Unknown") types.string = num_present;
  types.negative = sketch.rank(-Number.MIN_VALUE);
  return types;
}

function momentsOf(numbers: NumericalStatistics | undefined): SequentialMoments {
  const { common, sum, std_dev, min, max } = numbers ?? {};
  if (!common?.num_present || sum == null || std_dev == null || min == null || max == null)
    return new SequentialMoments();
  return SequentialMoments.of({ count: common.num_present, sum, standardDeviation: std_dev, min, max });
}
