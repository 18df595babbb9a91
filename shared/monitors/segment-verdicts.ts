import { checkConstraints } from "../constraints/check-constraints.ts";
import type { CheckContext } from "../constraints/constraint-check.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import type { Segments } from "../profile/segments.ts";
import type { SegmentsReport, SegmentVerdict } from "../report/verdict.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";

/** Columns named of a segment; a verdict stays small. */
const COLUMNS_NAMED = 10;

/**
 * Every segment of a window judged as the window is, each against the same segment of the baseline: a drift that only
 * one plan, country or model has is invisible in the whole. Undefined where the window was not profiled by segment.
 * They are told beside the window's verdict and do not change it.
 */
export function segmentVerdicts(
  context: CheckContext,
  { minRows }: Pick<MonitorDefinition, "minRows">,
): SegmentsReport | undefined {
  const { segments } = context.current;
  if (segments === undefined) return undefined;
  const before = segmentsOf(context);
  const verdicts = segments.largest.map(([value, profile]) =>
    verdictOf(value, profile, context, before, minRows),
  );
  const told = verdicts.reduce((sum, { rows }) => sum + rows, 0);
  return { column: segments.column, segments: verdicts, otherRows: context.current.rows - told };
}

/** The baseline's segments by the same column. */
export function segmentsOf({ baseline, current }: CheckContext): Segments | undefined {
  const { segments } = baseline.profile;
  return segments?.column === current.segments?.column ? segments : undefined;
}

function verdictOf(
  value: string,
  profile: DatasetProfile,
  context: CheckContext,
  before: Segments | undefined,
  minRows: number,
): SegmentVerdict {
  const baseline = before?.profile(value);
  const shares = {
    value,
    rows: profile.rows,
    share: profile.rows / context.current.rows,
    baselineShare: before === undefined ? null : (baseline?.rows ?? 0) / context.baseline.profile.rows,
  };
  const unjudged = { violationRate: null, columns: [], columnsInViolation: 0 };
  if (baseline === undefined) return { ...shares, verdict: "BaselineMissing", ...unjudged };
  if (profile.rows < minRows) return { ...shares, verdict: "InsufficientData", ...unjudged };
  const { findings, columnsEvaluated } = checkConstraints({
    ...context,
    current: profile,
    baseline: { ...context.baseline, profile: baseline, slot: `segment ${value}` },
    exclude: new Set([...context.exclude, context.current.segments!.column]),
  });
  const columns = [...new Set(findings.map(({ column }) => column))];
  return {
    ...shares,
    verdict: columns.length > 0 ? "Violations" : "Healthy",
    violationRate: columnsEvaluated === 0 ? null : columns.length / columnsEvaluated,
    columns: columns.slice(0, COLUMNS_NAMED),
    columnsInViolation: columns.length,
  };
}
