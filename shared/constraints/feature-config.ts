import type { ModelMonitorMethod } from "../drift/model-monitor-distance.ts";
import type { Constraints, FeatureConstraints, MonitoringConfig } from "./constraints.ts";

type Comparison = NonNullable<MonitoringConfig["distribution_constraints"]>;

/** A threshold for numbers and one for categories; `undefined` where nobody named one. */
export interface DriftThresholds {
  readonly numeric: number | undefined;
  readonly categorical: number | undefined;
}

/** How one column is judged. */
export interface FeatureConfig {
  readonly evaluateConstraints: boolean;
  readonly performComparison: boolean;
  /** Whether Model Monitor's metrics of the column are published. */
  readonly emitMetrics: boolean;
  /** Smallest accepted shares, 0 to 1. */
  readonly datatypeThreshold: number;
  readonly domainThreshold: number;
  /** How Model Monitor's own judging measures. */
  readonly method: ModelMonitorMethod;
  /** What the column's own override names. */
  readonly own: DriftThresholds;
  /** What the file names for all columns. */
  readonly file: DriftThresholds;
}

/**
 * The monitoring configuration of one column: its own override (either spelling, either place) over the
 * file's `monitoring_config` over what the service does where a file says nothing.
 */
export function featureConfig(
  { monitoring_config: file = {} }: Constraints,
  feature: FeatureConstraints,
): FeatureConfig {
  const own = overrideOf(feature);
  const comparison = { ...file.distribution_constraints, ...own.distribution_constraints };
  const config = { ...file, ...own };
  return {
    evaluateConstraints: config.evaluate_constraints !== "Disabled",
    performComparison: comparison.perform_comparison !== "Disabled",
    emitMetrics: config.emit_metrics !== "Disabled",
    datatypeThreshold: config.datatype_check_threshold ?? 1,
    domainThreshold: config.domain_content_threshold ?? 1,
    method: {
      comparison: comparison.comparison_method ?? "Robust",
      categorical: comparison.categorical_drift_method ?? "LInfinity",
    },
    own: thresholdsOf(own.distribution_constraints),
    file: thresholdsOf(file.distribution_constraints),
  };
}

/** Files before 2023 have one threshold for both. */
function thresholdsOf(comparison: Comparison = {}): DriftThresholds {
  const numeric = comparison.comparison_threshold;
  return { numeric, categorical: comparison.categorical_comparison_threshold ?? numeric };
}

/** Documentation: on the feature, camelCase. SDK: snake_case, inside the constraint object where there is one. */
function overrideOf(feature: FeatureConstraints): MonitoringConfig {
  const places = [feature.num_constraints, feature.string_constraints, feature];
  const found = places.flatMap((place) => [
    place?.monitoring_config_overrides,
    place?.monitoringConfigOverrides,
  ]);
  return Object.assign({}, ...found.filter((config) => config !== undefined));
}
