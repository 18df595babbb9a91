import { cdfDistance } from "../drift/cdf-distance.ts";
import type { Distribution } from "../drift/distribution.ts";
import type { ComparedShares } from "./compared-shares.ts";
import { furthestShare } from "./compared-shares.ts";
import type { Surprise } from "./share-law.ts";

/**
 * How surprising shares are where nothing is known but that rows are independent draws: at most e^−y on either side of each
 * share (Chernoff; see `likelihoodRatio`), summed over the shares. `oneSided`: only one direction was asked of.
 */
export function independentSurprise(shares: ComparedShares, { oneSided = false } = {}): Surprise {
  const { nats, at } = furthestShare(shares);
  const sides = shares.observed.length * (oneSided ? 1 : 2);
  return { chance: Math.min(1, sides * Math.exp(-nats)), nats, at };
}

/**
 * The same of values, by the better of two bounds, each at twice its chance: the shares, which see tails and rare categories,
 * and for numbers the whole distribution function, 2·exp(−2·D²·nm/(n + m)), whatever the law (Dvoretzky, Kiefer &
 * Wolfowitz 1956; Massart's constant 1990; two samples: Wei & Dudley 2012). The rank errors of both sketches are taken off D.
 */
export function independentSurpriseOfValues(
  shares: ComparedShares,
  current: Distribution,
  baseline: Distribution,
): Surprise {
  const byShares = independentSurprise(shares);
  const whole = wholeChance(current, baseline);
  return { ...byShares, chance: Math.min(1, 2 * Math.min(byShares.chance, whole)) };
}

function wholeChance(current: Distribution, baseline: Distribution): number {
  if (current.kind !== "numeric" || baseline.kind !== "numeric") return 1;
  const distance = (cdfDistance(current, baseline) ?? 0) - current.rankError - baseline.rankError;
  return distance <= 0 ? 1 : 2 * Math.exp((-2 * distance ** 2) / (1 / current.n + 1 / baseline.n));
}
