import { UnusableInput } from "../errors.ts";
import { chiSquared } from "./chi-squared.ts";
import type { DriftStatistic } from "./drift-statistic.ts";
import { hellinger } from "./hellinger.ts";
import { jensenShannon } from "./jensen-shannon.ts";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov.ts";
import { lInfinity } from "./l-infinity.ts";
import { normalizedWasserstein } from "./normalized-wasserstein.ts";
import { populationStabilityIndex } from "./population-stability-index.ts";

/** Every drift statistic, in the order that reports list them. To add one: write its file, add its line. */
export const driftStatistics = [
  lInfinity,
  kolmogorovSmirnov,
  populationStabilityIndex,
  jensenShannon,
  hellinger,
  normalizedWasserstein,
  chiSquared,
] as const satisfies readonly DriftStatistic[];

/** The statistic of a name, as monitor definitions spell it. Throws `UnusableInput` for any other name. */
export function driftStatisticNamed(name: string): DriftStatistic {
  const found = driftStatistics.find((statistic) => statistic.name === name);
  if (found !== undefined) return found;
  const known = driftStatistics.map((statistic) => statistic.name).join(", ");
  throw new UnusableInput(
    `Got drift statistic "${name}"; expected one of ${known}. Change drift.statistic in the monitor definition.`,
  );
}
