import { hash } from "node:crypto";
import type { DiskMetrics } from "../adapters/disk/disk-metrics.ts";
import { JsonLines } from "../adapters/disk/json-lines.ts";
import type { StatisticSet } from "../shared/report/metric-datum.ts";
import type { Clock } from "../steps/ports.ts";
import {
  type AlarmProperties,
  type AlarmState,
  evaluateAlarm,
  evaluationRange,
  statisticOf,
} from "./alarm-evaluation.ts";

/** One change of an alarm's state: a line of `alarms.jsonl`. */
export interface AlarmChange {
  readonly time: string;
  readonly alarm: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
}

export interface LocalAlarmsOptions {
  readonly metrics: DiskMetrics;
  readonly clock: Clock;
  /** `alarms.jsonl`. */
  readonly path: string;
  /** The alarms as they are now: a monitor that is pushed has its alarms at the next evaluation. */
  readonly alarms: () => Promise<readonly AlarmProperties[]>;
  /** Gets EventBridge's event of each change. */
  readonly onChange: (event: Readonly<Record<string, unknown>>, change: AlarmChange) => void;
}

/** CloudWatch's alarms over the local metrics. States outlive the process: they are read back from `alarms.jsonl`. */
export class LocalAlarms {
  private readonly options: LocalAlarmsOptions;
  private readonly changes: JsonLines<AlarmChange>;
  private evaluating: Promise<void> = Promise.resolve();
  private readonly states = new Map<string, { state: AlarmState; since: number }>();

  constructor(options: LocalAlarmsOptions) {
    this.options = options;
    this.changes = new JsonLines(options.path);
  }

  /** Brings every alarm to the state that its metric calls for now. */
  evaluate(): Promise<void> {
    const turn = this.evaluating.then(() => this.evaluateAll());
    this.evaluating = turn.catch(() => undefined);
    return turn;
  }

  private async evaluateAll(): Promise<void> {
    for (const { alarm, to, time } of await this.changes.readNew())
      this.states.set(alarm, { state: to, since: Date.parse(time) });
    for (const alarm of await this.options.alarms()) await this.evaluateOne(alarm);
  }

  /** The state of an alarm; INSUFFICIENT_DATA before its first evaluation. */
  stateOf(alarm: string): AlarmState {
    return this.states.get(alarm)?.state ?? "INSUFFICIENT_DATA";
  }

  private async evaluateOne(alarm: AlarmProperties): Promise<void> {
    const now = this.options.clock.now();
    const points = await this.points(alarm, now);
    const from = this.stateOf(alarm.AlarmName);
    const to = evaluateAlarm(alarm, points, from);
    if (to === from) return;
    const shown = points.map((point) => point ?? "-").join(" ");
    const reason = `${alarm.Statistic} of ${alarm.MetricName} over the last ${points.length} periods of ${alarm.Period} s, newest last: ${shown}; threshold ${alarm.Threshold} (${alarm.ComparisonOperator}).`;
    const change: AlarmChange = {
      time: new Date(now).toISOString(),
      alarm: alarm.AlarmName,
      from,
      to,
      reason,
    };
    const since = this.states.get(alarm.AlarmName)?.since ?? now;
    this.states.set(alarm.AlarmName, { state: to, since: now });
    await this.changes.append([change]);
    this.options.onChange(changeEvent(alarm, change, since), change);
  }

  /** Windows of one period that slide with the clock and end now, newest last. */
  private async points(alarm: AlarmProperties, now: number): Promise<(number | undefined)[]> {
    const period = alarm.Period * 1000;
    const range = evaluationRange(alarm);
    const dimensions = Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
    const series = { namespace: alarm.Namespace, name: alarm.MetricName, dimensions };
    const found = await this.options.metrics.query(series, now - range * period, now);
    const periods: StatisticSet[][] = Array.from({ length: range }, () => []);
    for (const { timestamp, statistics } of found)
      periods[range - 1 - Math.floor((now - 1 - timestamp) / period)]?.push(statistics);
    return periods.map((sets) => statisticOf(alarm.Statistic, sets));
  }
}

/** 'CloudWatch Alarm State Change' as EventBridge delivers it (CloudWatch User Guide, 'Alarm events and EventBridge'). */
function changeEvent(
  alarm: AlarmProperties,
  change: AlarmChange,
  since: number,
): Readonly<Record<string, unknown>> {
  const arn = `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${alarm.AlarmName}`;
  const dimensions = Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const metric = { namespace: alarm.Namespace, name: alarm.MetricName, dimensions };
  return {
    version: "0",
    id: hash("sha256", `${alarm.AlarmName}\0${change.time}\0${change.to}`, "hex").slice(0, 32),
    "detail-type": "CloudWatch Alarm State Change",
    source: "aws.cloudwatch",
    account: "000000000000",
    time: change.time,
    region: "us-east-1",
    resources: [arn],
    detail: {
      alarmName: alarm.AlarmName,
      state: { value: change.to, reason: change.reason, timestamp: alarmTime(Date.parse(change.time)) },
      previousState: { value: change.from, timestamp: alarmTime(since) },
      configuration: {
        ...(alarm.AlarmDescription === undefined ? {} : { description: alarm.AlarmDescription }),
        metrics: [
          { id: "m1", metricStat: { metric, period: alarm.Period, stat: alarm.Statistic }, returnData: true },
        ],
      },
    },
  };
}

/** Alarm events carry `+0000` where the rest of AWS has `Z`. */
function alarmTime(time: number): string {
  return new Date(time).toISOString().replace("Z", "+0000");
}
