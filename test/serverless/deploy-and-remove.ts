/**
 * `sls deploy`, `info` and `remove` against a server that speaks AWS's protocols; `.ci/deploy` runs it. What CloudFormation
 * was asked for is looked at through each service's own protocol, and a capture file goes its way from the bucket over
 * rule and queue through the deployed code into the work bucket.
 *
 * Not tried, because moto 5 has none of it: types that its CloudFormation does not know (they are printed, by type, as it
 * lists them without a type), IAM's decisions, substitutions in a state machine (they are filled in here from the template),
 * a stack's outputs after an update, most properties of a bucket (the notification to EventBridge is put here), secrets.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import {
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import { windowId } from "../../shared/window/window.ts";
import { startMoto } from "../adapters/moto-server.ts";
import type { Json, Resource } from "./packaged.ts";
import { handlerFiles, machineNames, machineText, pascal } from "./project.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const HOUR_MS = 3_600_000;
const PREFIX = "plumbline-dev";
const require = createRequire(import.meta.url);
const framework = createRequire(require.resolve("serverless/package.json"));

const server = await startMoto();
const environment = {
  ...process.env,
  AWS_ENDPOINT_URL: server.url,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  NO_COLOR: "1",
};
Object.assign(process.env, environment);

function node(program: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  return execFileSync(process.execPath, [program, ...args], {
    cwd: ROOT,
    env: { ...environment, ...more },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}
const sls = (...args: string[]) => node(framework.resolve("./bin/serverless.js"), args);
const plumbline = (...args: string[]) => node(join(ROOT, "cli", "plumbline.mjs"), args);

/** A client of the framework's own, for the services that Plumbline calls from nowhere. */
function asked(service: string, client: string, command: string, input: object): Promise<Json> {
  const sdk = framework(`@aws-sdk/client-${service}`) as Record<string, new (input: object) => Json>;
  return new sdk[client]!({}).send(new sdk[command]!(input));
}
const cloudFormation = (command: string, input: object) =>
  asked("cloudformation", "CloudFormationClient", command, input);
const lambda = (command: string, input: object) => asked("lambda", "LambdaClient", command, input);
/** SQS by its protocol: neither side has a client for it. */
async function sqs(action: string, input: object): Promise<Json> {
  const answer = await fetch(server.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AmazonSQS.${action}`,
      authorization: "AWS4-HMAC-SHA256 Credential=test/20010216/us-east-1/sqs/aws4_request",
    },
    body: JSON.stringify(input),
  });
  return answer.json();
}

const [s3, sfn, eventBridge] = [new S3Client(), new SFNClient(), new EventBridgeClient()];

/** Everything that the server holds of the stack, by the services' own lists. */
async function held() {
  const [{ Functions }, { stateMachines }, { Rules }, { Roles }, { Buckets }, { QueueUrls }] =
    await Promise.all([
      lambda("ListFunctionsCommand", {}),
      sfn.send(new ListStateMachinesCommand()),
      eventBridge.send(new ListRulesCommand()),
      asked("iam", "IAMClient", "ListRolesCommand", {}),
      s3.send(new ListBucketsCommand()),
      sqs("ListQueues", {}),
    ]);
  const named = (list: Json[] | undefined, key: string): string[] =>
    (list ?? []).map((each) => each[key] as string).sort();
  return {
    functions: named(Functions, "FunctionName"),
    machines: named(stateMachines, "name"),
    rules: named(Rules, "Name"),
    roles: named(Roles, "RoleName"),
    buckets: named(Buckets, "Name"),
    queues: ((QueueUrls as string[] | undefined) ?? []).map((url) => url.split("/").at(-1)!).sort(),
  };
}

interface Stack {
  readonly template: Readonly<Record<string, Resource>>;
  /** Physical ids by logical ones. */
  readonly made: ReadonlyMap<string, string>;
}

async function deployedStack(): Promise<Stack> {
  const file = join(ROOT, ".serverless", "cloudformation-template-update-stack.json");
  const template = (JSON.parse(readFileSync(file, "utf8")) as Json).Resources as Record<string, Resource>;
  const made = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation("ListStackResourcesCommand", { StackName: PREFIX, NextToken });
    for (const { LogicalResourceId, PhysicalResourceId, ResourceType } of page.StackResourceSummaries)
      if (ResourceType) made.set(LogicalResourceId, PhysicalResourceId);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return { template, made };
}

/** The template's resources are there, but for the types that the server does not know: those are counted. */
function everyResource({ template, made }: Stack): string {
  const types = (ids: string[]) => ids.map((id) => template[id]!.Type);
  const absent = new Set(types(Object.keys(template).filter((id) => !made.has(id))));
  const there = new Set(types(Object.keys(template).filter((id) => made.has(id))));
  assert.deepEqual(
    [...absent].filter((type) => there.has(type)),
    [],
    "resources of a type that the server knows were not made",
  );
  return `${made.size} of ${Object.keys(template).length}; not tried, because the server has no such type: ${[...absent].sort().join(", ")}`;
}

/** Runtime, handler, environment and the very bytes of the package. */
async function everyFunction(): Promise<string> {
  const steps = handlerFiles();
  const { Functions } = await lambda("ListFunctionsCommand", {});
  const found = new Map<string, Json>(Functions.map((each: Json) => [each.FunctionName, each]));
  assert.deepEqual([...found.keys()].sort(), steps.map((step) => `${PREFIX}-${step}`).sort());
  const { buckets, machines } = await held();
  for (const step of steps) {
    const { Handler, Runtime, CodeSha256, Environment } = found.get(`${PREFIX}-${step}`);
    const zip = readFileSync(join(ROOT, ".serverless", `${step}.zip`));
    assert.deepEqual(
      [Handler, Runtime, CodeSha256],
      ["index.handler", "nodejs24.x", createHash("sha256").update(zip).digest("base64")],
      step,
    );
    const { PLUMBLINE_STORE, PLUMBLINE_MACHINES } = Environment.Variables;
    assert.ok(buckets.includes(PLUMBLINE_STORE.replace("s3://", "")), `${step}: ${PLUMBLINE_STORE}`);
    const begin = PLUMBLINE_MACHINES.split(":stateMachine:")[1];
    assert.deepEqual(
      machines,
      machineNames()
        .map((name) => `${begin}${name}`)
        .sort(),
      step,
    );
  }
  return `${steps.length} with the package's bytes; their environment names a bucket and machines that are there`;
}

/** Each machine is its file; what the template puts for `${Name}` is a function, a topic or the partition. */
async function everyMachine({ template, made }: Stack): Promise<string> {
  for (const name of machineNames()) {
    const id = `${pascal(name)}Machine`;
    const { definition } = await sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: made.get(id)! }),
    );
    assert.deepEqual(JSON.parse(definition!), JSON.parse(machineText(name)), name);
    const substitutions = template[id]!.Properties.DefinitionSubstitutions as Record<string, Json>;
    const filled = definition!.replace(/\$\{(\w+)\}/g, (_, key: string) => {
      const value = substitutions[key];
      const target = value["Fn::GetAtt"]?.[0] ?? value.Ref;
      return target === "AWS::Partition" || value["Fn::Sub"] ? "aws" : (made.get(target) ?? `missing ${key}`);
    });
    assert.doesNotMatch(filled, /\$\{|missing /, name);
  }
  return `${machineNames().length} as their files say; every substitution of the template is a resource that is there`;
}

/** The deployed way of a capture file, from its bucket to its partial and the execution of its window. */
async function captureFile({ made }: Stack): Promise<string> {
  const { Targets } = await eventBridge.send(new ListTargetsByRuleCommand({ Rule: `${PREFIX}-captures` }));
  assert.deepEqual(
    Targets!.map(({ Arn }) => Arn!.split(":").at(-1)),
    [`${PREFIX}-captures`],
  );
  const [work, captures] = [made.get("WorkBucket")!, made.get("CaptureBucket")!];
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: captures,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  pushMonitor(work, captures);
  // This hour: windows that were over before the monitor was pushed are not opened.
  const time = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const window = windowId({ start: time, end: time + HOUR_MS });
  const Key = captureKeyOf({
    prefix: "datacapture",
    endpoint: "shop",
    variant: "AllTraffic",
    time,
    id: "first",
  });
  const put = (key: string) =>
    s3.send(new PutObjectCommand({ Bucket: captures, Key: key, Body: captureLine(time) }));
  await put(`${Key}.part`);
  await put(Key);
  const { Messages } = await sqs("ReceiveMessage", {
    QueueUrl: made.get("CaptureQueue"),
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 5,
  });
  assert.deepEqual(
    Messages.map(({ Body }: Json) => JSON.parse(Body).detail.object.key),
    [Key],
  );
  invokeDeployed(
    await lambda("GetFunctionConfigurationCommand", { FunctionName: `${PREFIX}-profile-capture-file` }),
    {
      Records: Messages.map(({ MessageId, Body }: Json) => ({
        messageId: MessageId,
        body: Body,
        eventSource: "aws:sqs",
      })),
    },
  );
  const { Contents } = await s3.send(
    new ListObjectsV2Command({ Bucket: work, Prefix: `partials/shop/AllTraffic/${window}/` }),
  );
  assert.equal(Contents?.length, 1, "the file's partial");
  const { executions } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: made.get("AnalyzeWindowMachine")! }),
  );
  assert.ok(executions![0]!.name!.startsWith(`w-${window}-r0-`), executions![0]!.name);
  return "its event passed the rule and another's did not; the deployed code wrote its partial and started its window";
}

function pushMonitor(work: string, captures: string): void {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-deploy-"));
  const definition = { monitor: "shop", endpoint: "shop", capture: { uri: `s3://${captures}/datacapture` } };
  writeFileSync(join(folder, "shop.yml"), JSON.stringify(definition));
  plumbline("push", join(folder, "shop.yml"), "--store", `s3://${work}`);
  rmSync(folder, { recursive: true });
}

/** The packaged bundle in a process of its own, with the environment that the server holds for it. */
function invokeDeployed({ Environment, Handler }: Json, event: object): void {
  const exported = (Handler as string).split(".")[1];
  const bundle = join(ROOT, ".build", "profile-capture-file", "index.js");
  const program = `require(${JSON.stringify(bundle)}).${exported}(${JSON.stringify(event)}, {getRemainingTimeInMillis: () => 60000}).then((said) => console.log(JSON.stringify(said)))`;
  const said = node("--eval", [program], Environment.Variables);
  assert.deepEqual(JSON.parse(said.trim().split("\n").at(-1)!), { batchItemFailures: [] });
}

function captureLine(time: number): string {
  const side = { observedContentType: "text/csv", encoding: "CSV" };
  return `${JSON.stringify({
    captureData: {
      endpointInput: { ...side, mode: "INPUT", data: "1,2,3" },
      endpointOutput: { ...side, mode: "OUTPUT", data: "0.5" },
    },
    eventMetadata: { eventId: "e1", inferenceTime: new Date(time).toISOString() },
    eventVersion: "0",
  })}\n`;
}

async function nothingLeft(): Promise<string> {
  const { buckets, ...others } = await held();
  assert.deepEqual(others, { functions: [], machines: [], rules: [], roles: [], queues: [] });
  const { StackSummaries } = await cloudFormation("ListStacksCommand", {});
  assert.deepEqual(
    StackSummaries.map(({ StackStatus }: Json) => StackStatus),
    ["DELETE_COMPLETE"],
  );
  // This server keeps buckets that hold something; on AWS these two are kept by their policy, RetainExceptOnCreate.
  assert.equal(buckets.length, 2, buckets.join(", "));
  return `but ${buckets.join(" and ")}`;
}

/** `WorkBucket` and `CaptureBucket` stay when the stack goes: what the service has to be told. */
function retained({ template }: Stack): string {
  const kept = Object.keys(template).filter((id) =>
    /Retain/.test(String((template[id] as Json).DeletionPolicy)),
  );
  assert.deepEqual(kept.sort(), ["CaptureBucket", "SensitiveKey", "WorkBucket"]);
  return kept.join(", ");
}

async function check(name: string, look: () => string | Promise<string>): Promise<void> {
  console.log(`${name}: ${await look()}`);
}

try {
  sls("deploy");
  const stack = await deployedStack();
  await check("resources", () => everyResource(stack));
  await check("functions", everyFunction);
  await check("machines", () => everyMachine(stack));
  await check("kept when the stack goes", () => retained(stack));
  await check("a capture file", () => captureFile(stack));
  const info = sls("info");
  assert.match(info, new RegExp(`stack: ${PREFIX}`));
  console.log("sls info: knows the stack");
  sls("remove");
  await check("after sls remove nothing is left", nothingLeft);
} finally {
  server.stop();
}
