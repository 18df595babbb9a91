/** The exact value of decimal digits in bytes: what `Number` gives for the same text, to the bit, without making that text. */
import { MOST_DECIMALS, NEGATIVE_POWERS, POWERS } from "./powers-of-ten.ts";

const ZERO = 48;
const FOUR_ZEROS = ZERO * 1111;
const MOST_HALF = 9;
const MOST_DIGITS = 2 * MOST_HALF;
const SHORT = 15;
/** Digits of 2⁵³. */
const LONGEST_SAFE = 16;
/** 2²⁷ + 1 (Veltkamp): halves a double into two of 26 bits, whose products are exact. */
const SPLITTER = 134217729;
/** Relative error of the quotient below, with room: two roundings of 2⁻⁵³ on the correction, which is itself below 2⁻⁵² of it. */
const UNSURE = 1.4e-15;

/**
 * Digits from `start` to `end` with a dot at `point`, or none (`end`): 18 significant ones at most and 22 decimals; NaN where there are
 * more or the rounding cannot be told.
 */
export function readDecimal(bytes: Uint8Array, start: number, point: number, end: number): number {
  if (point === end && end - start <= LONGEST_SAFE) return readInteger(bytes, start, end);
  const decimals = point === end ? 0 : end - point - 1;
  let at = start;
  // Zeros before the first digit that counts; the dot is one of them where nothing but zeros stands before it.
  while (at < end && (bytes[at] === ZERO || at === point)) at++;
  if (end - at > MOST_DIGITS + 1 || decimals > MOST_DECIMALS) return Number.NaN;
  // The dot lies before all digits, among the first nine, or among the others.
  const whole = Math.max(0, point - at);
  if (whole > MOST_HALF) return readLongWhole(bytes, at, point, end, decimals);
  const behind = whole === 0 ? at : Math.min(end, point + 1);
  const middle = Math.min(end, behind + MOST_HALF - whole);
  const ahead = whole === 0 ? 0 : digitsOf(bytes, at, point) * POWERS[middle - behind]!;
  return decimalOf(ahead + digitsOf(bytes, behind, middle), bytes, middle, end, decimals);
}

/** More than nine digits before the dot. */
function readLongWhole(
  bytes: Uint8Array,
  start: number,
  point: number,
  end: number,
  decimals: number,
): number {
  const split = start + MOST_HALF;
  const high = digitsOf(bytes, start, split);
  const places = end - Math.min(end, point + 1);
  const lowDigits = point - split + places;
  if (lowDigits > MOST_HALF) return Number.NaN;
  const low = digitsOf(bytes, split, point) * POWERS[places]! + digitsOf(bytes, end - places, end);
  return quotientOf(high, low, lowDigits, decimals);
}

/** `high` with the digits from `start` on behind it. */
function decimalOf(high: number, bytes: Uint8Array, start: number, end: number, decimals: number): number {
  const lowDigits = end - start;
  return lowDigits > MOST_HALF
    ? Number.NaN
    : quotientOf(high, digitsOf(bytes, start, end), lowDigits, decimals);
}

function quotientOf(high: number, low: number, lowDigits: number, decimals: number): number {
  // Below 2⁵³ integer and power are exact, and so one rounding is all there is (Clinger 1990).
  if (lowDigits <= SHORT - MOST_HALF) return (high * POWERS[lowDigits]! + low) / POWERS[decimals]!;
  return quotient(high, POWERS[lowDigits]!, low, decimals);
}

/** The integer of at most nine digits. Four at a time: each of them waits for the ones before when they come one by one. */
function digitsOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const four = bytes[at]! * 1000 + bytes[at + 1]! * 100 + bytes[at + 2]! * 10 + bytes[at + 3]! - FOUR_ZEROS;
    value = (Math.imul(value, 10_000) + four) | 0;
  }
  for (; at < end; at++) value = (Math.imul(value, 10) + bytes[at]! - ZERO) | 0;
  return value;
}

/** An integer of sixteen digits at most: exact within ±2⁵³, and not less than that beyond. */
function readInteger(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at]! - ZERO);
  return value;
}

/**
 * (high × scale + low) ÷ 10^decimals, correctly rounded, in double-double arithmetic (Dekker 1971); NaN where the rounding cannot
 * be told (Ziv 1991: the result with its error bound added rounds otherwise than with it taken off). `high`, `low` < 10⁹, `scale` ≤ 10⁹.
 */
function quotient(high: number, scale: number, low: number, decimals: number): number {
  // Exact: `high` takes 30 bits, and 10⁹ = 2⁹ × 5⁹ another 21.
  const product = high * scale;
  const whole = product + low;
  const rest = low - (whole - product);
  const power = POWERS[decimals]!;
  const estimate = whole / power;
  const a = SPLITTER * estimate;
  const estimateHigh = a - (a - estimate);
  const estimateLow = estimate - estimateHigh;
  const b = SPLITTER * power;
  const powerHigh = b - (b - power);
  const powerLow = power - powerHigh;
  const back = estimate * power;
  const backError =
    estimateHigh * powerHigh -
    back +
    estimateHigh * powerLow +
    estimateLow * powerHigh +
    estimateLow * powerLow;
  const correction = (whole - back - backError + rest) * NEGATIVE_POWERS[decimals]!;
  const unsure = Math.abs(correction) * UNSURE;
  const least = estimate + (correction - unsure);
  return least === estimate + (correction + unsure) ? least : Number.NaN;
}
