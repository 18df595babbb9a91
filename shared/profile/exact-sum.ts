import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { Mergeable } from "./mergeable.ts";

/** Decimals of the exact part: it counts in millionths. */
const DECIMALS = 6;
const MILLION = 10 ** DECIMALS;
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6] as const;

/**
 * Up to here a double has one reading as a decimal: decimals lie at least two units in the last place apart, and
 * rounding `value × 10^k` is off by less than a half.
 */
const LARGEST_SCALED = 2 ** 51;
const LARGEST_WHOLE = Number.MAX_SAFE_INTEGER;

/**
 * A sum that does not depend on the order or the grouping of its values as long as they are integers (within
 * ±2⁵³) or decimals of at most six places (within ±2.2 × 10⁹; of fewer places, accordingly more): those are added
 * as integers. Everything else goes into a compensated sum beside it (Knuth's TwoSum, error kept in a second
 * double), whose result may depend on the order in its last bit.
 */
export class ExactSum implements Mergeable<ExactSum> {
  #whole = 0;
  #millionths = 0;
  /** What no longer fits the two numbers above, in millionths. */
  #carried = 0n;
  #rest = 0;
  #restError = 0;

  /** `value` is finite. */
  update(value: number): void {
    if (value === Math.trunc(value)) this.#addWhole(value);
    else if (value < LARGEST_SCALED / MILLION && value > -LARGEST_SCALED / MILLION) {
      const scaled = Math.round(value * MILLION);
      if (scaled / MILLION === value) this.#addMillionths(scaled);
      else this.#addRest(value);
    } else this.#addLarge(value);
  }

  /** The first `length` values, each finite. */
  addAll(values: Float64Array, length: number): void {
    for (let i = 0; i < length; i++) this.update(values[i]!);
  }

  /** A sum of decimals without their dot: `scaled` ÷ 10^`decimals`, 0 to 6 of them, itself exact. */
  addDecimals(scaled: number, decimals: number): void {
    if (decimals === 0) this.#addWhole(scaled);
    else this.#carried += BigInt(scaled) * BigInt(POWERS[DECIMALS - decimals]!);
  }

  /** The sum, correctly rounded where all values were exact; ±Infinity where it overflows; 0 for nothing. */
  get value(): number {
    const exact = this.#exact();
    // Number() rounds decimal text correctly, whatever its length.
    const sum = exact === 0n ? 0 : Number(`${exact}e-${DECIMALS}`);
    return sum + this.#restError + this.#rest;
  }

  merge(other: ExactSum): void {
    if (other.#carried !== 0n) this.#carried += other.#carried;
    this.#addWhole(other.#whole);
    this.#addMillionths(other.#millionths);
    this.#addRest(other.#rest);
    this.#addRest(other.#restError);
  }

  write(to: ByteWriter): void {
    to.bigint(this.#exact());
    const nothing = this.#rest === 0 && this.#restError === 0;
    to.byte(nothing ? 0 : 1);
    if (nothing) return;
    to.double(this.#rest);
    to.double(this.#restError);
  }

  static read(from: ByteReader): ExactSum {
    const sum = new ExactSum();
    const exact = from.bigint();
    // As a number where it is one: a bigint of every partial costs more than the sum of its moments.
    if (exact <= LARGEST_WHOLE && exact >= -LARGEST_WHOLE) sum.#millionths = Number(exact);
    else sum.#carried = exact;
    if (from.byte() === 0) return sum;
    sum.#rest = from.double();
    sum.#restError = from.double();
    return sum;
  }

  #exact(): bigint {
    if (this.#carried === 0n && this.#whole === 0) return BigInt(this.#millionths);
    return this.#carried + BigInt(this.#whole) * BigInt(MILLION) + BigInt(this.#millionths);
  }

  #addWhole(value: number): void {
    const sum = this.#whole + value;
    if (value > LARGEST_WHOLE || value < -LARGEST_WHOLE) this.#addRest(value);
    else if (sum <= LARGEST_WHOLE && sum >= -LARGEST_WHOLE) this.#whole = sum;
    else {
      this.#carried += BigInt(this.#whole) * BigInt(MILLION);
      this.#whole = value;
    }
  }

  #addMillionths(scaled: number): void {
    const sum = this.#millionths + scaled;
    if (sum <= LARGEST_WHOLE && sum >= -LARGEST_WHOLE) this.#millionths = sum;
    else {
      this.#carried += BigInt(this.#millionths);
      this.#millionths = scaled;
    }
  }

  /** A value too large for six decimals may still be a decimal of fewer. */
  #addLarge(value: number): void {
    for (let decimals = DECIMALS - 1; decimals > 0; decimals--) {
      const scaled = Math.round(value * POWERS[decimals]!);
      if (Math.abs(scaled) > LARGEST_SCALED || scaled / POWERS[decimals]! !== value) continue;
      this.#carried += BigInt(scaled) * BigInt(POWERS[DECIMALS - decimals]!);
      return;
    }
    this.#addRest(value);
  }

  /** An overflow stays: it has no rounding error, and Infinity − Infinity would be NaN. */
  #addRest(value: number): void {
    if (!Number.isFinite(this.#rest)) return;
    const sum = this.#rest + value;
    const part = sum - this.#rest;
    this.#restError = Number.isFinite(sum)
      ? this.#restError + (this.#rest - (sum - part)) + (value - part)
      : 0;
    this.#rest = sum;
  }
}
