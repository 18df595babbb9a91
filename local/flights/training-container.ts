/**
 * What SageMaker gives a training container: files below /opt/ml, or the variables of its training toolkit, which
 * go first. On a laptop the variable PLUMBLINE_OPT_ML names the folder that stands for /opt/ml.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UnusableInput } from "../../shared/errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface TrainingContainer {
  /** Values are texts, as the service passes them. */
  readonly hyperparameters: Readonly<Record<string, string>>;
  /** CSV files of the channel `train`, by path. */
  readonly trainFiles: readonly string[];
  /** CSV files of the channel `history`: older rows, learnt from and never held out. None when the job has no such channel. */
  readonly historyFiles: readonly string[];
  /** Folder of the channel `champion`; undefined when the job has none. */
  readonly championFolder: string | undefined;
  /** What is written here becomes model.tar.gz. */
  readonly modelFolder: string;
}

/** Root of the container's files. */
function optMl(environment: Environment): string {
  return environment["PLUMBLINE_OPT_ML"] ?? "/opt/ml";
}

/** File in which a container says why it failed; the service takes its first 1,024 characters as FailureReason. */
export function failureFile(environment: Environment): string {
  return join(environment["SM_OUTPUT_DIR"] ?? join(optMl(environment), "output"), "failure");
}

/** Inputs and outputs of this job. Throws `UnusableInput` when the training channel has no CSV file. */
export function trainingContainer(environment: Environment): TrainingContainer {
  const root = optMl(environment);
  const trainFolder = environment["SM_CHANNEL_TRAIN"] ?? join(root, "input/data/train");
  const championFolder = environment["SM_CHANNEL_CHAMPION"] ?? join(root, "input/data/champion");
  const historyFolder = environment["SM_CHANNEL_HISTORY"] ?? join(root, "input/data/history");
  requireCsv(jsonFile(join(root, "input/config/inputdataconfig.json")));
  return {
    hyperparameters: hyperparametersOf(
      environment["SM_HPS"],
      join(root, "input/config/hyperparameters.json"),
    ),
    trainFiles: trainingFiles(trainFolder),
    historyFiles: csvFiles(historyFolder),
    championFolder: existsSync(championFolder) ? championFolder : undefined,
    modelFolder: environment["SM_MODEL_DIR"] ?? join(root, "model"),
  };
}

function jsonFile(path: string): Record<string, unknown> {
  return existsSync(path) ? parseObject(readFileSync(path, "utf8"), path) : {};
}

function parseObject(text: string, source: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (cause) {
    throw new UnusableInput(`${source} is not JSON; expected a JSON object.`, { cause });
  }
  throw new UnusableInput(`${source} is not a JSON object. SageMaker writes one.`);
}

function hyperparametersOf(toolkit: string | undefined, path: string): Record<string, string> {
  const given = toolkit === undefined ? jsonFile(path) : parseObject(toolkit, "SM_HPS");
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** A channel without a content type or input mode is taken as it comes. */
function requireCsv(channels: Record<string, unknown>): void {
  const train = (channels["train"] ?? {}) as { ContentType?: string; TrainingInputMode?: string };
  const { ContentType: type = "text/csv", TrainingInputMode: mode = "File" } = train;
  if (!type.startsWith("text/csv"))
    throw new UnusableInput(`Channel train has the content type ${type}; expected text/csv.`);
  if (mode === "Pipe")
    throw new UnusableInput("Channel train has the input mode Pipe; expected File or FastFile.");
}

function csvFiles(folder: string): string[] {
  const found = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  return found
    .filter((name) => name.endsWith(".csv"))
    .sort()
    .map((name) => join(folder, name));
}

function trainingFiles(folder: string): string[] {
  const files = csvFiles(folder);
  if (files.length > 0) return files;
  throw new UnusableInput(
    `Got no .csv file below ${folder}; expected the training rows there. Give the job a channel named train.`,
  );
}
