import type { NumericDistribution } from "../drift/distribution.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import { quantileIn } from "../profile/weighted-values.ts";

/** The magnitudes that a column's numbers have, zeros left aside: a change of unit leaves a zero a zero. */
export interface MagnitudeRange {
  readonly least: number;
  readonly most: number;
  /** Chance that one more number of the same kind lies outside. */
  readonly outside: number;
}

/**
 * The range of some numbers. Of n exchangeable ones one more lies beyond them with a chance of 2 ÷ (n + 1), whatever their distribution;
 * a sketch may have dropped the outermost ones, by its rank error at each end. Undefined without a number other than 0.
 */
export function magnitudeRange(
  numbers: NumericDistribution,
  extremes: readonly (number | undefined)[] = [],
): MagnitudeRange | undefined {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  const extend = (value: number) => {
    const size = Math.abs(value);
    if (size === 0) return;
    if (size < least) least = size;
    if (size > most) most = size;
  };
  for (const value of numbers.values) extend(value);
  for (const value of extremes) if (value !== undefined) extend(value);
  if (most === 0) return undefined;
  return { least, most, outside: 2 / (numbers.n + 1) + 2 * numbers.rankError };
}

const known = new WeakMap<ColumnProfile, MagnitudeRange | null>();

/** The range of a baseline's column: looked for once, every part of a window is held against it. */
export function rangeOfBaseline(column: ColumnProfile): MagnitudeRange | undefined {
  let range = known.get(column);
  if (range === undefined) {
    const numbers = column.distributionAs("numeric");
    const { min, max } = column.moments;
    range = (numbers?.kind === "numeric" && magnitudeRange(numbers, [min, max])) || null;
    known.set(column, range);
  }
  return range ?? undefined;
}

/** How many of the numbers are not 0, and the share of those that lies outside a range. */
export function shareOutside(
  { values, weights }: NumericDistribution,
  { least, most }: MagnitudeRange,
): { readonly n: number; readonly share: number } {
  let [n, outside] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (size === 0) continue;
    n += weights[i]!;
    if (size < least || size > most) outside += weights[i]!;
  }
  return { n, share: n === 0 ? 0 : outside / n };
}

/** The median of the magnitudes, zeros left aside; undefined where there are none. */
export function medianMagnitude({ values, weights }: NumericDistribution): number | undefined {
  const sizes = Array.from(values, (value, i) => ({ size: Math.abs(value), weight: weights[i]! }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => a.size - b.size);
  const half = sizes.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const { size, weight } of sizes) {
    below += weight;
    if (below >= half) return size;
  }
  return undefined;
}

/** The distance between the quartiles. */
export const middleHalf = ({ values, weights, n }: NumericDistribution): number =>
  quantileIn({ values, weights }, n, 0.75)! - quantileIn({ values, weights }, n, 0.25)!;
