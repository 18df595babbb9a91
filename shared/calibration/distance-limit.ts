/**
 * The largest distance that a baseline's own windows have, in multiples of their spread: what windows alone are held against
 * besides their shares.
 */

import type { DriftStatistic } from "../drift/drift-statistic.ts";
import { statisticForKind } from "../drift/statistic-for-kind.ts";
import type { BaselineWindow } from "./learn-calibration.ts";
import { leaveBlocksOut } from "./leave-blocks-out.ts";
import { tailQuantile } from "./tail-quantile.ts";

/** One distance and the rows on both sides of it. */
interface Measured {
  readonly distance: number;
  readonly n: number;
  readonly m: number;
}

export interface DistanceOptions {
  readonly statistic: DriftStatistic;
  readonly columns: readonly string[];
  /** Chance that one comparison exceeds its limit while nothing changed. */
  readonly rate: number;
  readonly days: number;
}

/** The limits of columns by name, of windows that are each compared with the rest of their slot, blocks of days left out. */
export function distanceLimits(
  windows: readonly BaselineWindow[],
  { statistic, columns, rate, days }: DistanceOptions,
): Map<string, LearntLimit> {
  const measured = new Map(columns.map((column) => [column, [] as Measured[]]));
  for (const { window, rest } of leaveBlocksOut(windows))
    for (const [column, into] of measured) {
      const current = window.column(column)?.distribution();
      const baseline = rest.column(column)?.distribution();
      const distance =
        current && baseline
          ? statisticForKind(statistic, current.kind).measure(current, baseline)
          : undefined;
      if (distance !== undefined && current && baseline) into.push({ distance, n: current.n, m: baseline.n });
    }
  const limits = new Map<string, LearntLimit>();
  for (const [column, distances] of measured) {
    const limit = learnLimit(distances, rate, { days });
    if (limit !== undefined) limits.set(column, limit);
  }
  return limits;
}

/** A limit in multiples of the spread that two samples of n and m rows have when nothing has changed. */
export interface LearntLimit {
  readonly multiple: number;
  /** Variance between windows on top of sampling (τ²), from the baseline itself. */
  readonly variance: number;
  readonly windows: number;
  readonly days: number;
}

/** Median of the Kolmogorov distribution: K(0.8276) = 0.5 (Smirnov 1948, table). */
const KOLMOGOROV_MEDIAN = 0.8276;

/** Spread of a distance between n and m rows: sampling, and what windows differ by among themselves. */
function scaleOf(n: number, m: number, variance: number): number {
  return Math.sqrt(1 / n + 1 / m + variance);
}

/**
 * The limit that one comparison exceeds with probability `rate` while nothing has changed, in multiples of its
 * spread. The variance between windows is chosen so that the scaled distances have the median that sampling
 * alone would give them. Never below what sampling alone asks for. Undefined without distances.
 */
function learnLimit(
  measured: readonly Measured[],
  rate: number,
  { days }: { days: number },
): LearntLimit | undefined {
  if (measured.length === 0) return undefined;
  const variance = varianceBetween(measured);
  const scaled = measured.map(({ distance, n, m }) => distance / scaleOf(n, m, variance));
  const multiple = Math.max(samplingQuantile(rate), tailQuantile(scaled, rate) ?? 0);
  return { multiple, variance, windows: measured.length, days };
}

/**
 * What sampling alone exceeds with probability `rate`, in multiples of √(1/n + 1/m): √(−½ ln(rate/2)), the two-sample
 * Dvoretzky–Kiefer–Wolfowitz bound with Massart's constant (Wei & Dudley 2012). A tail fitted to a hundred windows may fall
 * below it by luck: of 1,775 unchanged windows of 150 rows six then fired, where one in 3,650 was asked for.
 */
function samplingQuantile(rate: number): number {
  return Math.sqrt(-0.5 * Math.log(rate / 2));
}

/** A limit of the distance of `n` against `m` rows, in the statistic's own unit. */
export const limitAt = ({ multiple, variance }: LearntLimit, n: number, m: number) =>
  multiple * scaleOf(n, m, variance);

/** τ² by bisection: the median of the scaled distances falls as τ² grows. Zero where sampling explains them. */
function varianceBetween(measured: readonly Measured[]): number {
  const medianAt = (variance: number) =>
    median(measured.map(({ distance, n, m }) => distance / scaleOf(n, m, variance)));
  if (medianAt(0) <= KOLMOGOROV_MEDIAN) return 0;
  let [low, high] = [0, 1];
  while (medianAt(high) > KOLMOGOROV_MEDIAN) high *= 2;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (medianAt(middle) > KOLMOGOROV_MEDIAN) low = middle;
    else high = middle;
  }
  return high;
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
