/**
 * Connects an existing capture bucket to EventBridge. A bucket has one notification document and a PUT replaces all of
 * it, so what is there is read, added to, shown, and only then written.
 */
import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { PreconditionFailed } from "../../shared/errors.ts";
import { canonicalJson } from "./sfn-executions.ts";

/** The difference that connecting a bucket makes. */
export interface ConnectionPlan {
  readonly before: NotificationConfiguration;
  readonly after: NotificationConfiguration;
  /** false: the bucket sends its events to EventBridge already. */
  readonly changed: boolean;
}

/** The bucket's notification configuration, as S3 holds it. */
export async function readNotifications(
  client: S3Client,
  bucket: string,
): Promise<NotificationConfiguration> {
  const { $metadata: _, ...configuration } = await client.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
  );
  return configuration;
}

/** What connecting adds: EventBridge, and nothing else. Every queue, topic and function that is notified stays as it is. */
export function planConnection(current: NotificationConfiguration): ConnectionPlan {
  const changed = current.EventBridgeConfiguration === undefined;
  return {
    before: current,
    after: changed ? { ...current, EventBridgeConfiguration: {} } : current,
    changed,
  };
}

/**
 * Carries out a plan. Throws `PreconditionFailed` when the bucket's configuration is no longer what the plan was made
 * from, and when S3 does not hold the planned one afterwards: S3 has no conditional write for it.
 */
export async function applyConnection(client: S3Client, bucket: string, plan: ConnectionPlan): Promise<void> {
  if (!plan.changed) return;
  await expectNotifications(
    client,
    bucket,
    plan.before,
    "changed since it was shown. Look at the difference again",
  );
  // The other destinations are not touched, so S3 need not send them a test message: one that is gone would refuse the whole.
  const request = { Bucket: bucket, NotificationConfiguration: plan.after, SkipDestinationValidation: true };
  await client.send(new PutBucketNotificationConfigurationCommand(request));
  await expectNotifications(
    client,
    bucket,
    plan.after,
    "is not what was written: somebody else wrote at the same time. Look at it again",
  );
}

async function expectNotifications(
  client: S3Client,
  bucket: string,
  expected: NotificationConfiguration,
  what: string,
): Promise<void> {
  const found = await readNotifications(client, bucket);
  if (comparable(found) !== comparable(expected))
    throw new PreconditionFailed(
      `The notification configuration of ${bucket} ${what}: plumbline connect ${bucket}`,
    );
}

/** S3 answers without the lists that are empty, and promises no order of the others. */
function comparable(configuration: NotificationConfiguration): string {
  const entries = Object.entries(configuration).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return canonicalJson(
    Object.fromEntries(
      entries.map(([key, value]) => [key, Array.isArray(value) ? value.map(canonicalJson).sort() : value]),
    ),
  );
}
