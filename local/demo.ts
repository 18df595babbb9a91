/**
 * The main job on real data, end to end on this machine: a model learns from the flights of January 2001, answers every
 * flight of the following weeks, and is watched window by window through the storms of 16 and 25 February.
 * Everything between is the pipeline: the same steps and state machine files as on AWS.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { DiskObjectStore } from "../adapters/disk/disk-object-store.ts";
import { DiskTraffic } from "../adapters/disk/disk-traffic.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { renderSeriesReport } from "../shared/report/render-series-report.ts";
import type { RetrainingState } from "../shared/retraining/retraining-state.ts";
import { baselineFolder, retrainingStateKey } from "../shared/window/work-keys.ts";
import { steps } from "../steps/index.ts";
import { getJson } from "../steps/json-object.ts";
import { readDataset } from "../steps/read-dataset.ts";
import { type SuggestedBaseline, writeBaseline } from "../steps/stored-baseline.ts";
import { baselineFrom } from "../steps/suggest-baseline.ts";
import { type DemoSummary, demoFacts, demoSummary } from "./demo-summary.ts";
import { type Engine, startEngine } from "./engine.ts";
import { championModel } from "./flights/champion-model.ts";
import { ANSWER_COLUMN, flightEndpoint } from "./flights/flight-endpoint.ts";
import { type FlightFeatures, flightFeatures } from "./flights/flight-features.ts";
import { flightTraffic } from "./flights/flight-traffic.ts";
import { type Flights, readFlights } from "./flights/read-flights.ts";
import { TIME_COLUMN, writeBaselineTable, writeTrainingTable } from "./flights/training-table.ts";
import { LocalTrainingJobs } from "./local-training-jobs.ts";
import { PeakMemory } from "./peak-memory.ts";
import { projectWindows } from "./project-windows.ts";
import { seriesReport } from "./series-report.ts";
import { VirtualClock } from "./virtual-clock.ts";

export interface DemoOptions {
  /** Everything is written below it; what an earlier run left there is removed. */
  readonly out: string;
  /** First window and end of the last, ISO 8601, within February to June 2001. */
  readonly from?: string;
  readonly to?: string;
  readonly progress: DemoProgress;
}

export interface DemoProgress {
  stage(text: string): void;
  update(text: string): void;
}

export interface DemoResult {
  readonly summary: DemoSummary;
  /** Path of the HTML report. */
  readonly report: string;
}

const JANUARY = { from: Date.parse("2001-01-01T00:00:00Z"), to: Date.parse("2001-02-01T00:00:00Z") };
const VARIANT = "AllTraffic";
const FIRST_JOB = "flights-first-model";
/** After the last window: its lateness, and the retraining that it may start. */
const AFTERMATH_MS = 3 * 3_600_000;
const MONITOR = new URL("../monitors/flights.yml", import.meta.url);

/** Runs the main job. Every figure it returns was measured in the run. */
export async function runDemo({
  out,
  from = "2001-02-10T00:00:00Z",
  to = "2001-03-02T00:00:00Z",
  progress,
}: DemoOptions): Promise<DemoResult> {
  const begun = performance.now();
  const memory = new PeakMemory();
  const places = await freshPlaces(out);
  const range = { from: instant(from), to: instant(to) };
  const definition = await flightsMonitor(places);

  progress.stage("Reading the flights of January and of the weeks to answer");
  const flights = await readFlights({ from: JANUARY.from, to: range.to });
  const features = flightFeatures(flights);

  progress.stage("Training the model on January, as a SageMaker training job in a child process");
  const champion = await trainFirstModel(places, definition, { flights, features });
  const answer = flightEndpoint(champion.model);

  progress.stage("Suggesting the baseline from January, by hour of day");
  const baseline = await suggestFromJanuary(places, { flights, features }, answer, champion.job, progress);

  progress.stage(`Answering every flight from ${from.slice(0, 10)} to ${to.slice(0, 10)}, window by window`);
  const watched = withChampion(
    { ...definition, since: new Date(range.from).toISOString() },
    champion.artifacts,
  );
  const traffic = await answerFlights({
    places,
    definition: watched,
    range,
    flights,
    features,
    answer,
    progress,
    baseline,
  });

  progress.stage("Writing the report");
  const windows = await projectWindows({
    work: new DiskObjectStore(places.store),
    endpoint: definition.endpoint,
    variant: VARIANT,
    out: places.results,
  });
  const state = await getJson<RetrainingState>(
    new DiskObjectStore(places.store),
    retrainingStateKey(definition.endpoint),
  );
  const measured = {
    windows,
    traffic,
    retrainings: state?.value.history ?? [],
    model: champion.model,
    baseline,
    seconds: (performance.now() - begun) / 1000,
    peakMegabytes: memory.stop(),
  };
  const summary = demoSummary(measured);
  const report = await writeReport(places, definition, summary);
  await writeFile(
    join(out, "summary.json"),
    `${JSON.stringify({ ...summary, seconds: (performance.now() - begun) / 1000 }, null, 2)}\n`,
  );
  return { summary: { ...summary, seconds: (performance.now() - begun) / 1000 }, report };
}

interface Places {
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

async function freshPlaces(out: string): Promise<Places> {
  const place = (name: string) => join(resolve(out), name);
  const places = {
    out,
    store: place("store"),
    captures: place("captures"),
    groundTruth: place("ground-truth"),
    tables: place("tables"),
    results: place("results"),
  };
  for (const folder of [places.store, places.captures, places.groundTruth, places.tables, places.results]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  return places;
}

function instant(text: string): number {
  return Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
}

/** `monitors/flights.yml` with this run's folders in place of the buckets. */
async function flightsMonitor(places: Places): Promise<MonitorDefinition> {
  const definition = parse(await readFile(MONITOR, "utf8"));
  definition.capture.uri = places.captures;
  definition.retraining.trainingData.groundTruth = places.groundTruth;
  return parseMonitorDefinition(definition, "monitors/flights.yml");
}

/** The model in service stands beside the training data, so that a challenger is measured against it. */
function withChampion(definition: MonitorDefinition, artifacts: string): MonitorDefinition {
  const retraining = definition.retraining!;
  const trainingJob = { ...retraining.trainingJob, InputDataConfig: [channel("champion", artifacts)] };
  return { ...definition, retraining: { ...retraining, trainingJob } };
}

const channel = (name: string, uri: string) => ({
  ChannelName: name,
  DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: uri } },
});

interface FlightData {
  readonly flights: Flights;
  readonly features: FlightFeatures;
}

async function trainFirstModel(places: Places, definition: MonitorDefinition, data: FlightData) {
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
    HyperParameters: { ...template.HyperParameters, label: "late" },
    InputDataConfig: [channel("train", folder)],
    OutputDataConfig: { S3OutputPath: join(places.store, "retraining", definition.endpoint) },
  });
  const artifacts = job.ModelArtifacts!.S3ModelArtifacts;
  return { model: championModel(join(artifacts, ".."))!, artifacts, job: FIRST_JOB };
}

async function suggestFromJanuary(
  places: Places,
  data: FlightData,
  answer: (request: string) => string,
  modelVersion: string,
  progress: DemoProgress,
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
    onProgress: (count) => progress.update(`${count.toLocaleString("en")} rows`),
  });
}

interface Answering extends FlightData {
  readonly places: Places;
  readonly definition: MonitorDefinition;
  readonly range: { readonly from: number; readonly to: number };
  readonly answer: (request: string) => string;
  readonly baseline: SuggestedBaseline;
  readonly progress: DemoProgress;
}

export interface AnsweredTraffic {
  readonly records: number;
  readonly files: number;
  readonly bytes: number;
}

/** The endpoint's weeks: every file lands when it would, and the pipeline does the rest in virtual time. */
async function answerFlights({
  places,
  definition,
  range,
  flights,
  features,
  answer,
  baseline,
  progress,
}: Answering): Promise<AnsweredTraffic> {
  const clock = new VirtualClock(range.from);
  const { files, invocations } = flightTraffic({
    flights,
    features,
    answer,
    ...range,
    endpoint: definition.endpoint,
    capturePrefix: "",
    groundTruthPrefix: "",
  });
  await countInvocations(places, invocations);
  const store = new DiskObjectStore(places.store);
  await writeBaseline(store, baselineFolder(definition.monitor, baseline.facts.id), baseline);
  const engine = await startEngine({ root: places.store, clock, steps, definitions: [definition] });
  const truth = new DiskObjectStore(places.groundTruth);
  const sum = { records: 0, files: 0, bytes: 0 };
  for (const file of files) {
    await engine.runTo(file.time);
    if (file.kind === "ground-truth") {
      await truth.put(file.key, file.body);
      continue;
    }
    await engine.putCapture(places.captures, file.key, file.body);
    sum.records += file.records;
    sum.files += 1;
    sum.bytes += Buffer.byteLength(file.body);
    if (sum.files % 50 === 0)
      progress.update(
        `${new Date(file.time).toISOString().slice(0, 13)}h, ${sum.records.toLocaleString("en")} flights`,
      );
  }
  await finish(engine, range.to);
  return sum;
}

async function countInvocations(
  places: Places,
  invocations: Iterable<{ endpoint: string; variant: string; hour: number; count: number }>,
): Promise<void> {
  const traffic = new DiskTraffic(places.store);
  for (const { endpoint, variant, hour, count } of invocations)
    await traffic.count(endpoint, variant, hour, count);
}

async function finish(engine: Engine, to: number): Promise<void> {
  await engine.runTo(to + AFTERMATH_MS);
  await engine.settle();
  await engine.stop();
}

async function writeReport(
  places: Places,
  definition: MonitorDefinition,
  summary: DemoSummary,
): Promise<string> {
  const path = join(places.out, "report.html");
  const report = await seriesReport({
    work: new DiskObjectStore(places.store),
    endpoint: definition.endpoint,
    variant: VARIANT,
    title: "Will this flight arrive late? February 2001",
    href: ({ id }) => `results/${definition.endpoint}/${VARIANT}/${id}/report.html`,
    facts: demoFacts(summary),
  });
  await writeFile(path, renderSeriesReport(report));
  return path;
}
