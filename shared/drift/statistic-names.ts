/**
 * The name of every drift statistic, in the order of `index.ts`: apart from the statistics themselves, so that whoever
 * reads a monitor definition does not load them.
 */
export const DRIFT_STATISTICS = [
  "LInfinity",
  "KolmogorovSmirnov",
  "PopulationStabilityIndex",
  "JensenShannon",
  "Hellinger",
  "NormalizedWasserstein",
  "ChiSquared",
] as const;

/** Those whose distances are at most 1. */
export const BOUNDED_STATISTICS: readonly string[] = [
  "LInfinity",
  "KolmogorovSmirnov",
  "JensenShannon",
  "Hellinger",
  "ChiSquared",
];

export type DriftStatisticName = (typeof DRIFT_STATISTICS)[number];
