"use strict";
/**
 * Who may do what: one role a function, from one table. A step that asks for more than its row grants does not run;
 * a row that grants more than its step asks for is caught by test/serverless.test.ts.
 */
const { sub } = require("./deployment.cjs");

/** Statements by what they are for. Every resource is named; `*` stands only where the API knows no resource. */
function grants(deployment) {
  const { arn, bucketArn, workBucket, captureBuckets, dataBuckets, machineName, kmsKeyArn, captureKeyArns } =
    deployment;
  const onWork = (Action, keys) => ({
    Effect: "Allow",
    Action,
    Resource: keys.map((key) => bucketArn(workBucket, key)),
  });
  const readable = (buckets, keys) => [
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: buckets.map((name) => bucketArn(name, "*")) },
    { Effect: "Allow", Action: ["s3:ListBucket"], Resource: buckets.map((name) => bucketArn(name)) },
    ...(keys.length === 0 ? [] : [{ Effect: "Allow", Action: ["kms:Decrypt"], Resource: keys }]),
  ];
  return {
    read: (...keys) => [onWork(["s3:GetObject"], keys)],
    write: (...keys) => [onWork(["s3:PutObject"], keys)],
    /**
     * LIST below these prefixes. GET and HEAD of an absent object answer 404 only to who may list, and such a request
     * carries no prefix: hence IfExists.
     */
    list: (...prefixes) => [
      {
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: [bucketArn(workBucket)],
        Condition: { StringLikeIfExists: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } },
      },
    ],
    captures: () => readable(captureBuckets, captureKeyArns),
    captureLists: () => [
      { Effect: "Allow", Action: ["s3:ListBucket"], Resource: captureBuckets.map((name) => bucketArn(name)) },
    ],
    data: () => readable([...captureBuckets, ...dataBuckets], captureKeyArns),
    start: (...machines) => [
      {
        Effect: "Allow",
        Action: ["states:StartExecution"],
        Resource: machines.map((name) => arn("states", `stateMachine:${machineName(name)}`)),
      },
    ],
    describe: (machine) => [
      {
        Effect: "Allow",
        Action: ["states:DescribeExecution"],
        Resource: [arn("states", `execution:${machineName(machine)}:*`)],
      },
    ],
    // PutMetricData and GetMetricData know no resource; writing is bound to namespaces.
    metrics: (...namespaces) => [
      {
        Effect: "Allow",
        Action: ["cloudwatch:PutMetricData"],
        Resource: "*",
        Condition: { StringEquals: { "cloudwatch:namespace": namespaces } },
      },
    ],
    traffic: () => [{ Effect: "Allow", Action: ["cloudwatch:GetMetricData"], Resource: "*" }],
    events: () => [
      {
        Effect: "Allow",
        Action: ["events:PutEvents"],
        Resource: [arn("events", `event-bus/${deployment.eventBus}`)],
      },
    ],
    /** Which model an endpoint variant has. */
    deployments: () => [
      {
        Effect: "Allow",
        Action: ["sagemaker:DescribeEndpoint"],
        Resource: [arn("sagemaker", "endpoint/*")],
      },
      {
        Effect: "Allow",
        Action: ["sagemaker:DescribeEndpointConfig"],
        Resource: [arn("sagemaker", "endpoint-config/*")],
      },
      { Effect: "Allow", Action: ["sagemaker:DescribeModel"], Resource: [arn("sagemaker", "model/*")] },
    ],
    trainingJobs: () => [
      {
        Effect: "Allow",
        Action: ["sagemaker:DescribeTrainingJob"],
        Resource: [arn("sagemaker", "training-job/rt-*")],
      },
    ],
    queue: () => [
      {
        Effect: "Allow",
        Action: [
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:ChangeMessageVisibility",
        ],
        Resource: [{ "Fn::GetAtt": ["CaptureQueue", "Arn"] }],
      },
    ],
    deadLetters: () => [
      {
        Effect: "Allow",
        Action: ["sqs:SendMessage"],
        Resource: [{ "Fn::GetAtt": ["DeadLetterQueue", "Arn"] }],
      },
    ],
    logs: (name) => [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [arn("logs", `log-group:/aws/lambda/${deployment.functionName(name)}:*`)],
      },
    ],
    key: () =>
      kmsKeyArn
        ? [{ Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: [kmsKeyArn] }]
        : [],
  };
}

/** shared/report/metric-namespace.ts; test/serverless.test.ts holds them together. */
const OURS = "Plumbline";
const MODEL_MONITOR = ["aws/sagemaker/Endpoints/data-metrics", "aws/sagemaker/ModelMonitoring/data-metrics"];

/** The table: function → what its step reads, writes, starts and tells. */
function functionGrants(deployment) {
  const g = grants(deployment);
  const monitors = () => [...g.read("monitors/*"), ...g.list("monitors/")];
  const windows = ["windows/*", "replays/*"];
  const windowLists = ["windows/", "replays/"];
  return {
    "profile-capture-file": [
      ...g.data(), // the objects that a manifest names lie anywhere
      ...g.read("monitors/*", "partials/*", "windows/*/closed.json"),
      ...g.list("monitors/", "partials/", "windows/"),
      ...g.write("partials/*"),
      ...g.start("analyze-window"),
      ...g.queue(),
    ],
    "schedule-close": monitors(),
    "close-window": [
      ...g.captures(),
      ...g.read("monitors/*", "deployments/*", ...windows),
      ...g.list("monitors/", "partials/", "deployments/", ...windowLists),
      ...g.write("deployments/*", ...windows),
      ...g.traffic(),
      ...g.deployments(),
    ],
    "merge-profiles": [
      ...g.read("partials/*", ...windows),
      ...g.list("partials/", ...windowLists),
      ...g.write("windows/*/shards/*", "replays/*/shards/*"),
    ],
    "analyze-window": [
      ...g.read("monitors/*", "partials/*", "baselines/*", ...windows),
      ...g.list("monitors/", "partials/", "baselines/", ...windowLists),
      ...g.write(...windows),
    ],
    "publish-report": [
      ...g.read("monitors/*", ...windows),
      ...g.list("monitors/", ...windowLists),
      ...g.write(...windows),
      ...g.metrics(OURS, ...MODEL_MONITOR),
      ...g.events(),
    ],
    "start-retraining": g.start("retrain"),
    "record-failure": [...g.write("windows/*/failure.json"), ...g.metrics(OURS)],
    "sweep-windows": [
      ...g.captureLists(),
      ...g.read("monitors/*", "windows/*", "sweeps/*"),
      ...g.list("monitors/", "partials/", "windows/", "sweeps/"),
      ...g.write("windows/*", "sweeps/*"),
      ...g.start("analyze-window"),
      ...g.describe("analyze-window"),
      ...g.metrics(OURS),
      ...g.events(),
      ...g.deadLetters(),
    ],
    replay: [
      ...g.captures(),
      ...g.read("monitors/*"),
      ...g.list("monitors/", "partials/"),
      ...g.write("replays/*/request.json"),
      ...g.start("replay"),
    ],
    "suggest-baseline": [...g.data(), ...monitors(), ...g.list("baselines/"), ...g.write("baselines/*")],
    "retrain-on-alarm": [...monitors(), ...g.start("retrain"), ...g.deadLetters()],
    "decide-retraining": [
      ...g.read("monitors/*", "windows/*", "retraining/*"),
      ...g.list("monitors/", "windows/", "retraining/"),
      ...g.describe("retrain"),
      ...g.events(),
    ],
    "acquire-retraining": [
      ...g.read("retraining/*/state.json"),
      ...g.list("retraining/"),
      ...g.write("retraining/*/state.json"),
      ...g.describe("retrain"),
      ...g.trainingJobs(),
    ],
    "build-training-set": [...g.data(), ...monitors(), ...g.write("training-sets/*")],
    "compare-models": [...monitors(), ...g.trainingJobs()],
    "release-retraining": [
      ...g.read("monitors/*", "retraining/*/state.json"),
      ...g.list("monitors/", "retraining/"),
      ...g.write("retraining/*/state.json"),
      ...g.events(),
    ],
  };
}

/** `close-window` → `CloseWindowRole`. */
const roleId = (name) => `${pascal(name)}Role`;
const pascal = (name) =>
  name
    .split("-")
    .map((part) => part[0].toUpperCase() + part.slice(1))
    .join("");

function functionRoles(deployment) {
  const g = grants(deployment);
  return Object.fromEntries(
    Object.entries(functionGrants(deployment)).map(([name, statements]) => [
      roleId(name),
      role(deployment, "lambda.amazonaws.com", [...statements, ...g.logs(name), ...g.key()]),
    ]),
  );
}

/**
 * A role with one inline policy. `condition` narrows who may take it; Lambda gives neither account nor ARN when it takes
 * a role, so a function's has none.
 */
function role({ rolePath, permissionsBoundary }, service, Statement, condition) {
  const trust = {
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    ...(condition && { Condition: condition }),
  };
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      Path: rolePath,
      ...(permissionsBoundary && { PermissionsBoundary: sub(permissionsBoundary) }),
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] },
      Policies: [{ PolicyName: "own", PolicyDocument: { Version: "2012-10-17", Statement } }],
    },
  };
}

/** Only our own account may make the service take the role. */
const ofThisAccount = () => ({ StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } });

module.exports = { functionRoles, role, pascal, ofThisAccount };
