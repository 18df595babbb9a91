/**
 * Levels that wander move all shares of a column together, along one direction of their log-odds. Taken out of a window, what is left is its
 * shape: spread, tails and single values, which wander much less, so that they show where levels hide them.
 */
import type { ComparedShares } from "./compared-shares.ts";
import { inside, logOdds } from "./likelihood-ratio.ts";

/** Where log-odds go with the level: `direction`·t + `curvature`·t² after t steps. */
export interface LevelPath {
  readonly direction: ArrayLike<number>;
  readonly curvature: ArrayLike<number>;
}

/** A share of which a window expects fewer cells than this says nothing of where levels go. */
const TELLING_CELLS = 5;
/** Alternating least squares are there after a few rounds. */
const ROUNDS = 8;

/**
 * How the log-odds of each share go with the level: the first principal curve of the windows' differences, a parabola through the
 * baseline's own shares, weighted by what a share tells, p·(1 − p) (Hastie & Stuetzle 1989 let it be any curve; Hotelling's 1933
 * direction is its first half). Undefined where no share tells anything.
 */
export function levelPath(windows: readonly ComparedShares[]): LevelPath | undefined {
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
  const path = { direction: new Float64Array(shares), curvature: new Float64Array(shares) };
  // Categories lose what one of them wins: begin with the most telling alone.
  const most = weights.indexOf(Math.max(...weights));
  const levels = Float64Array.from(steps, (step) => step[most]!);
  for (let round = 0; round < ROUNDS; round++) {
    if (levels.every((level) => level === 0)) return undefined;
    for (let at = 0; at < shares; at++)
      if (weights[at]! > 0) [path.direction[at], path.curvature[at]] = parabola(levels, steps, at);
    for (let window = 0; window < steps.length; window++)
      levels[window] = levelOf(steps[window]!, path, weights);
  }
  return path;
}

/** The least squares of a·t + b·t². */
function parabola(
  levels: Float64Array,
  steps: readonly Float64Array[],
  at: number,
): [direction: number, curvature: number] {
  let [t2, t3, t4, y1, y2] = [0, 0, 0, 0, 0];
  for (let window = 0; window < steps.length; window++) {
    const [t, y] = [levels[window]!, steps[window]![at]!];
    t2 += t * t;
    t3 += t ** 3;
    t4 += t ** 4;
    y1 += y * t;
    y2 += y * t * t;
  }
  const determinant = t2 * t4 - t3 * t3;
  if (determinant < 1e-9 * t2 * t4) return [y1 / t2, 0];
  return [(y1 * t4 - y2 * t3) / determinant, (y2 * t2 - y1 * t3) / determinant];
}

/** A window's shares beside those that the baseline has at the window's own level. */
export interface Levelled {
  readonly shares: ComparedShares;
  /** Steps from the baseline's level. */
  readonly level: number;
}

export function atOwnLevel(shares: ComparedShares, path: LevelPath): Levelled {
  const { expected } = shares;
  const weights = Float64Array.from(expected, (share) => share * (1 - share));
  const level = levelOf(stepsOf(shares), path, weights);
  const moved = Array.from(expected, (share, at) =>
    share <= 0 || share >= 1
      ? share
      : 1 /
        (1 + Math.exp(-(logOdds(share) + level * path.direction[at]! + level ** 2 * path.curvature[at]!))),
  );
  return { shares: { ...shares, expected: moved }, level };
}

function stepsOf({ observed, expected, trials }: ComparedShares): Float64Array {
  return Float64Array.from(
    expected,
    (share, at) => logOdds(inside(observed[at]!, trials)) - logOdds(inside(share, trials)),
  );
}

/** The level whose place on the path is nearest, from the straight one on by Gauss and Newton. */
function levelOf(
  steps: ArrayLike<number>,
  { direction, curvature }: LevelPath,
  weights: ArrayLike<number>,
): number {
  let level = 0;
  for (let round = 0; round < 4; round++) {
    let [product, power] = [0, 0];
    for (let at = 0; at < weights.length; at++) {
      const slope = direction[at]! + 2 * level * curvature[at]!;
      const left = steps[at]! - level * direction[at]! - level * level * curvature[at]!;
      product += weights[at]! * slope * left;
      power += weights[at]! * slope * slope;
    }
    if (power === 0) return 0;
    level += product / power;
  }
  return level;
}
