/** Buckets, queue and the rule between them. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { HARD_FAULT_EVENT } from "../../shared/faults/fault-event.ts";
import { MANY_BUCKETS, PARAMETERS } from "./every-parameter.ts";
import type { Json, Packaged } from "./packaged.ts";
import { functionId } from "./project.ts";
import { ofType, type Templates } from "./templates.ts";

export function describeStorageAndQueue(templates: () => Templates): void {
  describe("storage and queue", () => {
    test("the queue hides a message six times as long as the function may take, then lets go after five tries", () => {
      const { CaptureQueue } = templates().plain.template.Resources;
      const { Timeout } =
        templates().plain.template.Resources[functionId("profile-capture-file")]!.Properties;
      expect(CaptureQueue!.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
      expect(CaptureQueue!.Properties.RedrivePolicy).toEqual({
        deadLetterTargetArn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] },
        maxReceiveCount: 5,
      });
      const [, mapping] = ofType(templates().plain, "AWS::Lambda::EventSourceMapping")[0]!;
      expect(mapping.Properties).toMatchObject({
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        BatchSize: 10,
        ScalingConfig: { MaximumConcurrency: 20 },
      });
    });

    test("hard faults that people have to hear of go to the topic, whoever else listens, and no alarm knows of them", () => {
      for (const [from, bus] of [
        [templates().plain, "default"],
        [templates().full, PARAMETERS.eventBus],
      ] as const) {
        const { Properties } = from.template.Resources["FaultRule"]!;
        expect(Properties.EventBusName).toBe(bus);
        expect(Properties.EventPattern).toEqual({
          source: ["plumbline"],
          "detail-type": [HARD_FAULT_EVENT],
          detail: { notify: [true] },
        });
        expect(Properties.Targets.map(({ Arn }: Json) => Arn)).toEqual([{ Ref: "NotificationTopic" }]);
        expect(Properties.Targets[0].DeadLetterConfig.Arn).toEqual({
          "Fn::GetAtt": ["DeadLetterQueue", "Arn"],
        });
        const statements: Json[] =
          from.template.Resources["NotificationTopicPolicy"]!.Properties.PolicyDocument.Statement;
        expect(statements.find(({ Sid }) => Sid === "AllowFaults")).toMatchObject({
          Principal: { Service: "events.amazonaws.com" },
          Action: "sns:Publish",
          Condition: { ArnEquals: { "aws:SourceArn": { "Fn::GetAtt": ["FaultRule", "Arn"] } } },
        });
        const alarms = ofType(from, "AWS::CloudWatch::Alarm").map(([, alarm]) => JSON.stringify(alarm));
        expect(alarms.filter((text) => /hard.?fault/i.test(text))).toEqual([]);
      }
    });

    test("the queue's batching window leaves a hard fault within two minutes by the budget of docs/hard-faults.md", () => {
      const page = readFileSync(new URL("../../docs/hard-faults.md", import.meta.url), "utf8");
      const worst = [...page.matchAll(/^\| [^|]+ \| \d+ \| (\d+) \|$/gm)].map(([, seconds]) =>
        Number(seconds),
      );
      const [, mapping] = ofType(templates().plain, "AWS::Lambda::EventSourceMapping")[0]!;
      expect(mapping.Properties.MaximumBatchingWindowInSeconds).toBe(worst[1]);
      expect(worst.slice(0, -1).reduce((sum, each) => sum + each, 0)).toBe(worst.at(-1));
      expect(worst.at(-1)).toBeLessThanOrEqual(120);
    });

    test("no rule listens to the work bucket, and the work bucket tells nobody: there is no loop", () => {
      for (const { template } of [templates().plain, templates().full]) {
        const work = JSON.stringify(template.Resources["WorkBucket"]!.Properties.BucketName);
        const heard = Object.values(template.Resources).flatMap(
          ({ Properties }) => (Properties.EventPattern?.detail?.bucket?.name ?? []) as Json[],
        );
        expect(heard.length).toBeGreaterThan(0);
        expect(heard.map((name) => JSON.stringify(name))).not.toContain(work);
        expect(template.Resources["WorkBucket"]!.Properties.NotificationConfiguration).toBeUndefined();
      }
    });

    test("one rule serves the own bucket; fifty existing ones are shared out below the pattern's 2,048 characters", () => {
      const rules = (from: Packaged) =>
        ofType(from, "AWS::Events::Rule")
          .filter(([id]) => id.startsWith("CaptureRule"))
          .map(([, { Properties }]) => Properties.EventPattern);
      expect(rules(templates().plain)).toHaveLength(1);
      expect(rules(templates().full).flatMap(({ detail }) => detail.bucket.name)).toEqual(MANY_BUCKETS);
      for (const pattern of rules(templates().full))
        expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2_048);
      expect(templates().full.template.Resources["CaptureBucket"]).toBeUndefined();
    });

    test.each([
      ["p/churn/AllTraffic/2026/03/04/10/00-00-000-a.jsonl", true],
      ["churn/AllTraffic/2026/03/04/10/00-00-000-a.jsonl.gz", true],
      ["data-capture/output/2023/01/21/01/e824d723.json", true],
      ["input/2023/01/21/01/e824d723.json", true],
      ["transform-output/a.csv.out", false],
      ["reports/churn/2026/03/04/11/statistics.json", false],
    ])("the rule hears of %s: %s", (key, heard) => {
      const [, { Properties }] = ofType(templates().plain, "AWS::Events::Rule").find(
        ([id]) => id === "CaptureRule",
      )!;
      const patterns: { wildcard: string }[] = Properties.EventPattern.detail.object.key;
      const matches = ({ wildcard }: { wildcard: string }) =>
        new RegExp(`^${wildcard.split("*").map(RegExp.escape).join(".*")}$`).test(key);
      expect(patterns.some(matches)).toBe(heard);
    });

    test("partials live 14 days and windows and rolling baselines 400; definitions, baselines and retraining state stay", () => {
      const rules: Json[] =
        templates().plain.template.Resources["WorkBucket"]!.Properties.LifecycleConfiguration.Rules;
      const days = Object.fromEntries(
        rules
          .filter(({ Prefix }) => Prefix)
          .map(({ Prefix, ExpirationInDays }) => [Prefix, ExpirationInDays]),
      );
      expect(days).toMatchObject({ "partials/": 14, "windows/": 400, "rolling/": 400 });
      for (const kept of ["monitors/", "baselines/", "retraining/", ""]) expect(days[kept]).toBeUndefined();
    });
  });
}
