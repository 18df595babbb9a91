import { UnusableInput } from "../errors.ts";
import type { MonitorDefinition } from "../monitors/monitor-definition.ts";
import { hashOf, slug } from "../window/execution-name.ts";

/** CreateTrainingJob and CreateModelPackage bodies, as the service spells them. */
export type ServiceRequest = Readonly<Record<string, unknown>>;

const MAX_CHANNELS = 20;
const MAX_HYPERPARAMETERS = 100;
const MAX_KEY = 256;
const MAX_VALUE = 2500;
const MAX_TAGS = 50;
const MAX_SECONDS = 28 * 86_400;
/** Step Functions' state holds 256 KiB, and the request twice: as it was asked for, and in the job's description. */
const MAX_BYTES = 100_000;

/**
 * Name of the training job that answers a window or an alarm: at most 63 letters, digits and dashes, unique
 * while the job's record exists; a further attempt ends in `-a2`, because a used name is refused.
 */
export function trainingJobName(
  endpoint: string,
  variant: string,
  occasion: string,
  attempt: number,
): string {
  const tail = `${occasion.replace(/[^A-Za-z0-9]+/g, "").slice(0, 16)}${attempt > 1 ? `-a${attempt}` : ""}`;
  const hash = hashOf(12, endpoint, variant, occasion);
  return [
    "rt",
    slug(endpoint, Math.max(1, 63 - 3 - hash.length - tail.length - 2)).slice(0, 24),
    hash,
    tail,
  ].join("-");
}

/**
 * The CreateTrainingJob request: the definition's `trainingJob`, with name, output and training channel filled
 * in. Throws `UnusableInput` past the service's limits (20 channels, 100 hyperparameters of 256 and 2,500 characters,
 * 50 tags, 28 days) and past what a state machine carries.
 */
export function trainingJobRequest(
  definition: MonitorDefinition,
  job: { readonly name: string; readonly trainingData?: string; readonly output: string },
): ServiceRequest {
  const template = definition.retraining?.trainingJob ?? {};
  const own = job.trainingData === undefined ? [] : [trainingChannel(job.trainingData)];
  const request = {
    ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
    StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
    ...template,
    TrainingJobName: job.name,
    HyperParameters: template.HyperParameters ?? {},
    InputDataConfig: [...own, ...((template["InputDataConfig"] as ServiceRequest[] | undefined) ?? [])],
    OutputDataConfig: {
      ...((template["OutputDataConfig"] as ServiceRequest | undefined) ?? {}),
      S3OutputPath: job.output,
    },
    Tags: [
      ...((template["Tags"] as ServiceRequest[] | undefined) ?? []),
      { Key: "plumbline:monitor", Value: definition.monitor },
    ],
  };
  refusePastLimits(request);
  return request;
}

function refusePastLimits(
  request: ServiceRequest & {
    readonly HyperParameters: Readonly<Record<string, string>>;
    readonly InputDataConfig: readonly unknown[];
    readonly StoppingCondition: Readonly<Record<string, unknown>>;
    readonly Tags: readonly unknown[];
  },
): void {
  const { HyperParameters, InputDataConfig, StoppingCondition, Tags } = request;
  const hyperparameters = Object.entries(HyperParameters);
  atMost(MAX_CHANNELS, InputDataConfig.length, "input channels");
  atMost(MAX_TAGS, Tags.length, "tags, ours among them");
  atMost(MAX_HYPERPARAMETERS, hyperparameters.length, "hyperparameters");
  for (const [key, value] of hyperparameters) {
    atMost(MAX_KEY, key.length, `characters in the name of hyperparameter ${key.slice(0, 20)}…`);
    atMost(MAX_VALUE, value.length, `characters in hyperparameter ${key}`);
  }
  for (const [key, value] of Object.entries(StoppingCondition))
    if (key.endsWith("Seconds")) atMost(MAX_SECONDS, Number(value), `seconds of ${key}`);
  const bytes = Buffer.byteLength(JSON.stringify(request));
  if (bytes > MAX_BYTES)
    throw new UnusableInput(
      `retraining.trainingJob makes a request of ${bytes} bytes; a state machine carries ${MAX_BYTES}. Put what is long into a file that the job reads.`,
    );
}

/** The CreateModelPackage request for a finished job; undefined where the monitor names no model package group. */
export function modelPackageRequest(
  definition: MonitorDefinition,
  job: { readonly name: string; readonly modelArtifacts: string; readonly description: string },
): ServiceRequest | undefined {
  const group = definition.retraining?.modelPackageGroup;
  if (group === undefined) return undefined;
  // The definition is refused without it.
  const image = definition.retraining?.trainingJob.AlgorithmSpecification?.["TrainingImage"];
  return {
    ModelPackageGroupName: group,
    ModelPackageDescription: oneLine(job.description).slice(0, 1024),
    ModelApprovalStatus: "PendingManualApproval",
    // 1 to 36 characters: the same job is registered once, however often the state is tried.
    ClientToken: hashOf(36, job.name),
    InferenceSpecification: {
      Containers: [{ Image: image, ModelDataUrl: job.modelArtifacts }],
      SupportedContentTypes: ["text/csv"],
      SupportedResponseMIMETypes: ["text/csv"],
    },
  };
}

/** SageMaker takes no control characters in a description. */
const oneLine = (text: string) => text.replace(/\p{C}+/gu, " ");

function trainingChannel(uri: string): ServiceRequest {
  return {
    ChannelName: "train",
    ContentType: "text/csv",
    DataSource: {
      S3DataSource: { S3DataType: "S3Prefix", S3Uri: uri, S3DataDistributionType: "FullyReplicated" },
    },
  };
}

function atMost(most: number, got: number, what: string): void {
  if (got > most)
    throw new UnusableInput(`retraining.trainingJob has ${got} ${what}; SageMaker takes at most ${most}.`);
}
