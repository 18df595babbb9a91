import { Refused } from "../shared/errors.ts";
import type { DriftMeasured } from "../shared/monitors/column-reports.ts";
import type { ModelMonitorMetrics } from "../shared/monitors/model-monitor-metrics.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { METRIC_NAMESPACE } from "../shared/report/metric-namespace.ts";
import { renderMetrics } from "../shared/report/render-metrics.ts";
import { renderModelMonitorMetrics } from "../shared/report/render-model-monitor-metrics.ts";
import type { Verdict } from "../shared/report/verdict.ts";
import { revisionFolder, type WindowRevision } from "../shared/window/work-keys.ts";
import { getJson } from "./json-object.ts";
import type { Ports } from "./ports.ts";

/** What became of a window's metrics. */
export interface MetricsPut {
  /** Metrics that the window has and that are not published; `metrics.json` names those of Model Monitor. */
  readonly leftOut: number;
  /** Why CloudWatch takes none of Model Monitor's metrics; absent when it does. */
  readonly refused?: string;
}

type MetricPorts = Pick<Ports, "work" | "metrics">;

/** Publishes a window's metrics: ours always, then Model Monitor's where the window has them. */
export async function putWindowMetrics(
  ports: MetricPorts,
  at: WindowRevision,
  verdict: Verdict,
  monitor: MonitorDefinition | undefined,
): Promise<MetricsPut> {
  const drift = (await getJson<DriftMeasured>(ports.work, `${revisionFolder(at)}drift.json`))?.value ?? {};
  const columns = Object.entries(drift).map(([name, measured]) => ({ name, ...measured }));
  const perColumn = monitor?.metrics.perColumn ?? 0;
  const leftOut = await ports.metrics.put(METRIC_NAMESPACE, renderMetrics(verdict, columns, { perColumn }));
  const modelMonitor = await putModelMonitorMetrics(ports, at);
  return { ...modelMonitor, leftOut: leftOut + modelMonitor.leftOut };
}

/**
 * AWS reserves namespaces that begin with `AWS/` and could one day reserve `aws/` too, and a boundary may know ours only.
 * That must not cost the window its verdict or its retraining, so a refusal is told and not thrown.
 */
async function putModelMonitorMetrics(
  { work, metrics }: MetricPorts,
  at: WindowRevision,
): Promise<MetricsPut> {
  const window = (await getJson<ModelMonitorMetrics>(work, `${revisionFolder(at)}metrics.json`))?.value;
  if (window === undefined) return { leftOut: 0 };
  const { namespace, datums } = renderModelMonitorMetrics(window);
  const unpublished = window.leftOut.reduce((sum, { metrics: count }) => sum + count, 0);
  try {
    return { leftOut: unpublished + (await metrics.put(namespace, datums)) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { leftOut: unpublished + datums.length, refused: error.message };
  }
}
