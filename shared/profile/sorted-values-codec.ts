/**
 * Ascending doubles in few bytes: as integers at one decimal scale, the first in full and then the steps, where
 * every value is such a decimal; otherwise as they are. A sketch of integers or prices takes an eighth.
 */
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

export const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6] as const;
/** Steps between two values then stay within 2⁵² and integers exact. */
const LARGEST_SCALED = 2 ** 51;
export const AS_DOUBLES = 255;

/** Writes runs of ascending values that share a scale. */
export function writeSortedRuns(to: ByteWriter, runs: readonly Float64Array[]): void {
  const decimals = decimalsOf(runs);
  to.byte(decimals ?? AS_DOUBLES);
  to.count(runs.length);
  for (const run of runs) {
    to.count(run.length);
    if (decimals === undefined) for (const value of run) to.double(value);
    else writeSteps(to, run, POWERS[decimals]!);
  }
}

/** The runs that `writeSortedRuns` wrote, equal to the bit. */
export function readSortedRuns(from: ByteReader): Float64Array[] {
  const decimals = from.byte();
  return Array.from({ length: from.count() }, () => {
    const length = from.count();
    // Checked before it is allocated: a value takes one byte at least.
    if (length > from.left)
      throw new Error(
        `Profile ends early: got ${from.left} bytes, expected ${length} values. Write it again.`,
      );
    const run = new Float64Array(length);
    if (decimals === AS_DOUBLES) for (let i = 0; i < run.length; i++) run[i] = from.double();
    else readSteps(from, run, POWERS[decimals]!);
    return run;
  });
}

/** Fewest decimals that hold every value exactly. */
export function decimalsOf(runs: readonly Float64Array[]): number | undefined {
  let decimals = 0;
  for (const run of runs) {
    for (const value of run) {
      while (!isExact(value, POWERS[decimals]!)) if (++decimals === POWERS.length) return undefined;
    }
  }
  // A value that was exact at fewer decimals may be too large at more.
  return runs.every((run) => run.every((value) => isExact(value, POWERS[decimals]!))) ? decimals : undefined;
}

function isExact(value: number, power: number): boolean {
  const scaled = Math.round(value * power);
  return scaled <= LARGEST_SCALED && scaled >= -LARGEST_SCALED && scaled / power === value;
}

function writeSteps(to: ByteWriter, run: Float64Array, power: number): void {
  let before = 0;
  run.forEach((value, i) => {
    const scaled = Math.round(value * power);
    if (i === 0) to.integer(scaled);
    else to.count(scaled - before);
    before = scaled;
  });
}

function readSteps(from: ByteReader, run: Float64Array, power: number): void {
  let scaled = 0;
  for (let i = 0; i < run.length; i++) {
    scaled = i === 0 ? from.integer() : scaled + from.count();
    run[i] = scaled / power;
  }
}
