import type { Distribution } from "./distribution.ts";
import type { DriftStatistic } from "./drift-statistic.ts";
import { lInfinity } from "./l-infinity.ts";

/** The statistic where it applies to columns of a kind; L-infinity, which applies to both, elsewhere. */
export function statisticForKind(statistic: DriftStatistic, kind: Distribution["kind"]): DriftStatistic {
  return statistic.appliesTo.includes(kind) ? statistic : lInfinity;
}
