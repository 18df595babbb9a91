/** What a profile may keep of a value that must appear nowhere. */
import { createHmac } from "node:crypto";

const HASH_DIGITS = 16;
const SIGNIFICANT_DIGITS = 2;
/** The largest double with two significant digits; rounding 1.79e308 up would overflow. */
const LARGEST_ROUNDED = 1.7e308;

/** 16 hex digits of HMAC-SHA256: equal values stay equal, and without the key nobody can try values. */
export function keyedHash(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex").slice(0, HASH_DIGITS);
}

/** The number with two significant digits: enough for a distribution, not for a person's number. */
export function coarseNumber(value: number): number {
  const rounded = Number(value.toPrecision(SIGNIFICANT_DIGITS));
  return Number.isFinite(rounded) ? rounded : Math.sign(value) * LARGEST_ROUNDED;
}
