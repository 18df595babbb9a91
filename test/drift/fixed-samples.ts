import { readFileSync } from "node:fs";
import type { NumericDistribution } from "../../shared/drift/distribution.ts";

type NumericSample =
  | { readonly values: readonly number[]; readonly weights?: readonly number[] }
  | {
      readonly shape: "bell" | "heavy tail" | "few values";
      readonly seed: number;
      readonly rows: number;
      readonly times?: number;
      readonly plus?: number;
    };

interface Case<Sample, PValue> {
  readonly name: string;
  readonly current: Sample;
  readonly baseline: Sample;
  /** By the name of the statistic. */
  readonly expected: Readonly<Record<string, number>>;
  readonly pValue: PValue;
}

/** What scipy, numpy and mpmath give; written by test/fixtures/drift/make_scipy_values.py. */
interface ScipyValues {
  readonly made: string;
  readonly numeric: readonly Case<NumericSample, { limit: number; exact: number }>[];
  readonly categorical: readonly Case<
    Readonly<Record<string, number>>,
    { homogeneity: number | null; deequ: number | null }
  >[];
  /** Statistic, degrees of freedom, tail by mpmath at 50 digits, tail by scipy. */
  readonly tails: readonly (readonly [number, number, number, number])[];
}

export const scipyValues: ScipyValues = JSON.parse(
  readFileSync(new URL("../fixtures/drift/scipy-values.json", import.meta.url), "utf8"),
);

/** The same rows as in make_scipy_values.py, to the bit. */
export function numericSample(sample: NumericSample): NumericDistribution {
  const drawn = "values" in sample ? [...sample.values] : drawnValues(sample);
  const weights = "values" in sample ? sample.weights : undefined;
  const order = drawn.map((_, i) => i).sort((i, j) => drawn[i]! - drawn[j]!);
  const sortedWeights = Float64Array.from(order, (i) => weights?.[i] ?? 1);
  const n = sortedWeights.reduce((sum, weight) => sum + weight, 0);
  const values = Float64Array.from(order, (i) => drawn[i]!);
  return { kind: "numeric", values, weights: sortedWeights, n, rankError: 0 };
}

function drawnValues({
  shape,
  seed,
  rows,
  times = 1,
  plus = 0,
}: Extract<NumericSample, { shape: unknown }>): number[] {
  const uniform = minimalStandard(seed);
  const draw = {
    bell: () => uniform() + uniform() + uniform() - 1.5,
    "heavy tail": () => 1 / uniform(),
    "few values": () => Math.floor(5 * uniform()),
  }[shape];
  return Array.from({ length: rows }, () => draw() * times + plus);
}

/** Park and Miller 1988, exact in both languages. */
function minimalStandard(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
