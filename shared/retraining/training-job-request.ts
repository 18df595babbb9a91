import { UnusableInput } from "../errors.ts";
import type { MonitorDefinition } from "../monitors/monitor-definition.ts";
import { hashOf, slug } from "../window/execution-name.ts";

/** CreateTrainingJob and CreateModelPackage bodies, as the service spells them. */
export type ServiceRequest = Readonly<Record<string, unknown>>;

const MAX_CHANNELS = 20;
const MAX_HYPERPARAMETERS = 100;
const MAX_VALUE = 2500;

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
 * in. Throws `UnusableInput` past the service's limits (20 channels, 100 hyperparameters of 2,500 characters).
 */
export function trainingJobRequest(
  definition: MonitorDefinition,
  job: { readonly name: string; readonly trainingData?: string; readonly output: string },
): ServiceRequest {
  const template = definition.retraining?.trainingJob ?? {};
  const own = job.trainingData === undefined ? [] : [trainingChannel(job.trainingData)];
  const channels = [...own, ...((template["InputDataConfig"] as ServiceRequest[] | undefined) ?? [])];
  const hyperParameters = template.HyperParameters ?? {};
  refuse(channels.length > MAX_CHANNELS, `${channels.length} input channels`, `at most ${MAX_CHANNELS}`);
  refuse(
    Object.keys(hyperParameters).length > MAX_HYPERPARAMETERS,
    `${Object.keys(hyperParameters).length} hyperparameters`,
    `at most ${MAX_HYPERPARAMETERS}`,
  );
  for (const [key, value] of Object.entries(hyperParameters))
    refuse(
      value.length > MAX_VALUE,
      `hyperparameter ${key} of ${value.length} characters`,
      `at most ${MAX_VALUE}`,
    );
  return {
    ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
    StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
    ...template,
    TrainingJobName: job.name,
    HyperParameters: hyperParameters,
    InputDataConfig: channels,
    OutputDataConfig: {
      ...((template["OutputDataConfig"] as ServiceRequest | undefined) ?? {}),
      S3OutputPath: job.output,
    },
    Tags: [
      ...((template["Tags"] as ServiceRequest[] | undefined) ?? []),
      { Key: "plumbline:monitor", Value: definition.monitor },
    ],
  };
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
    ModelPackageDescription: job.description.slice(0, 1024),
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

function trainingChannel(uri: string): ServiceRequest {
  return {
    ChannelName: "train",
    ContentType: "text/csv",
    DataSource: {
      S3DataSource: { S3DataType: "S3Prefix", S3Uri: uri, S3DataDistributionType: "FullyReplicated" },
    },
  };
}

function refuse(when: boolean, got: string, expected: string): void {
  if (when) throw new UnusableInput(`retraining.trainingJob has ${got}; SageMaker takes ${expected}.`);
}
