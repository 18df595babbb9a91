import type { Distribution } from "../drift/distribution.ts";
import type { DriftStatistic } from "../drift/drift-statistic.ts";
import { kolmogorovSmirnov } from "../drift/kolmogorov-smirnov.ts";
import { lInfinity } from "../drift/l-infinity.ts";
import { modelMonitorThreshold } from "../drift/model-monitor-distance.ts";
import { statisticForKind } from "../drift/statistic-for-kind.ts";
import type { CheckContext } from "./constraint-check.ts";
import type { FeatureConfig } from "./feature-config.ts";

/** Statistics whose values are what the thresholds of `constraints.json` speak of. */
const FILE_SCALE: readonly DriftStatistic[] = [lInfinity, kolmogorovSmirnov];

/** Whether the thresholds and the comparison method of `constraints.json` speak of this statistic. */
export const isOnFileScale = (statistic: DriftStatistic) => FILE_SCALE.includes(statistic);

/** The chosen statistic where it applies to the kind of column; L-infinity, which applies to both, elsewhere. */
export function statisticFor(
  { statistic, compat }: Pick<CheckContext, "statistic" | "compat">,
  kind: Distribution["kind"],
): DriftStatistic {
  return compat ? lInfinity : statisticForKind(statistic, kind);
}

/** What of a context thresholds go by. */
export type ThresholdsAsked = Pick<CheckContext, "statistic" | "threshold" | "compat">;

/**
 * The distance above which a column of that kind drifts. The first that says something: the column's own
 * override, the monitor definition (of the statistic it names), the constraints file (whose thresholds are
 * on the scale of L-infinity), the statistic's default. Where the file names a chi-squared test, its thresholds
 * for categories are p-values: Model Monitor's judging reads them so, no other reads them.
 */
export function driftThreshold(
  config: FeatureConfig,
  context: ThresholdsAsked,
  kind: Distribution["kind"],
): number {
  const statistic = statisticFor(context, kind);
  if (context.compat) {
    const stated = config.own[kind] ?? config.file[kind] ?? statistic.defaultThreshold;
    return modelMonitorThreshold(stated, kind, config.method);
  }
  const asked = statistic === context.statistic ? context.threshold : undefined;
  if (kind === "categorical" && config.method.categorical === "ChiSquared")
    return asked ?? statistic.defaultThreshold;
  const stated = isOnFileScale(statistic) ? config.file[kind] : undefined;
  return config.own[kind] ?? asked ?? stated ?? statistic.defaultThreshold;
}
