import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { UnusableInput } from "../../shared/errors.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { Champion } from "./january.ts";

/** Folders of a run, all below `out`. */
export interface DemoPlaces {
  readonly out: string;
  /** The work store. */
  readonly store: string;
  /** The capture bucket. */
  readonly captures: string;
  readonly groundTruth: string;
  /** Tables of January. */
  readonly tables: string;
  readonly results: string;
}

const MONITOR = new URL("../../monitors/flights.yml", import.meta.url);
/** Says that a folder is a demo's, so that the next run may empty it. */
const MARKER = ".plumbline-demo";

/** Makes the folders, emptying what an earlier run left. Throws `UnusableInput` when `out` holds something else. */
export async function freshPlaces(out: string): Promise<DemoPlaces> {
  const folder = resolve(out);
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, MARKER)))
    throw new UnusableInput(
      `Got --out ${out}, which holds files that no demo wrote; expected a new or empty folder, or an earlier demo's. Name another one.`,
    );
  const place = (name: string) => join(folder, name);
  const folders = {
    store: place("store"),
    captures: place("captures"),
    groundTruth: place("ground-truth"),
    tables: place("tables"),
    results: place("results"),
  };
  for (const each of Object.values(folders)) {
    await rm(each, { recursive: true, force: true });
    await mkdir(each, { recursive: true });
  }
  await writeFile(join(folder, MARKER), "The next run of `plumbline demo` empties this folder.\n");
  return { out: folder, ...folders };
}

/** `monitors/flights.yml` with this run's folders in place of the buckets. */
export async function flightsMonitor(places: DemoPlaces): Promise<MonitorDefinition> {
  const definition = parse(await readFile(MONITOR, "utf8"));
  definition.capture.uri = places.captures;
  definition.retraining.trainingData.groundTruth = places.groundTruth;
  return parseMonitorDefinition(definition, "monitors/flights.yml");
}

/**
 * The model in service stands beside the training data, so that a challenger is measured against it, and what it learnt
 * from, so that a challenger knows no less.
 */
export function withChampion(
  definition: MonitorDefinition,
  { artifacts, trainedOn }: Pick<Champion, "artifacts" | "trainedOn">,
): MonitorDefinition {
  const retraining = definition.retraining!;
  const InputDataConfig = [channel("champion", artifacts), channel("history", trainedOn)];
  const trainingJob = { ...retraining.trainingJob, InputDataConfig };
  return { ...definition, retraining: { ...retraining, trainingJob } };
}

/** A channel of a training job. */
export const channel = (name: string, uri: string) => ({
  ChannelName: name,
  DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: uri } },
});
