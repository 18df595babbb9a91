/**
 * What a column profile is made of, as far as everybody else knows it: each kind of profile (`profile-kind.ts`)
 * has its own classes behind these. Only summaries of the same kind merge.
 */
import type { ByteWriter } from "./byte-writer.ts";
import type { RunCore } from "./run-core/run-core.ts";
import type { WeightedValues } from "./weighted-values.ts";

/** Sum, mean, spread and extremes of finite numbers. */
export interface NumberMoments {
  readonly count: number;
  readonly sum: number;
  /** Of a column of integers, where the kind adds those up in another way. */
  readonly integralSum?: number;
  /** Undefined when there are no values. */
  readonly mean: number | undefined;
  /** Sum of squared deviations from the mean. */
  readonly m2: number;
  /** Of the population. Undefined when there are no values. */
  readonly standardDeviation: number | undefined;
  /** Undefined when there are no values, and in a sensitive column. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  update(value: number): void;
  merge(other: NumberMoments): void;
  write(to: ByteWriter): void;
}

/** How finite numbers lie: ranks within an error, in bounded memory. */
export interface QuantileSketch {
  /** Values behind the sketch. */
  readonly n: number;
  /** Largest error of a rank, as a share of n. */
  readonly rankError: number;
  update(value: number): void;
  /** Ascending; the weights sum to n. Not to be written to. */
  weightedValues(): WeightedValues;
  /** The values of each level, those of level h standing for 2^h each. */
  levels(): readonly Float64Array[];
  /** Undefined when there are no values. */
  quantile(q: number): number | undefined;
  rank(x: number): number;
  merge(other: QuantileSketch): void;
  /** Moves what merges where merging is fastest; until `leave` nothing else is done with it. Where the kind has such a place. */
  enter?(core: RunCore): void;
  leave?(): void;
  write(to: ByteWriter): void;
}

/** How often texts come. */
export interface TextCounts {
  /** Values counted, those outside `entries` included. */
  readonly n: number;
  /** The most by which any count may be too low. */
  readonly error: number;
  readonly size: number;
  count(value: string): number;
  entries(): [value: string, count: number][];
  update(value: string): void;
  /** The text of ASCII bytes, 256 at most, whose `hashOfBytes` is `hash`; whether it had no counter. Where the kind takes bytes. */
  updateAscii?(bytes: Uint8Array, start: number, end: number, hash: number, times?: number): boolean;
  /** So many more different values are counted in any order. Where the kind takes bytes. */
  readonly room?: number;
  merge(other: TextCounts): void;
  write(to: ByteWriter): void;
}

/** About how many different values there are. */
export interface DistinctValues {
  /** Absent where numbers count by how they are spelled. */
  updateNumber?(value: number): void;
  updateText(text: string): void;
  /** The text of ASCII bytes. Where the kind takes bytes. */
  updateAscii?(bytes: Uint8Array, start: number, end: number): void;
  estimate(): number;
  merge(other: DistinctValues): void;
  /** As those of `QuantileSketch`. */
  enter?(core: RunCore): void;
  leave?(): void;
  write(to: ByteWriter): void;
}
