/**
 * How often a value as large comes while nothing changes, learnt from values of which each was measured while nothing
 * changed. Beyond the data the tail is a generalized Pareto law; how little is known of it widens it.
 */

/** The tail beyond `start`. */
export interface TailLaw {
  /** Values beyond it follow the law; below it the values themselves say how often. */
  readonly start: number;
  /** Share of the values beyond `start`, 0 to 1. */
  readonly share: number;
  /** Mean of what they exceed it by. */
  readonly scale: number;
  /** Shape of the generalized Pareto law, 0 (exponential) to 0.5. */
  readonly shape: number;
  /** Independent groups of values beyond it, what the scale is known from; not a whole number. */
  readonly groups: number;
}

export interface TailOptions {
  /** The tail is never thinner than this law's, in the values' own unit: half a chi-squared of one degree falls as e^−y. */
  readonly leastScale: number;
  /** When each value came, in steps: what comes together is one piece of evidence about the tail. */
  readonly times: readonly number[];
}

/** The tail is fitted to the largest tenth. */
const TAIL_SHARE = 0.1;
/** Below so many values of the tail more of the values are taken, all of them if need be. */
const LEAST_EXCEEDANCES = 10;
/** A heavier tail than this is a handful of outliers speaking, not a law. */
const HEAVIEST_SHAPE = 0.5;
/** Groups of values after which an estimated shape counts for one half: its standard error is 1/√groups or more. */
const SHAPE_GROUPS = 50;

/** The law of the largest tenth of the values; undefined without values. */
export function tailLaw(values: readonly number[], { leastScale, times }: TailOptions): TailLaw | undefined {
  if (values.length === 0) return undefined;
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
  const kept = keptOf(values.length);
  const start = kept === values.length ? 0 : values[order[kept]!]!;
  const beyond = order.slice(0, kept).filter((at) => values[at]! > start);
  // Nothing ever came beyond it: every value is evidence of that.
  if (beyond.length === 0)
    return { start, share: kept / values.length, scale: leastScale, shape: 0, groups: values.length };
  const together = extremalIndex(beyond.map((at) => times[at]!).sort((a, b) => a - b));
  const groups = Math.max(1, beyond.length * together);
  const excesses = beyond.map((at) => values[at]! - start).reverse();
  return { start, share: beyond.length / values.length, ...paretoOf(excesses, leastScale, groups), groups };
}

const keptOf = (values: number) =>
  Math.min(values, Math.max(LEAST_EXCEEDANCES, Math.ceil(values * TAIL_SHARE)));

/** What is left of values for `pooledTail`: twice the tail, because a column with a heavy tail gives more than its part. */
export function upperPart(values: readonly number[]): number[] {
  return [...values].sort((a, b) => b - a).slice(0, 2 * keptOf(values.length));
}

/**
 * One law of several sources that were seen equally often, of their upper parts and own laws. What one source has never seen, others
 * may have: see `mixedChance`.
 */
export function pooledTail(
  uppers: readonly (readonly number[])[],
  laws: readonly TailLaw[],
  { values, leastScale }: { readonly values: number; readonly leastScale: number },
): TailLaw | undefined {
  const all = uppers.flat().sort((a, b) => b - a);
  const kept = Math.min(all.length - 1, keptOf(values * laws.length));
  const groups = laws.reduce((sum, law) => sum + law.groups, 0);
  const start = all[kept];
  if (start === undefined || kept <= 0) return undefined;
  const excesses = all
    .slice(0, kept)
    .filter((value) => value > start)
    .map((value) => value - start)
    .reverse();
  const share = kept / (values * laws.length);
  if (excesses.length === 0) return { start, share, scale: leastScale, shape: 0, groups };
  return { start, share, ...paretoOf(excesses, leastScale, groups), groups };
}

/**
 * Extremal index, 0 to 1: 1 ÷ the mean number of exceedances that come together (Ferro & Segers 2003, "Inference for clusters of
 * extreme values", eq. 4 and 5), of the ascending times of the exceedances. 1 for fewer than two.
 */
function extremalIndex(times: readonly number[]): number {
  const gaps = times.slice(1).map((time, at) => time - times[at]!);
  if (gaps.length === 0) return 1;
  const sum = (of: (gap: number) => number) => gaps.reduce((total, gap) => total + of(gap), 0);
  const longest = Math.max(...gaps);
  const [first, second] =
    longest <= 2
      ? [sum((gap) => gap), sum((gap) => gap * gap)]
      : [sum((gap) => gap - 1), sum((gap) => (gap - 1) * (gap - 2))];
  return second === 0 ? 1 : Math.min(1, (2 * first * first) / (gaps.length * second));
}

/**
 * Mean and shape by probability-weighted moments (Hosking & Wallis 1987, eq. 8 to 10) of ascending excesses; the shape is taken
 * back towards 0 where it is known from few groups.
 */
function paretoOf(
  excesses: readonly number[],
  leastScale: number,
  groups: number,
): { scale: number; shape: number } {
  const n = excesses.length;
  const mean = excesses.reduce((sum, value) => sum + value, 0) / n;
  // The plotting positions that Hosking & Wallis recommend: (i − 0.35) ÷ n.
  const weighted = excesses.reduce((sum, value, i) => sum + value * (1 - (i + 0.65) / n), 0) / n;
  const shape = mean > 2 * weighted ? 2 - mean / (mean - 2 * weighted) : 0;
  const trusted = Math.min(HEAVIEST_SHAPE, Math.max(0, shape)) * (groups / (groups + SHAPE_GROUPS));
  return { scale: Math.max(leastScale, mean), shape: trusted };
}

/**
 * Chance, 0 to 1, that one more value lies beyond `value`, on average over what is not known of the law: the scale of an
 * exponential tail is known from `groups` excesses, and one more of them exceeds y with probability (1 + y/(g·b))^−g (the predictive
 * law, a Pareto law; Aitchison & Dunsmore 1975, §2.4). Of a heavier tail the same, in the unit in which it is exponential.
 */
export function tailChance({ start, share, scale, shape, groups }: TailLaw, value: number): number {
  if (value <= start) return 1;
  const excess = (value - start) / scale;
  // A generalized Pareto law of that mean: (1 + ξ·x/((1 − ξ)·mean))^(−1/ξ) is e^−t with t its logarithm.
  const t = shape === 0 ? excess : Math.log1p((shape * excess) / (1 - shape)) / shape;
  return share * (1 + t / groups) ** -groups;
}

/**
 * Groups that a law counts beside its own of what was seen elsewhere: about as many as a column has in eight weeks of hours that wander. With a
 * third of it, columns whose storm was still to come raised twice the alarms.
 */
const BORROWED_GROUPS = 60;

/**
 * The chance by a source's own law and, a little, by that of all sources: of 30 columns two may never have had the storm that
 * the others had.
 */
export function mixedChance(own: TailLaw, pool: TailLaw | undefined, value: number): number {
  const chance = tailChance(own, value);
  if (pool === undefined) return chance;
  return (own.groups * chance + BORROWED_GROUPS * tailChance(pool, value)) / (own.groups + BORROWED_GROUPS);
}

/** The value that one more exceeds with that probability, to a millionth; the inverse of `mixedChance` beyond both starts. */
export function mixedValue(own: TailLaw, pool: TailLaw | undefined, chance: number): number {
  let [low, high] = [Math.max(own.start, pool?.start ?? 0), 1];
  while (high <= low || mixedChance(own, pool, high) > chance) high *= 2;
  for (let i = 0; i < 60 && high - low > 1e-6 * high; i++) {
    const middle = (low + high) / 2;
    if (mixedChance(own, pool, middle) > chance) low = middle;
    else high = middle;
  }
  return high;
}
