/** Holds the packaged template against the code, the table of steps, the state machines and the parameters. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Json, type Packaged, packaged, type Resource, sls } from "./serverless/packaged.ts";
import {
  functionId,
  handlerFiles,
  machineNames,
  machineText,
  pascal,
  statesOf,
  stepTable,
  wiredParts,
} from "./serverless/project.ts";

const KEY = "arn:aws-cn:kms:cn-north-1:111122223333:key/0b5a9b5e-0000-4000-8000-000000000000";
const CAPTURE_KEY = "arn:aws-cn:kms:cn-north-1:111122223333:key/1b5a9b5e-0000-4000-8000-000000000000";
const BOUNDARY = "arn:aws-cn:iam::111122223333:policy/boundary";
const MANY_BUCKETS = Array.from({ length: 60 }, (_, index) => `ml-captures-${index}-${"x".repeat(45)}`);
const PARAMETERS = {
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

let plain: Packaged;
let full: Packaged;
beforeAll(() => {
  plain = packaged({});
  full = packaged(PARAMETERS, ["--stage", "prod", "--region", "cn-north-1"]);
}, 240_000);
afterAll(() => {
  plain?.remove();
  full?.remove();
});

const steps = stepTable().map(({ step }) => step);
const ofType = ({ template }: Packaged, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
const roleOf = ({ template }: Packaged, name: string): Json =>
  template.Resources[`${pascal(name)}Role`]!.Properties;
const statements = (role: Json): Json[] =>
  role.Policies.flatMap((policy: Json) => policy.PolicyDocument.Statement);
const actions = (role: Json): string[] =>
  [...new Set(statements(role).flatMap(({ Action }) => Action as string[]))].sort();

describe("one name everywhere", () => {
  test("the table has seventeen steps", () => expect(steps).toHaveLength(17));

  test("step = handler file = function = role", () => {
    const functions = ofType(plain, "AWS::Lambda::Function").map(([, { Properties }]) =>
      Properties.FunctionName.replace("plumbline-dev-", ""),
    );
    expect(handlerFiles().sort()).toEqual([...steps].sort());
    expect(functions.sort()).toEqual([...steps].sort());
    for (const step of steps)
      expect(plain.template.Resources[functionId(step)]!.Properties).toMatchObject({
        Handler: "index.handler",
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Role: { "Fn::Sub": `\${${pascal(step)}Role.Arn}` },
      });
  });

  test("a machine's tasks are the steps that the table gives it, substituted by their own names", () => {
    for (const machine of machineNames()) {
      const tasks = statesOf(JSON.parse(machineText(machine))).filter(
        ([, { Type, Resource }]) => Type === "Task" && /^\$\{\w+\}$/.test(Resource),
      );
      for (const [name, { Resource }] of tasks) expect(Resource).toBe(`\${${pascal(name)}}`);
      const inTable = stepTable()
        .filter(({ machines }) => machines.includes(machine))
        .map(({ step }) => step);
      expect(tasks.map(([name]) => name).sort()).toEqual(inTable.sort());
    }
  });

  test("a machine is deployed from its file, every substitution has a value, and none is left over", () => {
    for (const machine of machineNames()) {
      const { DefinitionString, DefinitionSubstitutions, StateMachineType } =
        plain.template.Resources[`${pascal(machine)}Machine`]!.Properties;
      expect(JSON.parse(DefinitionString)).toEqual(JSON.parse(machineText(machine)));
      const asked = [...new Set([...machineText(machine).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!))];
      expect(Object.keys(DefinitionSubstitutions).sort()).toEqual(asked.sort());
      for (const step of steps.filter((name) => asked.includes(pascal(name))))
        expect(DefinitionSubstitutions[pascal(step)]).toEqual({ "Fn::GetAtt": [functionId(step), "Arn"] });
      expect(StateMachineType).toBe("STANDARD");
    }
  });
});

describe("permissions", () => {
  test("a machine may invoke its own functions and no others", () => {
    for (const machine of machineNames()) {
      const invoke = statements(roleOf(plain, `${machine}-machine`)).filter(({ Action }) =>
        Action.includes("lambda:InvokeFunction"),
      );
      const mine = stepTable()
        .filter(({ machines }) => machines.includes(machine))
        .map(({ step }) => ({ "Fn::GetAtt": [functionId(step), "Arn"] }));
      expect(new Set(invoke.flatMap(({ Resource }) => Resource).map((each) => JSON.stringify(each)))).toEqual(
        new Set(mine.map((each) => JSON.stringify(each))),
      );
    }
  });

  /** What each part of the ports calls; a role with other actions of the service grants too much, one without grants too little. */
  const CALLS: Record<string, { needs: RegExp; service: RegExp }> = {
    storage: { needs: /^s3:/, service: /^s3:(GetObject|PutObject|ListBucket)$/ },
    metrics: { needs: /^cloudwatch:PutMetricData$/, service: /^cloudwatch:PutMetricData$/ },
    traffic: { needs: /^cloudwatch:GetMetricData$/, service: /^cloudwatch:GetMetricData$/ },
    executions: { needs: /^states:/, service: /^states:(StartExecution|DescribeExecution)$/ },
    trainingJobs: { needs: /^sagemaker:DescribeTrainingJob$/, service: /^sagemaker:DescribeTrainingJob$/ },
    events: { needs: /^events:PutEvents$/, service: /^events:PutEvents$/ },
  };
  const OF_EVERY_FUNCTION = ["logs:CreateLogStream", "logs:PutLogEvents"];
  const OF_EVENT_SOURCES: Record<string, readonly string[]> = {
    "profile-capture-file": [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:ReceiveMessage",
    ],
    "sweep-windows": ["sqs:SendMessage"],
    "retrain-on-alarm": ["sqs:SendMessage"],
  };

  test("a function's role grants what its adapters call, and nothing else", () => {
    for (const step of steps) {
      const parts = wiredParts(step);
      const granted = actions(roleOf(plain, step));
      for (const part of parts)
        expect(
          granted.some((action) => CALLS[part]!.needs.test(action)),
          `${step} is wired with ${part}`,
        ).toBe(true);
      const allowed = (action: string) =>
        [...OF_EVERY_FUNCTION, ...(OF_EVENT_SOURCES[step] ?? [])].includes(action) ||
        parts.some((part) => CALLS[part]!.service.test(action));
      expect(
        granted.filter((action) => !allowed(action)),
        step,
      ).toEqual([]);
    }
  });

  test("a resource is * only where the API knows none", () => {
    const without =
      /^(cloudwatch:(PutMetricData|GetMetricData)|ecr:GetAuthorizationToken|logs:(\w+LogDelivery|ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups))$/;
    const wide = ofType(plain, "AWS::IAM::Role")
      .flatMap(([, { Properties }]) => statements(Properties))
      .filter(({ Resource }) => JSON.stringify(Resource).includes('"*"'));
    expect(wide.flatMap(({ Action }) => Action).filter((action: string) => !without.test(action))).toEqual(
      [],
    );
    const all = ofType(plain, "AWS::IAM::Role").flatMap(([, { Properties }]) => actions(Properties));
    expect(all.filter((action) => action.includes("*"))).toEqual([]);
  });

  test("no role has a managed policy, and a service takes a role only for this account where it says so", () => {
    for (const [id, { Properties }] of ofType(plain, "AWS::IAM::Role")) {
      expect(Properties.ManagedPolicyArns, id).toBeUndefined();
      const [trust] = Properties.AssumeRolePolicyDocument.Statement;
      // Lambda gives neither account nor ARN when it takes a role.
      if (trust.Principal.Service !== "lambda.amazonaws.com")
        expect(trust.Condition.StringEquals, id).toEqual({ "aws:SourceAccount": { Ref: "AWS::AccountId" } });
    }
  });

  test("metrics are bound to the namespace of the alarms", () => {
    const put = statements(roleOf(plain, "publish-report")).find(({ Action }) =>
      Action.includes("cloudwatch:PutMetricData"),
    );
    expect(put.Condition).toEqual({ StringEquals: { "cloudwatch:namespace": "Plumbline" } });
    for (const [, { Properties }] of ofType(full, "AWS::CloudWatch::Alarm"))
      if (Properties.Namespace !== undefined) expect(Properties.Namespace).toMatch(/^(Plumbline|AWS\/\w+)$/);
  });

  test("only the machine of retrainings passes a role, to SageMaker, and only the named one", () => {
    const passing = ofType(plain, "AWS::IAM::Role").filter(([, { Properties }]) =>
      actions(Properties).includes("iam:PassRole"),
    );
    expect(passing.map(([id]) => id)).toEqual(["RetrainMachineRole"]);
    const pass = statements(passing[0]![1].Properties).find(({ Action }) => Action.includes("iam:PassRole"));
    expect(pass).toMatchObject({
      Resource: [{ "Fn::GetAtt": ["TrainingRole", "Arn"] }],
      Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
    });
  });
});

describe("storage and queue", () => {
  test("the queue hides a message six times as long as the function may take, then lets go after five tries", () => {
    const { CaptureQueue } = plain.template.Resources;
    const { Timeout } = plain.template.Resources[functionId("profile-capture-file")]!.Properties;
    expect(CaptureQueue!.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
    expect(CaptureQueue!.Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] },
      maxReceiveCount: 5,
    });
    const [, mapping] = ofType(plain, "AWS::Lambda::EventSourceMapping")[0]!;
    expect(mapping.Properties).toMatchObject({
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: 20 },
    });
  });

  test("no rule listens to the work bucket, and the work bucket tells nobody: there is no loop", () => {
    for (const { template } of [plain, full]) {
      const work = JSON.stringify(template.Resources["WorkBucket"]!.Properties.BucketName);
      const heard = Object.values(template.Resources).flatMap(
        ({ Properties }) => (Properties.EventPattern?.detail?.bucket?.name ?? []) as Json[],
      );
      expect(heard.length).toBeGreaterThan(0);
      expect(heard.map((name) => JSON.stringify(name))).not.toContain(work);
      expect(template.Resources["WorkBucket"]!.Properties.NotificationConfiguration).toBeUndefined();
    }
  });

  test("one rule serves the own bucket; sixty existing ones are shared out below the pattern's 2,048 characters", () => {
    const rules = (from: Packaged) =>
      ofType(from, "AWS::Events::Rule")
        .filter(([id]) => id.startsWith("CaptureRule"))
        .map(([, { Properties }]) => Properties.EventPattern);
    expect(rules(plain)).toHaveLength(1);
    expect(rules(full).flatMap(({ detail }) => detail.bucket.name)).toEqual(MANY_BUCKETS);
    for (const pattern of rules(full)) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2_048);
    expect(full.template.Resources["CaptureBucket"]).toBeUndefined();
  });

  test("buckets are private, owned, encrypted and closed to plain HTTP", () => {
    for (const [id, { Properties }] of ofType(plain, "AWS::S3::Bucket")) {
      expect(Object.values(Properties.PublicAccessBlockConfiguration), id).toEqual([true, true, true, true]);
      expect(Properties.OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] });
      expect(Properties.BucketEncryption).toBeDefined();
      expect(JSON.stringify(plain.template.Resources[`${id}Policy`])).toContain("aws:SecureTransport");
    }
  });

  test("partials live 14 days and windows 400; definitions, baselines and retraining state stay", () => {
    const rules: Json[] = plain.template.Resources["WorkBucket"]!.Properties.LifecycleConfiguration.Rules;
    const days = Object.fromEntries(
      rules.filter(({ Prefix }) => Prefix).map(({ Prefix, ExpirationInDays }) => [Prefix, ExpirationInDays]),
    );
    expect(days).toMatchObject({ "partials/": 14, "windows/": 400 });
    for (const kept of ["monitors/", "baselines/", "retraining/", ""]) expect(days[kept]).toBeUndefined();
  });
});

describe("alarms and schedule", () => {
  test("the sweep runs every hour, and its failures are kept", () => {
    const { ScheduleExpression, Target } = plain.template.Resources["SweepSchedule"]!.Properties;
    expect(ScheduleExpression).toMatch(/^cron\(\d+ \* \* \* \? \*\)$/);
    expect(Target).toMatchObject({
      Arn: { "Fn::GetAtt": [functionId("sweep-windows"), "Arn"] },
      DeadLetterConfig: { Arn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] } },
    });
  });

  test("the fleet has its alarms without any monitor, and each monitor adds three a variant", () => {
    const names = (from: Packaged) =>
      ofType(from, "AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties.AlarmName as string);
    const fleet = names(full).filter((name) => name.startsWith("plumbline-prod-fleet-"));
    expect(fleet).toHaveLength(7);
    expect(
      names(full)
        .filter((name) => !fleet.includes(name))
        .sort(),
    ).toEqual(
      ["dead-man", "page", "violation-rate"].flatMap((kind) =>
        ["AllTraffic", "Canary"].map((variant) => `plumbline-prod-${kind}-churn-xgb-${variant}`),
      ),
    );
    for (const [, { Properties }] of ofType(full, "AWS::CloudWatch::Alarm"))
      expect(Properties.AlarmActions).toEqual([{ Ref: "NotificationTopic" }]);
  });

  test("the rule of alarms hears the violation rates of this stack and nothing else", () => {
    const { EventPattern, Targets } = full.template.Resources["AlarmRule"]!.Properties;
    expect(EventPattern).toEqual({
      source: ["aws.cloudwatch"],
      "detail-type": ["CloudWatch Alarm State Change"],
      detail: { alarmName: [{ prefix: "plumbline-prod-violation-rate-" }], state: { value: ["ALARM"] } },
    });
    const heard = ofType(full, "AWS::CloudWatch::Alarm")
      .map(([, { Properties }]) => Properties)
      .filter(({ AlarmName }) => AlarmName.startsWith("plumbline-prod-violation-rate-"));
    expect(
      heard.map(({ MetricName, Statistic, TreatMissingData }) => [MetricName, Statistic, TreatMissingData]),
    ).toEqual([
      ["ViolationRate", "Maximum", "ignore"],
      ["ViolationRate", "Maximum", "ignore"],
    ]);
    expect(Targets[0].Arn).toEqual({ "Fn::GetAtt": [functionId("retrain-on-alarm"), "Arn"] });
  });

  test("the dashboard is JSON without overlapping widgets", () => {
    const { widgets } = JSON.parse(
      plain.template.Resources["Dashboard"]!.Properties.DashboardBody["Fn::Sub"],
    );
    const cells = widgets.flatMap(({ x, y, width, height }: Json) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...widgets.map(({ x, width }: Json) => x + width))).toBe(24);
  });
});

describe("parameters hold on every resource they apply to", () => {
  const each = (type: string) => ofType(full, type);

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
        p.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID,
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

  test("keys of captures: every function that reads captures, and no other", () => {
    const may = steps.filter((step) =>
      statements(roleOf(full, step)).some(({ Resource }) => Resource.includes(CAPTURE_KEY)),
    );
    expect(may.sort()).toEqual([
      "build-training-set",
      "close-window",
      "profile-capture-file",
      "replay",
      "suggest-baseline",
    ]);
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
    for (const [id, { Type, Properties }] of Object.entries(full.template.Resources))
      if (!cannot.test(Type))
        expect(
          Object.fromEntries((Properties.Tags ?? []).map(({ Key, Value }: Json) => [Key, Value])),
          id,
        ).toEqual(wanted);
  });

  test("partition: no ARN names another, and without the parameter none is named at all", () => {
    expect(JSON.stringify(full.template.Resources)).not.toMatch(/arn:aws:|arn:\$\{AWS::Partition\}/);
    expect(JSON.stringify(plain.template.Resources)).not.toMatch(/arn:aws[:-]/);
    expect(full.template.Resources["RetrainMachine"]!.Properties.DefinitionSubstitutions.Partition).toBe(
      "aws-cn",
    );
  });

  test("concurrency, bus, mail and data buckets arrive where they are used", () => {
    const text = (id: string) => JSON.stringify(full.template.Resources[id]);
    expect(text(ofType(full, "AWS::Lambda::EventSourceMapping")[0]![0])).toContain('"MaximumConcurrency":7');
    expect(text("PublishReportRole")).toContain(":event-bus/ml");
    expect(text("NotificationEmail")).toContain("ml@example.com");
    expect(
      ["SuggestBaselineRole", "BuildTrainingSetRole", "ProfileCaptureFileRole"].map((id) =>
        text(id).includes("ml-labels"),
      ),
    ).toEqual([true, true, false]);
  });
});

describe("the package", () => {
  test("is the same to the byte when it is made again", () => {
    expect(Object.keys(plain.zips).sort()).toEqual([...steps].sort());
    expect(full.zips).toEqual(plain.zips);
  });

  test("stays far below the 500 resources of a stack", () => {
    expect(Object.keys(full.template.Resources).length).toBeLessThan(140);
  });

  test("keeps the names of errors in its minified bundles: state machines tell them apart by name", async () => {
    const store = mkdtempSync(join(tmpdir(), "plumbline-bundle-"));
    process.env["PLUMBLINE_STORE"] = store;
    try {
      const { handler } = createRequire(import.meta.url)("../.build/close-window/index.js");
      await expect(handler({}, { getRemainingTimeInMillis: () => 1e6 })).rejects.toMatchObject({
        name: "UnusableInput",
      });
    } finally {
      delete process.env["PLUMBLINE_STORE"];
      rmSync(store, { recursive: true });
    }
  });

  test("sls invoke local runs a function on a folder, without credentials", () => {
    const store = mkdtempSync(join(tmpdir(), "plumbline-local-"));
    try {
      const printed = sls(
        [
          "invoke",
          "local",
          "-f",
          "retrain-on-alarm",
          "-d",
          '{"detail-type":"CloudWatch Alarm Contributor State Change"}',
        ],
        { PLUMBLINE_STORE: store },
      );
      expect(JSON.parse(printed)).toMatchObject({ started: false, name: null });
    } finally {
      rmSync(store, { recursive: true });
    }
  });
});

describe("cfn-lint", () => {
  const here = spawnSync("cfn-lint", ["--version"], { stdio: "ignore" }).status === 0;
  if (!here) console.log("cfn-lint is not on this machine: the templates were not linted.");

  test.skipIf(!here)(
    "finds nothing in the template of a plain deployment, nor with every parameter given",
    () => {
      const { stdout } = spawnSync(
        "cfn-lint",
        ["--regions", "us-east-1", "--", plain.templateFile, full.templateFile],
        { encoding: "utf8" },
      );
      expect(stdout).toBe("");
    },
  );
});
