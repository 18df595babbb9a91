/**
 * The folder and the environment that SageMaker gives a training container ('How Amazon SageMaker AI provides training
 * information'; the `SM_*` variables are those of sagemaker-training-toolkit), under a root of its own.
 */
import { constants } from "node:fs";
import { cp, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

export interface TrainingChannel {
  readonly ChannelName: string;
  readonly ContentType?: string;
  readonly InputMode?: string;
  readonly DataSource: {
    readonly S3DataSource: {
      readonly S3Uri: string;
      readonly S3DataType?: string;
      readonly S3DataDistributionType?: string;
    };
  };
}

export interface ContainerRequest {
  readonly HyperParameters: Readonly<Record<string, string>>;
  readonly Environment: Readonly<Record<string, string>>;
  readonly InputDataConfig: readonly TrainingChannel[];
  readonly ResourceConfig: { readonly InstanceType?: string };
}

const HOST = "algo-1";
/** What a program needs to start at all; nothing else of this process's environment goes in. */
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot"];

/** Makes `optMl` as `/opt/ml` is at a container's start. Throws when a channel's data is not there. */
export async function makeContainer(optMl: string, request: ContainerRequest): Promise<void> {
  for (const folder of ["input/config", "input/data", "model", "output/data"])
    await mkdir(join(optMl, folder), { recursive: true });
  const write = (name: string, value: unknown) =>
    writeFile(join(optMl, "input/config", name), `${JSON.stringify(value, null, 2)}\n`);
  await write("hyperparameters.json", request.HyperParameters);
  await write("inputdataconfig.json", channelConfig(request));
  await write("resourceconfig.json", resourceConfig(request));
  for (const channel of request.InputDataConfig)
    await copyChannel(channel, join(optMl, "input/data", channel.ChannelName));
}

/** The environment of the training process. */
export function containerEnvironment(
  optMl: string,
  jobName: string,
  request: ContainerRequest,
): Record<string, string> {
  const channels = request.InputDataConfig.map(({ ChannelName }) => ChannelName).sort();
  const hyperparameters = Object.entries(request.HyperParameters).map(
    ([name, value]) => [name, decoded(value)] as const,
  );
  return {
    ...Object.fromEntries(
      PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
    PLUMBLINE_OPT_ML: optMl,
    TRAINING_JOB_NAME: jobName,
    SM_MODEL_DIR: join(optMl, "model"),
    SM_INPUT_DIR: join(optMl, "input"),
    SM_INPUT_CONFIG_DIR: join(optMl, "input/config"),
    SM_OUTPUT_DIR: join(optMl, "output"),
    SM_OUTPUT_DATA_DIR: join(optMl, "output/data"),
    SM_CHANNELS: JSON.stringify(channels),
    ...Object.fromEntries(
      channels.map((name) => [`SM_CHANNEL_${name.toUpperCase()}`, join(optMl, "input/data", name)]),
    ),
    SM_HPS: JSON.stringify(Object.fromEntries(hyperparameters)),
    ...Object.fromEntries(
      hyperparameters.map(([name, value]) => [
        `SM_HP_${name.toUpperCase()}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
    SM_INPUT_DATA_CONFIG: JSON.stringify(channelConfig(request)),
    SM_RESOURCE_CONFIG: JSON.stringify(resourceConfig(request)),
    SM_HOSTS: JSON.stringify([HOST]),
    SM_CURRENT_HOST: HOST,
    SM_NUM_GPUS: "0",
    SM_NUM_CPUS: String(cpus().length),
    ...request.Environment,
  };
}

function channelConfig(request: ContainerRequest): Record<string, unknown> {
  return Object.fromEntries(
    request.InputDataConfig.map((channel) => {
      const distribution = channel.DataSource.S3DataSource.S3DataDistributionType ?? "FullyReplicated";
      const type = channel.ContentType === undefined ? {} : { ContentType: channel.ContentType };
      return [
        channel.ChannelName,
        { ...type, TrainingInputMode: "File", S3DistributionType: distribution, RecordWrapperType: "None" },
      ];
    }),
  );
}

function resourceConfig({ ResourceConfig: { InstanceType } }: ContainerRequest): Record<string, unknown> {
  const type = InstanceType ?? "local";
  const group = { instance_group_name: "homogeneousCluster", instance_type: type, hosts: [HOST] };
  return {
    current_host: HOST,
    current_instance_type: type,
    current_group_name: "homogeneousCluster",
    hosts: [HOST],
    instance_groups: [group],
    network_interface_name: "lo",
  };
}

/** A folder's content, a file, or, as S3Prefix means it, everything beside whose name begins so. Copied: a job may write into its input. */
async function copyChannel(channel: TrainingChannel, into: string): Promise<void> {
  const from = resolve(channel.DataSource.S3DataSource.S3Uri.replace(/^file:\/\//, ""));
  await mkdir(into, { recursive: true });
  const stats = await stat(from).catch(() => undefined);
  const copy = (source: string, target: string) =>
    cp(source, target, { recursive: true, mode: constants.COPYFILE_FICLONE });
  if (stats?.isDirectory()) return copy(from, into);
  const beside = await readdir(dirname(from)).catch(() => []);
  const found = stats?.isFile() ? [basename(from)] : beside.filter((name) => name.startsWith(basename(from)));
  if (found.length === 0)
    throw new Error(`Data download failed: channel ${channel.ChannelName} names ${from}, where nothing is.`);
  for (const name of found) await copy(join(dirname(from), name), join(into, name));
}

/** The toolkit decodes a value that is JSON and leaves any other text. */
function decoded(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
