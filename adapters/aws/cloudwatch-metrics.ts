/**
 * Metrics to CloudWatch by PutMetricData. Limits (PutMetricData API reference): 1,000 datums and 1 MB a call, values
 * within ±2^360 and never NaN or infinite, time from two weeks back to two hours ahead, 30 dimensions,
 * names of 255 and dimension values of 1,024 printable ASCII characters.
 */
import {
  type CloudWatchClient,
  PutMetricDataCommand,
  type MetricDatum as ServiceDatum,
} from "@aws-sdk/client-cloudwatch";
import { Throttled } from "../../shared/errors.ts";
import type { Clock, MetricDatum, MetricSink } from "../../steps/ports.ts";
import { isThrottling } from "./service-error.ts";

const MAX_DATUMS = 1_000;
/** The limit is 1 MB; this leaves room for the envelope, and the encoding of the wire is no larger than JSON. */
const MAX_BYTES = 900_000;
const MAX_VALUE = 2 ** 360;
const TWO_WEEKS_MS = 14 * 86_400_000;
const TWO_HOURS_MS = 2 * 3_600_000;
const MAX_DIMENSIONS = 30;
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/** A metric sink that counts what the service would refuse. */
export interface CloudWatchMetrics extends MetricSink {
  /** Datums left out so far: out of range, too old, too far ahead, or with a name that CloudWatch cannot hold. */
  readonly dropped: number;
}

/**
 * The sink on CloudWatch. A NaN or infinite value throws before anything is sent: it is a fault of the
 * caller. What CloudWatch would refuse for its age, size or spelling is dropped and counted, so that one old
 * window does not lose the others' metrics. Throws `Throttled` when the service asks to slow down.
 */
export function cloudwatchMetrics({
  client,
  clock,
}: {
  readonly client: CloudWatchClient;
  readonly clock: Clock;
}): CloudWatchMetrics {
  let dropped = 0;
  return {
    get dropped() {
      return dropped;
    },
    async put(namespace, datums) {
      for (const datum of datums) refuseUnreal(datum);
      const now = clock.now();
      const kept = datums.filter((datum) => isAcceptable(datum, now)).map(serviceDatum);
      dropped += datums.length - kept.length;
      for (const MetricData of chunks(kept)) await send(client, { Namespace: namespace, MetricData });
    },
  };
}

async function send(
  client: CloudWatchClient,
  input: { Namespace: string; MetricData: ServiceDatum[] },
): Promise<void> {
  try {
    await client.send(new PutMetricDataCommand(input));
  } catch (cause) {
    if (isThrottling(cause))
      throw new Throttled("CloudWatch asks to slow down (PutMetricData). Try again.", { cause });
    throw cause;
  }
}

function refuseUnreal({ name, value }: MetricDatum): void {
  if (!Number.isFinite(value))
    throw new Error(
      `Metric ${name} has value ${value}; expected a finite number. Leave out what is undefined.`,
    );
}

function isAcceptable({ name, value, timestamp, dimensions }: MetricDatum, now: number): boolean {
  const entries = Object.entries(dimensions);
  return (
    Math.abs(value) <= MAX_VALUE &&
    timestamp >= now - TWO_WEEKS_MS &&
    timestamp <= now + TWO_HOURS_MS &&
    isText(name, 255) &&
    entries.length <= MAX_DIMENSIONS &&
    entries.every(([key, text]) => isText(key, 255) && isText(text, 1024))
  );
}

const isText = (text: string, length: number) =>
  text.length <= length && PRINTABLE_ASCII.test(text) && text.trim() !== "";

function serviceDatum({ name, value, unit, timestamp, dimensions }: MetricDatum): ServiceDatum {
  return {
    MetricName: name,
    Value: value,
    Unit: unit,
    Timestamp: new Date(timestamp),
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}

function* chunks(datums: readonly ServiceDatum[]): Generator<ServiceDatum[]> {
  let chunk: ServiceDatum[] = [];
  let bytes = 0;
  for (const datum of datums) {
    const size = JSON.stringify(datum).length;
    if (chunk.length === MAX_DATUMS || bytes + size > MAX_BYTES) {
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    chunk.push(datum);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
