/** What travels and what is kept: TLS alone, nothing public, encrypted, no secret in clear, nothing captured in the machines' logs. */
import { describe, expect, test } from "vitest";
import type { Json, Packaged } from "./packaged.ts";
import { HERE } from "./privilege/here.ts";
import { resolved } from "./privilege/iam-policy.ts";
import { functionId, stepTable } from "./project.ts";
import { ofType, type Templates } from "./templates.ts";

/** Type of a resource, type of its policy, where the policy names it, and the action that covers what is sent there. */
const SPOKEN_TO = [
  ["AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket", "s3:*"],
  ["AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues", "sqs:*"],
  // A topic's policy takes no sns:*; Publish is what carries data (SNS developer guide, "Enforce encryption of data in transit").
  ["AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics", "sns:Publish"],
] as const;

/** Functions whose steps make hashes of sensitive values. */
const HASHING = ["profile-capture-file", "suggest-baseline"];

export function describeTransportAndRest(templates: () => Templates): void {
  const each = (check: (from: Packaged) => void) => {
    for (const from of Object.values(templates())) check(from);
  };

  describe("transport and rest", () => {
    test("nobody speaks to a bucket, queue or topic without TLS, whoever it is and whatever is asked", () => {
      each((from) => {
        for (const [type, policyType, named, action] of SPOKEN_TO) {
          expect(ofType(from, type).length, type).toBeGreaterThan(0);
          for (const [id] of ofType(from, type)) {
            const policies = ofType(from, policyType).filter(([, { Properties }]) =>
              [Properties[named]].flat().some((one: Json) => one.Ref === id),
            );
            const denied = policies
              .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Json[])
              .filter(
                ({ Effect, Principal, Action, Condition }) =>
                  Effect === "Deny" &&
                  Principal === "*" &&
                  Action === action &&
                  String(Condition.Bool["aws:SecureTransport"]) === "false",
              );
            expect(denied, id).toHaveLength(1);
            // A bucket is one resource and what is in it another.
            expect([denied[0].Resource].flat(), id).toHaveLength(type === "AWS::S3::Bucket" ? 2 : 1);
          }
        }
      });
    });

    test("a policy of a bucket, queue or topic lets nobody in but the services that it names, for this account's own", () => {
      each((from) => {
        const allowed = SPOKEN_TO.flatMap(([, policyType]) => ofType(from, policyType))
          .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Json[])
          .filter(({ Effect }) => Effect === "Allow");
        expect(new Set(allowed.map(({ Principal }) => Principal.Service))).toEqual(
          new Set(["events.amazonaws.com", "cloudwatch.amazonaws.com"]),
        );
        for (const { Condition } of allowed)
          expect(
            Condition.ArnEquals?.["aws:SourceArn"] ?? Condition.StringEquals?.["aws:SourceAccount"],
          ).toBeDefined();
      });
    });

    test("buckets let nothing public in, belong to the account alone, and encrypt", () => {
      each((from) => {
        for (const [id, { Properties }] of ofType(from, "AWS::S3::Bucket")) {
          expect(Properties.PublicAccessBlockConfiguration, id).toEqual({
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          });
          expect(Properties.OwnershipControls, id).toEqual({
            Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }],
          });
          const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
          expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm, id).toMatch(/^(AES256|aws:kms)$/);
          expect(Properties.AccessControl, id).toBeUndefined();
        }
      });
    });

    test("queues encrypt with SQS's key where the deployment names none; with one, topics, logs and the secret use it too", () => {
      for (const [id, { Properties }] of ofType(templates().plain, "AWS::SQS::Queue"))
        expect(Properties, id).toMatchObject({ SqsManagedSseEnabled: true });
      // What logs, topics and secrets keep is encrypted by their services without being asked; test "key" holds the rest.
      for (const [id, { Properties }] of ofType(templates().full, "AWS::SQS::Queue")) {
        expect(Properties.KmsMasterKeyId, id).toBeDefined();
        expect(Properties.SqsManagedSseEnabled, id).toBeUndefined();
      }
    });

    test("no environment holds a secret in clear: the key of hashes is a reference, and only where hashes are made", () => {
      each((from) => {
        const { Name, SecretString, GenerateSecretString } =
          from.template.Resources["SensitiveKey"]!.Properties;
        expect(SecretString).toBeUndefined();
        expect(GenerateSecretString).toMatchObject({ PasswordLength: 64, SecretStringTemplate: "{}" });
        for (const { step } of stepTable()) {
          const { Variables } = from.template.Resources[functionId(step)]!.Properties.Environment;
          const { PLUMBLINE_STORE, PLUMBLINE_MACHINES, PLUMBLINE_EVENT_BUS, ...more } = resolved(
            from,
            HERE,
            Variables,
          );
          expect(PLUMBLINE_STORE, step).toMatch(/^s3:\/\/[a-z0-9-]+$/);
          expect(PLUMBLINE_MACHINES, step).toMatch(
            /^arn:[\w-]+:states:[\w-]+:\d+:stateMachine:plumbline-\w+-$/,
          );
          expect(PLUMBLINE_EVENT_BUS, step).toMatch(/^[\w-]+$/);
          expect(more, step).toEqual(
            HASHING.includes(step)
              ? { PLUMBLINE_SENSITIVE_KEY: `{{resolve:secretsmanager:${Name}:SecretString:key}}` }
              : {},
          );
        }
      });
    });

    test("a machine logs its errors below /aws/vendedlogs, and never what its state holds", () => {
      each((from) => {
        for (const [id, { Properties }] of ofType(from, "AWS::StepFunctions::StateMachine")) {
          expect(Properties.LoggingConfiguration, id).toEqual({
            Level: "ERROR",
            IncludeExecutionData: false,
            Destinations: [
              { CloudWatchLogsLogGroup: { LogGroupArn: { "Fn::GetAtt": [`${id}LogGroup`, "Arn"] } } },
            ],
          });
          expect(from.template.Resources[`${id}LogGroup`]!.Properties.LogGroupName).toBe(
            `/aws/vendedlogs/states/${Properties.StateMachineName}`,
          );
        }
      });
    });
  });
}
