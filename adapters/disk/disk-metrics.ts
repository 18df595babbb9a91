import { type StatisticSet, statisticSetOf, unrealNumber } from "../../shared/report/metric-datum.ts";
import type { MetricDatum, MetricSink } from "../../steps/ports.ts";
import { JsonLines } from "./json-lines.ts";

type MetricLine = MetricDatum & { readonly namespace: string };

/** One series: a name in a namespace with exactly these dimensions, as in CloudWatch. */
export interface MetricSeries {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface MetricPoint {
  readonly timestamp: number;
  readonly statistics: StatisticSet;
}

/** `metrics.jsonl`: one datum a line, in the order of their coming. */
export class DiskMetrics implements MetricSink {
  private readonly lines: JsonLines<MetricLine>;
  private readonly series = new Map<string, MetricPoint[]>();

  constructor(path: string) {
    this.lines = new JsonLines(path);
  }

  /** Leaves nothing out. Throws when a value is not finite (CloudWatch refuses it too) and then writes none of them. */
  async put(namespace: string, datums: readonly MetricDatum[]): Promise<number> {
    for (const datum of datums) {
      const unreal = unrealNumber(datum);
      if (unreal !== undefined)
        throw new Error(
          `Metric ${namespace} ${datum.name} is ${unreal}; expected a finite number. Publish nothing for a value that does not exist.`,
        );
    }
    await this.lines.append(datums.map((datum) => ({ namespace, ...datum })));
    return 0;
  }

  /** Points of a series with `from` ≤ timestamp < `to` (epoch milliseconds), in the order of their coming. */
  async query(series: MetricSeries, from: number, to: number): Promise<readonly MetricPoint[]> {
    for (const line of await this.lines.readNew()) {
      const key = seriesKey(line);
      const points = this.series.get(key);
      const point = { timestamp: line.timestamp, statistics: statisticSetOf(line) };
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
