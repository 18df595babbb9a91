"use strict";
/** From a capture file's arrival to its function: rule → queue → function, with a dead-letter queue; and the topic. */
const { sub } = require("./deployment.cjs");

const FOURTEEN_DAYS = 1_209_600;
const MAX_RECEIVES = 5;
/** AWS asks for six times the function's time limit, and the batching window beside it. */
const visibility = (timeout, batchingWindow) => 6 * timeout + batchingWindow;
/** A pattern holds 2,048 characters; a bucket's name at most 63 and, with its quotes and comma, 66. */
const BUCKETS_PER_RULE = 25;

function queue(deployment, { timeout, batchingWindow }) {
  const chunks = chunked(deployment.captureBuckets, BUCKETS_PER_RULE);
  const ruleId = (index) => (index === 0 ? "CaptureRule" : `CaptureRule${index + 1}`);
  const rules = chunks.map((buckets, index) => [ruleId(index), captureRule(deployment, buckets, index)]);
  const ruleArns = rules.map(([id]) => ({ "Fn::GetAtt": [id, "Arn"] }));
  return {
    CaptureQueue: sqs(deployment, "captures", {
      VisibilityTimeout: visibility(timeout, batchingWindow),
      MessageRetentionPeriod: FOURTEEN_DAYS,
      RedrivePolicy: {
        deadLetterTargetArn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] },
        maxReceiveCount: MAX_RECEIVES,
      },
    }),
    DeadLetterQueue: sqs(deployment, "dead-letters", { MessageRetentionPeriod: FOURTEEN_DAYS }),
    CaptureQueuePolicy: queuePolicy("CaptureQueue", ruleArns),
    DeadLetterQueuePolicy: queuePolicy("DeadLetterQueue", [
      ...ruleArns,
      { "Fn::GetAtt": ["AlarmRule", "Arn"] },
      { "Fn::GetAtt": ["FaultRule", "Arn"] },
    ]),
    ...Object.fromEntries(rules),
    AlarmRule: alarmRule(deployment),
    FaultRule: faultRule(deployment),
    AlarmRulePermission: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: { "Fn::GetAtt": ["RetrainDashonDashalarmLambdaFunction", "Arn"] },
        Principal: "events.amazonaws.com",
        SourceArn: { "Fn::GetAtt": ["AlarmRule", "Arn"] },
        SourceAccount: { Ref: "AWS::AccountId" },
      },
    },
    ...topic(deployment),
  };
}

function sqs({ prefix, kmsKeyArn }, name, more) {
  const encryption = kmsKeyArn ? { KmsMasterKeyId: kmsKeyArn } : { SqsManagedSseEnabled: true };
  return {
    Type: "AWS::SQS::Queue",
    DeletionPolicy: "Delete",
    UpdateReplacePolicy: "Delete",
    Properties: { QueueName: `${prefix}-${name}`, ...encryption, ...more },
  };
}

/** EventBridge may send for these rules and nothing else; nobody without TLS. */
function queuePolicy(logicalId, ruleArns) {
  const Resource = { "Fn::GetAtt": [logicalId, "Arn"] };
  return {
    Type: "AWS::SQS::QueuePolicy",
    Properties: {
      Queues: [{ Ref: logicalId }],
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AllowRules",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource,
            Condition: { ArnEquals: { "aws:SourceArn": ruleArns } },
          },
          {
            Sid: "DenyWithoutTls",
            Effect: "Deny",
            Principal: "*",
            Action: "sqs:*",
            Resource,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      },
    },
  };
}

/** Capture files of endpoints, and the manifests of batch transform below `input/` and `output/`. */
const CAPTURE_FILES = ["*.jsonl", "*.jsonl.gz", "*input/*.json", "*output/*.json"].map((wildcard) => ({
  wildcard,
}));

/** One rule for all endpoints, now and later: what a monitor watches is decided from its pushed definition. */
function captureRule({ prefix }, buckets, index) {
  return {
    Type: "AWS::Events::Rule",
    Properties: {
      Name: `${prefix}-captures${index === 0 ? "" : `-${index + 1}`}`,
      Description: "Capture files that land in the capture buckets.",
      EventPattern: {
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: {
          bucket: { name: buckets.map(sub) },
          object: { key: CAPTURE_FILES },
        },
      },
      Targets: [
        {
          Id: "queue",
          Arn: { "Fn::GetAtt": ["CaptureQueue", "Arn"] },
          DeadLetterConfig: { Arn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] } },
        },
      ],
    },
  };
}

/** Alarms of this stack on a violation rate that go off; contributor and composite events have other detail types. */
function alarmRule({ prefix }) {
  return {
    Type: "AWS::Events::Rule",
    Properties: {
      Name: `${prefix}-alarms`,
      Description: "Alarms on a violation rate that go off ask for a retraining.",
      EventPattern: {
        source: ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        detail: { alarmName: [{ prefix: `${prefix}-violation-rate-` }], state: { value: ["ALARM"] } },
      },
      Targets: [
        {
          Id: "retrain-on-alarm",
          Arn: { "Fn::GetAtt": ["RetrainDashonDashalarmLambdaFunction", "Arn"] },
          DeadLetterConfig: { Arn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] } },
          RetryPolicy: { MaximumRetryAttempts: 8, MaximumEventAgeInSeconds: 3600 },
        },
      ],
    },
  };
}

/** Hard faults that people have to hear of go to the topic at once, and never through a metric: the alarm series is of closed windows. */
function faultRule({ prefix, eventBus }) {
  return {
    Type: "AWS::Events::Rule",
    Properties: {
      Name: `${prefix}-hard-faults`,
      Description: "Hard faults that files show before their window closes, the first one of each incident.",
      EventBusName: eventBus,
      EventPattern: {
        source: ["plumbline"],
        "detail-type": ["Plumbline Hard Fault"],
        detail: { notify: [true] },
      },
      Targets: [
        {
          Id: "topic",
          Arn: { Ref: "NotificationTopic" },
          InputTransformer: {
            InputPathsMap: { message: "$.detail.message", key: "$.detail.key" },
            InputTemplate: '"<message> (event <key>)"',
          },
          DeadLetterConfig: { Arn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] } },
          RetryPolicy: { MaximumRetryAttempts: 8, MaximumEventAgeInSeconds: 3600 },
        },
      ],
    },
  };
}

function topic({ prefix, kmsKeyArn, notificationEmail }) {
  const email = notificationEmail && {
    NotificationEmail: {
      Type: "AWS::SNS::Subscription",
      Properties: { TopicArn: { Ref: "NotificationTopic" }, Protocol: "email", Endpoint: notificationEmail },
    },
  };
  return {
    NotificationTopic: {
      Type: "AWS::SNS::Topic",
      // CloudWatch cannot publish through the key alias/aws/sns, so without a key of the customer's there is none.
      Properties: { TopicName: `${prefix}-notifications`, ...(kmsKeyArn && { KmsMasterKeyId: kmsKeyArn }) },
    },
    NotificationTopicPolicy: {
      Type: "AWS::SNS::TopicPolicy",
      Properties: {
        Topics: [{ Ref: "NotificationTopic" }],
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "AllowAlarms",
              Effect: "Allow",
              Principal: { Service: "cloudwatch.amazonaws.com" },
              Action: "sns:Publish",
              Resource: { Ref: "NotificationTopic" },
              Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
            },
            {
              Sid: "AllowFaults",
              Effect: "Allow",
              Principal: { Service: "events.amazonaws.com" },
              Action: "sns:Publish",
              Resource: { Ref: "NotificationTopic" },
              Condition: { ArnEquals: { "aws:SourceArn": { "Fn::GetAtt": ["FaultRule", "Arn"] } } },
            },
            {
              Sid: "DenyWithoutTls",
              Effect: "Deny",
              Principal: "*",
              Action: "sns:Publish",
              Resource: { Ref: "NotificationTopic" },
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        },
      },
    },
    ...email,
  };
}

function chunked(items, size) {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

module.exports = { queue };
