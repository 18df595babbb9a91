import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { DiskTraffic } from "../../adapters/disk/disk-traffic.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { baselineFolder } from "../../shared/window/work-keys.ts";
import { steps } from "../../steps/index.ts";
import { type SuggestedBaseline, writeBaseline } from "../../steps/stored-baseline.ts";
import { type Engine, startEngine } from "../engine.ts";
import { flightTraffic } from "../flights/flight-traffic.ts";
import type { FlightData } from "../flights/select-flights.ts";
import { VirtualClock } from "../virtual-clock.ts";
import type { DemoPlaces } from "./demo-places.ts";
import { released } from "./metres-release.ts";

/** After the last window: its lateness, and the retraining that it may start. */
const AFTERMATH_MS = 3 * 3_600_000;

/** [from, to), epoch milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Answering extends FlightData {
  readonly places: DemoPlaces;
  readonly definition: MonitorDefinition;
  readonly range: Range;
  readonly answer: (request: string) => string;
  readonly baseline: SuggestedBaseline;
  readonly onProgress: (time: number, flights: number) => void;
}

/** What was answered and captured. */
export interface AnsweredTraffic {
  readonly records: number;
  readonly files: number;
  readonly bytes: number;
}

/** The endpoint's weeks: every file lands when it would, and the pipeline does the rest in virtual time. */
export async function answerFlights({
  places,
  definition,
  range,
  flights,
  features,
  answer,
  baseline,
  onProgress,
}: Answering): Promise<AnsweredTraffic> {
  const clock = new VirtualClock(range.from);
  const { files, invocations } = flightTraffic({
    flights,
    features,
    answer,
    sent: released,
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
    if (sum.files % 50 === 0) onProgress(file.time, sum.records);
  }
  await finish(engine, range.to);
  return sum;
}

async function countInvocations(
  places: DemoPlaces,
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
