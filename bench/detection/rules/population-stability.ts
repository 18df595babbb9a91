import { binShares, quantileEdges } from "../../../shared/drift/bins.ts";
import type { Distribution } from "../../../shared/drift/distribution.ts";
import {
  BINS,
  populationStabilityIndex,
  stabilityIndex,
} from "../../../shared/drift/population-stability-index.ts";
import { columnByColumn, type FixedRule } from "../fixed-rule.ts";
import { strengthOf } from "../verdict.ts";

/** The index above a threshold, in any column. */
function populationStability(threshold: number, reading: string): FixedRule {
  const about = `Population stability index over the reference's deciles or the categories above ${threshold}: ${reading} by the rule of thumb; Lewis 1994, Siddiqi 2006.`;
  return columnByColumn({ name: `PopulationStability${threshold}`, about }, (reference) => {
    const index = indexFrom(reference);
    return (window) => {
      const score = index(window);
      if (score === undefined) return undefined;
      const strength = strengthOf(score, threshold);
      return { drifted: score > threshold, score, method: "PSI, 10 bins", threshold, strength };
    };
  });
}

/** Plumbline's own index; the reference is cut into bins once. */
function indexFrom(reference: Distribution): (window: Distribution) => number | undefined {
  if (reference.kind === "categorical" || reference.n === 0)
    return (window) => populationStabilityIndex.measure(window, reference);
  const edges = quantileEdges(reference.values, reference.weights, BINS);
  const before = binShares(reference, edges);
  return (window) =>
    window.kind === "numeric" && window.n > 0 ? stabilityIndex(binShares(window, edges), before) : undefined;
}

export const someInstability = populationStability(0.1, "some change");
export const instability = populationStability(0.2, "a change to act on");
