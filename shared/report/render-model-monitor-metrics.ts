import type { ModelMonitorMetrics } from "../monitors/model-monitor-metrics.ts";
import { dimensionValue, metricName } from "./cloudwatch-name.ts";
import type { FeatureMetrics } from "./feature-metrics.ts";
import type { MetricDatum } from "./metric-datum.ts";
import { MODEL_MONITOR_NAMESPACES } from "./metric-namespace.ts";

type Dimensions = MetricDatum["dimensions"];

/**
 * A window's metrics as Model Monitor names them: one datum a metric, at the window's start. A feature's name is part of
 * the metric's, as it is where CloudWatch can hold it (`feature_data_Int'l Plan_yes`).
 */
export function renderModelMonitorMetrics(window: ModelMonitorMetrics): {
  readonly namespace: string;
  readonly datums: readonly MetricDatum[];
} {
  const timestamp = Date.parse(window.time);
  const dimensions = seriesDimensions(window);
  return {
    namespace: MODEL_MONITOR_NAMESPACES[window.source],
    datums: window.features.flatMap((feature) => {
      const byFeature = { ...dimensions, Feature: dimensionValue(feature.feature) };
      return [
        ...datums(feature, timestamp, dimensions),
        ...(window.featureDimension ? datums(feature, timestamp, byFeature) : []),
      ];
    }),
  };
}

/** A batch transform job has no endpoint. */
function seriesDimensions({ source, endpoint, monitoringSchedule }: ModelMonitorMetrics): Dimensions {
  const schedule = { MonitoringSchedule: monitoringSchedule };
  return source === "endpoint" ? { Endpoint: endpoint, ...schedule } : schedule;
}

/** The unit of the service's own metrics is not known; alarms that name none, as AWS's own, see any. */
function datums(
  { feature, data, nonNull, drift }: FeatureMetrics,
  timestamp: number,
  dimensions: Dimensions,
): MetricDatum[] {
  const datum = (prefix: string) =>
    ({ name: metricName(prefix, feature), unit: "None", timestamp, dimensions }) as const;
  return [
    ...(data === null ? [] : [{ ...datum("feature_data_"), statistics: data }]),
    { ...datum("feature_non_null_"), value: nonNull },
    ...(drift === null ? [] : [{ ...datum("feature_baseline_drift_"), value: drift }]),
  ];
}
