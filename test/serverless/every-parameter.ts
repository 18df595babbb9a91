/** A value for every parameter of serverless.yml. */
export const KEY = "arn:aws-cn:kms:cn-north-1:111122223333:key/0b5a9b5e-0000-4000-8000-000000000000";
export const CAPTURE_KEY = "arn:aws-cn:kms:cn-north-1:111122223333:key/1b5a9b5e-0000-4000-8000-000000000000";
export const BOUNDARY = "arn:aws-cn:iam::111122223333:policy/boundary";
export const MANY_BUCKETS = Array.from(
  { length: 50 },
  (_, index) => `ml-captures-${index}-${"x".repeat(45)}`,
);
export const PARAMETERS = {
  captureBuckets: MANY_BUCKETS.join(","),
  dataBuckets: "ml-labels",
  workBucket: "ml-plumbline-work",
  kmsKeyArn: KEY,
  captureKeyArns: CAPTURE_KEY,
  permissionsBoundary: BOUNDARY,
  rolePath: "/ml/monitoring/",
  logRetentionDays: "90",
  tags: "owner=risk,cost-centre=17",
  partition: "aws-cn",
  eventBus: "ml",
  notificationEmail: "ml@example.com",
  maximumConcurrency: "7",
  monitorsFolder: "test/fixtures/monitors",
};
