import type { CheckContext, Finding } from "../constraints/constraint-check.ts";
import { statisticFor } from "../constraints/drift-threshold.ts";
import type { Distribution } from "../drift/distribution.ts";
import { mixtureOf } from "../drift/mixture.ts";
import type { ExplainingSegment } from "../report/verdict.ts";
import { segmentsOf } from "./segment-verdicts.ts";

/**
 * The segment without which a drift would not be one: the distance of all other rows to all other rows of the baseline
 * does not exceed what decided. Of several the one that leaves the smallest distance. Undefined where no single segment
 * explains it, for other findings, and without segments.
 */
export function explainingSegment(
  finding: Pick<Finding, "check" | "column" | "threshold">,
  context: CheckContext,
): ExplainingSegment | undefined {
  const parts = finding.check === "baseline_drift_check" ? partsOf(finding.column, context) : undefined;
  if (parts === undefined || finding.column === context.current.segments?.column) return undefined;
  let best: ExplainingSegment | undefined;
  for (const { value, rows } of parts) {
    if (value === undefined) continue;
    const without = distanceWithout(value, parts, context);
    if (without === undefined || without > finding.threshold) continue;
    if (best === undefined || without < best.distanceWithout)
      best = { value, rows, distanceWithout: without };
  }
  return best;
}

interface Part {
  /** Undefined for the rows of all other values. */
  readonly value: string | undefined;
  readonly rows: number;
  readonly current: Distribution | undefined;
  readonly baseline: Distribution | undefined;
}

/** The column's distributions by segment: every segment of either side, and the rest. */
function partsOf(column: string, context: CheckContext): Part[] | undefined {
  const [now, before] = [context.current.segments, segmentsOf(context)];
  if (now === undefined || before === undefined) return undefined;
  const values = new Set([...now.largest, ...before.largest].map(([value]) => value));
  const parts = [...values].map((value): Part => {
    const [current, baseline] = [now.profile(value), before.profile(value)];
    return {
      value,
      rows: current?.rows ?? 0,
      current: current?.column(column)?.distribution(),
      baseline: baseline?.column(column)?.distribution(),
    };
  });
  const [restNow, restBefore] = [now.rest(values), before.rest(values)];
  parts.push({
    value: undefined,
    rows: restNow.rows,
    current: restNow.column(column)?.distribution(),
    baseline: restBefore.column(column)?.distribution(),
  });
  return parts;
}

function distanceWithout(value: string, parts: readonly Part[], context: CheckContext): number | undefined {
  const others = parts.filter((part) => part.value !== value);
  const current = mixtureOf(others.flatMap((part) => part.current ?? []));
  const baseline = mixtureOf(others.flatMap((part) => part.baseline ?? []));
  if (current === undefined || baseline === undefined) return undefined;
  return statisticFor(context, current.kind).measure(current, baseline);
}
