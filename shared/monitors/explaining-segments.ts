import type { CheckContext, Finding } from "../constraints/constraint-check.ts";
import { statisticFor } from "../constraints/drift-threshold.ts";
import type { Distribution } from "../drift/distribution.ts";
import { mixtureOf } from "../drift/mixture.ts";
import { DatasetProfile } from "../profile/dataset-profile.ts";
import type { ExplainingSegment } from "../report/verdict.ts";
import type { JudgedBaseline, WindowToJudge } from "./judge-window.ts";
import { compareSegment, segmentColumn, segmentsOf } from "./segment-verdicts.ts";

/** A segment of a window beside the same segment of its baseline. */
interface Part {
  /** Undefined for the rows of all other values. */
  readonly value: string | undefined;
  readonly rows: number;
  readonly context: CheckContext;
}

/**
 * Finds the segment without which a drift would not be one: the distance of all other rows to all other rows of the baseline
 * does not exceed what decided. Of several the one that leaves the smallest distance. Undefined where no single segment
 * explains it, for other findings, and without segments.
 */
export function explainingSegments(
  given: WindowToJudge,
  baseline: JudgedBaseline,
): (finding: Pick<Finding, "check" | "column" | "threshold">) => ExplainingSegment | undefined {
  let parts: readonly Part[] | undefined;
  return (finding) => {
    if (finding.check !== "baseline_drift_check" || segmentColumn(given).includes(finding.column))
      return undefined;
    parts ??= partsOf(given, baseline);
    return explains(finding, parts);
  };
}

function explains(
  { column, threshold }: Pick<Finding, "column" | "threshold">,
  parts: readonly Part[],
): ExplainingSegment | undefined {
  const now = leavingOneOut(parts.map(({ context }) => context.current.column(column)?.distribution()));
  const before = leavingOneOut(
    parts.map(({ context }) => context.baseline.profile.column(column)?.distribution()),
  );
  let best: ExplainingSegment | undefined;
  for (const [at, { value, rows, context }] of parts.entries()) {
    const [current, there] = [now[at], before[at]];
    if (value === undefined || !current || !there) continue;
    const without = statisticFor(context, current.kind).measure(current, there);
    if (without === undefined || without > threshold) continue;
    if (best === undefined || without < best.distanceWithout)
      best = { value, rows, distanceWithout: without };
  }
  return best;
}

type Mixture = Distribution | "mixed" | undefined;
const joined = (a: Mixture, b: Mixture): Mixture =>
  a === undefined
    ? b
    : b === undefined
      ? a
      : a === "mixed" || b === "mixed"
        ? "mixed"
        : (mixtureOf(a, b) ?? "mixed");

/** Element i is the mixture of all parts but i: prefixes and suffixes, so that it is linear in the parts. */
function leavingOneOut(parts: readonly (Distribution | undefined)[]): (Distribution | undefined)[] {
  const before: Mixture[] = [undefined];
  for (const part of parts) before.push(joined(before.at(-1), part));
  const result: (Distribution | undefined)[] = new Array(parts.length);
  let after: Mixture;
  for (let at = parts.length - 1; at >= 0; at--) {
    const all = joined(before[at], after);
    result[at] = all === "mixed" ? undefined : all;
    after = joined(parts[at], after);
  }
  return result;
}

/** Every segment of either side, and the rest. */
function partsOf(given: WindowToJudge, baseline: JudgedBaseline): Part[] {
  const [now, before] = [given.profile.segments, segmentsOf(given, baseline)];
  if (now === undefined || before === undefined) return [];
  const values = new Set([...now.largest, ...before.largest].map(([value]) => value));
  const part = (value: string | undefined, current: DatasetProfile, there: DatasetProfile): Part => ({
    value,
    rows: current.rows,
    context: compareSegment(given, baseline, { current, before: there }),
  });
  const nothing = new DatasetProfile();
  return [
    ...[...values].map((value) =>
      part(value, now.profile(value) ?? nothing, before.profile(value) ?? nothing),
    ),
    part(undefined, now.rest(values), before.rest(values)),
  ];
}
