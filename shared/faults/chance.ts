/**
 * How seldom chance does it. A hard fault pages at once, so it has to be out of reach for healthy rows in every file of every endpoint:
 * at a million judgements a day of a hundred columns, `MOST_CHANCE` gives one false page in thirty years of independent rows. Half of
 * fifty rows at a share of 1e-3 are far below it (1.2e-61 exactly, 1.1e-60 by the bound here).
 */
const MOST_CHANCE = -12;

/** A share that the baseline never had may come all the same: one row of a thousand, whatever was learnt. */
const LEAST_EXPECTED = 1e-3;

/**
 * Decimal logarithm of a bound for the chance that at least the share `share` of `n` independent rows has what each has with probability
 * `expected`: Chernoff 1952, exp(−n·KL(share ‖ expected)). 0 where the share is no larger than expected.
 */
export function chanceBound(share: number, n: number, expected: number): number {
  if (n <= 0 || share <= expected) return 0;
  const hit = share * Math.log(share / expected);
  const miss = share === 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - expected));
  return (-n * (hit + miss)) / Math.LN10;
}

/** Whether chance cannot explain that share of `rows` rows, of which as many as there are `records` are independent at most. */
export function isBeyondChance(
  { share, rows, expected }: { readonly share: number; readonly rows: number; readonly expected: number },
  records: number,
): boolean {
  return chanceBound(share, Math.min(rows, records), expected) < MOST_CHANCE;
}

/** What was counted on one side of a baseline: `count` of `rows`. */
export interface Counted {
  readonly count: number;
  readonly rows: number;
}

/**
 * The share to expect of healthy rows: the largest of what the season slot and the whole baseline had, each by the rule of succession
 * ((count + 1) ÷ (rows + 2), Laplace 1814), so that a slot of ten rows promises little, and at least one of a thousand.
 */
export function expectedShare(sides: readonly Counted[]): number {
  const shares = sides
    .filter(({ rows }) => rows > 0)
    .map(({ count, rows }) => (Math.max(0, count) + 1) / (rows + 2));
  // Nothing counted: nothing can be expected, and nothing is beyond it.
  return shares.length === 0 ? 1 : Math.max(LEAST_EXPECTED, ...shares);
}
