import { describe, expect, test } from "vitest";
import { monitorAlarms } from "../../shared/monitors/monitor-alarms.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";

const monitor = (more: object = {}) =>
  parseMonitorDefinition({
    monitor: "churn",
    endpoint: "churn-xgb",
    capture: { uri: "s3://ml-captures/dc" },
    ...more,
  });
const named = (kind: string, more: object = {}) =>
  monitorAlarms(monitor(more)).find(({ AlarmName }) => AlarmName.startsWith(`plumbline-${kind}-`))!;
const WINDOWS = ["PT5M", "PT15M", "PT1H", "PT6H", "P1D"];

describe("the alarms of a monitor", () => {
  test("are three a variant, with names of their own and the stack's prefix", () => {
    const alarms = monitorAlarms(monitor({ variants: ["AllTraffic", "Canary"] }), {
      prefix: "plumbline-dev",
    });
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual([
      "plumbline-dev-violation-rate-churn-xgb-AllTraffic",
      "plumbline-dev-page-churn-xgb-AllTraffic",
      "plumbline-dev-dead-man-churn-xgb-AllTraffic",
      "plumbline-dev-violation-rate-churn-xgb-Canary",
      "plumbline-dev-page-churn-xgb-Canary",
      "plumbline-dev-dead-man-churn-xgb-Canary",
    ]);
  });

  test("are none for a shadow variant: it pages nobody", () => {
    expect(monitorAlarms(monitor({ shadowVariants: ["Shadow-01"] }))).toEqual(monitorAlarms(monitor()));
  });

  test("the violation rate alarms at m of the last n hours, reads the maximum and keeps its state in silence", () => {
    expect(
      named("violation-rate", {
        violationRate: { threshold: 0.3 },
        retraining: { m: 3, n: 5, trainingJob: {} },
      }),
    ).toEqual({
      AlarmName: "plumbline-violation-rate-churn-xgb-AllTraffic",
      AlarmDescription: "3 of the last 5 windows of churn-xgb have a violation rate of at least 0.3.",
      Namespace: "Plumbline",
      MetricName: "ViolationRate",
      Dimensions: [
        { Name: "Endpoint", Value: "churn-xgb" },
        { Name: "Variant", Value: "AllTraffic" },
      ],
      Statistic: "Maximum",
      Period: 3600,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      Threshold: 0.3,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "ignore",
    });
  });

  test("without a retraining policy it is 2 of 3", () => {
    expect(named("violation-rate")).toMatchObject({
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
      Threshold: 0.2,
    });
  });

  test("one window of severity page is enough", () => {
    expect(named("page")).toMatchObject({
      MetricName: "PageViolations",
      DatapointsToAlarm: 1,
      EvaluationPeriods: 1,
      Threshold: 1,
      TreatMissingData: "ignore",
    });
  });

  test("the dead man takes silence for the alarm, after every window had three hours to be published", () => {
    for (const window of WINDOWS) {
      const alarm = named("dead-man", { window });
      expect(alarm).toMatchObject({
        MetricName: "WindowsProcessed",
        Statistic: "Sum",
        ComparisonOperator: "LessThanThreshold",
        Threshold: 1,
        TreatMissingData: "breaching",
      });
      expect(alarm.DatapointsToAlarm).toBe(alarm.EvaluationPeriods);
      expect(alarm.EvaluationPeriods * alarm.Period).toBeGreaterThanOrEqual(3 * 3600 + alarm.Period);
    }
    expect(named("dead-man").EvaluationPeriods).toBe(4);
  });

  test("the dead man waits two hours longer than a window for its late files", () => {
    // W's point stands a minute before its end; the next window's may come 1 h (its length) + lateness + 2 h after that.
    for (const [lateness, hours] of [
      ["PT10M", 4],
      ["PT1H", 4],
      ["PT2H", 5],
      ["PT6H", 9],
    ] as const)
      expect(named("dead-man", { lateness }).EvaluationPeriods, lateness).toBe(hours);
  });

  test("windows shorter than their lateness and five minutes of work look as many periods further back as are still empty", () => {
    expect(named("violation-rate", { window: "PT5M", lateness: "PT10M" })).toMatchObject({
      Period: 300,
      EvaluationPeriods: 6,
      DatapointsToAlarm: 2,
    });
  });

  test("no alarm looks back further than CloudWatch lets it", () => {
    for (const window of WINDOWS)
      for (const alarm of monitorAlarms(
        monitor({ window, lateness: "P1D", retraining: { m: 40, n: 400, trainingJob: {} } }),
      )) {
        expect(alarm.Period % 60).toBe(0);
        expect(alarm.Period * alarm.EvaluationPeriods).toBeLessThanOrEqual(
          alarm.Period < 3600 ? 86_400 : 604_800,
        );
        expect(alarm.DatapointsToAlarm).toBeLessThanOrEqual(alarm.EvaluationPeriods);
        expect(alarm.DatapointsToAlarm).toBeGreaterThanOrEqual(1);
      }
  });

  test("a window that is no whole number of minutes is watched by the next whole one", () => {
    expect(named("page", { window: "PT7M12S" }).Period).toBe(480);
  });
});
