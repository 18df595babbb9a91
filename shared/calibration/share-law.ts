/**
 * How shares of windows differ from what their baseline expects while nothing changes: the variance of each between
 * windows, how well it is known, and how often the furthest of them lies as far out.
 */
import { clumping } from "./clumping.ts";
import { type ComparedShares, furthestShare } from "./compared-shares.ts";
import { atOwnLevel, levelDirection } from "./level.ts";
import { type ShareOrder, shareVariances, slotFactors, variancesWithout } from "./share-variances.ts";
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
  /** The largest share that one of the windows had, 0 to 1, of a family of a single share: what has been seen, without any law. */
  readonly most?: number;
  readonly windows: number;
  /** Of windows at their own level; absent where levels hardly wander, or too few windows are known. */
  readonly shape?: ShapeLaw | undefined;
}

/** What is left when a window's level is taken out. */
export interface ShapeLaw {
  /** How far each share's log-odds go with the level: see `levelDirection`. */
  readonly direction: readonly number[];
  /** The furthest level of the baseline's windows, in steps: beyond it nobody knows how a shape goes with the level. */
  readonly furthest: number;
  readonly law: ShareLaw;
}

/** A share that surprises. */
export interface Surprise {
  /** Chance, 0 to 1, that a window in which nothing changed has a share as far out. */
  readonly chance: number;
  /** What the chance was read from; 0 where no share differs. */
  readonly nats: number;
  /** The place of the furthest share; −1 where none differs. */
  readonly at: number;
  /** What the baseline has at the window's own level, where that is what the window was compared with. */
  readonly atLevel?: ArrayLike<number>;
}

/** Windows in which nothing is known to have changed. */
export interface ShareHistory {
  readonly windows: readonly ComparedShares[];
  /** Place of each window in time, in windows: neighbours are one apart. */
  readonly times: readonly number[];
  /** Windows of one block are left out together; absent: none is. */
  readonly blocks?: readonly number[];
  /** The season slot of each window; absent for spans of several. */
  readonly slots?: readonly string[] | undefined;
  readonly order: ShareOrder;
  /** Whether shapes are looked at as well. */
  readonly shapes?: boolean;
}

/** Independent windows from which on a direction of levels is known. */
const LEAST_OF_SHAPE = 30;
/** Of the accepted chance, the part of shapes. */
const SHAPE_PART = 0.25;

/** Half a chi-squared of one degree of freedom falls as e^−y; so does Chernoff's bound. */
const LEAST_SCALE = 1;

/** A law of one family before it is pooled with those of other columns. */
export interface OwnLaw {
  readonly law: ShareLaw;
  /** The larger nats that it was learnt from, the largest first. */
  readonly upper: readonly number[];
  readonly shape?: OwnShape | undefined;
}

interface OwnShape {
  readonly direction: readonly number[];
  readonly furthest: number;
  readonly own: OwnLaw;
}

/** The law of a family of shares; undefined without windows. */
export function learnShareLaw(history: ShareHistory): OwnLaw | undefined {
  const { windows, times, blocks, slots, order, shapes = false } = history;
  const variances = shareVariances(windows, order);
  const factors = slots && slotFactors(windows, slots, variances);
  const without = blocks && variancesWithout(windows, blocks, order);
  const nats = windows.map(
    (window, at) =>
      furthestShare(window, without?.get(blocks![at]!) ?? variances, factors?.[slots![at]!]).nats,
  );
  const tail = tailLaw(nats, { leastScale: LEAST_SCALE, times });
  if (tail === undefined) return undefined;
  const law = {
    variances: [...variances],
    ...(factors === undefined ? {} : { slots: factors }),
    clumping: clumping(windows, variances),
    tail,
    ...mostSeen(windows),
    windows: windows.length,
  };
  const shape = shapes ? learnShape(history, law) : undefined;
  return { law, upper: upperPart(nats), ...(shape && { shape }) };
}

function learnShape(history: ShareHistory, level: ShareLaw): OwnShape | undefined {
  const { windows } = history;
  if (freedomOf(level) < LEAST_OF_SHAPE || !wanders(windows, level)) return undefined;
  const direction = levelDirection(windows);
  if (direction === undefined) return undefined;
  const levelled = windows.map((window) => atOwnLevel(window, direction));
  const own = learnShareLaw({ ...history, windows: levelled.map(({ shares }) => shares), shapes: false });
  const furthest = Math.max(...levelled.map(({ level: steps }) => Math.abs(steps)));
  return own && { direction: [...direction], furthest, own };
}

/** Levels that sampling hides hide nothing. */
function wanders(windows: readonly ComparedShares[], { variances }: ShareLaw): boolean {
  const { trials, expected } = windows[windows.length >> 1]!;
  let most = 0;
  for (const [at, variance] of variances.entries())
    most = Math.max(most, variance * trials * expected[at]! * (1 - expected[at]!));
  return most > 1;
}

function mostSeen(windows: readonly ComparedShares[]): Pick<ShareLaw, "most"> {
  const isSingle = windows.every(({ observed }) => observed.length === 1);
  return isSingle ? { most: windows.reduce((most, { observed }) => Math.max(most, observed[0]!), 0) } : {};
}

/**
 * The laws of one family of columns that were seen in the same windows. How alike neighbouring windows are is hard to see in one
 * column, so each takes half of its own and half of what all have on average; and each borrows a little of all tails.
 */
export function pooledLaws(own: readonly OwnLaw[]): ShareLaw[] {
  const laws = own.map(({ law }) => law);
  const average = laws.reduce((sum, law) => sum + law.clumping, 0) / laws.length;
  const pool = poolOf(own);
  const shaped = own.filter(({ shape }) => shape !== undefined);
  const shapes = shaped.length === 0 ? [] : pooledLaws(shaped.map(({ shape }) => shape!.own));
  return own.map((each) => {
    const shape = shapes[shaped.indexOf(each)];
    return {
      ...each.law,
      clumping: (each.law.clumping + average) / 2,
      ...(pool === undefined ? {} : { pool }),
      ...(shape && { shape: shapeOf(each.shape!, shape) }),
    };
  });
}

const shapeOf = ({ own: _own, ...path }: OwnShape, law: ShareLaw): ShapeLaw => ({ ...path, law });

function poolOf(own: readonly OwnLaw[]): TailLaw | undefined {
  if (own.length < 2) return undefined;
  const values = own.reduce((sum, { law }) => sum + law.windows, 0) / own.length;
  return pooledTail(
    own.map(({ upper }) => upper),
    own.map(({ law }) => law.tail),
    { values, leastScale: LEAST_SCALE },
  );
}

/** How surprising shares are by a law: the better of two, the shares as they are and at the window's own level, each for its part. */
export function surpriseBy(law: ShareLaw, shares: ComparedShares, slot?: string): Surprise {
  if (law.shape === undefined) return surpriseOf(law, shares, slot);
  const byLevel = surpriseOf(law, shares, slot);
  const found = { ...byLevel, chance: Math.min(1, byLevel.chance / (1 - SHAPE_PART)) };
  const { direction, furthest, law: shape } = law.shape;
  const levelled = atOwnLevel(shares, direction);
  if (Math.abs(levelled.level) > furthest) return found;
  const byShape = surpriseOf(shape, levelled.shares, slot);
  const chance = byShape.chance / SHAPE_PART;
  return chance < found.chance ? { ...byShape, chance, atLevel: levelled.shares.expected } : found;
}

function surpriseOf(law: ShareLaw, shares: ComparedShares, slot?: string): Surprise {
  const factor = slot === undefined ? undefined : law.slots?.[slot];
  const { nats, at } = furthestShare(shares, law.variances, factor);
  return { chance: chanceOfNats(law, nats), nats, at };
}

/**
 * The nats that a window exceeds with that chance while nothing changes: the inverse of `surpriseBy`, by the shares as they are or
 * by those at the window's own level, as the surprise was.
 */
export function natsOfChance(law: ShareLaw, chance: number, atOwnLevel = false): number {
  if (law.shape === undefined) return natsAt(law, chance);
  return atOwnLevel ? natsAt(law.shape.law, chance * SHAPE_PART) : natsAt(law, chance * (1 - SHAPE_PART));
}

/** What a chance is read from. */
type NatsLaw = Pick<ShareLaw, "tail" | "pool" | "windows" | "clumping">;

/** Chance, 0 to 1, that a window in which nothing changed has as many nats. */
export function chanceOfNats(law: NatsLaw, nats: number): number {
  return mixedChance(law.tail, law.pool, predicted(nats, freedomOf(law)));
}

/** Of each law, by chance: a budget asks for the same one at every window. */
const natsKnown = new WeakMap<NatsLaw, Map<number, number>>();

/** The inverse of `chanceOfNats`. */
function natsAt(law: NatsLaw, chance: number): number {
  const known = natsKnown.get(law) ?? new Map<number, number>();
  natsKnown.set(law, known);
  const nats = known.get(chance) ?? searchedNats(law, chance);
  known.set(chance, nats);
  return nats;
}

function searchedNats(law: NatsLaw, chance: number): number {
  const freedom = freedomOf(law);
  return (freedom * Math.expm1((2 * mixedValue(law.tail, law.pool, chance)) / (freedom + 1))) / 2;
}

/** Independent windows that the variances are known from. */
const freedomOf = ({ windows, clumping }: NatsLaw) => windows / clumping;

/**
 * A new window's nats on the scale of those that the law was learnt from. They were divided by variances of their own, a new
 * one's are not: it follows Student's law where they follow the normal one, (1 + z²/ν)^(−(ν + 1)/2) instead of e^(−z²/2).
 */
function predicted(nats: number, freedom: number): number {
  return ((freedom + 1) / 2) * Math.log1p((2 * nats) / freedom);
}
