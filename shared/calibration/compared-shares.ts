import { likelihoodRatio } from "./likelihood-ratio.ts";

/** Shares of one window (or of several together) beside what the baseline expects of them, one by one. */
export interface ComparedShares {
  /** Cells of the window behind every share. */
  readonly trials: number;
  /** Those of the baseline. */
  readonly baselineTrials: number;
  /** 0 to 1 each, as many on both sides. */
  readonly observed: ArrayLike<number>;
  readonly expected: ArrayLike<number>;
  /** Largest error of a share's difference: that of both sketches. */
  readonly rankError?: number;
  /** Cells of the whole baseline behind the last share, where that is of what is far out, whatever the season slot has. */
  readonly farTrials?: number;
}

/** The share that is furthest from what is expected. */
export interface FurthestShare {
  /** Its likelihood ratio in nats; 0 where no share differs. */
  readonly nats: number;
  /** Its place among the shares; −1 where none differs. */
  readonly at: number;
}

/** The largest likelihood ratio of the shares, with the variances of their log-odds between windows, all of them times a factor. */
export function furthestShare(
  shares: ComparedShares,
  variances?: ArrayLike<number>,
  factor = 1,
): FurthestShare {
  const { trials, observed, expected, rankError = 0, farTrials } = shares;
  let [nats, furthest] = [0, -1];
  let baselineTrials = shares.baselineTrials;
  let cells = 1 / (1 / trials + 1 / baselineTrials);
  for (let at = 0; at < observed.length; at++) {
    if (farTrials !== undefined && at === observed.length - 1) {
      baselineTrials = farTrials;
      cells = 1 / (1 / trials + 1 / farTrials);
    }
    // A divergence is at most (p − q)²/(q(1 − q)): most shares cannot come near the furthest, and need no logarithm.
    const gap = observed[at]! - expected[at]!;
    const pooled = expected[at]! + (gap * cells) / baselineTrials;
    if (cells * gap * gap <= nats * pooled * (1 - pooled)) continue;
    const ratio = likelihoodRatio({
      observed: observed[at]!,
      trials,
      expected: expected[at]!,
      baselineTrials,
      variance: factor * (variances?.[at] ?? 0),
      rankError,
    });
    if (ratio > nats) [nats, furthest] = [ratio, at];
  }
  return { nats, at: furthest };
}
