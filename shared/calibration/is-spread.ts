import type { ColumnProfile } from "../profile/column-profile.ts";

/** Of the variance that ranks without ties have, so much has to be left: a flag that one row in ten has keeps it. */
const LEAST_SPREAD = 0.25;

/**
 * Whether a column has enough different values for rank correlations with it to be close to normal: midranks keep 1 − Σ p³ of the variance
 * that ranks without ties have, with p the share of each value (Kendall, "Rank Correlation Methods", 1948). Two flags that one row in a
 * hundred has lie together in one row by chance and are then correlated by 0.3.
 */
export function isSpread(column: ColumnProfile | undefined): boolean {
  const distribution = column?.distribution();
  if (distribution?.kind !== "numeric" || distribution.n === 0) return false;
  const { values, weights, n } = distribution;
  let [left, tied] = [1, 0];
  for (let at = 0; at < values.length; at++) {
    tied = at > 0 && values[at] === values[at - 1] ? tied : 0;
    const before = tied;
    tied += weights[at]! / n;
    left -= tied ** 3 - before ** 3;
  }
  return left >= LEAST_SPREAD;
}
