import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { ExactSum } from "./exact-sum.ts";
import type { Mergeable } from "./mergeable.ts";
import type { DecimalNumbers } from "./number-block.ts";

/**
 * Count, sum, mean, spread and extremes of the finite numbers of a column. The sum is the same in any grouping
 * for integers and decimals of up to six places (`ExactSum`); the squared deviations are Welford's, merged by
 * Chan, Golub & LeVeque 1979 (eq. 1.5b), equal in any grouping to about 1e-12.
 */
export class Moments implements Mergeable<Moments> {
  #count = 0;
  #sum = new ExactSum();
  /** Welford's running mean; it drives `m2` and differs from `mean` in the last digits. */
  #runningMean = 0;
  #m2 = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  readonly #extremes: boolean;

  /** `extremes: false` keeps no smallest and largest value (sensitive columns: each is somebody's). */
  constructor({ extremes = true }: { readonly extremes?: boolean } = {}) {
    this.#extremes = extremes;
  }

  get count(): number {
    return this.#count;
  }

  /** 0 for nothing; ±Infinity where it overflows. */
  get sum(): number {
    return this.#sum.value;
  }

  /** Undefined when there are no values; ±Infinity where the sum overflows. */
  get mean(): number | undefined {
    return this.#count === 0 ? undefined : this.#sum.value / this.#count;
  }

  /** Sum of squared deviations from the mean; Infinity where it overflows. */
  get m2(): number {
    return Number.isNaN(this.#m2) ? Number.POSITIVE_INFINITY : this.#m2;
  }

  /** Of the population (divided by the count, as Model Monitor does). Undefined when there are no values. */
  get standardDeviation(): number | undefined {
    return this.#count === 0 ? undefined : Math.sqrt(this.m2 / this.#count);
  }

  /** Undefined when there are no values, and in a sensitive column. */
  get min(): number | undefined {
    return this.#extremes && this.#count > 0 ? this.#min : undefined;
  }

  /** Undefined when there are no values, and in a sensitive column. */
  get max(): number | undefined {
    return this.#extremes && this.#count > 0 ? this.#max : undefined;
  }

  /** `value` is finite. */
  update(value: number): void {
    this.#count++;
    this.#sum.update(value);
    const delta = value - this.#runningMean;
    this.#runningMean += delta / this.#count;
    this.#m2 += delta * (value - this.#runningMean);
    this.#extend(value, value);
  }

  /** Many at once: exact but for one rounding where the squares of the deviations fit 53 bits, and so they do within ±1.5 million. */
  updateDecimals({ values, length, power, decimals, least, most, sum }: DecimalNumbers): void {
    const middle = Math.round(sum / length);
    let squares = 0;
    for (let i = 0; i < length; i++) {
      const delta = values[i]! - middle;
      squares += delta * delta;
    }
    const rest = sum - length * middle;
    this.#sum.addDecimals(sum, decimals);
    const m2 = Math.max(0, squares - (rest * rest) / length) / (power * power);
    this.#join(length, (middle + rest / length) / power, m2);
    this.#extend(least / power, most / power);
  }

  /** Many at once, the first `length`: two passes, the second one corrected (Chan, Golub & LeVeque 1983, eq. 1.7). */
  updateDoubles(values: Float64Array, length: number): void {
    let plainSum = 0;
    for (let i = 0; i < length; i++) plainSum += values[i]!;
    if (!Number.isFinite(plainSum)) {
      for (let i = 0; i < length; i++) this.update(values[i]!);
      return;
    }
    const mean = plainSum / length;
    let [deviations, squares] = [0, 0];
    let [least, most] = [values[0]!, values[0]!];
    for (let i = 0; i < length; i++) {
      const value = values[i]!;
      const delta = value - mean;
      deviations += delta;
      squares += delta * delta;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    this.#sum.addAll(values, length);
    this.#join(length, mean + deviations / length, squares - (deviations * deviations) / length);
    this.#extend(least, most);
  }

  merge(other: Moments): void {
    if (other.#count === 0) return;
    this.#join(other.#count, other.#runningMean, other.#m2);
    this.#sum.merge(other.#sum);
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  write(to: ByteWriter): void {
    to.count(this.#count);
    if (this.#count === 0) return;
    this.#sum.write(to);
    to.double(this.#runningMean);
    to.double(this.#m2);
    if (!this.#extremes) return;
    to.double(this.#min);
    to.double(this.#max);
  }

  static read(from: ByteReader, options: { readonly extremes?: boolean } = {}): Moments {
    const moments = new Moments(options);
    moments.#count = from.count();
    if (moments.#count === 0) return moments;
    moments.#sum = ExactSum.read(from);
    moments.#runningMean = from.double();
    moments.#m2 = from.double();
    if (!moments.#extremes) return moments;
    moments.#min = from.double();
    moments.#max = from.double();
    return moments;
  }

  /** Takes in the count, the mean and the squared deviations of others. */
  #join(others: number, mean: number, m2: number): void {
    const count = this.#count + others;
    const delta = mean - this.#runningMean;
    const share = others / count;
    this.#m2 += m2 + this.#count * delta * share * delta;
    this.#runningMean += delta * share;
    this.#count = count;
  }

  #extend(least: number, most: number): void {
    if (!this.#extremes) return;
    if (least < this.#min) this.#min = least;
    if (most > this.#max) this.#max = most;
  }
}
