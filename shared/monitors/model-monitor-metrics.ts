import type { CaptureKindName } from "../capture/capture-kinds.ts";
import type { Constraints } from "../constraints/constraints.ts";
import { featureConfig } from "../constraints/feature-config.ts";
import type { ColumnReport } from "../report/column-report.ts";
import { countMetrics, type FeatureMetrics, featureMetrics } from "../report/feature-metrics.ts";
import type { Window } from "../window/window.ts";
import type { Judgement } from "./judge-window.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";
import { isOtherTable } from "./violation-rate.ts";

/** `metrics.json`: what of a window goes into Model Monitor's namespace, ready to be published. */
export interface ModelMonitorMetrics {
  readonly version: 1;
  readonly source: CaptureKindName;
  readonly endpoint: string;
  readonly monitoringSchedule: string;
  /** Model Monitor's `metric_time`: the window's start. */
  readonly time: string;
  /** Whether every metric comes a second time with the dimension `Feature`. */
  readonly featureDimension: boolean;
  /** In the baseline's order. */
  readonly features: readonly FeatureMetrics[];
  readonly leftOut: readonly LeftOut[];
}

/** Metrics that the window has and nobody publishes. */
export interface LeftOut {
  readonly reason: string;
  readonly metrics: number;
  readonly features: readonly string[];
}

export interface MeasuredWindow {
  readonly definition: MonitorDefinition;
  readonly window: Window;
  readonly judgement: Pick<Judgement, "verdict" | "columns">;
  /** The baseline's; undefined where the monitor has none. */
  readonly constraints: Constraints | undefined;
}

/**
 * What Model Monitor would have published of a window: a pure function, so that a replay says the same. Undefined where
 * the definition does not ask for it, for a window that was not judged, where `emit_metrics` is `Disabled` for every
 * column, and in a compatible monitor for a window with other columns than the baseline's: the service reports that and
 * nothing else. Model Monitor knows no variants and documents its metrics to be read with Sum, so one variant speaks,
 * the definition's first.
 */
export function modelMonitorMetrics(given: MeasuredWindow): ModelMonitorMetrics | undefined {
  const { definition, window, judgement } = given;
  const { modelMonitor, modelMonitorColumns: most, modelMonitorFeatureDimension } = definition.metrics;
  if (modelMonitor === undefined || window.variant !== definition.variants[0] || isAnotherTable(given))
    return undefined;
  const measured = emittingColumns(given).map((column) => featureMetrics(column, judgement.verdict.rows));
  if (measured.length === 0) return undefined;
  const [within, beyond] = [measured.slice(0, most), measured.slice(most)];
  return {
    version: 1,
    source: definition.capture.kind,
    endpoint: window.endpoint,
    monitoringSchedule: modelMonitor,
    time: new Date(window.start).toISOString(),
    featureDimension: modelMonitorFeatureDimension === "on",
    features: within.map(({ metrics }) => metrics),
    leftOut: [
      leftOut(`beyond the first ${most} columns (metrics.modelMonitorColumns)`, beyond, ({ metrics }) =>
        countMetrics(metrics),
      ),
      leftOut("a number that CloudWatch cannot hold", within, ({ unholdable }) => unholdable),
    ].filter(({ metrics }) => metrics > 0),
  };
}

type Measured = ReturnType<typeof featureMetrics>;

function leftOut(reason: string, columns: readonly Measured[], count: (column: Measured) => number): LeftOut {
  const concerned = columns.filter((column) => count(column) > 0);
  return {
    reason,
    metrics: concerned.reduce((sum, column) => sum + count(column), 0),
    features: concerned.map(({ metrics }) => metrics.feature),
  };
}

function isAnotherTable({ definition, judgement }: MeasuredWindow): boolean {
  const { violations, muted = [] } = judgement.verdict;
  const told = isOtherTable([...violations, ...muted]);
  return definition.compatibility === "ModelMonitor" && told;
}

/** The baseline's columns, under its names, that are judged and that the window has, without those whose metrics are switched off. */
function emittingColumns({ judgement, constraints }: MeasuredWindow): ColumnReport[] {
  if (constraints === undefined) return [];
  const reports = new Map(judgement.columns.map((column) => [column.was ?? column.name, column]));
  return constraints.features.flatMap((feature) => {
    const column = reports.get(feature.name);
    if (column === undefined || column.excluded !== undefined || column.missingShare === null) return [];
    return featureConfig(constraints, feature).emitMetrics ? [{ ...column, name: feature.name }] : [];
  });
}
