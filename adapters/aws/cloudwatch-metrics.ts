/**
 * Metrics to CloudWatch by PutMetricData. Limits (PutMetricData API reference): 1,000 datums and 1 MB a call, values
 * within ±2^360 and never NaN or infinite, time from two weeks back to two hours ahead, 30 dimensions,
 * names of 255 and dimension values of 1,024 printable ASCII characters.
 */
import { Refused, Throttled } from "../../shared/errors.ts";
import { statisticSetOf, unrealNumber } from "../../shared/report/metric-datum.ts";
import type { Clock, MetricDatum, MetricSink } from "../../steps/ports.ts";
import { clientSettings } from "./client-settings.ts";
import {
  CloudWatchClient,
  PutMetricDataCommand,
  type MetricDatum as ServiceDatum,
} from "./sdk/cloudwatch.ts";
import { isRefusal, isTemporary, serviceError } from "./service-error.ts";

const MAX_DATUMS = 1_000;
/** The limit is 1 MB; this leaves room for the envelope, and the encoding of the wire is no larger than JSON. */
const MAX_BYTES = 900_000;
const MAX_VALUE = 2 ** 360;
const TWO_WEEKS_MS = 14 * 86_400_000;
const TWO_HOURS_MS = 2 * 3_600_000;
const MAX_DIMENSIONS = 30;
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/**
 * The sink on CloudWatch. What CloudWatch would refuse for its age, size or spelling is left out and counted, so that
 * one old window does not lose the others' metrics. Throws `Throttled` when the service asks to slow down, `Refused`
 * when it takes nothing of the call.
 */
export function cloudwatchMetrics({
  client = new CloudWatchClient(clientSettings),
  clock,
}: {
  readonly client?: CloudWatchClient;
  readonly clock: Clock;
}): MetricSink {
  return {
    async put(namespace, datums) {
      for (const datum of datums) refuseUnreal(datum);
      const now = clock.now();
      const kept = datums.filter((datum) => isAcceptable(datum, now)).map(serviceDatum);
      for (const MetricData of chunks(kept)) await send(client, { Namespace: namespace, MetricData });
      return datums.length - kept.length;
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
    if (isTemporary(cause))
      throw new Throttled("CloudWatch asks to slow down or does not answer (PutMetricData). Try again.", {
        cause,
      });
    if (isRefusal(cause)) {
      const { name, message } = serviceError(cause);
      throw new Refused(
        `CloudWatch takes no metrics in namespace ${input.Namespace}: ${name}: ${message}. Does the role allow the namespace?`,
        { cause },
      );
    }
    throw cause;
  }
}

function refuseUnreal(datum: MetricDatum): void {
  const unreal = unrealNumber(datum);
  if (unreal !== undefined)
    throw new Error(
      `Metric ${datum.name} has value ${unreal}; expected a finite number. Leave out what is undefined.`,
    );
}

function isAcceptable(datum: MetricDatum, now: number): boolean {
  const { name, timestamp, dimensions } = datum;
  const { sampleCount, ...values } = statisticSetOf(datum);
  const entries = Object.entries(dimensions);
  return (
    sampleCount > 0 &&
    Object.values(values).every((value) => Math.abs(value) <= MAX_VALUE) &&
    timestamp >= now - TWO_WEEKS_MS &&
    timestamp <= now + TWO_HOURS_MS &&
    isText(name, 255) &&
    entries.length <= MAX_DIMENSIONS &&
    entries.every(([key, text]) => isText(key, 255) && isText(text, 1024))
  );
}

const isText = (text: string, length: number) =>
  text.length <= length && PRINTABLE_ASCII.test(text) && text.trim() !== "";

function serviceDatum(datum: MetricDatum): ServiceDatum {
  return {
    MetricName: datum.name,
    ...figuresOf(datum),
    Unit: datum.unit,
    Timestamp: new Date(datum.timestamp),
    Dimensions: Object.entries(datum.dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}

/** One of the two; CloudWatch refuses a datum with both. */
function figuresOf(datum: MetricDatum): Pick<ServiceDatum, "Value" | "StatisticValues"> {
  if (!("statistics" in datum)) return { Value: datum.value };
  const { sampleCount, sum, minimum, maximum } = datum.statistics;
  return { StatisticValues: { SampleCount: sampleCount, Sum: sum, Minimum: minimum, Maximum: maximum } };
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
