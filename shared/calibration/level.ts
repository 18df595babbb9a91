/**
 * Levels that wander move all shares of a column together, along one direction of their log-odds. Taken out of a window, what is left is its
 * shape: spread, tails and single values, which wander much less, so that they show where levels hide them.
 */
import type { ComparedShares } from "./compared-shares.ts";
import { inside, logOdds } from "./likelihood-ratio.ts";

/** A share of which a window expects fewer cells than this says nothing of where levels go. */
const TELLING_CELLS = 5;
/** Alternating least squares are there after a few rounds. */
const ROUNDS = 8;

/**
 * How far the log-odds of each share go when the level goes one step: the first principal direction of the windows' differences
 * (Hotelling 1933), weighted by what a share tells, p·(1 − p). Undefined where no share tells anything. A parabola instead of a line
 * was tried: it follows a normal mean further, and what storms make of it raised three times the false alarms.
 */
export function levelDirection(windows: readonly ComparedShares[]): Float64Array | undefined {
  const shares = windows[0]?.observed.length ?? 0;
  const weights = new Float64Array(shares);
  let cells = 0;
  for (const { expected, trials } of windows) {
    cells += trials / windows.length;
    for (let at = 0; at < shares; at++)
      weights[at]! += (expected[at]! * (1 - expected[at]!)) / windows.length;
  }
  for (let at = 0; at < shares; at++) if (cells * weights[at]! < TELLING_CELLS) weights[at] = 0;
  if (!weights.some((weight) => weight > 0)) return undefined;
  const steps = windows.map(stepsOf);
  const direction = new Float64Array(shares);
  // Categories lose what one of them wins: begin with the most telling alone.
  const most = weights.indexOf(Math.max(...weights));
  const levels = Float64Array.from(steps, (step) => step[most]!);
  for (let round = 0; round < ROUNDS; round++) {
    const power = levels.reduce((sum, level) => sum + level * level, 0);
    if (power === 0) return undefined;
    for (let at = 0; at < shares; at++) {
      if (weights[at] === 0) continue;
      let product = 0;
      for (let window = 0; window < steps.length; window++) product += steps[window]![at]! * levels[window]!;
      direction[at] = product / power;
    }
    for (let window = 0; window < steps.length; window++)
      levels[window] = levelOf(steps[window]!, direction, weights);
  }
  return direction;
}

/** A window's shares beside those that the baseline has at the window's own level. */
export interface Levelled {
  readonly shares: ComparedShares;
  /** Steps from the baseline's level. */
  readonly level: number;
}

export function atOwnLevel(shares: ComparedShares, direction: ArrayLike<number>): Levelled {
  const { expected } = shares;
  const weights = new Float64Array(expected.length);
  for (let at = 0; at < weights.length; at++) weights[at] = expected[at]! * (1 - expected[at]!);
  const level = levelOf(stepsOf(shares), direction, weights);
  const moved = new Float64Array(expected.length);
  for (let at = 0; at < moved.length; at++) {
    const share = expected[at]!;
    moved[at] =
      share <= 0 || share >= 1 ? share : 1 / (1 + Math.exp(-(logOdds(share) + level * direction[at]!)));
  }
  return { shares: { ...shares, expected: moved }, level };
}

/** Loops, here and above: `from` with a function costs five times as much, and every window of every column comes by. */
function stepsOf({ observed, expected, trials }: ComparedShares): Float64Array {
  const steps = new Float64Array(expected.length);
  for (let at = 0; at < steps.length; at++)
    steps[at] = logOdds(inside(observed[at]!, trials)) - logOdds(inside(expected[at]!, trials));
  return steps;
}

function levelOf(steps: ArrayLike<number>, direction: ArrayLike<number>, weights: ArrayLike<number>): number {
  let [product, power] = [0, 0];
  for (let at = 0; at < weights.length; at++) {
    product += weights[at]! * direction[at]! * steps[at]!;
    power += weights[at]! * direction[at]! ** 2;
  }
  return power === 0 ? 0 : product / power;
}
