import type { Distribution } from "../drift/distribution.ts";
import type { FeatureStatistics, KllStatistics } from "./statistics.ts";

/** Largest rank error measured for Deequ's sketch of 2048 at a million rows; none while level 0 holds all. */
const DEEQU_RANK_ERROR = 0.0025;

/**
 * How a column's values lie, read back from `statistics.json`, so that a baseline made by Model Monitor
 * itself can be compared with. Undefined where the file keeps no distribution (a text column of many
 * values, a sensitive column, a column without values).
 */
export function distributionOfStatistics(feature: FeatureStatistics): Distribution | undefined {
  const sketch = feature.numerical_statistics?.distribution?.kll?.sketch;
  if (sketch !== undefined) return numericOf(sketch);
  const categorical = feature.string_statistics?.distribution?.categorical;
  if (categorical === undefined) return undefined;
  const counts = new Map(categorical.buckets.map(({ value, count }) => [value, count]));
  const n = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return n === 0 ? undefined : { kind: "categorical", counts, n };
}

function numericOf({ data }: KllStatistics["sketch"]): Distribution | undefined {
  const items = data.flatMap((level, height) => level.map((value) => ({ value, weight: 2 ** height })));
  if (items.length === 0) return undefined;
  items.sort((a, b) => a.value - b.value);
  return {
    kind: "numeric",
    values: Float64Array.from(items, ({ value }) => value),
    weights: Float64Array.from(items, ({ weight }) => weight),
    n: items.reduce((sum, { weight }) => sum + weight, 0),
    rankError: data.length > 1 ? DEEQU_RANK_ERROR : 0,
  };
}
