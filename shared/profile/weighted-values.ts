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
  const length = below.values.length + level.length;
  const values = new Float64Array(length);
  const weights = new Float64Array(length);
  let left = 0;
  let right = 0;
  for (let to = 0; to < length; to++) {
    const takeLeft = right === level.length || below.values[left]! <= level[right]!;
    values[to] = takeLeft ? below.values[left]! : level[right]!;
    weights[to] = takeLeft ? below.weights[left++]! : 2 ** h;
    if (!takeLeft) right++;
  }
  return { values, weights };
}
