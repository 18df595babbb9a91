import type { CaptureKindName } from "../capture/capture-kinds.ts";

/** Where our own metrics go. The roles allow exactly the namespaces of this file (resources/function-roles.cjs). */
export const METRIC_NAMESPACE = "Plumbline";

/**
 * Where Model Monitor's data quality metrics are, by what was captured. The spelling of AWS's own alarm
 * (aws-samples/amazon-sagemaker-safe-deployment-pipeline, `SagemakerScheduleAlarm`); the developer guide's pages
 * also print `/aws/…` and `data-metric`, which no working alarm uses.
 */
export const MODEL_MONITOR_NAMESPACES = {
  endpoint: "aws/sagemaker/Endpoints/data-metrics",
  "batch-transform": "aws/sagemaker/ModelMonitoring/data-metrics",
} as const satisfies Record<CaptureKindName, string>;
