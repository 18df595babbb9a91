import { AGREEING, LEAST_WINDOWS } from "./exclusion-rule.ts";

/** Smallest and largest value of a window, or of a block of rows. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** A column that moves one way through time. */
export interface Movement {
  readonly direction: "rises" | "falls";
  /** Steps from one range to the next, and those of them that go that way. */
  readonly steps: number;
  readonly agreeing: number;
}

/**
 * Whether ranges in the order of time move one way: the smallest value rises (or the largest falls) in 95 of 100 steps, and
 * the last range has left the first one behind. What merely varies does neither. Undefined otherwise, and for fewer than five.
 */
export function movementOf(ranges: readonly Range[]): Movement | undefined {
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (first === undefined || last === undefined || ranges.length < LEAST_WINDOWS) return undefined;
  const steps = ranges.length - 1;
  const rising = ranges.filter((range, i) => i > 0 && range.low >= ranges[i - 1]!.low).length;
  const falling = ranges.filter((range, i) => i > 0 && range.high <= ranges[i - 1]!.high).length;
  if (last.low > first.high && rising >= AGREEING * steps)
    return { direction: "rises", steps, agreeing: rising };
  if (last.high < first.low && falling >= AGREEING * steps)
    return { direction: "falls", steps, agreeing: falling };
  return undefined;
}

/** Blocks that the rows of a data set are cut into. */
const BLOCKS = 20;
/** Of fewer rows a block says nothing. */
const LEAST_IN_BLOCK = 5;

/** The ranges of twenty blocks of values that follow each other; none of fewer than a hundred values. */
export function blocksOf(values: readonly number[]): Range[] {
  if (values.length < BLOCKS * LEAST_IN_BLOCK) return [];
  return Array.from({ length: BLOCKS }, (_, block) => {
    const part = values.slice(
      Math.floor((block * values.length) / BLOCKS),
      Math.floor(((block + 1) * values.length) / BLOCKS),
    );
    return { low: Math.min(...part), high: Math.max(...part) };
  });
}
