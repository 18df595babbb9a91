/** The exact value of decimal digits in bytes: what `Number` gives for the same text, to the bit, without making that text. */

const DOT = 46;
const ZERO = 48;
const MOST_HALF = 9;
const MOST_DIGITS = 2 * MOST_HALF;
/** Up to 10²² a power of ten is a double. */
const MOST_DECIMALS = 22;
const SHORT = 15;
const POWERS = Float64Array.from({ length: MOST_DECIMALS + 1 }, (_, exponent) => Number(`1e${exponent}`));
const INVERSES = Float64Array.from({ length: MOST_DECIMALS + 1 }, (_, exponent) => Number(`1e-${exponent}`));
/** 2²⁷ + 1 (Veltkamp): halves a double into two of 26 bits, whose products are exact. */
const SPLITTER = 134217729;
/** Relative error of the quotient below, with room: two roundings of 2⁻⁵³ on the correction, which is itself below 2⁻⁵² of it. */
const UNSURE = 1.4e-15;

/** Digits with at most one dot, from `start` to `end`: at most 18 significant digits and 22 decimals, or NaN. Never negative. */
export function readDecimal(bytes: Uint8Array, start: number, end: number): number {
  let [high, low, lowDigits, significant] = [0, 0, 0, 0];
  let dot = end;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit === DOT - ZERO) {
      dot = at + 1;
      continue;
    }
    if (significant < MOST_HALF) high = (Math.imul(high, 10) + digit) | 0;
    else {
      low = (Math.imul(low, 10) + digit) | 0;
      lowDigits++;
    }
    if (significant > 0 || digit !== 0) significant++;
  }
  const decimals = end - dot;
  if (significant > MOST_DIGITS || decimals > MOST_DECIMALS) return Number.NaN;
  // Below 2⁵³ integer and power are exact, and so one rounding is all there is (Clinger 1990).
  if (significant <= SHORT) return (high * POWERS[lowDigits]! + low) / POWERS[decimals]!;
  return quotient(high, POWERS[lowDigits]!, low, decimals);
}

/**
 * (high × scale + low) ÷ 10^decimals, correctly rounded, in double-double arithmetic (Dekker 1971); NaN where the rounding cannot
 * be told (Ziv 1991: the result with its error bound added rounds otherwise than with it taken off). `high`, `low` < 10⁹, `scale` ≤ 10⁹.
 */
function quotient(high: number, scale: number, low: number, decimals: number): number {
  const product = high * scale;
  // Both parts of `high` have products below 2⁵³: what the rounding of `product` lost is exact.
  const upper = (high >>> 15) * 32768;
  const lost = upper * scale - product + (high - upper) * scale + low;
  const whole = product + lost;
  const rest = lost - (whole - product);
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
    estimateHigh * powerHigh - back + estimateHigh * powerLow + estimateLow * powerHigh + estimateLow * powerLow;
  const correction = (whole - back - backError + rest) * INVERSES[decimals]!;
  const unsure = Math.abs(correction) * UNSURE;
  const least = estimate + (correction - unsure);
  return least === estimate + (correction + unsure) ? least : Number.NaN;
}
