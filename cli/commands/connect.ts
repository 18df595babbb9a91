import type { NotificationConfiguration } from "@aws-sdk/client-s3";
import { UnusableInput } from "../../shared/errors.ts";
import { type CliCommand, exampleText } from "../command.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";

interface ConnectOptions {
  readonly apply?: true;
  readonly json?: true;
}

const BUCKET = /^(?:s3:\/\/)?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?$/;

/** `plumbline connect`: a capture bucket's events → EventBridge, beside whatever it notifies already. */
export const connect: CliCommand = (program, io, end) => {
  program
    .command("connect <bucket>")
    .summary("sends an existing capture bucket's events to EventBridge")
    .description(
      "Shows what connecting an existing capture bucket would change in its notification configuration, and with --apply changes it. Queues, topics and functions that are notified already stay as they are. Uses your AWS credentials (s3:GetBucketNotification, s3:PutBucketNotification).",
    )
    .option("--apply", "change it; without this, only show the difference")
    .option("--json", "print the difference as JSON on standard output")
    .addHelpText(
      "after",
      exampleText("plumbline connect my-capture-bucket", "plumbline connect my-capture-bucket --apply"),
    )
    .action(async (name: string, options: ConnectOptions) => {
      await run(io, name, options);
      end(0);
    });
};

async function run(
  io: Io,
  name: string,
  { apply = false, json = false }: { readonly apply?: boolean; readonly json?: boolean },
): Promise<void> {
  const bucket = BUCKET.exec(name)?.[1];
  if (bucket === undefined)
    throw new UnusableInput(
      `Got bucket "${name}"; expected the name of a bucket, 3 to 63 small letters, digits, dots and dashes, without a prefix.`,
    );
  const { S3Client } = await import("@aws-sdk/client-s3");
  const { clientSettings } = await import("../../adapters/aws/client-settings.ts");
  const { applyConnection, planConnection, readNotifications } = await import(
    "../../adapters/aws/bucket-notifications.ts"
  );
  const client = new S3Client(clientSettings);
  const plan = planConnection(await explained(bucket, () => readNotifications(client, bucket)));
  if (apply) await explained(bucket, () => applyConnection(client, bucket, plan));
  const applied = apply && plan.changed;
  io.stdout.write(json ? jsonText({ version: 1, bucket, ...plan, applied }) : told(bucket, plan, applied));
}

/** What S3 refuses, in a sentence; everything else goes on as it came. */
async function explained<T>(bucket: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const { name } = cause as Error;
    if (name === "CredentialsProviderError" || name === "InvalidAccessKeyId" || name === "ExpiredToken")
      throw new UnusableInput(
        `Got no AWS credentials that can be used (${name}); expected some that may read and write the notifications of ${bucket}. Set AWS_PROFILE or sign in with: aws sso login`,
        { cause },
      );
    if (name === "NoSuchBucket")
      throw new UnusableInput(`Got no bucket ${bucket}. Correct the name, or create it.`, { cause });
    if (name === "AccessDenied" || name === "Forbidden")
      throw new UnusableInput(
        `Got ${name} from S3 for ${bucket}; expected s3:GetBucketNotification (and s3:PutBucketNotification with --apply). Allow them to the role that you use.`,
        { cause },
      );
    if (name === "PermanentRedirect" || name === "AuthorizationHeaderMalformed")
      throw new UnusableInput(
        `Got ${name} from S3: bucket ${bucket} is in another Region. Set AWS_REGION to its own.`,
        { cause },
      );
    throw cause;
  }
}

function told(
  bucket: string,
  plan: {
    readonly before: NotificationConfiguration;
    readonly after: NotificationConfiguration;
    readonly changed: boolean;
  },
  applied: boolean,
): string {
  if (!plan.changed) return `${bucket} sends its events to EventBridge already. Nothing to change.\n`;
  const kept = [
    ...(plan.before.QueueConfigurations ?? []).map(({ QueueArn }) => `  queue    ${QueueArn}`),
    ...(plan.before.TopicConfigurations ?? []).map(({ TopicArn }) => `  topic    ${TopicArn}`),
    ...(plan.before.LambdaFunctionConfigurations ?? []).map(
      ({ LambdaFunctionArn }) => `  function ${LambdaFunctionArn}`,
    ),
  ];
  return [
    `Bucket ${bucket}`,
    kept.length === 0 ? "It notifies nobody now." : `These stay as they are:\n${kept.join("\n")}`,
    `${applied ? "Added" : "Would be added"}:\n+ EventBridge`,
    ...(applied
      ? ["Events of new objects arrive within a minute."]
      : [
          `Do it with:      plumbline connect ${bucket} --apply`,
          'Or in Terraform: resource "aws_s3_bucket_notification" "capture" {',
          `                   bucket      = "${bucket}"`,
          "                   eventbridge = true # and every queue, topic and function above: the resource owns the whole configuration",
          "                 }",
          `Or by hand:      aws s3api put-bucket-notification-configuration --bucket ${bucket} --notification-configuration '${JSON.stringify(plan.after)}'`,
        ]),
    "",
  ].join("\n");
}
