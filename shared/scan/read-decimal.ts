/** The exact value of decimal digits in bytes: what `Number` gives for the same text, to the bit, without making that text. */

const ZERO = 48;
const MOST_HALF = 9;
/** Up to 10²² a power of ten is a double. */
const MOST_DECIMALS = 22;
const SHORT = 15;
/** Digits of 2⁵³. */
const LONGEST_SAFE = 16;
const POWERS = Float64Array.from({ length: MOST_DECIMALS + 1 }, (_, exponent) => Number(`1e${exponent}`));
const INVERSES = Float64Array.from({ length: MOST_DECIMALS + 1 }, (_, exponent) => Number(`1e-${exponent}`));
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
  const split = at + MOST_HALF + (at < point && at + MOST_HALF > point ? 1 : 0);
  const half = Math.min(end, split);
  let high = 0;
  for (; at < half; at++) if (at !== point) high = (Math.imul(high, 10) + bytes[at]! - ZERO) | 0;
  const lowDigits = end - at - (at <= point && point < end ? 1 : 0);
  if (lowDigits > MOST_HALF || decimals > MOST_DECIMALS) return Number.NaN;
  let low = 0;
  for (; at < end; at++) if (at !== point) low = (Math.imul(low, 10) + bytes[at]! - ZERO) | 0;
  // Below 2⁵³ integer and power are exact, and so one rounding is all there is (Clinger 1990).
  if (lowDigits <= SHORT - MOST_HALF) return (high * POWERS[lowDigits]! + low) / POWERS[decimals]!;
  return quotient(high, POWERS[lowDigits]!, low, decimals);
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
  const correction = (whole - back - backError + rest) * INVERSES[decimals]!;
  const unsure = Math.abs(correction) * UNSURE;
  const least = estimate + (correction - unsure);
  return least === estimate + (correction + unsure) ? least : Number.NaN;
}
