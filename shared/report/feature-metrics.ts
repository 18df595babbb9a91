import { cloudwatchValue } from "./cloudwatch-value.ts";
import type { ColumnReport } from "./column-report.ts";
import type { StatisticSet } from "./metric-datum.ts";

/** A column as Model Monitor's metrics tell it: null where it has no such metric, and only numbers that CloudWatch takes. */
export interface FeatureMetrics {
  readonly feature: string;
  /** `feature_data`: null for texts and for sensitive columns. */
  readonly data: StatisticSet | null;
  /** `feature_non_null`: completeness, 0 to 1. */
  readonly nonNull: number;
  /** `feature_baseline_drift`: the distance that the column was judged by; null where it has none. */
  readonly drift: number | null;
}

/** The metrics of a column of a window of `rows` rows, and how many more there would be if CloudWatch could hold them. */
export function featureMetrics(
  { name, n, numbers, sensitive, distance }: ColumnReport,
  rows: number,
): { readonly metrics: FeatureMetrics; readonly unholdable: number } {
  const data = numbers === undefined || sensitive ? null : holdable(numbers);
  const drift = distance === null ? null : cloudwatchValue(distance);
  return {
    metrics: { feature: name, data: data ?? null, nonNull: n / rows, drift: drift ?? null },
    unholdable: [data, drift].filter((metric) => metric === undefined).length,
  };
}

/** How many metrics a column has. */
export function countMetrics({ data, nonNull, drift }: FeatureMetrics): number {
  return [data, nonNull, drift].filter((metric) => metric !== null).length;
}

/** Undefined where one of the numbers is none that CloudWatch takes, such as a sum that overflows. */
function holdable({ sampleCount, sum, minimum, maximum }: StatisticSet): StatisticSet | undefined {
  const [total, least, most] = [cloudwatchValue(sum), cloudwatchValue(minimum), cloudwatchValue(maximum)];
  if (total === undefined || least === undefined || most === undefined) return undefined;
  return { sampleCount, sum: total, minimum: least, maximum: most };
}
