import type { Distribution } from "../drift/distribution.ts";
import { modelMonitorDistance } from "../drift/model-monitor-distance.ts";
import { distributionOfStatistics } from "../statistics/distribution-of-statistics.ts";
import type { CheckContext, CheckLimit } from "./constraint-check.ts";
import { driftThreshold, statisticFor } from "./drift-threshold.ts";
import { type JudgedColumn, judgedColumns } from "./judged-columns.ts";

/** How far one column lies from the baseline, and what that is held against. */
export interface MeasuredDrift {
  readonly column: string;
  readonly kind: Distribution["kind"];
  readonly distance: number;
  readonly threshold: number;
  readonly limit: CheckLimit | undefined;
  /** What distance and threshold are, where they are not the file's own. */
  readonly reading: string | undefined;
  readonly n: number;
  readonly m: number;
  /** Of the statistic, where it has one; the service's own judgement tells none. Computed when a finding asks. */
  pValue(): number | undefined;
}

const measured = new WeakMap<CheckContext, readonly MeasuredDrift[]>();

/** Every judged column that has a distance, in the baseline's order. Measured once a context: several readers ask. */
export function measuredDrifts(context: CheckContext): readonly MeasuredDrift[] {
  const known = measured.get(context);
  if (known !== undefined) return known;
  const drifts = judgedColumns(context).flatMap((column) => measure(column, context) ?? []);
  measured.set(context, drifts);
  return drifts;
}

/** The baseline's distribution of a column: of its profile, or of the statistics that Model Monitor left. */
export function baselineDistribution({
  baseline,
  baselineStatistics,
}: JudgedColumn): Distribution | undefined {
  return baseline?.distribution() ?? (baselineStatistics && distributionOfStatistics(baselineStatistics));
}

function measure(column: JudgedColumn, context: CheckContext): MeasuredDrift | undefined {
  const current = column.current?.distribution();
  const baseline = baselineDistribution(column);
  if (current === undefined || baseline === undefined || !isCompared(column, context)) return undefined;
  const distance = distanceOf(current, baseline, column, context);
  if (distance === undefined) return undefined;
  const threshold = driftThreshold(column.config, context, current.kind);
  const [n, m] = [current.n, baseline.n];
  const limit = context.compat ? undefined : context.limits?.drift(column, { distance, current, baseline });
  const reading = context.compat ? readingOf(column, current.kind) : undefined;
  const pValue = () =>
    context.compat ? undefined : statisticFor(context, current.kind).pValue?.(current, baseline);
  const { kind } = current;
  return { column: column.name, kind, distance, threshold, limit, reading, n, m, pValue };
}

const readingOf = ({ config }: JudgedColumn, kind: Distribution["kind"]) =>
  kind === "categorical" && config.method.categorical === "ChiSquared"
    ? "1 − p-value of the chi-squared test, against 1 − the file's threshold"
    : undefined;

/** Model Monitor leaves a column out when the window's inferred type is not the baseline's. */
function isCompared({ current, baseline, feature, config }: JudgedColumn, { compat }: CheckContext): boolean {
  const expected = baseline?.types.inferredType() ?? feature.inferred_type;
  return config.performComparison && (!compat || current?.types.inferredType() === expected);
}

function distanceOf(
  current: Distribution,
  baseline: Distribution,
  { config }: JudgedColumn,
  context: CheckContext,
): number | undefined {
  if (context.compat) return modelMonitorDistance(current, baseline, config.method);
  return statisticFor(context, current.kind).measure(current, baseline);
}
