import type { ByteReader } from "../byte-reader.ts";
import type { ByteWriter } from "../byte-writer.ts";
import type { Mergeable } from "../mergeable.ts";

/**
 * Count, sum, mean, spread and extremes of the finite numbers of a column, as Model Monitor computes them on one
 * partition, to the bit: a plain sum in the order of the rows, and Welford's update in the form of Spark's
 * `CentralMomentAgg` (Deequ's `StatefulStdDevPop`). Merging follows Deequ's `StandardDeviationState.sum`, so that the
 * last digits depend on how the rows were grouped, as they do there.
 */
export class SequentialMoments implements Mergeable<SequentialMoments> {
  #count = 0;
  #sum = 0;
  /** What rounding has taken from the sum so far (Knuth's two-sum). */
  #lost = 0;
  #runningMean = 0;
  #m2 = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  readonly #extremes: boolean;

  /** `extremes: false` keeps no smallest and largest value (sensitive columns: each is somebody's). */
  constructor({ extremes = true }: { readonly extremes?: boolean } = {}) {
    this.#extremes = extremes;
  }

  /** What `statistics.json` says of a column that has values. */
  static of(told: {
    readonly count: number;
    readonly sum: number;
    readonly standardDeviation: number;
    readonly min: number;
    readonly max: number;
  }): SequentialMoments {
    const moments = new SequentialMoments();
    moments.#count = told.count;
    moments.#sum = told.sum;
    moments.#runningMean = told.sum / told.count;
    moments.#m2 = told.standardDeviation ** 2 * told.count;
    moments.#min = told.min;
    moments.#max = told.max;
    return moments;
  }

  get count(): number {
    return this.#count;
  }

  /** Left to right; 0 for nothing, ±Infinity where it overflows, NaN where parts overflowed on both sides. */
  get sum(): number {
    return this.#sum;
  }

  /**
   * The sum of a column of type Integral: Spark adds 64-bit integers, exactly, and wraps around beyond ±2⁶³. Differs
   * from `sum` beyond ±2⁵³ only; milliseconds since 1970 get there with 5,300 rows. Of other columns it is `sum`.
   */
  get integralSum(): number {
    if (!Number.isInteger(this.#sum) || !Number.isInteger(this.#lost)) return this.#sum;
    return Number(BigInt.asIntN(64, BigInt(this.#sum) + BigInt(this.#lost)));
  }

  /** Undefined when there are no values; ±Infinity where the sum overflows. */
  get mean(): number | undefined {
    return this.#count === 0 ? undefined : this.#sum / this.#count;
  }

  /** Sum of squared deviations from the mean; Infinity or NaN where it overflows. */
  get m2(): number {
    return this.#m2;
  }

  /** Of the population (divided by the count). Undefined when there are no values. */
  get standardDeviation(): number | undefined {
    return this.#count === 0 ? undefined : Math.sqrt(this.#m2 / this.#count);
  }

  /** Undefined when there are no values, and in a sensitive column. Of −0 and 0 the first that came. */
  get min(): number | undefined {
    return this.#extremes && this.#count > 0 ? this.#min : undefined;
  }

  /** Undefined when there are no values, and in a sensitive column. Of −0 and 0 the first that came. */
  get max(): number | undefined {
    return this.#extremes && this.#count > 0 ? this.#max : undefined;
  }

  /** `value` is finite. */
  update(value: number): void {
    this.#count++;
    this.#add(value);
    const delta = value - this.#runningMean;
    const step = delta / this.#count;
    this.#runningMean += step;
    this.#m2 += delta * (delta - step);
    if (this.#extremes) this.#extend(value, value);
  }

  merge(other: SequentialMoments): void {
    if (other.#count === 0) return;
    this.#add(other.#sum);
    this.#lost += other.#lost;
    if (this.#count === 0) {
      this.#runningMean = other.#runningMean;
      this.#m2 = other.#m2;
    } else this.#mergeDeviations(other);
    this.#count += other.#count;
    this.#extend(other.#min, other.#max);
  }

  write(to: ByteWriter): void {
    to.count(this.#count);
    if (this.#count === 0) return;
    for (const figure of [this.#sum, this.#lost, this.#runningMean, this.#m2]) to.double(figure);
    if (!this.#extremes) return;
    to.double(this.#min);
    to.double(this.#max);
  }

  static read(from: ByteReader, options: { readonly extremes?: boolean } = {}): SequentialMoments {
    const moments = new SequentialMoments(options);
    moments.#count = from.count();
    if (moments.#count === 0) return moments;
    moments.#sum = from.double();
    moments.#lost = from.double();
    moments.#runningMean = from.double();
    moments.#m2 = from.double();
    if (!moments.#extremes) return moments;
    moments.#min = from.double();
    moments.#max = from.double();
    return moments;
  }

  #add(value: number): void {
    const sum = this.#sum + value;
    const taken = sum - this.#sum;
    this.#lost += this.#sum - (sum - taken) + (value - taken);
    this.#sum = sum;
  }

  /** The order of the operations decides the last digit. */
  #mergeDeviations(other: SequentialMoments): void {
    const delta = other.#runningMean - this.#runningMean;
    const step = delta / (this.#count + other.#count);
    this.#runningMean += step * other.#count;
    this.#m2 = this.#m2 + other.#m2 + delta * step * this.#count * other.#count;
  }

  #extend(min: number, max: number): void {
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
  }
}
