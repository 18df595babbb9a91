/**
 * Streams of windows with a known truth. A window is generated as what a profile would say of it at the column's cuts, by
 * exact multinomial draws, so that months of any traffic take seconds; `test/detection/streams.test.ts` holds that against
 * windows of real rows.
 */
import type { ColumnTally, Tally } from "../../shared/calibration/column-tally.ts";
import type { Cuts } from "../../shared/calibration/cuts.ts";
import { binomial, normalBelow, normalDraws } from "./draws.ts";

type Random = () => number;

/** What is done to one column from some hour on. */
export interface Shift {
  /** Added to the level, in standard deviations. */
  readonly mean?: number;
  readonly spread?: number;
  /** Share of the values that are multiplied by 1,000. */
  readonly thousandfold?: number;
  /** Share of the cells that are missing. */
  readonly missing?: number;
  /** Share of the first category that becomes the last known one. */
  readonly swapped?: number;
  /** Share of the values that are a category that nobody has seen. */
  readonly unseen?: number;
}

/** A column of a stream. */
export interface StreamColumn {
  readonly name: string;
  readonly cuts: Cuts;
  /** What `rows` rows of hour `t` count. */
  window(t: number, rows: number, shift: Shift | undefined): ColumnTally;
  /** Values of `rows` rows of hour `t` by the same law, in which nothing is shifted. */
  values(t: number, rows: number): Float64Array | string[];
}

export interface Stream {
  readonly name: string;
  /** Hours after which it repeats itself; the baseline has a slot for each. */
  readonly season: number;
  /** Rows of hour `t`. */
  rows(t: number): number;
  columns(count: number): StreamColumn[];
}

/** How the level of columns wanders, in standard deviations of the column. */
export interface StreamLaw {
  readonly name: string;
  readonly rows: number | ((t: number) => number);
  /** Hours of the season; 24 where nothing is seasonal. */
  readonly season?: number;
  /** Height of the seasonal wave. */
  readonly wave?: number;
  /** Of the level between hours, and how much of it all columns share, 0 to 1. */
  readonly wander?: Wander & { readonly shared?: number };
}

/** A level that comes and goes: its standard deviation, and its correlation from one hour to the next. */
export interface Wander {
  readonly sd: number;
  readonly rho: number;
  readonly storms?: boolean;
}

const LONGEST = 24 * 7 * 60;

/** Draws a stream: seasons and wanderings of its own. */
export function drawStream(
  { name, rows: ofHour, season = 24, wave = 0, wander }: StreamLaw,
  random: Random,
): Stream {
  const normal = normalDraws(random);
  const rows = typeof ofHour === "number" ? () => ofHour : ofHour;
  const together = wander && wandering(wander, normal, random);
  return {
    name,
    season,
    rows,
    columns: (count) =>
      Array.from({ length: count }, (_, at) => {
        const own = wander && wandering(wander, normal, random);
        const phase = random() * 2 * Math.PI;
        const [common, apart] = [Math.sqrt(wander?.shared ?? 0), Math.sqrt(1 - (wander?.shared ?? 0))];
        const level = (t: number) =>
          wave * Math.sin((2 * Math.PI * (t % season)) / season + phase) +
          (wander ? wander.sd * (common * together![t]! + apart * own![t]!) : 0);
        return at % 5 === 4
          ? categoryColumn(`category_${at}`, level, random)
          : numberColumn(`number_${at}`, level, { normal, random, of: BASELINE_HOURS * rows(0) });
      }),
  };
}

/** An AR(1) series with variance 1; with storms, one hour in 500 throws it off by five standard deviations. */
export function wandering(
  { rho, storms = false }: Wander,
  normal: () => number,
  random: Random,
): Float64Array {
  const series = new Float64Array(LONGEST);
  let value = normal();
  for (let t = 0; t < LONGEST; t++) {
    if (storms && random() < 1 / 500) value += 5 * normal();
    value = rho * value + Math.sqrt(1 - rho * rho) * normal();
    series[t] = value;
  }
  return series;
}

/** The cuts that a large baseline of a standard normal column has. */
const NUMBER_CUTS = [
  -4.2, -2.3263, -1.6449, -1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816, 1.6449,
  2.3263, 4.2,
];
/** A whole range further out on either side than the outermost cuts. */
const FAR = { low: -12.6, high: 12.6 };
/** Of a baseline. */
const BASELINE_HOURS = 56 * 24;
/** Below the first cut and at or below it are the same for a continuous column. */
const COUNTED_AT = [FAR.low, NUMBER_CUTS[0]!, ...NUMBER_CUTS, FAR.high];

interface NumberDice {
  readonly normal: () => number;
  readonly random: Random;
  /** Rows of the baseline. */
  readonly of: number;
}

function numberColumn(
  name: string,
  level: (t: number) => number,
  { normal, random, of }: NumberDice,
): StreamColumn {
  return {
    name,
    cuts: { kind: "numeric", at: NUMBER_CUTS, far: { ...FAR, of } },
    values: (t, rows) => {
      const centre = level(t);
      return Float64Array.from({ length: rows }, () => centre + normal());
    },
    window(t, rows, shift = {}) {
      const missing = binomial(rows, shift.missing ?? 0, random);
      const present = rows - missing;
      const moved = binomial(present, shift.thousandfold ?? 0, random);
      const [centre, spread] = [level(t) + (shift.mean ?? 0), shift.spread ?? 1];
      const below = COUNTED_AT.map((cut) => normalBelow((cut - centre) / spread));
      // A thousand times as large lies beyond every cut on its side, but for values near 0.
      const far = COUNTED_AT.map((cut) => normalBelow((cut / 1000 - centre) / spread));
      const [usual, outside] = [cumulative(present - moved, below, random), cumulative(moved, far, random)];
      const [low, ...hits] = usual.map((count, at) => count + outside[at]!);
      hits.push(low! + present - hits.pop()!);
      return { values: { ...tally(present, hits), farOf: of }, missing: tally(rows, [missing]) };
    },
  };
}

/** Successes at or below each of ascending shares. */
function cumulative(n: number, below: readonly number[], random: Random): number[] {
  const counts: number[] = [];
  let [left, sum, share] = [n, 0, 0];
  for (const next of below) {
    const drawn = share >= 1 ? 0 : binomial(left, Math.max(0, (next - share) / (1 - share)), random);
    left -= drawn;
    sum += drawn;
    share = next;
    counts.push(sum);
  }
  return counts;
}

const CATEGORIES = ["a", "b", "c", "d", "e"];
const CATEGORY_SHARES = [0.5, 0.25, 0.15, 0.07, 0.03];

function categoryColumn(name: string, level: (t: number) => number, random: Random): StreamColumn {
  return {
    name,
    cuts: { kind: "categorical", values: CATEGORIES },
    values: (t, rows) => {
      const counts = drawn(rows, weightsAt(level(t)), random);
      return counts.flatMap((count, at) => new Array<string>(count).fill(CATEGORIES[at]!));
    },
    window(t, rows, shift = {}) {
      const missing = binomial(rows, shift.missing ?? 0, random);
      const present = rows - missing;
      const unseen = binomial(present, shift.unseen ?? 0, random);
      const weights = weightsAt(level(t) + (shift.mean ?? 0));
      const swapped = weights[0]! * (shift.swapped ?? 0);
      weights[0]! -= swapped;
      weights[4]! += swapped;
      const hits = drawn(present - unseen, weights, random);
      return {
        values: tally(present, [...hits, unseen]),
        missing: tally(rows, [missing]),
        unseen: tally(present, [unseen]),
      };
    },
  };
}

/** The level turns the odds of the first category. */
const weightsAt = (level: number) =>
  CATEGORY_SHARES.map((share, at) => (at === 0 ? share * Math.exp(level) : share));

function drawn(n: number, weights: readonly number[], random: Random): number[] {
  let [left, weight] = [n, weights.reduce((sum, each) => sum + each, 0)];
  return weights.map((each) => {
    const count = binomial(left, Math.min(1, each / weight), random);
    left -= count;
    weight -= each;
    return count;
  });
}

const tally = (trials: number, hits: readonly number[]): Tally => ({ trials, hits, rankError: 0 });
