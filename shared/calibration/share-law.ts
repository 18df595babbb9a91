/**
 * How shares of windows differ from what their baseline expects while nothing changes: the variance of each between
 * windows, how well it is known, and how often the furthest of them lies as far out.
 */
import { clumping } from "./clumping.ts";
import { type ComparedShares, furthestShare } from "./compared-shares.ts";
import { shareVariances, slotFactors } from "./share-variances.ts";
import { mixedChance, mixedValue, pooledTail, type TailLaw, tailLaw, upperPart } from "./tail-law.ts";

export interface ShareLaw {
  /** Of each share's log-odds between windows. */
  readonly variances: readonly number[];
  /** How much more, or less, the windows of a season slot vary than all: a factor of these variances. Absent for spans of several slots. */
  readonly slots?: Readonly<Record<string, number>>;
  /** Windows in a row that say of these variances what one independent window would, 1 or more. */
  readonly clumping: number;
  /** Of the furthest share's nats. */
  readonly tail: TailLaw;
  /** Of those of all columns; absent where the column is alone. */
  readonly pool?: TailLaw | undefined;
  readonly windows: number;
}

/** A share that surprises. */
export interface Surprise {
  /** Chance, 0 to 1, that a window in which nothing changed has a share as far out. */
  readonly chance: number;
  /** What the chance was read from; 0 where no share differs. */
  readonly nats: number;
  /** The place of the furthest share; −1 where none differs. */
  readonly at: number;
}

/** Windows in which nothing is known to have changed. */
export interface ShareHistory {
  readonly windows: readonly ComparedShares[];
  /** Place of each window in time, in windows: neighbours are one apart. */
  readonly times: readonly number[];
  /** The season slot of each window; absent for spans of several. */
  readonly slots?: readonly string[] | undefined;
  /** Shares at or below ascending values. */
  readonly ordered: boolean;
}

/** Half a chi-squared of one degree of freedom falls as e^−y; so does Chernoff's bound. */
const LEAST_SCALE = 1;

/** A law of one family before it is pooled with those of other columns. */
export interface OwnLaw {
  readonly law: ShareLaw;
  /** The larger nats that it was learnt from, the largest first. */
  readonly upper: readonly number[];
}

/** The law of a family of shares; undefined without windows. */
export function learnShareLaw({ windows, times, slots, ordered }: ShareHistory): OwnLaw | undefined {
  const variances = shareVariances(windows, ordered);
  const factors = slots && slotFactors(windows, slots, variances);
  const nats = windows.map(
    (window, at) => furthestShare(window, scaled(variances, factors?.[slots![at]!])).nats,
  );
  const tail = tailLaw(nats, { leastScale: LEAST_SCALE, times });
  if (tail === undefined) return undefined;
  const law = {
    variances: [...variances],
    ...(factors === undefined ? {} : { slots: factors }),
    clumping: clumping(windows, variances),
    tail,
    windows: windows.length,
  };
  return { law, upper: upperPart(nats) };
}

/**
 * The laws of one family of columns that were seen in the same windows. How alike neighbouring windows are is hard to see in one
 * column, so each takes half of its own and half of what all have on average; and each borrows a little of all tails.
 */
export function pooledLaws(own: readonly OwnLaw[]): ShareLaw[] {
  const laws = own.map(({ law }) => law);
  const average = laws.reduce((sum, law) => sum + law.clumping, 0) / laws.length;
  const pool = poolOf(own);
  return laws.map((law) => ({
    ...law,
    clumping: (law.clumping + average) / 2,
    ...(pool === undefined ? {} : { pool }),
  }));
}

function poolOf(own: readonly OwnLaw[]): TailLaw | undefined {
  if (own.length < 2) return undefined;
  const values = own.reduce((sum, { law }) => sum + law.windows, 0) / own.length;
  return pooledTail(
    own.map(({ upper }) => upper),
    own.map(({ law }) => law.tail),
    { values, leastScale: LEAST_SCALE },
  );
}

/** How surprising shares are by a law. */
export function surpriseBy(law: ShareLaw, shares: ComparedShares, slot?: string): Surprise {
  const factor = slot === undefined ? undefined : law.slots?.[slot];
  const { nats, at } = furthestShare(shares, scaled(law.variances, factor));
  return { chance: chanceOfNats(law, nats), nats, at };
}

/** What a chance is read from. */
type NatsLaw = Pick<ShareLaw, "tail" | "pool" | "windows" | "clumping">;

/** Chance, 0 to 1, that a window in which nothing changed has as many nats. */
export function chanceOfNats(law: NatsLaw, nats: number): number {
  return mixedChance(law.tail, law.pool, predicted(nats, freedomOf(law)));
}

/** The nats that a window exceeds with that chance while nothing changes: the inverse of `chanceOfNats`. */
export function natsOfChance(law: NatsLaw, chance: number): number {
  const freedom = freedomOf(law);
  return (freedom * Math.expm1((2 * mixedValue(law.tail, law.pool, chance)) / (freedom + 1))) / 2;
}

/** The variances of a slot. */
const scaled = (variances: ArrayLike<number>, factor = 1) =>
  factor === 1 ? variances : Array.from(variances, (variance) => variance * factor);

/** Independent windows that the variances are known from. */
const freedomOf = ({ windows, clumping }: NatsLaw) => windows / clumping;

/**
 * A new window's nats on the scale of those that the law was learnt from. They were divided by variances of their own, a new
 * one's are not: it follows Student's law where they follow the normal one, (1 + z²/ν)^(−(ν + 1)/2) instead of e^(−z²/2).
 */
function predicted(nats: number, freedom: number): number {
  return ((freedom + 1) / 2) * Math.log1p((2 * nats) / freedom);
}
