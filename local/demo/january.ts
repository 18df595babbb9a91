/** What comes before the first window: the model that January trains, and the baseline that it leaves. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { readDataset } from "../../steps/read-dataset.ts";
import type { SuggestedBaseline } from "../../steps/stored-baseline.ts";
import { baselineFrom } from "../../steps/suggest-baseline.ts";
import { championModel } from "../flights/champion-model.ts";
import { ANSWER_COLUMN } from "../flights/flight-endpoint.ts";
import type { FlightModel } from "../flights/flight-model.ts";
import type { FlightData } from "../flights/select-flights.ts";
import { TIME_COLUMN, writeBaselineTable, writeTrainingTable } from "../flights/training-table.ts";
import { LocalTrainingJobs } from "../local-training-jobs.ts";
import { channel, type DemoPlaces } from "./demo-places.ts";

export const JANUARY = { from: Date.parse("2001-01-01T00:00:00Z"), to: Date.parse("2001-02-01T00:00:00Z") };
const FIRST_JOB = "flights-first-model";

/** The model in service. */
export interface Champion {
  readonly model: FlightModel;
  /** Path of its model.tar.gz. */
  readonly artifacts: string;
  /** Folder of the rows that it learnt from. */
  readonly trainedOn: string;
  readonly job: string;
}

/** Trains the first model on January: a training job in a child process, under SageMaker's container contract. */
export async function trainFirstModel(
  places: DemoPlaces,
  definition: MonitorDefinition,
  data: FlightData,
): Promise<Champion> {
  const folder = join(places.tables, "train");
  await mkdir(folder);
  await writeTrainingTable(join(folder, "january.csv"), { ...data, ...JANUARY });
  const jobs = new LocalTrainingJobs({
    root: places.store,
    work: new DiskObjectStore(places.store),
    clock: { now: () => JANUARY.to },
  });
  const template = definition.retraining!.trainingJob;
  const job = await jobs.create({
    ...template,
    TrainingJobName: FIRST_JOB,
    InputDataConfig: [channel("train", folder)],
    OutputDataConfig: { S3OutputPath: join(places.store, "retraining", definition.endpoint) },
  });
  const artifacts = job.ModelArtifacts!.S3ModelArtifacts;
  return { model: championModel(join(artifacts, ".."))!, artifacts, trainedOn: folder, job: FIRST_JOB };
}

/** The baseline of January's answered requests, by hour of day. */
export async function suggestFromJanuary(
  places: DemoPlaces,
  data: FlightData,
  answer: (request: string) => string,
  modelVersion: string,
  onProgress: (rows: number) => void,
): Promise<SuggestedBaseline> {
  await writeBaselineTable(join(places.tables, "january-answered.csv"), { ...data, ...JANUARY }, answer);
  const rows = readDataset(new DiskObjectStore(places.tables), "january-answered.csv");
  return baselineFrom(rows, "january-answered.csv", {
    id: "january",
    monitor: "flights",
    modelVersion,
    time: TIME_COLUMN,
    prediction: ANSWER_COLUMN,
    season: "hour-of-day",
    onProgress,
  });
}
