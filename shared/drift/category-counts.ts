import { byCodeUnit } from "../profile/code-unit-order.ts";
import type { CategoricalDistribution } from "./distribution.ts";

type Counts = [Float64Array, Float64Array];

/**
 * Rows of every category that either side counts, in the order of the names, and last those outside. A side that
 * holds rows outside its counts (a column of more than 1,024 values) may have lost any value there: a category that
 * only the other side counts is then not new, and goes to the rows outside as well.
 */
export function categoryCounts(a: CategoricalDistribution, b: CategoricalDistribution): Counts {
  const known = [...new Set([...a.counts.keys(), ...b.counts.keys()])].sort(byCodeUnit);
  const cut = outside(a, known) > 0 || outside(b, known) > 0;
  const told = cut ? known.filter((key) => a.counts.has(key) && b.counts.has(key)) : known;
  const rows = (side: CategoricalDistribution) =>
    Float64Array.from([...told.map((key) => side.counts.get(key) ?? 0), outside(side, told)]);
  return [rows(a), rows(b)];
}

/** The same as shares; they sum to 1 on each side. NaN for a side without rows. */
export function categoryShares(a: CategoricalDistribution, b: CategoricalDistribution): Counts {
  const [rowsA, rowsB] = categoryCounts(a, b);
  return [rowsA.map((rows) => rows / a.n), rowsB.map((rows) => rows / b.n)];
}

/** Rows of a side that are in none of the categories. */
function outside({ counts, n }: CategoricalDistribution, categories: readonly string[]): number {
  return Math.max(
    0,
    categories.reduce((left, key) => left - (counts.get(key) ?? 0), n),
  );
}
