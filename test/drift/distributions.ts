import type { CategoricalDistribution, NumericDistribution } from "../../shared/drift/distribution.ts";

/** The exact distribution of some numbers, each with weight 1. */
export function numeric(values: Iterable<number>): NumericDistribution {
  const sorted = Float64Array.from(values).sort();
  return { kind: "numeric", values: sorted, weights: sorted.map(() => 1), n: sorted.length, rankError: 0 };
}

/** The distribution of some counted texts. */
export function categorical(counts: Readonly<Record<string, number>>): CategoricalDistribution {
  const n = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { kind: "categorical", counts: new Map(Object.entries(counts)), n };
}

/** first, first + 1, …, last. */
export const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);
