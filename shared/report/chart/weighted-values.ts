import type { NumericDistribution } from "../../drift/distribution.ts";

/** The finite values of a distribution, ascending, with the sum of all weights before each. */
export interface WeightedValues {
  readonly values: readonly number[];
  readonly weights: readonly number[];
  readonly total: number;
}

/** Drops what cannot be drawn: NaN, infinities and values without weight. */
export function weightedValues({ values, weights }: NumericDistribution): WeightedValues {
  const kept: WeightedValues & { values: number[]; weights: number[]; total: number } = {
    values: [],
    weights: [],
    total: 0,
  };
  for (let i = 0; i < values.length; i++) {
    const weight = weights[i] ?? 0;
    if (!Number.isFinite(values[i]!) || !(weight > 0)) continue;
    kept.values.push(values[i]!);
    kept.weights.push(weight);
    kept.total += weight;
  }
  return kept;
}

/** The smallest value that at least the share `q` of the weight does not exceed; `undefined` of nothing. */
export function weightedQuantile({ values, weights, total }: WeightedValues, q: number): number | undefined {
  const rank = q * total;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weights[i]!;
    if (sum >= rank * (1 - 1e-12)) return values[i];
  }
  return values.at(-1);
}
