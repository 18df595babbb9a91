import { describe, expect, test } from "vitest";
import type { ModelMonitorMetrics } from "../../shared/monitors/model-monitor-metrics.ts";
import { renderModelMonitorMetrics } from "../../shared/report/render-model-monitor-metrics.ts";
import { HOSTILE } from "./small-report.ts";

const DATA = { sampleCount: 3, sum: 6, minimum: -1, maximum: 4 };
const WINDOW: ModelMonitorMetrics = {
  version: 1,
  source: "endpoint",
  endpoint: "churn",
  monitoringSchedule: "churn-schedule",
  time: "2001-02-16T10:00:00.000Z",
  featureDimension: false,
  features: [
    { feature: "amount", data: DATA, nonNull: 0.75, drift: 0.04 },
    { feature: "country", data: null, nonNull: 1, drift: null },
  ],
  leftOut: [],
};
const DIMENSIONS = { Endpoint: "churn", MonitoringSchedule: "churn-schedule" };

describe("a window's metrics in Model Monitor's spelling", () => {
  test("are one datum a metric and run, of unit None, at the window's start, by endpoint and schedule", () => {
    // Spelling: the alarm of aws-samples/amazon-sagemaker-safe-deployment-pipeline (spec §5).
    const common = { unit: "None", timestamp: Date.UTC(2001, 1, 16, 10), dimensions: DIMENSIONS };
    expect(renderModelMonitorMetrics(WINDOW)).toEqual({
      namespace: "aws/sagemaker/Endpoints/data-metrics",
      datums: [
        { name: "feature_data_amount", ...common, statistics: DATA },
        { name: "feature_non_null_amount", ...common, value: 0.75 },
        { name: "feature_baseline_drift_amount", ...common, value: 0.04 },
        { name: "feature_non_null_country", ...common, value: 1 },
      ],
    });
  });

  test("of batch transform lie in its namespace, by schedule alone", () => {
    const { namespace, datums } = renderModelMonitorMetrics({ ...WINDOW, source: "batch-transform" });
    expect(namespace).toBe("aws/sagemaker/ModelMonitoring/data-metrics");
    for (const { dimensions } of datums) expect(dimensions).toEqual({ MonitoringSchedule: "churn-schedule" });
  });

  test("come a second time with the dimension Feature where that is asked for", () => {
    const { datums } = renderModelMonitorMetrics({ ...WINDOW, featureDimension: true });
    expect(datums.map(({ name, dimensions }) => [name, dimensions["Feature"]])).toEqual([
      ["feature_data_amount", undefined],
      ["feature_non_null_amount", undefined],
      ["feature_baseline_drift_amount", undefined],
      ["feature_data_amount", "amount"],
      ["feature_non_null_amount", "amount"],
      ["feature_baseline_drift_amount", "amount"],
      ["feature_non_null_country", undefined],
      ["feature_non_null_country", "country"],
    ]);
  });

  test("keep within what CloudWatch takes whatever the features are called, each a series of its own", () => {
    const names = [...HOSTILE, "遅延", "x".repeat(400), ":a", " "];
    const features = names.map((feature) => ({ feature, data: DATA, nonNull: 1, drift: 0.5 }));
    const { datums } = renderModelMonitorMetrics({ ...WINDOW, featureDimension: true, features });
    for (const { name, dimensions } of datums) {
      expect(name).toMatch(/^[\x20-\x7e]{1,255}$/);
      for (const value of Object.values(dimensions))
        expect(value).toMatch(/^(?!:)(?=.*\S)[\x20-\x7e]{1,1024}$/);
    }
    expect(new Set(datums.map(({ name }) => name)).size).toBe(3 * names.length);
  });
});
