import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { run } from "./run.ts";

const s3 = mockClient(S3Client);
const QUEUE = {
  QueueArn: "arn:aws:sqs:eu-central-1:111122223333:theirs",
  Events: ["s3:ObjectCreated:*" as const],
};
const connect = (...argv: string[]) => run(["connect", ...argv], "/");

beforeEach(() => s3.reset());

describe("connect", () => {
  test("shows what would be added, what stays and how to do it, and changes nothing", async () => {
    s3.on(GetBucketNotificationConfigurationCommand).resolves({ QueueConfigurations: [QUEUE] });
    const { status, out } = await connect("my-captures");
    expect(status).toBe(0);
    expect(out).toContain(
      `These stay as they are:\n  queue    ${QUEUE.QueueArn}\nWould be added:\n+ EventBridge`,
    );
    expect(out).toContain("plumbline connect my-captures --apply");
    expect(out).toContain('resource "aws_s3_bucket_notification"');
    expect(out).toContain(
      `aws s3api put-bucket-notification-configuration --bucket my-captures --notification-configuration '{"QueueConfigurations":[`,
    );
    expect(s3.commandCalls(PutBucketNotificationConfigurationCommand)).toHaveLength(0);
  });

  test("--apply adds EventBridge and keeps the queue", async () => {
    const after = { QueueConfigurations: [QUEUE], EventBridgeConfiguration: {} };
    s3.on(GetBucketNotificationConfigurationCommand)
      .resolvesOnce({ QueueConfigurations: [QUEUE] })
      .resolvesOnce({ QueueConfigurations: [QUEUE] })
      .resolves(after);
    s3.on(PutBucketNotificationConfigurationCommand).resolves({});
    const { status, out } = await connect("s3://my-captures", "--apply", "--json");
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ bucket: "my-captures", changed: true, applied: true, after });
    expect(s3.commandCalls(PutBucketNotificationConfigurationCommand)[0]?.args[0].input).toMatchObject({
      Bucket: "my-captures",
      NotificationConfiguration: after,
    });
  });

  test("a bucket that is connected already is left alone", async () => {
    s3.on(GetBucketNotificationConfigurationCommand).resolves({ EventBridgeConfiguration: {} });
    expect((await connect("my-captures", "--apply")).out).toBe(
      "my-captures sends its events to EventBridge already. Nothing to change.\n",
    );
    expect(s3.commandCalls(PutBucketNotificationConfigurationCommand)).toHaveLength(0);
  });

  test.each([
    ["CredentialsProviderError", "Got no AWS credentials that can be used"],
    ["AccessDenied", "expected s3:GetBucketNotification"],
    ["NoSuchBucket", "Got no bucket my-captures."],
    ["PermanentRedirect", "Set AWS_REGION to its own"],
  ])("%s is explained with what to do", async (name, said) => {
    s3.on(GetBucketNotificationConfigurationCommand).rejects(Object.assign(new Error("no"), { name }));
    const { status, err } = await connect("my-captures");
    expect(status).toBe(2);
    expect(err).toContain(said);
    expect(err).not.toContain("    at ");
  });

  test("a name that no bucket can have is refused without asking", async () => {
    const { status, err } = await connect("My_Captures/prefix");
    expect(status).toBe(2);
    expect(err).toContain("without a prefix");
    expect(s3.calls()).toHaveLength(0);
  });
});
