/**
 * Bins for the statistics that compare shares. Cutting at quantiles gives every bin the same weight on
 * the side the quantiles come from, wherever the values lie.
 */
import type { NumericDistribution } from "./distribution.ts";
import { totalWeight } from "./total-weight.ts";

/** Cumulated shares are sums of up to thousands of fractions: a quantile counts as reached this close to it. */
const ROUNDING = 1e-12;

/**
 * Upper edges of at most `bins` quantile bins and of single values, ascending; bin i holds
 * (edge[i−1], edge[i]], the last bin everything above the last edge. A value that covers two or more
 * quantiles gets a bin of its own, so that a flag or a constant still shows a move to either side.
 * `weights` may have any positive sum. Empty for no values.
 */
export function quantileEdges(values: Float64Array, weights: Float64Array, bins: number): Float64Array {
  const total = totalWeight(weights);
  const edges: number[] = [];
  let next = 1; // the quantile next/bins is looked for
  let below = 0;
  for (let i = 0; i < values.length; ) {
    const value = values[i]!;
    while (i < values.length && values[i] === value) below += weights[i++]!;
    const first = next;
    while (next < bins && below / total >= next / bins - ROUNDING) next++;
    if (next - first >= 2 && edges.at(-1) !== nextDown(value)) edges.push(nextDown(value));
    if (next > first) edges.push(value);
  }
  return Float64Array.from(edges);
}

/** The share of each bin of `edges`, one more than there are edges; they sum to 1. */
export function binShares(
  { values, weights }: Pick<NumericDistribution, "values" | "weights">,
  edges: Float64Array,
): Float64Array {
  const shares = new Float64Array(edges.length + 1);
  const total = totalWeight(weights);
  let bin = 0;
  for (let i = 0; i < values.length; i++) {
    while (bin < edges.length && values[i]! > edges[bin]!) bin++;
    shares[bin]! += weights[i]! / total;
  }
  return shares;
}

/** The largest double below a finite `x` (IEEE 754 nextDown). */
function nextDown(x: number): number {
  if (x === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(x).buffer);
  bits[0]! += x > 0 ? -1n : 1n;
  return new Float64Array(bits.buffer)[0]!;
}
