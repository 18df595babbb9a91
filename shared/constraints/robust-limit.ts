import type { Distribution } from "../drift/distribution.ts";
import { robustCorrection } from "../drift/robust.ts";
import type { CheckLimit } from "./constraint-check.ts";
import { shortNumber } from "./share-check.ts";

/**
 * The distance from which the constraints' `Robust` comparison fires, as it was meant: the threshold, plus what samples
 * of these numbers of *rows* differ by when nothing has changed (Model Monitor takes the numbers of different values in
 * their place, and flags practically never drift), plus what the sketches' ranks may be off by.
 */
export function robustLimit(
  threshold: number,
  current: Distribution,
  baseline: Distribution,
): CheckLimit | undefined {
  if (!(current.n > 0 && baseline.n > 0)) return undefined;
  const rankError = errorOf(current) + errorOf(baseline);
  const sketched = rankError === 0 ? "" : `, rank error ${shortNumber(rankError)}`;
  return {
    limit: threshold + robustCorrection(current.n, baseline.n) + rankError,
    from: `Robust: threshold ${threshold} and sampling of ${current.n} against ${baseline.n}${sketched}`,
  };
}

const errorOf = (distribution: Distribution) =>
  distribution.kind === "numeric" ? distribution.rankError : 0;
