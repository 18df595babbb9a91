/**
 * How CloudWatch comes from data points to an alarm state. Source: Amazon CloudWatch User Guide, 'Evaluating an alarm'
 * and 'Configuring how CloudWatch alarms treat missing data'.
 */
import type { StatisticSet } from "../shared/report/metric-datum.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** An alarm as CloudFormation and PutMetricAlarm spell it; the fields that evaluation needs. */
export interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription?: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic: string;
  /** Seconds. */
  readonly Period: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData?: string;
}

/** The guide's examples retrieve two data points more than are evaluated. */
const MORE_PERIODS = 2;

/** How many periods back the evaluation looks. */
export function evaluationRange(alarm: Pick<AlarmProperties, "EvaluationPeriods">): number {
  return alarm.EvaluationPeriods + MORE_PERIODS;
}

/**
 * The state that the data points call for: newest last, one a period, undefined where there is none. `current` is
 * kept where missing data is ignored.
 */
export function evaluateAlarm(
  alarm: AlarmProperties,
  points: readonly (number | undefined)[],
  current: AlarmState,
): AlarmState {
  const n = alarm.EvaluationPeriods;
  const m = alarm.DatapointsToAlarm ?? n;
  const newestFirst = points
    .toReversed()
    .map((value) => (value === undefined ? undefined : breaches(alarm, value)));
  const known = newestFirst.filter((breach) => breach !== undefined).slice(0, n);
  const breaching = known.filter((breach) => breach).length;
  const treatment = alarm.TreatMissingData ?? "missing";
  const filled = treatment === "breaching" ? n - known.length : 0;
  if (breaching + filled >= m) return "ALARM";
  if (known.length === n || known.includes(false) || filled > 0 || treatment === "notBreaching") return "OK";
  if (treatment === "ignore") return current;
  // Only breaching points, fewer than m: ALARM when the oldest of them lies m periods back or more.
  const oldest = newestFirst.lastIndexOf(true) + 1;
  return oldest >= m && oldest > 0 ? "ALARM" : "INSUFFICIENT_DATA";
}

function breaches({ ComparisonOperator, Threshold }: AlarmProperties, value: number): boolean {
  switch (ComparisonOperator) {
    case "GreaterThanThreshold":
      return value > Threshold;
    case "GreaterThanOrEqualToThreshold":
      return value >= Threshold;
    case "LessThanThreshold":
      return value < Threshold;
    case "LessThanOrEqualToThreshold":
      return value <= Threshold;
    default:
      throw new Error(
        `Got ComparisonOperator ${ComparisonOperator}; expected Greater- or LessThan(OrEqualTo)Threshold.`,
      );
  }
}

/** One period's data point from all that was published in it; undefined when nothing was. */
export function statisticOf(statistic: string, sets: readonly StatisticSet[]): number | undefined {
  if (sets.length === 0) return undefined;
  const total = (of: (set: StatisticSet) => number) => sets.reduce((sum, set) => sum + of(set), 0);
  const [sum, sampleCount] = [total((set) => set.sum), total((set) => set.sampleCount)];
  switch (statistic) {
    case "Maximum":
      return sets.reduce((most, { maximum }) => Math.max(most, maximum), Number.NEGATIVE_INFINITY);
    case "Minimum":
      return sets.reduce((least, { minimum }) => Math.min(least, minimum), Number.POSITIVE_INFINITY);
    case "Sum":
      return sum;
    case "Average":
      return sum / sampleCount;
    case "SampleCount":
      return sampleCount;
    default:
      throw new Error(`Got Statistic ${statistic}; expected Maximum, Minimum, Sum, Average or SampleCount.`);
  }
}
