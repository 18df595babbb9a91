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
  let best: ExplainingSegment | undefined;
  for (const { value, rows } of parts) {
    if (value === undefined) continue;
    const without = distanceOf(
      column,
      parts.filter((part) => part.value !== value),
    );
    if (without === undefined || without > threshold) continue;
    if (best === undefined || without < best.distanceWithout)
      best = { value, rows, distanceWithout: without };
  }
  return best;
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

function distanceOf(column: string, parts: readonly Part[]): number | undefined {
  const side = (distribution: (context: CheckContext) => Distribution | undefined) =>
    mixtureOf(parts.flatMap(({ context }) => distribution(context) ?? []));
  const current = side((context) => context.current.column(column)?.distribution());
  const before = side((context) => context.baseline.profile.column(column)?.distribution());
  const [first] = parts;
  if (current === undefined || before === undefined || first === undefined) return undefined;
  return statisticFor(first.context, current.kind).measure(current, before);
}
