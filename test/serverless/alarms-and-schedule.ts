/** Alarms, the rule that hears them, the sweep and the dashboard. */
import { describe, expect, test } from "vitest";
import type { Json, Packaged } from "./packaged.ts";
import { functionId } from "./project.ts";
import { ofType, type Templates } from "./templates.ts";

export function describeAlarmsAndSchedule(templates: () => Templates): void {
  describe("alarms and schedule", () => {
    test("the sweep runs every hour, and its failures are kept", () => {
      const { ScheduleExpression, Target } =
        templates().plain.template.Resources["SweepSchedule"]!.Properties;
      expect(ScheduleExpression).toMatch(/^cron\(\d+ \* \* \* \? \*\)$/);
      expect(Target).toMatchObject({
        Arn: { "Fn::GetAtt": [functionId("sweep-windows"), "Arn"] },
        DeadLetterConfig: { Arn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] } },
      });
    });

    test("the fleet has its alarms without any monitor, and each monitor adds three a variant", () => {
      const names = (from: Packaged) =>
        ofType(from, "AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties.AlarmName as string);
      const fleet = names(templates().full).filter((name) => name.startsWith("plumbline-prod-fleet-"));
      expect(fleet).toHaveLength(9);
      expect(
        names(templates().full)
          .filter((name) => !fleet.includes(name))
          .sort(),
      ).toEqual(
        ["dead-man", "page", "violation-rate"].flatMap((kind) =>
          ["AllTraffic", "Canary"].map((variant) => `plumbline-prod-${kind}-churn-xgb-${variant}`),
        ),
      );
      for (const [, { Properties }] of ofType(templates().full, "AWS::CloudWatch::Alarm"))
        expect(Properties.AlarmActions).toEqual([{ Ref: "NotificationTopic" }]);
    });

    test("silence is an alarm: of every window for 27 hours, of the sweep for three; lost records are one, and missing data is none", () => {
      const { FleetDeadManAlarm, SweepAlarm, UndercapturedAlarm } = templates().plain.template.Resources;
      const silent = { Statistic: "Sum", Threshold: 1, ComparisonOperator: "LessThanThreshold" };
      for (const [alarm, hours] of [
        [FleetDeadManAlarm, 27],
        [SweepAlarm, 3],
      ] as const)
        expect(alarm!.Properties).toMatchObject({
          ...silent,
          Period: 3600,
          EvaluationPeriods: hours,
          DatapointsToAlarm: hours,
          TreatMissingData: "breaching",
        });
      expect(UndercapturedAlarm!.Properties).toMatchObject({
        MetricName: "WindowsUndercaptured",
        Statistic: "Maximum",
        Threshold: 1,
        DatapointsToAlarm: 1,
        TreatMissingData: "notBreaching",
      });
    });

    test("the rule of alarms hears the violation rates of this stack and nothing else", () => {
      const { EventPattern, Targets } = templates().full.template.Resources["AlarmRule"]!.Properties;
      expect(EventPattern).toEqual({
        source: ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        detail: { alarmName: [{ prefix: "plumbline-prod-violation-rate-" }], state: { value: ["ALARM"] } },
      });
      const heard = ofType(templates().full, "AWS::CloudWatch::Alarm")
        .map(([, { Properties }]) => Properties)
        .filter(({ AlarmName }) => AlarmName.startsWith("plumbline-prod-violation-rate-"));
      expect(
        heard.map(({ MetricName, Statistic, TreatMissingData }) => [MetricName, Statistic, TreatMissingData]),
      ).toEqual([
        ["ViolationRate", "Maximum", "ignore"],
        ["ViolationRate", "Maximum", "ignore"],
      ]);
      expect(Targets[0].Arn).toEqual({ "Fn::GetAtt": [functionId("retrain-on-alarm"), "Arn"] });
    });

    test("the dashboard is JSON without overlapping widgets", () => {
      const { widgets } = JSON.parse(
        templates().plain.template.Resources["Dashboard"]!.Properties.DashboardBody["Fn::Sub"],
      );
      const cells = widgets.flatMap(({ x, y, width, height }: Json) =>
        Array.from(
          { length: width * height },
          (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`,
        ),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(Math.max(...widgets.slice(1).map(({ x, width }: Json) => x + width))).toBe(24);
    });
  });
}
