/** One value of a metric, as CloudWatch takes it. */
export interface MetricDatum {
  readonly name: string;
  /** Finite; the sink refuses NaN and infinities. */
  readonly value: number;
  readonly unit: "None" | "Count" | "Percent" | "Seconds" | "Bytes";
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly dimensions: Readonly<Record<string, string>>;
}
