import { natsOfChance, type ShareLaw } from "./share-law.ts";

/** Rows of both sides; the law where one was learnt. */
export interface ChangeOptions {
  readonly law: ShareLaw | undefined;
  readonly n: number;
  readonly m: number;
  /** The chance that a comparison may have of being false. */
  readonly chance: number;
}

/** Sides and bounds that `independentSurpriseOfValues` sums over, of the function as a whole: 2·2·exp(−2D²N). */
const BOUNDS = 4;

/**
 * The smallest change of a share in the middle of a column, 0 upwards, that stands out from chance; above 1 where no change
 * does. Where a law was learnt, chance is sampling and the log-odds between windows, which move such a share by a quarter each.
 */
export function smallestChange({ law, n, m, chance }: ChangeOptions): number {
  const sampling = 1 / n + 1 / m;
  if (law === undefined) return Math.sqrt((Math.log(BOUNDS / chance) * sampling) / 2);
  return Math.sqrt(natsOfChance(law, chance) * (sampling / 2 + middleVariance(law) / 8));
}

/** Rows of a window from which on a change of `change` stands out from sampling; infinite where the baseline has too few. */
export function rowsForChange(change: number, { m, chance }: Pick<ChangeOptions, "m" | "chance">): number {
  const left = change ** 2 / Math.log(BOUNDS / chance) - 1 / (2 * m);
  return left > 0 ? Math.ceil(1 / (2 * left)) : Number.POSITIVE_INFINITY;
}

const middleVariance = ({ variances }: ShareLaw) => variances[Math.floor(variances.length / 2)] ?? 0;
