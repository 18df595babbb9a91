/**
 * An AWS account in memory behind the clients of the SDK: the real adapters send their real commands, and each of them
 * is kept as IAM sees it. A command that has no line here fails, so that no call goes unseen.
 */
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobResponse,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { type AwsStub, mockClient } from "aws-sdk-client-mock";
import { MemoryObjectStore } from "../../../simulation/memory-object-store.ts";
import { HERE } from "./here.ts";

/** One question to IAM: may this action be done on this resource, with these values of condition keys? */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
  /** Lines of the steps that led to it, the innermost first: `steps/close-window.ts:114`. */
  readonly sites: readonly string[];
}

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${HERE.region}:${HERE.account}:${resource}`;
const ofBucket = (bucket: string, key?: string) =>
  `arn:aws:s3:::${bucket}${key === undefined ? "" : `/${key}`}`;
const failure = (name: string, status: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
const bodyOf = (bytes: Uint8Array) =>
  Object.assign(
    (async function* () {
      yield bytes;
    })(),
    { transformToByteArray: async () => bytes },
  );

interface ObjectInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly Range?: string;
}

export class MemoryAccount {
  /** Calls since they were last taken. */
  private calls: Call[] = [];
  private readonly buckets = new Map<string, MemoryObjectStore>();
  /** ARNs of executions, and how they are. */
  readonly executions = new Map<string, "RUNNING" | "FAILED">();
  readonly trainingJobs = new Map<string, Partial<DescribeTrainingJobResponse>>();
  /** The model that every endpoint has; undefined when there is no endpoint. */
  model: string | undefined = "shop-xgb-7";
  /** What CloudWatch counted of every endpoint. */
  invocations = 100;
  /** Somebody else who writes in between: run before each PUT, and after it. */
  beforePut: (key: string) => Promise<void> = async () => {};
  afterPut: (key: string, written: boolean) => Promise<void> = async () => {};
  private readonly stubs: { restore(): void }[] = [];

  constructor() {
    this.answerS3(this.stub(mockClient(S3Client)));
    this.answerStepFunctions(this.stub(mockClient(SFNClient)));
    this.answerCloudWatch(this.stub(mockClient(CloudWatchClient)));
    const bridge = this.stub(mockClient(EventBridgeClient));
    bridge.on(PutEventsCommand).callsFake(({ Entries }: { Entries: { EventBusName: string }[] }) => {
      for (const { EventBusName } of Entries)
        this.asks("events:PutEvents", arn("events", `event-bus/${EventBusName}`));
      return { Entries: Entries.map(() => ({ EventId: "1" })) };
    });
    const sagemaker = this.stub(mockClient(SageMakerClient));
    sagemaker.on(DescribeTrainingJobCommand).callsFake(({ TrainingJobName }) => {
      this.asks("sagemaker:DescribeTrainingJob", arn("sagemaker", `training-job/${TrainingJobName}`));
      const job = this.trainingJobs.get(TrainingJobName);
      if (job === undefined)
        throw Object.assign(failure("ValidationException", 400), {
          message: "Requested resource not found.",
        });
      return job;
    });
    this.answerEndpoints(sagemaker);
  }

  bucket(name: string): MemoryObjectStore {
    const known = this.buckets.get(name) ?? new MemoryObjectStore(`s3://${name}`);
    this.buckets.set(name, known);
    return known;
  }

  /** The calls since the last time. */
  takeCalls(): readonly Call[] {
    const taken = this.calls;
    this.calls = [];
    return taken;
  }

  close(): void {
    for (const stub of this.stubs) stub.restore();
  }

  private stub<T extends { restore(): void; onAnyCommand(): { callsFake(fake: () => never): unknown } }>(
    stub: T,
  ): T {
    stub.onAnyCommand().callsFake(() => {
      throw new Error(
        "A command was sent that memory-account.ts does not know. Add what it answers and which action it is.",
      );
    });
    this.stubs.push(stub);
    return stub;
  }

  private asks(action: string, resource: string, context: Record<string, string> = {}): void {
    this.calls.push({ action, resource, context, sites: sitesOfSteps() });
  }

  private answerS3(s3: AnyStub): void {
    s3.on(GetObjectCommand).callsFake(async (input: ObjectInput) => {
      const found = await this.read(input);
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(input.Range ?? "") ?? [];
      if (from === undefined) return { Body: bodyOf(found.body), ETag: found.etag };
      const Body = bodyOf(found.body.subarray(Number(from), Number(to) + 1));
      return { Body, ContentRange: `bytes ${from}-${to}/${found.body.length}` };
    });
    s3.on(HeadObjectCommand).callsFake(async (input: ObjectInput) => {
      const { body, etag } = await this.read(input);
      return { ETag: etag, ContentLength: body.length };
    });
    s3.on(PutObjectCommand).callsFake(async (input) => {
      this.asks("s3:PutObject", ofBucket(input.Bucket, input.Key));
      // Replacing a version compares with the one that is there.
      if (input.IfMatch !== undefined) this.asks("s3:GetObject", ofBucket(input.Bucket, input.Key));
      await this.beforePut(input.Key);
      const ifMatch = input.IfMatch?.replaceAll('"', "");
      const outcome = await this.bucket(input.Bucket).put(input.Key, input.Body, {
        ...(input.IfNoneMatch === undefined ? {} : { ifNoneMatch: input.IfNoneMatch }),
        ...(ifMatch === undefined ? {} : { ifMatch }),
      });
      await this.afterPut(input.Key, outcome.written);
      if (!outcome.written) throw failure("PreconditionFailed", 412);
      return { ETag: outcome.etag };
    });
    s3.on(ListObjectsV2Command).callsFake(async ({ Bucket, Prefix, StartAfter }) => {
      this.asks("s3:ListBucket", ofBucket(Bucket), { "s3:prefix": Prefix });
      const found = this.bucket(Bucket).list(Prefix, { ...(StartAfter && { startAfter: StartAfter }) });
      const Contents = await Array.fromAsync(found, ({ key, etag, size }) => ({
        Key: encodeURIComponent(key),
        ETag: etag,
        Size: size,
      }));
      return { Contents };
    });
  }

  /**
   * An absent key is 404 only to who may list, otherwise 403 (GetObject API reference). What that question carries as
   * `s3:prefix` is not written anywhere: a role has to be allowed both without one and with the key.
   */
  private async read({ Bucket, Key }: ObjectInput): Promise<{ body: Uint8Array; etag: string }> {
    this.asks("s3:GetObject", ofBucket(Bucket, Key));
    const sites = sitesOfSteps();
    const found = await this.bucket(Bucket).get(Key);
    if (found !== undefined) return found;
    const listing = { action: "s3:ListBucket", resource: ofBucket(Bucket), sites };
    this.calls.push({ ...listing, context: {} }, { ...listing, context: { "s3:prefix": Key } });
    throw failure("NoSuchKey", 404);
  }

  private answerEndpoints(sagemaker: AnyStub): void {
    sagemaker.on(DescribeEndpointCommand).callsFake(({ EndpointName }) => {
      this.asks("sagemaker:DescribeEndpoint", arn("sagemaker", `endpoint/${EndpointName}`));
      if (this.model === undefined)
        throw Object.assign(failure("ValidationException", 400), { message: "Could not find endpoint." });
      return { EndpointConfigName: `${this.model}-config`, LastModifiedTime: new Date(0) };
    });
    sagemaker.on(DescribeEndpointConfigCommand).callsFake(({ EndpointConfigName }) => {
      this.asks(
        "sagemaker:DescribeEndpointConfig",
        arn("sagemaker", `endpoint-config/${EndpointConfigName}`),
      );
      return { ProductionVariants: [{ VariantName: "AllTraffic", ModelName: this.model }] };
    });
    sagemaker.on(DescribeModelCommand).callsFake(({ ModelName }) => {
      this.asks("sagemaker:DescribeModel", arn("sagemaker", `model/${ModelName}`));
      return {};
    });
  }

  private answerStepFunctions(sfn: AnyStub): void {
    sfn.on(StartExecutionCommand).callsFake(({ stateMachineArn, name }) => {
      this.asks("states:StartExecution", stateMachineArn);
      const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
      if (this.executions.get(executionArn) === "FAILED") throw failure("ExecutionAlreadyExists", 400);
      this.executions.set(executionArn, "RUNNING");
      return { executionArn };
    });
    sfn.on(DescribeExecutionCommand).callsFake(({ executionArn }) => {
      this.asks("states:DescribeExecution", executionArn);
      const status = this.executions.get(executionArn);
      if (status === undefined) throw failure("ExecutionDoesNotExist", 400);
      return { status };
    });
  }

  private answerCloudWatch(cloudwatch: AnyStub): void {
    cloudwatch.on(PutMetricDataCommand).callsFake(({ Namespace }) => {
      this.asks("cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": Namespace });
      return {};
    });
    cloudwatch.on(GetMetricDataCommand).callsFake(() => {
      this.asks("cloudwatch:GetMetricData", "*");
      return { MetricDataResults: [{ StatusCode: "Complete", Values: [this.invocations] }] };
    });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the stub's own type names the commands of one client, and each is used with its own.
type AnyStub = AwsStub<any, any, any>;

/** The adapters send before they wait, so the steps that asked are still on the stack. */
function sitesOfSteps(): string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const { stack } = new Error("where");
  Error.stackTraceLimit = limit;
  return [...(stack ?? "").matchAll(/\/(steps\/[^:()]+\.ts:\d+)/g)].map(([, site]) => site!);
}
