/** Ascending values, each with the number of values that it stands for. */
export interface WeightedValues {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** Weights of values that stand for themselves; shared, because a baseline keeps thousands of such lists. */
let ones = new Float64Array(0);

function onesOf(length: number): Float64Array {
  if (ones.length < length) ones = new Float64Array(length).fill(1);
  return ones.subarray(0, length);
}

/** The levels of a sketch as one ascending list; the values of level h, ascending too, weigh 2^h. */
export function weightedValuesOf(levels: readonly Float64Array[]): WeightedValues {
  return levels.reduce(withLevel, { values: new Float64Array(0), weights: new Float64Array(0) });
}

function withLevel(below: WeightedValues, level: Float64Array, h: number): WeightedValues {
  if (level.length === 0) return below;
  if (h === 0) return { values: level, weights: onesOf(level.length) };
  return mergedValues(below, { values: level, weights: new Float64Array(level.length).fill(2 ** h) });
}

/** Both lists as one; of equal values those of `a` first. */
export function mergedValues(a: WeightedValues, b: WeightedValues): WeightedValues {
  const length = a.values.length + b.values.length;
  const values = new Float64Array(length);
  const weights = new Float64Array(length);
  let left = 0;
  let right = 0;
  for (let to = 0; to < length; to++) {
    const takeLeft = right === b.values.length || a.values[left]! <= b.values[right]!;
    values[to] = takeLeft ? a.values[left]! : b.values[right]!;
    weights[to] = takeLeft ? a.weights[left++]! : b.weights[right++]!;
  }
  return { values, weights };
}

/** The smallest value whose rank is at least q × n, q from 0 to 1; undefined when there are no values. */
export function quantileIn({ values, weights }: WeightedValues, n: number, q: number): number | undefined {
  const wanted = q * n;
  let rank = 0;
  for (let i = 0; i < values.length; i++) {
    rank += weights[i]!;
    if (rank >= wanted) return values[i];
  }
  return values.at(-1);
}

/** How many values are at most x. */
export function rankIn({ values, weights }: WeightedValues, x: number): number {
  let rank = 0;
  for (let i = 0; i < values.length && values[i]! <= x; i++) rank += weights[i]!;
  return rank;
}
