import { count, distinctValues, type ExclusionRule, LEAST_ROWS } from "./exclusion-rule.ts";

/** Different values ÷ rows; the count is off by up to 3 in 100. Numbers drawn at random repeat now and then, a counter never. */
const UNREPEATED = 0.97;
/** Share of the steps from row to row that go one way; the rest are late entries. */
const ONE_WAY = 0.99;
/**
 * How evenly the values lie: the largest difference of their distribution function from a straight line, times the square root
 * of their number. A file that is sorted by a feature has the feature's own shape, which lies further off, and even of numbers
 * drawn evenly only one file in 100,000 stays below 0.3 (Kolmogorov's distribution: 9e-6).
 */
const EVEN = 0.3;

/**
 * A number that is given row by row (an auto-increment key, a sequence of a log), where no column tells the time: whole numbers
 * that hardly repeat, go one way from row to row, and do so more evenly than anything that is drawn. Of a key that was sampled
 * nothing tells it from a feature that the file is sorted by.
 */
export const counterInRows: ExclusionRule = {
  name: "counter in rows",
  reason({ whole, sampled }) {
    const { present } = whole.types;
    if (whole.types.inferredType() !== "Integral" || present < LEAST_ROWS || sampled.length < LEAST_ROWS)
      return undefined;
    const values = sampled.map(Number);
    const steps = values.length - 1;
    const rising = values.filter((value, at) => at > 0 && value > values[at - 1]!).length;
    const falling = values.filter((value, at) => at > 0 && value < values[at - 1]!).length;
    const [oneWay, direction] = rising > falling ? [rising, "rises"] : [falling, "falls"];
    if (oneWay < ONE_WAY * steps || distinctValues(whole) < UNREPEATED * present) return undefined;
    if (unevenness(values) * Math.sqrt(present) > EVEN) return undefined;
    return `it ${direction} in ${count(oneWay)} of ${count(steps)} steps from row to row, and evenly: it counts rows`;
  },
};

/** Largest distance of the values' distribution function from the straight line between the smallest and the largest, 0 to 1. */
function unevenness(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  return Math.max(
    ...sorted.map((value, at) => Math.abs((value - low) / (high - low) - at / (sorted.length - 1))),
  );
}
