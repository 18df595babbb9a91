/**
 * Runs of doubles in few bytes: as integers at one decimal scale, each as the step from the one before, where every value is such a
 * decimal; otherwise as they are. A sketch of integers or prices takes an eighth.
 */
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { CORE_RUN, runCore } from "./run-core/run-core.ts";

const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6] as const;
/** Steps between two values then stay within 2⁵² and integers exact. */
const LARGEST_SCALED = 2 ** 51;
const AS_DOUBLES = 255;
/** Shorter runs are looked through before a longer one is where the core finds it. */
const LONG_RUN = 32;

/** How the steps from one value of a run to the next are written. The first of a run is an integer in either. */
interface Order {
  /** The values behind `first`, which is an integer as they all are once multiplied by `power`. */
  writeDecimals(to: ByteWriter, values: Float64Array, first: number, power: number): void;
  /** The values behind `first`, which is an integer as they all were, divided by `power`. */
  readDecimals(from: ByteReader, into: Float64Array, first: number, power: number): void;
  /** Whether the run can be decimals at all. */
  isScalable(run: Float64Array): boolean;
}

/** Steps are never negative, and of −0 and 0 it does not matter which is which. */
export const ASCENDING: Order = {
  writeDecimals: (to, values, first, power) => to.differences(values, first, power),
  readDecimals: (from, into, first, power) => from.sums(into, first, power),
  isScalable: () => true,
};

/** The order of the values has to survive, and so has −0, which no integer is. */
export const AS_THEY_STAND: Order = {
  writeDecimals: (to, values, first, power) => {
    let before = first;
    for (const value of values) {
      const scaled = Math.round(value * power);
      to.integer(scaled - before);
      before = scaled;
    }
  },
  readDecimals: (from, into, first, power) => {
    let scaled = first;
    for (let i = 0; i < into.length; i++) into[i] = (scaled += from.integer()) / power;
  },
  isScalable: (run) => !run.some((value) => Object.is(value, -0)),
};

/** Writes runs that share a scale. */
export function writeRuns(to: ByteWriter, runs: readonly Float64Array[], order: Order): void {
  const decimals = runs.every(order.isScalable) ? decimalsOf(runs) : undefined;
  to.byte(decimals ?? AS_DOUBLES);
  to.count(runs.length);
  for (const run of runs) {
    to.count(run.length);
    if (decimals === undefined) to.doubles(run);
    else if (run.length > 0) writeDecimals(to, run, POWERS[decimals]!, order);
  }
}

/** The runs that `writeRuns` wrote, equal to the bit. */
export function readRuns(from: ByteReader, order: Order): Float64Array[] {
  const decimals = from.byte();
  const runs: Float64Array[] = [];
  for (let left = from.count(); left > 0; left--) {
    const run = from.run(from.count());
    if (decimals === AS_DOUBLES) from.doubles(run);
    else if (run.length > 0) readDecimals(from, run, POWERS[decimals]!, order);
    runs.push(run);
  }
  return runs;
}

/** Fewest decimals that hold every value exactly. */
function decimalsOf(runs: readonly Float64Array[]): number | undefined {
  let decimals = 0;
  let raised = -1;
  for (const [at, run] of runs.entries())
    for (
      let i = exactFrom(run, 0, POWERS[decimals]!);
      i < run.length;
      i = exactFrom(run, i, POWERS[decimals]!)
    ) {
      raised = at;
      if (++decimals === POWERS.length) return undefined;
    }
  // A value that was exact at fewer decimals may be too large at more.
  const before = runs.slice(0, raised + 1);
  return before.every((run) => exactFrom(run, 0, POWERS[decimals]!) === run.length) ? decimals : undefined;
}

/** The place of the first value from `from` on that is not exact; the run's length where all are. */
function exactFrom(run: Float64Array, from: number, power: number): number {
  const core = run.length >= LONG_RUN && run.length <= CORE_RUN ? runCore() : undefined;
  if (core !== undefined) return from + core.exact(run, from, power);
  let i = from;
  while (i < run.length && isExact(run[i]!, power)) i++;
  return i;
}

function isExact(value: number, power: number): boolean {
  const scaled = Math.round(value * power);
  return scaled <= LARGEST_SCALED && scaled >= -LARGEST_SCALED && scaled / power === value;
}

function writeDecimals(to: ByteWriter, run: Float64Array, power: number, order: Order): void {
  const first = Math.round(run[0]! * power);
  to.integer(first);
  order.writeDecimals(to, run.subarray(1), first, power);
}

function readDecimals(from: ByteReader, run: Float64Array, power: number, order: Order): void {
  const first = from.integer();
  run[0] = first / power;
  order.readDecimals(from, run.subarray(1), first, power);
}
