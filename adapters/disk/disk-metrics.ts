import type { MetricDatum, MetricSink } from "../../steps/ports.ts";
import { JsonLines } from "./json-lines.ts";

interface MetricLine extends MetricDatum {
  readonly namespace: string;
}

/** One series: a name in a namespace with exactly these dimensions, as in CloudWatch. */
export interface MetricSeries {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface MetricPoint {
  readonly timestamp: number;
  readonly value: number;
}

/** `metrics.jsonl`: one datum a line, in the order of their coming. */
export class DiskMetrics implements MetricSink {
  private readonly lines: JsonLines<MetricLine>;
  private readonly series = new Map<string, MetricPoint[]>();

  constructor(path: string) {
    this.lines = new JsonLines(path);
  }

  /** Throws when a value is not finite (CloudWatch refuses it too) and then writes none of them. */
  async put(namespace: string, datums: readonly MetricDatum[]): Promise<void> {
    for (const { name, value } of datums)
      if (!Number.isFinite(value))
        throw new Error(
          `Metric ${namespace} ${name} is ${value}; expected a finite number. Publish nothing for a value that does not exist.`,
        );
    await this.lines.append(datums.map((datum) => ({ namespace, ...datum })));
  }

  /** Points of a series with `from` ≤ timestamp < `to` (epoch milliseconds), in the order of their coming. */
  async query(series: MetricSeries, from: number, to: number): Promise<readonly MetricPoint[]> {
    for (const line of await this.lines.readNew()) {
      const key = seriesKey(line);
      const points = this.series.get(key);
      const point = { timestamp: line.timestamp, value: line.value };
      if (points === undefined) this.series.set(key, [point]);
      else points.push(point);
    }
    return (this.series.get(seriesKey(series)) ?? []).filter(
      ({ timestamp }) => timestamp >= from && timestamp < to,
    );
  }
}

function seriesKey({ namespace, name, dimensions }: MetricSeries): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
