import type { Distribution } from "../drift/distribution.ts";
import { byCodeUnit } from "../profile/code-unit-order.ts";

/** Where a column is cut into shares; the same for every window, slot and scale of a baseline. */
export type Cuts = NumericCuts | CategoryCuts;

/** Shares of the numbers below the first value, and at or below each. Ascending, no value twice. */
export interface NumericCuts {
  readonly kind: "numeric";
  readonly at: readonly number[];
  /** One share more, of what is far out; absent of constants, of numbers that end there, and before 0.3. */
  readonly far?: FarOut;
}

/**
 * Below `low` or above `high`, which are as far from the baseline's values as those are wide. A column whose level wanders does not come there,
 * and no season does: a few cells are evidence, against all numbers of the baseline.
 */
export interface FarOut {
  readonly low: number;
  readonly high: number;
  /** Numbers of the baseline, none of which is there. */
  readonly of: number;
}

/** Shares of each of these values, and of all others together. */
export interface CategoryCuts {
  readonly kind: "categorical";
  readonly values: readonly string[];
}

/** Deciles find what moves the middle, the rest what moves the tails. */
const CUT_AT = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
/** Up to so many different numbers each is a cut: flags, grades, counts. */
const FEW_NUMBERS = 20;
/** Values with a share of their own; the others are one. */
const MOST_VALUES = 30;

/** The cuts of a column by the baseline's distribution. */
export function cutsOf(distribution: Distribution): Cuts {
  if (distribution.kind === "categorical") {
    const frequent = [...distribution.counts].sort(([a, m], [b, n]) => n - m || byCodeUnit(a, b));
    return { kind: "categorical", values: frequent.slice(0, MOST_VALUES).map(([value]) => value) };
  }
  const { values, weights } = distribution;
  const different = firstDifferent(values, FEW_NUMBERS + 1);
  const far = farOut(values[0]!, values.at(-1)!, distribution.n);
  if (different.length <= FEW_NUMBERS) return { kind: "numeric", at: different, ...far };
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const at = [values[0]!];
  let [index, below] = [0, 0];
  for (const share of CUT_AT) {
    while (index < values.length - 1 && below + weights[index]! < share * total) below += weights[index++]!;
    if (values[index]! > at.at(-1)!) at.push(values[index]!);
  }
  if (values.at(-1)! > at.at(-1)!) at.push(values.at(-1)!);
  return { kind: "numeric", at, ...far };
}

function farOut(least: number, most: number, of: number): Pick<NumericCuts, "far"> {
  const [low, high] = [least - (most - least), most + (most - least)];
  const isThere = low < least && high > most && Number.isFinite(low) && Number.isFinite(high);
  return isThere ? { far: { low, high, of } } : {};
}

function firstDifferent(ascending: Float64Array, most: number): number[] {
  const different: number[] = [];
  for (const value of ascending) {
    if (value !== different.at(-1)) different.push(value);
    if (different.length === most) break;
  }
  return different;
}
