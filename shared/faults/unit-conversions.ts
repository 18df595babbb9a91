import type { NumericDistribution } from "../drift/distribution.ts";
import { medianMagnitude } from "./number-range.ts";

/** How one column's numbers may have become others that mean the same. */
export interface UnitConversion {
  /** `1,000 × as large`, `°F for °C`. */
  readonly inWords: string;
  /** From the new unit back to the baseline's. Ascending. */
  readonly back: (value: number) => number;
}

/** Smaller factors are drift that a market or a season may bring. */
const LEAST_FACTOR = 10;
/** A factor is named by its power of ten where it lies as near as the median of fifty rows does. */
const NEAR_POWER = 0.15;

const SCALES: readonly UnitConversion[] = [
  { inWords: "°F in place of °C", back: (x) => (x - 32) / 1.8 },
  { inWords: "°C in place of °F", back: (x) => x * 1.8 + 32 },
  { inWords: "kelvin in place of °C", back: (x) => x - 273.15 },
  { inWords: "°C in place of kelvin", back: (x) => x + 273.15 },
];

/** What a change of unit may have done: one constant factor, by the medians of the magnitudes, and scales of temperature. */
export function unitConversions(now: NumericDistribution, before: NumericDistribution): UnitConversion[] {
  return [...factors(now, before), ...SCALES];
}

function factors(now: NumericDistribution, before: NumericDistribution): UnitConversion[] {
  const [larger, smaller] = [medianMagnitude(now), medianMagnitude(before)];
  if (larger === undefined || smaller === undefined) return [];
  const factor = larger / smaller;
  const isLarge = factor >= LEAST_FACTOR || factor <= 1 / LEAST_FACTOR;
  if (!isLarge || !Number.isFinite(factor) || factor === 0) return [];
  return [{ inWords: factorInWords(factor), back: (x) => x / factor }];
}

function factorInWords(factor: number): string {
  const size = Math.abs(Math.log10(factor));
  const near = Math.round(size);
  const shown =
    Math.abs(size - near) <= NEAR_POWER && near <= 15
      ? (10 ** near).toLocaleString("en")
      : Number((10 ** size).toPrecision(2)).toLocaleString("en");
  return factor > 1 ? `about ${shown} times as large` : `about 1/${shown} as large`;
}
