/**
 * The numbers of a column that are still to be summarized: up to 2,048 of them, so that sums, extremes, hashes and the sketch's sort
 * each run once over a block and not once a value. What comes of a block depends on its values and their order alone, however they
 * were added.
 */
import { blockCore } from "./block-core/block-core.ts";
import { sortDoubles, sortFinite } from "./sort-doubles.ts";
import { sortIntegers } from "./sort-integers.ts";

/** Numbers of a full block: the buffer that values enter in `KllSketch`. */
export const BLOCK = 2048;
const FIRST_ROOM = 64;
const LARGEST_INTEGER = 2 ** 31 - 1;
/** Decimals of which sums are exact (`ExactSum`). */
const MOST_DECIMALS = 6;
const POWERS = Float64Array.from({ length: 10 }, (_, exponent) => 10 ** exponent);
/** In the place of a number of decimals: the numbers are held as doubles. */
const AS_DOUBLES = -1;

// Scratch space of the full block that is being summarized; nothing in it outlives a call.
const sortedDoubles = new Float64Array(BLOCK);

/** A block's numbers as integers: each is `values[i]` ÷ `power`, exactly. */
export interface DecimalNumbers {
  /** In the order in which they came; not to be kept. */
  readonly values: Int32Array;
  readonly length: number;
  /** 10^`decimals`. */
  readonly power: number;
  /** 0 to 6, the fewest that hold all of them. */
  readonly decimals: number;
  readonly least: number;
  readonly most: number;
  /** Of the integers. */
  readonly sum: number;
}

/** What takes a block in. */
export interface BlockSummaries {
  /** Numbers that are decimals of at most six places and fit 32 bits without their dot. */
  takeDecimals(numbers: DecimalNumbers): void;
  /** All others, in the order in which they came. */
  takeDoubles(values: Float64Array, length: number): void;
  /** Ascending. `more`: another number follows. Scratch space. */
  takeSorted(values: Float64Array, length: number, more: boolean): void;
}

export class NumberBlock {
  readonly #into: BlockSummaries;
  #length = 0;
  #doubles: Float64Array = new Float64Array(FIRST_ROOM);
  /** Of the same memory. */
  #integers: Int32Array = new Int32Array(this.#doubles.buffer);
  #decimals = 0;

  constructor(into: BlockSummaries) {
    this.#into = into;
  }

  /** `mantissa` ÷ 10^`decimals`, of nine digits at most each. */
  addDecimal(mantissa: number, decimals: number): void {
    if (this.#length === this.#doubles.length) this.#makeRoom();
    if (decimals !== this.#decimals) this.#addOtherwise(mantissa, decimals);
    else this.#integers[this.#length++] = mantissa;
  }

  /** Places of the numbers that are held as integers; below 0 where they are doubles. */
  get decimals(): number {
    return this.#decimals;
  }

  /** How many numbers fit before there has to be more room. */
  get room(): number {
    return this.#doubles.length - this.#length;
  }

  /** Room for the number that follows. */
  makeRoom(): void {
    if (this.room === 0) this.#makeRoom();
  }

  /** The first `count` of integers of `decimals` places; there is room for them. */
  addIntegers(values: Int32Array, count: number): void {
    const integers = this.#integers;
    const length = this.#length;
    for (let i = 0; i < count; i++) integers[length + i] = values[i]!;
    this.#length = length + count;
  }

  /** `value` is finite and not −0. */
  addDouble(value: number): void {
    if (this.#length === this.#doubles.length) this.#makeRoom();
    if (this.#decimals !== AS_DOUBLES) this.#toDoubles();
    this.#doubles[this.#length++] = value;
  }

  /** Those from `start` to `end`, like `addDouble` with each. */
  addDoubles(values: Float64Array, start: number, end: number): void {
    for (let at = start; at < end; ) {
      this.addDouble(values[at++]!);
      const doubles = this.#doubles;
      let length = this.#length;
      const stop = Math.min(end, at + this.room);
      while (at < stop) doubles[length++] = values[at++]!;
      this.#length = length;
    }
  }

  /** Hands over the numbers that wait. `more`: another number of the column follows. */
  settle(more = false): void {
    const length = this.#length;
    if (length === 0) return;
    if (this.#decimals === AS_DOUBLES) this.#toDecimals();
    else this.#toFewestDecimals();
    this.#length = 0;
    if (this.#decimals === AS_DOUBLES) this.#settleDoubles(length, more);
    else this.#settleDecimals(length, more);
  }

  #settleDoubles(length: number, more: boolean): void {
    this.#into.takeDoubles(this.#doubles, length);
    const core = blockCore();
    if (core === undefined) {
      sortDoubles(this.#doubles, length);
      this.#into.takeSorted(this.#doubles, length, more);
      return;
    }
    core.doubles.set(this.#doubles.subarray(0, length));
    sortFinite(core, length);
    this.#into.takeSorted(core.doubles, length, more);
  }

  /** A number of another scale than the others': the larger scale holds both, while 32 bits do. */
  #addOtherwise(mantissa: number, decimals: number): void {
    const scale = this.#decimals;
    if (scale > decimals) {
      const scaled = mantissa * POWERS[scale - decimals]!;
      if (scaled <= LARGEST_INTEGER && scaled >= -LARGEST_INTEGER) {
        this.#integers[this.#length++] = scaled;
        return;
      }
    } else if (scale !== AS_DOUBLES && this.#rescale(decimals)) {
      this.#integers[this.#length++] = mantissa;
      return;
    }
    this.addDouble(mantissa / POWERS[decimals]!);
  }

  /** Whether the numbers that are here could be brought to more decimals. */
  #rescale(decimals: number): boolean {
    const factor = POWERS[decimals - this.#decimals]!;
    const integers = this.#integers;
    const largest = Math.floor(LARGEST_INTEGER / factor);
    for (let i = 0; i < this.#length; i++)
      if (integers[i]! > largest || integers[i]! < -largest) return false;
    for (let i = 0; i < this.#length; i++) integers[i]! *= factor;
    this.#decimals = decimals;
    return true;
  }

  #toDoubles(): void {
    const power = POWERS[this.#decimals]!;
    const integers = this.#integers;
    const doubles = this.#doubles;
    // Back to front: a double lies over two integers.
    for (let i = this.#length - 1; i >= 0; i--) doubles[i] = integers[i]! / power;
    this.#decimals = AS_DOUBLES;
  }

  #settleDecimals(length: number, more: boolean): void {
    const decimals = this.#decimals;
    const power = POWERS[decimals]!;
    const core = blockCore();
    if (core === undefined) {
      const values = this.#integers;
      const measures = measuresOf(values, length);
      this.#into.takeDecimals({ values, length, power, decimals, ...measures });
      sortIntegers(values, length, measures.least, measures.most);
      for (let i = 0; i < length; i++) sortedDoubles[i] = values[i]! / power;
      this.#into.takeSorted(sortedDoubles, length, more);
      return;
    }
    const values = core.integers;
    values.set(this.#integers.subarray(0, length));
    core.measureIntegers(length);
    const [sum, least, most] = [core.measures[0]!, core.measures[1]!, core.measures[2]!];
    this.#into.takeDecimals({ values, length, power, decimals, least, most, sum });
    sortIntegers(values, length, least, most);
    core.divideIntegers(length, power);
    this.#into.takeSorted(core.doubles, length, more);
  }

  /** Integers at the fewest decimals that hold all of them; doubles where those are too many. */
  #toFewestDecimals(): void {
    const length = this.#length;
    const integers = this.#integers;
    let factor = 1;
    while (this.#decimals > 0 && areMultiples(integers, length, factor * 10)) {
      factor *= 10;
      this.#decimals--;
    }
    if (factor > 1) for (let i = 0; i < length; i++) integers[i]! /= factor;
    if (this.#decimals > MOST_DECIMALS) this.#toDoubles();
  }

  /** Doubles as integers, where they are such decimals. */
  #toDecimals(): void {
    const length = this.#length;
    const doubles = this.#doubles;
    let decimals = 0;
    let power = 1;
    for (let i = 0; i < length; i++)
      while (!isScaled(doubles[i]!, power)) {
        if (++decimals > MOST_DECIMALS) return;
        power = POWERS[decimals]!;
      }
    // A number that fits at fewer decimals may be too large at more.
    for (let i = 0; i < length; i++) if (!isScaled(doubles[i]!, power)) return;
    // Front to back: two integers lie over a double that was read already.
    for (let i = 0; i < length; i++) this.#integers[i] = Math.round(doubles[i]! * power);
    this.#decimals = decimals;
  }

  /** Doubles the room up to a block; a full block is handed over. */
  #makeRoom(): void {
    if (this.#length === BLOCK) {
      this.settle(true);
      return;
    }
    const doubles = new Float64Array(this.#doubles.length * 2);
    doubles.set(this.#doubles);
    this.#doubles = doubles;
    this.#integers = new Int32Array(doubles.buffer);
  }
}

function measuresOf(values: Int32Array, length: number): Pick<DecimalNumbers, "least" | "most" | "sum"> {
  let least = values[0]!;
  let most = least;
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    sum += value;
    if (value < least) least = value;
    else if (value > most) most = value;
  }
  return { least, most, sum };
}

function areMultiples(integers: Int32Array, length: number, factor: number): boolean {
  for (let i = 0; i < length; i++) if (integers[i]! % factor !== 0) return false;
  return true;
}

function isScaled(value: number, power: number): boolean {
  const scaled = Math.round(value * power);
  return scaled <= LARGEST_INTEGER && scaled >= -LARGEST_INTEGER && scaled / power === value;
}
