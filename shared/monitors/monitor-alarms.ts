/**
 * The CloudWatch alarms of one monitor, in CloudWatch's own spelling. The template is generated from them and the
 * laptop's alarm evaluator reads them, so both watch the same thing.
 */
import { parseDuration } from "../window/window.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";

/** Properties of `AWS::CloudWatch::Alarm` and of PutMetricAlarm. */
export interface AlarmDefinition {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic: "Maximum" | "Sum";
  /** Seconds. */
  readonly Period: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly Threshold: number;
  readonly ComparisonOperator: "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
  readonly TreatMissingData: "ignore" | "breaching" | "notBreaching";
}

/** Names begin with this after the prefix; the rule that starts a retraining matches on it. */
export const VIOLATION_RATE_ALARM = "violation-rate";

const HOUR = 3600;
const DAY = 24 * HOUR;
/** A window may be published until three hours after its end, or two after its lateness (steps/publish-report.ts); before that, silence says nothing. */
const DEAD_MAN_WAIT = 3 * HOUR;
const DEAD_MAN_WAIT_AFTER_LATENESS = 2 * HOUR;
/** Closing, merging, analyzing and publishing a window: seconds for most, minutes for the largest. */
const WORK = 300;
const DEFAULT_M = 2;
const DEFAULT_N = 3;
const DEFAULT_THRESHOLD = 0.2;

/**
 * Three alarms a production variant (none for a shadow, which answers nobody): m of the last n windows at or above the violation rate's threshold (missing data keeps the
 * state), one window of severity `page`, and the dead man: no window published for three hours (missing data is
 * the alarm). m and n are the retraining policy's, 2 of 3 where there is none. `prefix` is the stack's name.
 */
export function monitorAlarms(
  definition: MonitorDefinition,
  { prefix = "plumbline" }: { readonly prefix?: string } = {},
): AlarmDefinition[] {
  return definition.variants.flatMap((variant) => {
    const named = (kind: string) => `${prefix}-${kind}-${definition.endpoint}-${variant}`;
    const shared = {
      Namespace: "Plumbline",
      Dimensions: dimensions(definition.endpoint, variant),
      Period: periodOf(definition),
    };
    return [
      { AlarmName: named(VIOLATION_RATE_ALARM), ...shared, ...violationRate(definition) },
      { AlarmName: named("page"), ...shared, ...page(definition) },
      { AlarmName: named("dead-man"), ...shared, ...deadMan(definition) },
    ];
  });
}

function dimensions(endpoint: string, variant: string): AlarmDefinition["Dimensions"] {
  return [
    { Name: "Endpoint", Value: endpoint },
    { Name: "Variant", Value: variant },
  ];
}

type Rule = Omit<AlarmDefinition, "AlarmName" | "Namespace" | "Dimensions" | "Period">;

function violationRate(definition: MonitorDefinition): Rule {
  const { m = DEFAULT_M, n = DEFAULT_N } = definition.retraining ?? {};
  const judged = Math.min(n, mostPeriods(definition));
  const { threshold = DEFAULT_THRESHOLD } = definition.violationRate;
  return {
    AlarmDescription: `${Math.min(m, judged)} of the last ${judged} windows of ${definition.endpoint} have a violation rate of at least ${threshold}.`,
    MetricName: "ViolationRate",
    Statistic: "Maximum",
    EvaluationPeriods: Math.min(judged + periodsBehind(definition), mostPeriods(definition)),
    DatapointsToAlarm: Math.min(m, judged),
    Threshold: threshold,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "ignore",
  };
}

function page(definition: MonitorDefinition): Rule {
  return {
    AlarmDescription: `A window of ${definition.endpoint} has a violation of severity page: wrong types, missing values or columns, or a broken capture.`,
    MetricName: "PageViolations",
    Statistic: "Maximum",
    EvaluationPeriods: Math.min(1 + periodsBehind(definition), mostPeriods(definition)),
    DatapointsToAlarm: 1,
    Threshold: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "ignore",
  };
}

function deadMan(definition: MonitorDefinition): Rule {
  // One period more than the wait: the window that is due has a period of its own.
  const periods = Math.min(
    Math.ceil(
      Math.max(DEAD_MAN_WAIT, lateness(definition) + DEAD_MAN_WAIT_AFTER_LATENESS) / periodOf(definition),
    ) + 1,
    mostPeriods(definition),
  );
  return {
    AlarmDescription: `No window of ${definition.endpoint} was published for ${Math.round((periods * periodOf(definition)) / 60)} minutes: nobody watches this endpoint now.`,
    MetricName: "WindowsProcessed",
    Statistic: "Sum",
    EvaluationPeriods: periods,
    DatapointsToAlarm: periods,
    Threshold: 1,
    ComparisonOperator: "LessThanThreshold",
    TreatMissingData: "breaching",
  };
}

/** A window's length in seconds, as CloudWatch takes it: a multiple of 60. */
function periodOf(definition: MonitorDefinition): number {
  return Math.ceil(parseDuration(definition.window)! / 60_000) * 60;
}

const lateness = (definition: MonitorDefinition) => parseDuration(definition.lateness)! / 1000;

/**
 * Periods that are still empty when a window is published: its points carry the window's own time, so with windows
 * shorter than lateness and work the newest periods hold nothing yet and must not use up the n.
 */
function periodsBehind(definition: MonitorDefinition): number {
  return Math.floor((lateness(definition) + WORK) / periodOf(definition));
}

/** An alarm looks back at most seven days, one day where its period is shorter than an hour (PutMetricAlarm, `Period`). */
function mostPeriods(definition: MonitorDefinition): number {
  const period = periodOf(definition);
  return Math.floor((period < HOUR ? DAY : 7 * DAY) / period);
}
