import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import {
  applyConnection,
  planConnection,
  readNotifications,
} from "../../adapters/aws/bucket-notifications.ts";

const s3 = mockClient(S3Client);
const client = new S3Client({ region: "us-east-1" });

const busy = {
  QueueConfigurations: [
    { Id: "q", QueueArn: "arn:aws:sqs:us-east-1:111122223333:q", Events: ["s3:ObjectCreated:*" as const] },
  ],
  TopicConfigurations: [
    { Id: "t", TopicArn: "arn:aws:sns:us-east-1:111122223333:t", Events: ["s3:ObjectRemoved:*" as const] },
  ],
  LambdaFunctionConfigurations: [
    {
      Id: "l",
      LambdaFunctionArn: "arn:aws:lambda:us-east-1:111122223333:function:l",
      Events: ["s3:ObjectCreated:Put" as const],
    },
  ],
};

/** A bucket that holds what was put last. */
function bucketWith(configuration: object): void {
  let held: object = configuration;
  s3.on(GetBucketNotificationConfigurationCommand).callsFake(() => ({
    ...held,
    $metadata: { httpStatusCode: 200 },
  }));
  s3.on(PutBucketNotificationConfigurationCommand).callsFake((input) => {
    held = input.NotificationConfiguration;
    return {};
  });
}

beforeEach(() => s3.reset());

describe("planConnection", () => {
  test("an empty configuration gets EventBridge", () => {
    expect(planConnection({})).toEqual({
      before: {},
      after: { EventBridgeConfiguration: {} },
      changed: true,
    });
  });

  test("every queue, topic and function that is notified stays as it is", () => {
    expect(planConnection(busy)).toEqual({
      before: busy,
      after: { ...busy, EventBridgeConfiguration: {} },
      changed: true,
    });
  });

  test("a connected bucket is left alone", () => {
    const connected = { ...busy, EventBridgeConfiguration: {} };
    expect(planConnection(connected)).toEqual({ before: connected, after: connected, changed: false });
  });
});

describe("applyConnection", () => {
  test("what the bucket has is merged, written once and read back", async () => {
    bucketWith(busy);
    await applyConnection(client, "captures", planConnection(await readNotifications(client, "captures")));
    expect(await readNotifications(client, "captures")).toEqual({ ...busy, EventBridgeConfiguration: {} });
    expect(s3.commandCalls(PutBucketNotificationConfigurationCommand)).toHaveLength(1);
  });

  test("a bucket that changed since the difference was shown is not written", async () => {
    bucketWith(busy);
    await expect(applyConnection(client, "captures", planConnection({}))).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    expect(s3.commandCalls(PutBucketNotificationConfigurationCommand)).toHaveLength(0);
  });

  test("a write that somebody else overtook is told", async () => {
    s3.on(GetBucketNotificationConfigurationCommand).resolvesOnce({}).resolves(busy);
    s3.on(PutBucketNotificationConfigurationCommand).resolves({});
    await expect(applyConnection(client, "captures", planConnection({}))).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
  });

  test("a connected bucket is not written to", async () => {
    bucketWith({ EventBridgeConfiguration: {} });
    await applyConnection(client, "captures", planConnection({ EventBridgeConfiguration: {} }));
    expect(s3.calls()).toHaveLength(0);
  });
});
