/** Evidently's default for a data set (`DataDriftPreset`, 0.7), from `legacy/calculations/stattests/` of its package. */
import type { Distribution, NumericDistribution } from "../../../shared/drift/distribution.ts";
import { chiSquaredTail } from "../../../shared/drift/incomplete-gamma.ts";
import { columnByColumn } from "../fixed-rule.ts";
import { type ColumnVerdict, strengthOf } from "../verdict.ts";
import { jensenShannonOfShares } from "./jensen-shannon-of-shares.ts";
import { kolmogorovSmirnovP } from "./kolmogorov-smirnov-test.ts";

/** References of more rows are judged by distances, others by tests. */
const MOST_ROWS_OF_TESTS = 1_000;
/** Numbers of at most so many different values, of both sides together, are judged as categories. */
const MOST_VALUES = 5;
const P_VALUE = 0.05;
const DISTANCE = 0.1;
/** What the standard deviation of the reference is taken for at least. */
const LEAST_DEVIATION = 0.001;

export const evidently = columnByColumn(
  {
    name: "Evidently",
    about:
      "Evidently's DataDriftPreset: up to 1,000 reference rows K-S, chi-squared or Z test at p 0.05, beyond Wasserstein or Jensen–Shannon distance from 0.1 on; the data set drifts when half of the columns do.",
    share: 0.5,
  },
  (reference) => {
    const unit = reference.kind === "numeric" ? Math.max(standardDeviation(reference), LEAST_DEVIATION) : 1;
    return (window) => {
      if (window.kind !== reference.kind) return undefined;
      const counts = asCategories(window, reference);
      const few = reference.n <= MOST_ROWS_OF_TESTS;
      if (counts !== undefined) return few ? testOfCategories(counts) : distanceOfCategories(counts);
      return few ? kolmogorovSmirnov(window, reference) : wasserstein(window, reference, unit);
    };
  },
);

/** Rows of the window and of the reference by category. */
interface Counts {
  readonly window: readonly number[];
  readonly reference: readonly number[];
}

function kolmogorovSmirnov(window: Distribution, reference: Distribution): ColumnVerdict | undefined {
  const p = kolmogorovSmirnovP(window, reference);
  return p === undefined ? undefined : byPValue("K-S p_value", p, p <= P_VALUE);
}

function wasserstein(window: Distribution, reference: Distribution, unit: number): ColumnVerdict | undefined {
  if (window.kind !== "numeric" || reference.kind !== "numeric") return undefined;
  return byDistance("Wasserstein distance (normed)", areaBetween(window, reference) / unit);
}

/** Expects the reference's shares as if they were certain; a category that the reference lacks makes p 0. */
function testOfCategories(counts: Counts): ColumnVerdict {
  const [now, before] = [sumOf(counts.window), sumOf(counts.reference)];
  if (counts.window.length <= 2) return testOfTwo(counts, now, before);
  const statistic = counts.window.reduce((sum, observed, i) => {
    const expected = (counts.reference[i]! * now) / before;
    return sum + (observed - expected) ** 2 / expected;
  }, 0);
  const p = chiSquaredTail(statistic, counts.window.length - 1)!;
  return byPValue("chi-square p_value", p, p < P_VALUE);
}

/** Z test of the share of one of two values, each side with its own rows. */
function testOfTwo({ window, reference }: Counts, now: number, before: number): ColumnVerdict {
  const share = (window[0]! + reference[0]!) / (now + before);
  const z2 =
    (reference[0]! / before - window[0]! / now) ** 2 / (share * (1 - share) * (1 / before + 1 / now));
  const p = window.length === 1 ? 1 : chiSquaredTail(z2, 1)!;
  return byPValue("Z-test p_value", p, p < P_VALUE);
}

const distanceOfCategories = ({ window, reference }: Counts) =>
  byDistance("Jensen-Shannon distance", jensenShannonOfShares(reference, window, Math.E));

function byPValue(method: string, score: number, drifted: boolean): ColumnVerdict {
  return {
    drifted,
    score,
    method,
    threshold: P_VALUE,
    strength: strengthOf(score, P_VALUE, { pValue: true }),
  };
}

function byDistance(method: string, score: number): ColumnVerdict {
  return {
    drifted: score >= DISTANCE,
    score,
    method,
    threshold: DISTANCE,
    strength: strengthOf(score, DISTANCE),
  };
}

/** Undefined of numbers that have more values than are taken for categories. */
function asCategories(window: Distribution, reference: Distribution): Counts | undefined {
  const [now, before] = [countsOf(window), countsOf(reference)];
  if (now === undefined || before === undefined) return undefined;
  const keys = [...new Set([...before.keys(), ...now.keys()])];
  if (window.kind === "numeric" && keys.length > MOST_VALUES) return undefined;
  return {
    window: keys.map((key) => now.get(key) ?? 0),
    reference: keys.map((key) => before.get(key) ?? 0),
  };
}

function countsOf(distribution: Distribution): ReadonlyMap<number | string, number> | undefined {
  if (distribution.kind === "categorical") return distribution.counts;
  const counts = new Map<number, number>();
  for (const [i, value] of distribution.values.entries()) {
    counts.set(value, (counts.get(value) ?? 0) + distribution.weights[i]!);
    if (counts.size > MOST_VALUES) return undefined;
  }
  return counts;
}

/** numpy's `std`; of a constant exactly 0. */
function standardDeviation({ values, weights, n }: NumericDistribution): number {
  const origin = values[0] ?? 0;
  const mean = values.reduce((sum, value, i) => sum + ((value - origin) * weights[i]!) / n, 0);
  return Math.sqrt(
    values.reduce((sum, value, i) => sum + ((value - origin - mean) ** 2 * weights[i]!) / n, 0),
  );
}

/** ∫ |F₁ − F₂| dx: scipy's `wasserstein_distance`, without Plumbline's care for the largest doubles. */
function areaBetween(a: NumericDistribution, b: NumericDistribution): number {
  let [i, j, gap, area] = [0, 0, 0, 0];
  let at = Math.min(a.values[0]!, b.values[0]!);
  while (i < a.values.length || j < b.values.length) {
    const first = j >= b.values.length || (i < a.values.length && a.values[i]! <= b.values[j]!);
    const next = first ? a.values[i]! : b.values[j]!;
    area += Math.abs(gap) * (next - at);
    gap += first ? a.weights[i++]! / a.n : -b.weights[j++]! / b.n;
    at = next;
  }
  return area;
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
