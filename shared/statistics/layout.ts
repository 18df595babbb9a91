/**
 * The two shapes of Model Monitor's baseline files: until 2022 without completeness and distinct counts in the
 * statistics and without settings for categorical drift in the constraints, and since.
 */
import type { Constraints } from "../constraints/constraints.ts";
import type { FeatureStatistics, Statistics } from "./statistics.ts";

export const LAYOUTS = ["2021", "2023"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** The layout that a file has; 2023 where nothing in it tells. */
export function layoutOf({ features }: Statistics): Layout {
  const stated = features.flatMap(
    (feature) => feature.numerical_statistics ?? feature.string_statistics ?? [],
  );
  return stated.length > 0 && stated.every(({ completeness }) => completeness === undefined)
    ? "2021"
    : "2023";
}

/** The statistics with the fields that the layout has. */
export function statisticsInLayout(statistics: Statistics, layout: Layout): Statistics {
  if (layout === "2023") return statistics;
  return { ...statistics, features: statistics.features.map(featureOf2021) };
}

/** The constraints with the settings that the layout has. */
export function constraintsInLayout(constraints: Constraints, layout: Layout): Constraints {
  const { monitoring_config: config } = constraints;
  if (layout === "2023" || config?.distribution_constraints === undefined) return constraints;
  const {
    categorical_comparison_threshold: _threshold,
    categorical_drift_method: _method,
    ...older
  } = config.distribution_constraints;
  return { ...constraints, monitoring_config: { ...config, distribution_constraints: older } };
}

function featureOf2021(feature: FeatureStatistics): FeatureStatistics {
  const { numerical_statistics: numbers, string_statistics: texts } = feature;
  return {
    ...feature,
    ...(numbers && {
      numerical_statistics: {
        ...numbers,
        approximate_num_distinct_values: undefined,
        completeness: undefined,
      },
    }),
    ...(texts && { string_statistics: { ...texts, completeness: undefined } }),
  };
}
