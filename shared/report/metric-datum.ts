/** What the values of a metric add up to, as CloudWatch keeps them. A single value is a set of one. */
export interface StatisticSet {
  /** At least 1. */
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

interface Datum {
  readonly name: string;
  readonly unit: "None" | "Count" | "Percent" | "Seconds" | "Bytes";
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One value of a metric. */
export interface ValueDatum extends Datum {
  /** Finite; the sink refuses NaN and infinities. */
  readonly value: number;
}

/** Many values of a metric, added up by whoever measured them. */
export interface StatisticDatum extends Datum {
  /** All finite. */
  readonly statistics: StatisticSet;
}

/** A metric at a moment, as CloudWatch takes it. */
export type MetricDatum = ValueDatum | StatisticDatum;

/** What a datum adds to its series. */
export function statisticSetOf(datum: MetricDatum): StatisticSet {
  if ("statistics" in datum) return datum.statistics;
  const { value } = datum;
  return { sampleCount: 1, sum: value, minimum: value, maximum: value };
}

/** The first number of a datum that is NaN or infinite: no sink takes it. Undefined when all are finite. */
export function unrealNumber(datum: MetricDatum): number | undefined {
  return Object.values(statisticSetOf(datum)).find((number) => !Number.isFinite(number));
}
