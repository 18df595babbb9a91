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

export type DriftStatisticName = (typeof DRIFT_STATISTICS)[number];
