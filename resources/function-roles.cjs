"use strict";
/**
 * Who may do what: one role a function, from one table. A step that asks for more than its row grants does not run;
 * a row that grants more than its step asks for is caught by test/serverless.test.ts.
 */
const { sub } = require("./deployment.cjs");

const WITH_DATA_KEY = new Set(["s3:PutObject", "sqs:SendMessage", "states:StartExecution"]);

/** Statements by what they are for. Every resource is named; `*` stands only where the API knows no resource. */
function grants(deployment) {
  const { arn, bucketArn, workBucket, captureBuckets, dataBuckets, machineName, kmsKeyArn, captureKeyArns } =
    deployment;
  const onWork = (Action, keys) => ({
    Effect: "Allow",
    Action,
    Resource: keys.map((key) => bucketArn(workBucket, key)),
  });
  const listable = (buckets) => [
    { Effect: "Allow", Action: ["s3:ListBucket"], Resource: buckets.map((name) => bucketArn(name)) },
  ];
  return {
    read: (...keys) => [onWork(["s3:GetObject"], keys)],
    write: (...keys) => [onWork(["s3:PutObject"], keys)],
    /** One statement in place of two: a role has room for so many characters. */
    readAndWrite: (...keys) => [onWork(["s3:GetObject", "s3:PutObject"], keys)],
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
    /** Names and sizes of captures, not what is in them. */
    listCaptures: () => listable(captureBuckets),
    /** Captures, data sets, ground truth, and the objects that a manifest names; in the same statement, these keys of the work store. */
    data: (...keys) => {
      const buckets = [...captureBuckets, ...dataBuckets];
      const objects = buckets.map((name) => bucketArn(name, "*"));
      const own = keys.map((key) => bucketArn(workBucket, key));
      return [
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: [...objects, ...own] },
        ...listable(buckets),
        ...(captureKeyArns.length === 0
          ? []
          : [{ Effect: "Allow", Action: ["kms:Decrypt"], Resource: captureKeyArns }]),
      ];
    },
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
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
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
    /** The stack's key: everybody's environment is read with it, and what is written or started needs a key of its own. */
    key: (statements) => {
      if (!kmsKeyArn) return [];
      const writes = statements.some(({ Action }) => Action.some((action) => WITH_DATA_KEY.has(action)));
      const Action = writes ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"];
      return [{ Effect: "Allow", Action, Resource: [kmsKeyArn] }];
    },
  };
}

/** shared/report/metric-namespace.ts; test/serverless.test.ts holds them together. */
const OURS = "Plumbline";
const MODEL_MONITOR = ["aws/sagemaker/Endpoints/data-metrics", "aws/sagemaker/ModelMonitoring/data-metrics"];

/** What `analyze-window` writes of a revision (docs/file-formats.md). */
const RESULTS = [
  "window.profile",
  "statistics.json",
  "constraints.json",
  "constraint_violations.json",
  "drift.json",
  "metrics.json",
  "report.html",
  "verdict.json",
];

/** The table: function → what its step reads, writes, starts and tells. */
function functionGrants(deployment) {
  const g = grants(deployment);
  const monitors = () => [...g.read("monitors/*"), ...g.list("monitors/")];
  /** Files of live windows and of replayed ones: a pattern's `*` is any text, slashes too. */
  const ofWindows = (...files) => files.flatMap((file) => [`windows/*/${file}`, `replays/*/${file}`]);
  /** What a window that closes says of the hard faults that its files have shown. */
  const faultsSettled = () => [
    ...g.readAndWrite("faults/*/state.json", "faults/incidents/*"),
    ...g.list("faults/"),
  ];
  return {
    "profile-capture-file": [
      // The objects that a manifest names lie anywhere.
      ...g.data("monitors/*", "windows/*/closed.json", "baselines/*", "deployments/*"),
      ...g.readAndWrite("partials/*", "replays/*/partials/*", "faults/*"),
      ...g.list(
        ...["monitors/", "partials/", "windows/", "replays/"],
        ...["baselines/", "deployments/", "faults/"],
      ),
      ...g.start("analyze-window"),
      ...g.deployments(),
      ...g.events(),
      ...g.queue(),
    ],
    "schedule-close": monitors(),
    "close-window": [
      ...g.listCaptures(),
      ...g.read(
        "monitors/*",
        "fleet/*",
        "acknowledgements/*",
        "deployments/*",
        // Whether there is one, or one is to be learnt.
        ...["baselines", "rolling"].map((place) => `${place}/*/baseline.json`),
        ...ofWindows("plan.json"),
        ...["closed", "current", "verdict"].map((file) => `windows/*/${file}.json`),
      ),
      ...g.list(
        ...[
          "monitors/",
          "fleet/",
          "acknowledgements/",
          "baselines/",
          "rolling/",
          "partials/",
          "deployments/",
        ],
        ...["windows/", "replays/"],
      ),
      ...g.write("deployments/*", ...ofWindows("plan.json"), "windows/*/closed.json"),
      ...g.traffic(),
      ...g.deployments(),
    ],
    "merge-profiles": [
      ...g.read("partials/*", "replays/*/partials/*", ...ofWindows("plan.json")),
      ...g.list("partials/", "windows/", "replays/"),
      ...g.write(...ofWindows("shards/*")),
    ],
    "analyze-window": [
      ...g.read(
        "monitors/*",
        "partials/*",
        "replays/*/partials/*",
        "baselines/*",
        "rolling/*",
        "windows/*/window.profile", // earlier windows of the longer spans that end with it
        ...ofWindows("plan.json", "shards/*"),
      ),
      ...g.list("monitors/", "partials/", "baselines/", "rolling/", "windows/", "replays/"),
      ...g.write(...ofWindows(...RESULTS)),
    ],
    "publish-report": [
      ...g.read(
        "monitors/*",
        "windows/*.json",
        ...["verdict.json", "current.json"].map((file) => `replays/*/${file}`),
      ),
      ...g.list("monitors/", "windows/", "replays/"),
      ...g.write("windows/*/published.json", ...ofWindows("lineage.json", "current.json")),
      ...faultsSettled(),
      ...g.metrics(OURS, ...MODEL_MONITOR),
      ...g.events(),
    ],
    "start-retraining": g.start("retrain"),
    "learn-baseline": [
      ...g.read(
        "monitors/*",
        "acknowledgements/*",
        ...["baseline", "windows", "constraints"].map((file) => `baselines/*/${file}.json`),
        ...["baseline", "windows"].map((file) => `rolling/*/${file}.json`),
        ...["plan.json", "current.json", "verdict.json", "window.profile"].map((file) => `windows/*/${file}`),
      ),
      ...g.list("monitors/", "acknowledgements/", "baselines/", "rolling/", "windows/"),
      ...g.write("baselines/*", "rolling/*"),
    ],
    "record-failure": [...g.write(...ofWindows("failure.json")), ...g.metrics(OURS)],
    "sweep-windows": [
      ...g.listCaptures(),
      ...g.read("monitors/*", "windows/*.json", "sweeps/*"),
      ...g.list("monitors/", "partials/", "windows/", "sweeps/"),
      ...g.write(
        ...["verdict", "closed", "published", "lineage", "current"].map((file) => `windows/*/${file}.json`),
        "sweeps/*",
      ),
      ...faultsSettled(),
      ...g.start("analyze-window"),
      ...g.describe("analyze-window"),
      ...g.metrics(OURS),
      ...g.events(),
      ...g.deadLetters(),
    ],
    // Promoting is what reads partials and writes windows.
    replay: [
      ...g.listCaptures(),
      ...g.read(
        "monitors/*",
        "partials/*",
        "replays/*/partials/*",
        "replays/*/request.json",
        "replays/*/plan.json",
        ...ofWindows("current.json", "verdict.json"),
        ...["closed", "lineage"].map((file) => `windows/*/${file}.json`),
        ...RESULTS.filter((file) => file !== "verdict.json").map((file) => `replays/*/${file}`),
      ),
      ...g.list("monitors/", "partials/", "replays/"),
      ...g.write(
        "replays/*/request.json",
        ...["plan", "closed", "lineage", "current"].map((file) => `windows/*/${file}.json`),
        ...RESULTS.map((file) => `windows/*/${file}`),
      ),
      ...g.start("replay"),
      ...g.describe("replay"),
      ...g.events(),
    ],
    "suggest-baseline": [
      ...g.data(),
      ...g.read("monitors/*"),
      ...g.list("monitors/", "baselines/"),
      ...g.write("baselines/*"),
    ],
    "retrain-on-alarm": [...monitors(), ...g.start("retrain"), ...g.deadLetters()],
    "decide-retraining": [
      ...g.read(
        ...["monitors/*", "windows/*/current.json", "windows/*/verdict.json", "acknowledgements/*"],
        ...["retraining/*/state.json", "faults/*/state.json"],
      ),
      ...g.list("monitors/", "windows/", "acknowledgements/", "retraining/", "faults/"),
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
    "build-training-set": [
      ...g.data(),
      ...g.read(
        ...["monitors/*", "windows/*/current.json", "windows/*/verdict.json"],
        ...["acknowledgements/*", "faults/*/state.json"],
      ),
      ...g.list("monitors/", "windows/", "acknowledgements/", "faults/"),
      ...g.write("training-sets/*"),
    ],
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

/** IAM: "Total size of all inline policies of a role", without blanks. */
const MAX_POLICY_CHARACTERS = 10_240;

function functionRoles(deployment) {
  const g = grants(deployment);
  return Object.fromEntries(
    Object.entries(functionGrants(deployment)).map(([name, statements]) => {
      const all = [...statements, ...g.logs(name), ...g.key(statements)];
      refuseTooLong(name, all);
      return [roleId(name), role(deployment, "lambda.amazonaws.com", all.map(shortened))];
    }),
  );
}

/** One action is a text: with fifty buckets a role has no room for brackets. */
const shortened = ({ Action, ...statement }) => ({
  ...statement,
  Action: Action.length === 1 ? Action[0] : Action,
});

/** Said here, where the parameters are, and not half-way through a deployment. */
function refuseTooLong(name, statements) {
  const written = JSON.stringify(statements, (_key, value) => value?.["Fn::Sub"] ?? value);
  if (written.length > MAX_POLICY_CHARACTERS)
    throw new Error(
      `The role of ${name} would hold ${written.length} characters; IAM takes ${MAX_POLICY_CHARACTERS}, about 50 buckets with long names. Name fewer captureBuckets and dataBuckets in one stack.`,
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
