import { tickStep } from "d3-array";
import type { WeightedValues } from "./weighted-values.ts";
import { weightedQuantile } from "./weighted-values.ts";

/** Equal-width bins that two distributions share. */
export interface SharedBins {
  /** Left edge of the first bin. */
  readonly start: number;
  readonly step: number;
  readonly count: number;
  /** Every value is a whole number and a bin holds exactly one: bins are centred on their values. */
  readonly centred: boolean;
}

const BINS = 36; // wanted: bins of 8 px in a card; a readable step gives 24 to 60
const MOST_BINS = 72;
const TAIL = 0.005; // of each side and end: one far outlier must not squeeze everything else into a bin
const EXTENSION = 0.15; // extremes this near are drawn rather than cut off

/**
 * Bins over the range that holds 99 % of either side (all of it where the extremes are near), with edges at
 * readable numbers; whole numbers get whole steps so that no bin holds more integers than its neighbour.
 * `undefined` when there is nothing to draw, or the range is too wide for a double.
 */
export function sharedBins(sides: readonly WeightedValues[]): SharedBins | undefined {
  const filled = sides.filter((side) => side.values.length > 0);
  if (filled.length === 0) return undefined;
  const [low, high] = drawnRange(filled);
  if (!Number.isFinite(high - low)) return undefined;
  const whole = filled.every((side) => side.values.every(Number.isInteger));
  if (isOnePlace(low, high)) return constantBin(low);
  const nice = tickStep(low, high, BINS);
  const step = whole ? Math.max(1, nice) : nice;
  const centred = whole && step === 1;
  const start = Math.floor(low / step) * step - (centred ? 0.5 : 0);
  const count = binOf(high, start, step) + 1;
  const readable = Number.isFinite(start) && count >= 1 && count <= MOST_BINS;
  return readable
    ? { start, step, count, centred }
    : { start: low, step: (high - low) / BINS, count: BINS, centred: false };
}

/** Share of the whole weight in each bin, and outside the bins at either end. */
export function binShares(
  side: WeightedValues,
  bins: SharedBins,
): { readonly inside: number[]; readonly below: number; readonly above: number } {
  const inside = new Array<number>(bins.count).fill(0);
  let below = 0;
  let above = 0;
  for (let i = 0; i < side.values.length; i++) {
    const bin = placeOf(side.values[i]!, bins);
    const share = side.weights[i]! / side.total;
    if (bin < 0) below += share;
    else if (bin >= bins.count) above += share;
    else inside[bin]! += share;
  }
  return { inside, below, above };
}

function drawnRange(sides: readonly WeightedValues[]): [number, number] {
  const low = Math.min(...sides.map((side) => weightedQuantile(side, TAIL)!));
  const high = Math.max(...sides.map((side) => weightedQuantile(side, 1 - TAIL)!));
  const least = Math.min(...sides.map((side) => side.values[0]!));
  const most = Math.max(...sides.map((side) => side.values.at(-1)!));
  const near = (high - low) * EXTENSION;
  return [least >= low - near ? least : low, most <= high + near ? most : high];
}

/** Ranges of a few units in the last place have no room for edges of their own. */
function isOnePlace(low: number, high: number): boolean {
  return high - low <= Math.max(1e-12 * Math.max(Math.abs(low), Math.abs(high)), 1e-300);
}

function constantBin(value: number): SharedBins {
  const size = Math.abs(value);
  const half = Number.isInteger(value) && size < 1e12 ? 0.5 : size * 0.05 || 0.5; // size * 0.05 underflows to 0
  return { start: value - half * 3, step: half * 2, count: 3, centred: true };
}

function placeOf(value: number, bins: SharedBins): number {
  const bin = binOf(value, bins.start, bins.step);
  const atTheEnd = bin === bins.count && value <= bins.start + bins.step * bins.count * (1 + 1e-12);
  return atTheEnd && !bins.centred ? bins.count - 1 : bin;
}

/** The small addend keeps 0.3 in the bin that starts at 3 × 0.1. */
const binOf = (value: number, start: number, step: number) => Math.floor((value - start) / step + 1e-9);
