/**
 * The main job on real data, end to end on this machine: a model learns from January's flights from the five largest airports,
 * answers February's, and is watched window by window: through the storm of 16 February, which is no alarm; through the
 * rollout to fifty airports on the 20th, which is one and is answered by retrainings; through a planted fault, which is told at once.
 * Everything between is the pipeline: the same steps and state machine files as on AWS.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { UnusableInput } from "../../shared/errors.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { renderSeriesReport } from "../../shared/report/render-series-report.ts";
import type { RetrainingState } from "../../shared/retraining/retraining-state.ts";
import { retrainingStateKey } from "../../shared/window/work-keys.ts";
import { getJson } from "../../steps/json-object.ts";
import { flightEndpoint } from "../flights/flight-endpoint.ts";
import { flightFeatures } from "../flights/flight-features.ts";
import { readFlights } from "../flights/read-flights.ts";
import { projectWindows } from "../project-windows.ts";
import { seriesReport } from "../series-report.ts";
import { answerFlights, type Range } from "./answer-flights.ts";
import { ARRANGED } from "./arranged.ts";
import { beforeRollout, sinceRollout } from "./before-and-since.ts";
import { type DemoPlaces, flightsMonitor, freshPlaces, withChampion } from "./demo-places.ts";
import { type DemoSummary, demoFacts, demoSummary } from "./demo-summary.ts";
import { JANUARY, suggestFromJanuary, trainFirstModel } from "./january.ts";
import { PeakMemory } from "./peak-memory.ts";
import { askingFlights } from "./rollout.ts";
import { toldFaults } from "./told-faults.ts";

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

const VARIANT = "AllTraffic";
const LAST = Date.parse("2001-07-01T00:00:00Z");

/** Runs the main job. Every figure it returns was measured in the run. */
export async function runDemo({
  out,
  from = "2001-02-10T00:00:00Z",
  to = "2001-02-27T00:00:00Z",
  progress,
}: DemoOptions): Promise<DemoResult> {
  const begun = performance.now();
  const memory = new PeakMemory();
  const range = rangeOf(from, to);
  const places = await freshPlaces(out);
  const definition = await flightsMonitor(places);

  progress.stage("Reading the flights of January and of the weeks to answer");
  const all = await readFlights({ from: JANUARY.from, to: range.to });
  const data = askingFlights({ flights: all, features: flightFeatures(all) }, JANUARY);

  progress.stage("Training the model on January, as a SageMaker training job in a child process");
  const champion = await trainFirstModel(places, definition, data);
  const answer = flightEndpoint(champion.model);

  progress.stage("Suggesting the baseline from January, by hour of day");
  const baseline = await suggestFromJanuary(places, data, answer, champion.job, (rows) =>
    progress.update(`${rows.toLocaleString("en")} rows`),
  );

  progress.stage(`Answering every flight from ${from.slice(0, 10)} to ${to.slice(0, 10)}, window by window`);
  const watched = withChampion({ ...definition, since: new Date(range.from).toISOString() }, champion);
  const traffic = await answerFlights({
    places,
    definition: watched,
    range,
    ...data,
    answer,
    baseline,
    onProgress: (time, count) =>
      progress.update(`${new Date(time).toISOString().slice(0, 13)}h, ${count.toLocaleString("en")} flights`),
  });

  progress.stage("Writing the report");
  const windows = await projectWindows({
    work: new DiskObjectStore(places.store),
    endpoint: definition.endpoint,
    variant: VARIANT,
    out: places.results,
    ...range,
  });
  const state = await getJson<RetrainingState>(
    new DiskObjectStore(places.store),
    retrainingStateKey(definition.endpoint),
  );
  const measured = {
    windows,
    before: beforeRollout(windows, data.flights, JANUARY),
    since: sinceRollout(windows),
    traffic,
    retrainings: state?.value.history ?? [],
    hardFaults: await toldFaults(new DiskObjectStore(places.store), {
      endpoint: definition.endpoint,
      variant: VARIANT,
    }),
    model: champion.model,
    baseline,
    seconds: (performance.now() - begun) / 1000,
    peakMegabytes: memory.stop(),
  };
  const summary = demoSummary(measured);
  const report = await writeReport(places, definition, range, summary);
  const whole = { ...summary, seconds: (performance.now() - begun) / 1000 };
  await writeFile(join(places.out, "summary.json"), `${JSON.stringify(whole, null, 2)}\n`);
  return { summary: whole, report };
}

/** The flights are of January to June 2001; January trains. Throws `UnusableInput` for a range outside. */
function rangeOf(from: string, to: string): Range {
  const range = { from: instant(from), to: instant(to) };
  if (range.from >= JANUARY.to && range.to <= LAST && range.from < range.to) return range;
  throw new UnusableInput(
    `Got --from ${from} --to ${to}; expected a range within 2001-02-01 and 2001-07-01, "from" before "to": the flights are of these months.`,
  );
}

function instant(text: string): number {
  return Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
}

async function writeReport(
  places: DemoPlaces,
  definition: MonitorDefinition,
  range: Range,
  summary: DemoSummary,
): Promise<string> {
  const path = join(places.out, "report.html");
  const report = await seriesReport({
    work: new DiskObjectStore(places.store),
    endpoint: definition.endpoint,
    variant: VARIANT,
    ...range,
    note: ARRANGED.join(" "),
    title: "Will this flight arrive late? February 2001",
    href: ({ id }) => `results/${definition.endpoint}/${VARIANT}/${id}/report.html`,
    facts: demoFacts(summary),
  });
  await writeFile(path, renderSeriesReport(report));
  return path;
}
