import type { ByteReader } from "../byte-reader.ts";
import type { ByteWriter } from "../byte-writer.ts";
import type { Mergeable } from "../mergeable.ts";
import { AS_THEY_STAND, readRuns, writeRuns } from "../runs-codec.ts";
import { sortDoubles } from "../sort-doubles.ts";
import { quantileIn, rankIn, type WeightedValues, weightedValuesOf } from "../weighted-values.ts";
import { Compactor } from "./compactor.ts";

/** `sketch.parameters.k` and `.c` of `statistics.json`. */
export const DEEQU_KLL_K = 2048;
export const DEEQU_KLL_C = 0.64;
const FIRST_ROOM = 64;
/**
 * Bounds of any rank's error as a share of n, all ranks at once. The largest we measured was 0.0023 at 10⁶ rows (40
 * seeds), 0.0028 at 10⁷ and 0.0031 at 10⁸; sorted, zigzagging and merged rows stay below random ones.
 */
const RANK_ERROR = 0.0025;
const RANK_ERROR_OF_MANY = 0.0035;
const MANY = 1e6;

/**
 * How the numbers of a column lie, as Model Monitor writes it: the KLL sketch of Deequ 2.0.2
 * (`QuantileNonSample.scala`), equal to it to the bit and in the order of every level. Holds every value up to 2,050
 * of them. Its levels shrink towards the top, where standard KLL's grow: `KllSketch` is twice as accurate.
 */
export class DeequKllSketch implements Mergeable<DeequKllSketch> {
  /** Where values enter; those of level h stand for 2^h values each. */
  #lowest = new Compactor({ room: FIRST_ROOM });
  #levels: Compactor[] = [this.#lowest];
  #held = 0;
  #room = capacity(0);
  #view: WeightedValues | undefined;
  #viewed = -1;

  /** Values behind the sketch. */
  get n(): number {
    return this.#levels.reduce((n, level, h) => n + level.size * 2 ** h, 0);
  }

  /** Largest error of a rank, as a share of n; 0 while the sketch holds every value. */
  get rankError(): number {
    if (this.#levels.length === 1) return 0;
    return this.n > MANY ? RANK_ERROR_OF_MANY : RANK_ERROR;
  }

  /** `value` is finite. */
  update(value: number): void {
    this.#lowest.append(value);
    if (++this.#held > this.#room) this.#condense();
  }

  /** Values and weights, ascending; the weights sum to n. The arrays are the sketch's own until its next update: do not write to them. */
  weightedValues(): WeightedValues {
    const n = this.n;
    if (this.#view === undefined || this.#viewed !== n) {
      this.#view = weightedValuesOf(this.levels().map(ascending));
      this.#viewed = n;
    }
    return this.#view;
  }

  /**
   * The values of each level in the order in which they stand there: what `sketch.data` of `statistics.json` prints.
   * Those of level h stand for 2^h values each. The sketch's own until its next update: do not write to them.
   */
  levels(): Float64Array[] {
    return this.#levels.map((level) => level.held);
  }

  /**
   * The sketch whose `sketch.data` these are. The file does not say how often each level was compacted; Deequ then
   * begins anew (`reconstruct`), so that what is added later may keep the other half of a level.
   */
  static fromLevels(levels: readonly ArrayLike<number>[]): DeequKllSketch {
    return DeequKllSketch.#of(
      levels.map((values) => Float64Array.from(values)),
      levels.map(() => 0),
    );
  }

  /** The smallest value whose rank is at least q × n, q from 0 to 1; undefined when there are no values. */
  quantile(q: number): number | undefined {
    return quantileIn(this.weightedValues(), this.n, q);
  }

  /** How many values are at most x, 0 to n. */
  rank(x: number): number {
    return rankIn(this.weightedValues(), x);
  }

  /** How many values are less than x, 0 to n. */
  rankBelow(x: number): number {
    const { values, weights } = this.weightedValues();
    let rank = 0;
    for (let i = 0; i < values.length && values[i]! < x; i++) rank += weights[i]!;
    return rank;
  }

  /**
   * Level by level, `other`'s values behind one's own. As Deequ does, but for one thing: merging with nothing changes
   * nothing, whereas Deequ forgets how often levels were compacted when it merges into an empty sketch, and condenses
   * a sketch that is exactly full when it merges an empty one.
   */
  merge(other: DeequKllSketch): void {
    if (other.#held === 0) return;
    const empty = this.#held === 0;
    for (const [h, level] of other.#levels.entries()) {
      if (h === this.#levels.length) this.#expand();
      this.#levels[h]!.appendAll(level.held);
      if (empty) this.#levels[h]!.compactions = level.compactions;
    }
    this.#held += other.#held;
    while (!empty && this.#held >= this.#room) this.#condense();
  }

  write(to: ByteWriter): void {
    writeRuns(to, this.levels(), AS_THEY_STAND);
    for (const { compactions } of this.#levels) to.byte(compactions);
  }

  static read(from: ByteReader): DeequKllSketch {
    const levels = readRuns(from, AS_THEY_STAND);
    return DeequKllSketch.#of(
      levels,
      levels.map(() => from.byte()),
    );
  }

  static #of(levels: readonly Float64Array[], compactions: readonly number[]): DeequKllSketch {
    const sketch = new DeequKllSketch();
    for (const [h, values] of levels.entries()) {
      if (h === sketch.#levels.length) sketch.#expand();
      sketch.#levels[h]!.appendAll(values);
      sketch.#levels[h]!.compactions = compactions[h]!;
      sketch.#held += values.length;
    }
    return sketch;
  }

  /** Compacts the lowest full level, once. */
  #condense(): void {
    const h = this.#levels.findIndex((level, height) => level.size >= capacity(height));
    if (h === this.#levels.length - 1) this.#expand();
    this.#held -= this.#levels[h]!.compactInto(this.#levels[h + 1]!);
  }

  #expand(): void {
    this.#room += capacity(this.#levels.length);
    this.#levels.push(new Compactor());
  }
}

/** 2,050, 1,314, 842, 540, …: the lowest level is the largest. */
function capacity(height: number): number {
  return 2 * (Math.ceil((DEEQU_KLL_K * DEEQU_KLL_C ** height) / 2) + 1);
}

function ascending(values: Float64Array): Float64Array {
  const sorted = values.slice();
  sortDoubles(sorted, sorted.length);
  return sorted;
}
