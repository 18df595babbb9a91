/**
 * Runs of doubles whose order has to survive, in few bytes: as integers at one decimal scale, each as the step from the
 * one before, where every value is such a decimal; otherwise as they are. (`sorted-values-codec.ts` is for ascending ones.)
 */
import type { ByteReader } from "../byte-reader.ts";
import type { ByteWriter } from "../byte-writer.ts";
import { AS_DOUBLES, decimalsOf, POWERS } from "../sorted-values-codec.ts";

export function writeRuns(to: ByteWriter, runs: readonly Float64Array[]): void {
  const decimals = runs.some(hasNegativeZero) ? undefined : decimalsOf(runs);
  to.byte(decimals ?? AS_DOUBLES);
  to.count(runs.length);
  for (const run of runs) {
    to.count(run.length);
    if (decimals === undefined) for (const value of run) to.double(value);
    else writeSteps(to, run, POWERS[decimals]!);
  }
}

/** The runs that `writeRuns` wrote, equal to the bit. */
export function readRuns(from: ByteReader): Float64Array[] {
  const decimals = from.byte();
  return Array.from({ length: from.count() }, () => {
    const length = from.count();
    // Checked before it is allocated: a value takes one byte at least.
    if (length > from.left)
      throw new Error(
        `Profile ends early: got ${from.left} bytes, expected ${length} values. Write it again.`,
      );
    const run = new Float64Array(length);
    if (decimals === AS_DOUBLES) for (let i = 0; i < length; i++) run[i] = from.double();
    else readSteps(from, run, POWERS[decimals]!);
    return run;
  });
}

/** An integer has no −0. */
function hasNegativeZero(run: Float64Array): boolean {
  return run.some((value) => Object.is(value, -0));
}

function writeSteps(to: ByteWriter, run: Float64Array, power: number): void {
  let before = 0;
  for (const value of run) {
    const scaled = Math.round(value * power);
    to.integer(scaled - before);
    before = scaled;
  }
}

function readSteps(from: ByteReader, run: Float64Array, power: number): void {
  let scaled = 0;
  for (let i = 0; i < run.length; i++) {
    scaled += from.integer();
    run[i] = scaled / power;
  }
}
