import { distributionOfStatistics } from "../../../shared/statistics/distribution-of-statistics.ts";
import type { ResultFiles } from "../../../steps/model-monitor-results.ts";
import type { Difference } from "../difference.ts";
import type { ComparedHour, DifferenceCause } from "./difference-cause.ts";

/**
 * Beyond 2,050 rows a sketch keeps every second value at each level, and which ones depends on how a job was cut: two sketches of the
 * same rows agree in every rank up to the error of each.
 */
export const mergedSketches: DifferenceCause = {
  name: "merged-sketches",
  means:
    "More rows than a sketch holds: what it keeps depends on how the job was cut, ranks agree within its error.",
  explains(difference, hour) {
    const error = rankErrors(difference.feature, hour);
    if (error === 0) return false;
    if (difference.kind === "violation") return driftApart(difference) <= error;
    return (
      difference.kind === "statistic" &&
      difference.field.startsWith("kll.") &&
      bucketsApart(difference.feature, hour) <= error
    );
  },
};

/** The rank errors of both sketches added up; 0 while both hold every row. */
function rankErrors(feature: string | null, { service, plumbline }: ComparedHour): number {
  return [service, plumbline].reduce((sum, files) => sum + rankError(files, feature), 0);
}

function rankError(files: ResultFiles | undefined, feature: string | null): number {
  const column = columnOf(files, feature);
  const distribution = column && distributionOfStatistics(column);
  return distribution?.kind === "numeric" ? distribution.rankError : 0;
}

const columnOf = (files: ResultFiles | undefined, feature: string | null) =>
  files?.statistics?.value.features.find(({ name }) => name === feature);

/** The largest difference of the shares up to a bound of the ten buckets; infinite where the bounds are others. */
function bucketsApart(feature: string | null, { service, plumbline }: ComparedHour): number {
  const [theirs, ours] = [bucketsOf(service, feature), bucketsOf(plumbline, feature)];
  const rows = ours.reduce((sum, { count }) => sum + count, 0);
  if (theirs.length !== ours.length || rows === 0) return Number.POSITIVE_INFINITY;
  let [apart, sum] = [0, 0];
  for (const [at, bucket] of ours.entries()) {
    if (Math.abs(bucket.lower_bound - theirs[at]!.lower_bound) > 1e-9 * Math.abs(bucket.lower_bound))
      return Number.POSITIVE_INFINITY;
    sum += bucket.count - theirs[at]!.count;
    apart = Math.max(apart, Math.abs(sum) / rows);
  }
  return apart;
}

const bucketsOf = (files: ResultFiles | undefined, feature: string | null) =>
  columnOf(files, feature)?.numerical_statistics?.distribution?.kll?.buckets ?? [];

const DRIFT = /^Baseline drift distance: (\S+) exceeds threshold: (\S+)$/;

/** How far the distances of both sides are apart; where one side has no violation, how far the other is above the threshold. */
function driftApart({ field, service, plumbline }: Difference): number {
  if (field !== "baseline_drift_check") return Number.POSITIVE_INFINITY;
  const [theirs, ours] = [service, plumbline].map((text) =>
    DRIFT.exec(text ?? "")
      ?.slice(1)
      .map(Number),
  );
  const [distance, threshold] = theirs ?? ours ?? [];
  if (distance === undefined || threshold === undefined) return Number.POSITIVE_INFINITY;
  return Math.abs(distance - (theirs && ours ? ours[0]! : threshold));
}
