/** Each parameter holds on every resource that it applies to. */
import { describe, expect, test } from "vitest";
import { BOUNDARY, CAPTURE_KEY, KEY } from "./every-parameter.ts";
import type { Json } from "./packaged.ts";
import { machineNames, stepTable } from "./project.ts";
import { ofType, roleOf, statements, type Templates } from "./templates.ts";

const steps = stepTable().map(({ step }) => step);

export function describeParameters(templates: () => Templates): void {
  describe("parameters hold on every resource they apply to", () => {
    const each = (type: string) => ofType(templates().full, type);

    test("permissions boundary and path: every role", () => {
      expect(
        each("AWS::IAM::Role").filter(
          ([, { Properties }]) =>
            Properties.PermissionsBoundary !== BOUNDARY || Properties.Path !== "/ml/monitoring/",
        ),
      ).toEqual([]);
    });

    test("key: every bucket, queue, topic, log group, function, machine, secret and schedule, and every role may use it", () => {
      const keyOf: Record<string, (properties: Json) => unknown> = {
        "AWS::S3::Bucket": (p) =>
          p.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault
            .KMSMasterKeyID,
        "AWS::SQS::Queue": (p) => p.KmsMasterKeyId,
        "AWS::SNS::Topic": (p) => p.KmsMasterKeyId,
        "AWS::Logs::LogGroup": (p) => p.KmsKeyId,
        "AWS::Lambda::Function": (p) => p.KmsKeyArn,
        "AWS::StepFunctions::StateMachine": (p) => p.EncryptionConfiguration.KmsKeyId,
        "AWS::SecretsManager::Secret": (p) => p.KmsKeyId,
        "AWS::Scheduler::Schedule": (p) => p.KmsKeyArn,
      };
      for (const [type, key] of Object.entries(keyOf)) {
        expect(each(type).length, type).toBeGreaterThan(0);
        for (const [id, { Properties }] of each(type)) expect(key(Properties), id).toBe(KEY);
      }
      for (const [id, { Properties }] of each("AWS::IAM::Role"))
        expect(
          statements(Properties).some(
            ({ Action, Resource }) => Action.includes("kms:Decrypt") && Resource.includes(KEY),
          ),
          id,
        ).toBe(true);
    });

    test("keys of captures: every function that reads what is in them, and no other", () => {
      const may = steps.filter((step) =>
        statements(roleOf(templates().full, step)).some(({ Resource }) => Resource.includes(CAPTURE_KEY)),
      );
      expect(may.sort()).toEqual(["build-training-set", "profile-capture-file", "suggest-baseline"]);
    });

    test("log retention: every log group, and every function and machine has one", () => {
      expect(each("AWS::Logs::LogGroup")).toHaveLength(steps.length + machineNames().length);
      expect(
        each("AWS::Logs::LogGroup").filter(([, { Properties }]) => Properties.RetentionInDays !== 90),
      ).toEqual([]);
    });

    test("tags: every resource that can have them", () => {
      const cannot =
        /^AWS::(CloudWatch::Dashboard|Lambda::(EventInvokeConfig|Permission)|S3::BucketPolicy|SNS::(Subscription|TopicPolicy)|SQS::QueuePolicy|Scheduler::Schedule)$/;
      const wanted = { "plumbline:stack": "plumbline-prod", owner: "risk", "cost-centre": "17" };
      for (const [id, { Type, Properties }] of Object.entries(templates().full.template.Resources))
        if (!cannot.test(Type))
          expect(
            Object.fromEntries((Properties.Tags ?? []).map(({ Key, Value }: Json) => [Key, Value])),
            id,
          ).toEqual(wanted);
    });

    test("partition: no ARN names another, and without the parameter none is named at all", () => {
      expect(JSON.stringify(templates().full.template.Resources)).not.toMatch(
        /arn:aws:|arn:\$\{AWS::Partition\}/,
      );
      expect(JSON.stringify(templates().plain.template.Resources)).not.toMatch(/arn:aws[:-]/);
      expect(
        templates().full.template.Resources["RetrainMachine"]!.Properties.DefinitionSubstitutions.Partition,
      ).toBe("aws-cn");
    });

    test("concurrency, bus, mail and data buckets arrive where they are used", () => {
      const text = (id: string) => JSON.stringify(templates().full.template.Resources[id]);
      expect(text(ofType(templates().full, "AWS::Lambda::EventSourceMapping")[0]![0])).toContain(
        '"MaximumConcurrency":7',
      );
      expect(text("PublishReportRole")).toContain(":event-bus/ml");
      expect(text("NotificationEmail")).toContain("ml@example.com");
      expect(
        ["SuggestBaselineRole", "BuildTrainingSetRole", "ProfileCaptureFileRole", "PublishReportRole"].map(
          (id) => text(id).includes("ml-labels"),
        ),
      ).toEqual([true, true, true, false]); // a manifest of batch transform names objects anywhere
    });
  });
}
