/** The endpoint's traffic over the flights: what arrives in the buckets, and when. */
import { seededRandom } from "../../shared/random.ts";
import { CaptureWriter } from "./capture-writer.ts";
import { eventId } from "./event-id.ts";
import { blockMinutes, type FlightFeatures, flightRequest, LATE_MINUTES } from "./flight-features.ts";
import { GroundTruthWriter } from "./ground-truth-writer.ts";
import type { Flights } from "./read-flights.ts";
import { requestTimes } from "./request-times.ts";

/** One object that is put into a bucket. */
export interface TrafficFile {
  /** When it is there, epoch milliseconds: flush and delivery for a capture file. */
  readonly time: number;
  readonly kind: "capture" | "ground-truth";
  readonly key: string;
  /** JSON Lines. */
  readonly body: string;
  readonly records: number;
  /** Of the first and the last invocation. */
  readonly firstTime: number;
  readonly lastTime: number;
}

/** Requests that reached the endpoint in one hour, as CloudWatch would have counted them. */
export interface HourlyInvocations {
  readonly endpoint: string;
  readonly variant: string;
  /** Start of the hour, epoch milliseconds. */
  readonly hour: number;
  readonly count: number;
}

export interface FlightTrafficOptions {
  readonly flights: Flights;
  readonly features: FlightFeatures;
  /** The endpoint: a CSV request → its CSV answer. */
  readonly answer: (request: string) => string;
  /** What the clients send in place of a flight's request; the request itself where nothing is said. */
  readonly sent?: (request: string, time: number) => string;
  /** Departures in [from, to), epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly endpoint: string;
  readonly variant?: string;
  /** Prefixes of the capture files and of the ground truth. */
  readonly capturePrefix: string;
  readonly groundTruthPrefix: string;
  /** Capture files are let go of this long after their first record, ms. */
  readonly flushPeriod?: number;
  /** Ground truth is written at multiples of this, ms. */
  readonly groundTruthPeriod?: number;
  /** A capture file reaches the bucket between these many ms after its flush. */
  readonly delivery?: { readonly least: number; readonly most: number };
  /** Of ids and deliveries. */
  readonly seed?: number;
}

export interface FlightTraffic {
  /** In the order of `time`; can be run through once. */
  readonly files: Generator<TrafficFile, void, undefined>;
  /** Hours without a flight are not listed. */
  readonly invocations: readonly HourlyInvocations[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DELIVERY = { least: 2000, most: 60_000 }; // "files appear 1-2 minutes after the first record" with the service's own flush

/** The invocations of every flight that departs in [from, to), as files in the order of their arrival. */
export function flightTraffic(options: FlightTrafficOptions): FlightTraffic {
  const { flights, from, to, endpoint, variant = "AllTraffic" } = options;
  const [first, end] = [firstFrom(flights.departure, from), firstFrom(flights.departure, to)];
  const times = requestTimes(flights.departure.subarray(first, end));
  const hours = new Map<number, number>();
  for (const time of times) hours.set(hourOf(time), (hours.get(hourOf(time)) ?? 0) + 1);
  return {
    files: trafficFiles({ ...options, variant }, first, times),
    invocations: [...hours].map(([hour, count]) => ({ endpoint, variant, hour, count })),
  };
}

const hourOf = (time: number) => Math.floor(time / HOUR) * HOUR;

/** The first index whose departure is not before `time`. */
function firstFrom(departures: Float64Array, time: number): number {
  let [low, high] = [0, departures.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (departures[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* trafficFiles(
  options: FlightTrafficOptions & { readonly variant: string },
  first: number,
  times: Float64Array,
) {
  const sources = new Sources(options);
  for (let k = 0; k < times.length; k++) {
    sources.advance(times[k]!);
    yield* sources.arrived(times[k]!);
    sources.invoke(first + k, times[k]!);
  }
  sources.advance(Number.POSITIVE_INFINITY);
  yield* sources.arrived(Number.POSITIVE_INFINITY);
}

/** Both writers and what they have let go of. */
class Sources {
  readonly #options: FlightTrafficOptions;
  readonly #captures: CaptureWriter;
  readonly #truth: GroundTruthWriter;
  readonly #delay: () => number;
  readonly #seed: number;
  #underWay: TrafficFile[] = [];

  constructor(options: FlightTrafficOptions & { readonly variant: string }) {
    const {
      seed = 2001,
      endpoint,
      variant,
      capturePrefix,
      groundTruthPrefix,
      flushPeriod,
      groundTruthPeriod,
      delivery = DELIVERY,
    } = options;
    const random = seededRandom(seed);
    this.#options = options;
    this.#seed = seed;
    this.#delay = () => Math.floor(delivery.least + random() * (delivery.most - delivery.least));
    this.#captures = new CaptureWriter({
      prefix: capturePrefix,
      endpoint,
      variant,
      seed: seed + 1,
      ...(flushPeriod === undefined ? {} : { flushPeriod }),
    });
    this.#truth = new GroundTruthWriter({
      prefix: groundTruthPrefix,
      seed: seed + 2,
      ...(groundTruthPeriod === undefined ? {} : { period: groundTruthPeriod }),
    });
  }

  /** Lets go of everything that is due by `now`. */
  advance(now: number): void {
    if ((this.#captures.flushAt ?? Number.POSITIVE_INFINITY) <= now || now === Number.POSITIVE_INFINITY)
      this.#flushCaptures();
    for (const { writtenAt, ...file } of this.#truth.flush(now))
      this.#send({ ...file, kind: "ground-truth", time: writtenAt });
  }

  /** The files that are in the buckets by `now` and were not given out yet, in the order of time. */
  *arrived(now: number): Generator<TrafficFile> {
    while (this.#underWay.length > 0 && this.#underWay[0]!.time <= now) yield this.#underWay.shift()!;
  }

  invoke(i: number, time: number): void {
    const { flights, features, answer, sent = (own: string) => own } = this.#options;
    const request = sent(flightRequest(flights, features, i), time);
    const row = flights.row[i]!;
    const inferenceId = `flight-${row}`;
    this.#captures.write({
      time,
      request,
      response: answer(request),
      eventId: eventId(this.#seed, row),
      inferenceId,
    });
    const knownAt = flights.departure[i]! + blockMinutes(flights.distance[i]!) * MINUTE;
    this.#truth.add({
      inferenceId,
      label: flights.delay[i]! >= LATE_MINUTES ? 1 : 0,
      capturedAt: time,
      knownAt,
    });
  }

  #flushCaptures(): void {
    const file = this.#captures.flush();
    if (file === undefined) return;
    const { flushedAt, ...rest } = file;
    this.#send({ ...rest, kind: "capture", time: flushedAt + this.#delay() });
  }

  #send(file: TrafficFile): void {
    let at = this.#underWay.length;
    while (at > 0 && this.#underWay[at - 1]!.time > file.time) at--;
    this.#underWay.splice(at, 0, file);
  }
}
