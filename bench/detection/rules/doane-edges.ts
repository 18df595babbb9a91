import type { NumericDistribution } from "../../../shared/drift/distribution.ts";

/**
 * Edges of bins of equal width by Doane's rule (1976, "Aesthetic frequency classifications"), which adds bins to Sturges'
 * for skewness: numpy's `histogram_bin_edges(…, bins="doane")`. A constant has one bin, half to either side.
 */
export function doaneEdges({ values, weights, n }: NumericDistribution): number[] {
  const [least, most] = [values[0]!, values.at(-1)!];
  if (least === most) return [least - 0.5, least + 0.5];
  const bins = Math.max(1, Math.ceil((most - least) / width(values, weights, n, most - least)));
  const step = (most - least) / bins;
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? most : least + i * step));
}

function width(values: Float64Array, weights: Float64Array, n: number, range: number): number {
  if (n <= 2) return range;
  const average = (of: (value: number) => number) =>
    values.reduce((sum, value, i) => sum + (of(value) * weights[i]!) / n, 0);
  const mean = average((value) => value);
  const deviation = Math.sqrt(average((value) => (value - mean) ** 2));
  const skewness = average((value) => ((value - mean) / deviation) ** 3);
  const itsDeviation = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return range / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / itsDeviation));
}
