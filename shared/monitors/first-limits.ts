import { type FirstCalibration, firstLimit } from "../calibration/first-calibration.ts";
import type { CheckLimits } from "../constraints/constraint-check.ts";
import { slotInWords } from "../window/season-slot.ts";
import type { ChanceOptions } from "./chance-limits.ts";

/** Limits of a baseline that a release before 0.3 made: its own where it has them, `otherwise` where it has none or smaller ones. */
export function firstLimits(
  { statistic, columns }: FirstCalibration,
  otherwise: CheckLimits,
  { definition, baseline: { slot, holiday }, origins }: ChanceOptions,
): CheckLimits {
  const learntOf = (name: string) => columns[origins.get(name) ?? name];
  const isOfStatistic = statistic === (definition.drift.statistic ?? "LInfinity");
  return {
    ...otherwise,
    drift(column, sides) {
      const learnt = isOfStatistic ? learntOf(column.name)?.drift : undefined;
      if (learnt === undefined) return otherwise.drift(column, sides);
      return {
        limit: firstLimit(learnt, sides.current.n, sides.baseline.n),
        from: `learnt from ${learnt.windows} windows of ${learnt.days} days, ${slotInWords(slot, holiday)}`,
      };
    },
    share(column, check, share) {
      const sampling = otherwise.share(column, check, share);
      const learnt = learntOf(column.name)?.shares[check];
      if (learnt === undefined || (sampling && learnt.limit <= sampling.limit)) return sampling;
      return { limit: learnt.limit, from: `learnt from ${learnt.windows} windows of ${learnt.days} days` };
    },
  };
}
