import type { ContainerRequest, TrainingChannel } from "./training-container.ts";

/** The fields of CreateTrainingJob that a laptop uses, checked. */
export interface TrainingRequest extends ContainerRequest {
  readonly name: string;
  readonly command: readonly string[];
  readonly output: string;
  readonly maxRuntimeSeconds: number;
  readonly metrics: readonly { readonly name: string; readonly regex: RegExp }[];
}

/** An error of SageMaker's API under the name that Step Functions gives it. */
export class SageMakerError extends Error {
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = `SageMaker.${code}`;
  }
}

const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;
/** SageMaker's default where StoppingCondition says nothing. */
const DEFAULT_MAX_RUNTIME_S = 86_400;

type Json = Readonly<Record<string, unknown>>;

/** Reads a CreateTrainingJob request. Throws `SageMaker.ValidationException` with what came, what a laptop takes and what to do. */
export function readTrainingRequest(value: unknown): TrainingRequest {
  const request = (value ?? {}) as Json;
  const algorithm = (request["AlgorithmSpecification"] ?? {}) as Json;
  const name = String(request["TrainingJobName"] ?? "");
  refuse(!NAME.test(name), `TrainingJobName ${JSON.stringify(name)}`, "1 to 63 letters, digits and dashes");
  const command = [
    ...list<string>(algorithm["ContainerEntrypoint"]),
    ...list<string>(algorithm["ContainerArguments"]),
  ];
  refuse(
    command.length === 0,
    "no AlgorithmSpecification.ContainerEntrypoint",
    'a command, because a laptop starts no image: for example ["node", "local/flights/train.ts"]',
  );
  return {
    name,
    command,
    output: localPath(
      (request["OutputDataConfig"] as Json | undefined)?.["S3OutputPath"],
      "OutputDataConfig.S3OutputPath",
    ),
    maxRuntimeSeconds: Number(
      (request["StoppingCondition"] as Json | undefined)?.["MaxRuntimeInSeconds"] ?? DEFAULT_MAX_RUNTIME_S,
    ),
    metrics: list<Json>(algorithm["MetricDefinitions"]).map(metricOf),
    HyperParameters: (request["HyperParameters"] ?? {}) as Record<string, string>,
    Environment: (request["Environment"] ?? {}) as Record<string, string>,
    InputDataConfig: list<TrainingChannel>(request["InputDataConfig"]).map(channelOf),
    ResourceConfig: (request["ResourceConfig"] ?? {}) as ContainerRequest["ResourceConfig"],
  };
}

function channelOf(channel: TrainingChannel): TrainingChannel {
  const source = channel.DataSource?.S3DataSource;
  refuse(
    !/^[A-Za-z0-9._-]{1,64}$/.test(channel.ChannelName),
    `channel ${JSON.stringify(channel.ChannelName)}`,
    "1 to 64 letters, digits, dots, dashes and underscores",
  );
  refuse((source?.S3DataType ?? "S3Prefix") !== "S3Prefix", `S3DataType ${source?.S3DataType}`, "S3Prefix");
  refuse((channel.InputMode ?? "File") !== "File", `InputMode ${channel.InputMode}`, "File");
  localPath(source?.S3Uri, `channel ${channel.ChannelName}`);
  return channel;
}

function metricOf(definition: Json): TrainingRequest["metrics"][number] {
  const { Name, Regex } = definition;
  try {
    return { name: String(Name), regex: new RegExp(String(Regex)) };
  } catch (cause) {
    throw new SageMakerError(
      "ValidationException",
      `MetricDefinitions: the Regex of ${String(Name)} cannot be used: ${(cause as Error).message}. Correct it.`,
      { cause },
    );
  }
}

function localPath(uri: unknown, where: string): string {
  const usable = typeof uri === "string" && uri !== "" && !uri.startsWith("s3://");
  refuse(!usable, `${where} = ${JSON.stringify(uri ?? null)}`, "a folder or file of this machine");
  return String(uri).replace(/^file:\/\//, "");
}

function list<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

function refuse(when: boolean, got: string, expected: string): void {
  if (when)
    throw new SageMakerError(
      "ValidationException",
      `Got ${got}; expected ${expected}. Change retraining.trainingJob of the monitor.`,
    );
}
