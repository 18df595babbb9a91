import { ranksIn, rankViolations } from "../causes/rank-violations.ts";
import { checkConstraints } from "../constraints/check-constraints.ts";
import type { CheckContext } from "../constraints/constraint-check.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import type { Segments } from "../profile/segments.ts";
import type { SegmentsReport, SegmentVerdict } from "../report/verdict.ts";
import { allNames, compareWindow } from "./compare-window.ts";
import type { JudgedBaseline, WindowToJudge } from "./judge-window.ts";

/** Columns named of a segment; a verdict stays small. */
const COLUMNS_NAMED = 10;

/**
 * Every segment of a window judged as the window is, each against the same segment of the baseline: a drift that only
 * one plan, country or model has is invisible in the whole. Undefined where the window was not profiled by segment.
 * They are told beside the window's verdict and do not change it.
 */
export function segmentVerdicts(given: WindowToJudge, baseline: JudgedBaseline): SegmentsReport | undefined {
  const { segments } = given.profile;
  if (segments === undefined) return undefined;
  const before = segmentsOf(given, baseline);
  const verdicts = segments.largest.map(([value, profile]) =>
    verdictOf(value, { given, baseline, profile, before }),
  );
  const told = verdicts.reduce((sum, { rows }) => sum + rows, 0);
  return { column: segments.column, segments: verdicts, otherRows: given.profile.rows - told };
}

/** The baseline's segments by the same column. */
export function segmentsOf({ profile }: WindowToJudge, baseline: JudgedBaseline): Segments | undefined {
  const { segments } = baseline.profile;
  return segments?.column === profile.segments?.column ? segments : undefined;
}

/** A segment beside the same segment of the baseline, column by column; the segments' own column is not judged. */
export function compareSegment(
  given: WindowToJudge,
  baseline: JudgedBaseline,
  { current, before }: { readonly current: DatasetProfile; readonly before: DatasetProfile },
): CheckContext {
  const { context } = compareWindow({ ...given, profile: current }, { ...baseline, profile: before });
  return { ...context, exclude: new Set([...context.exclude, ...segmentColumn(given)]) };
}

/** Every name of the column that tells the segments apart; none without segments. */
export function segmentColumn({
  definition,
  profile,
}: Pick<WindowToJudge, "definition" | "profile">): readonly string[] {
  return profile.segments === undefined ? [] : allNames(definition, [profile.segments.column]);
}

interface SegmentToJudge {
  readonly given: WindowToJudge;
  readonly baseline: JudgedBaseline;
  readonly profile: DatasetProfile;
  readonly before: Segments | undefined;
}

function verdictOf(value: string, { given, baseline, profile, before }: SegmentToJudge): SegmentVerdict {
  const there = before?.profile(value);
  const shares = {
    value,
    rows: profile.rows,
    share: profile.rows / given.profile.rows,
    baselineShare: before === undefined ? null : (there?.rows ?? 0) / baseline.profile.rows,
  };
  const unjudged = { violationRate: null, columns: [], columnsInViolation: 0 };
  if (there === undefined) return { ...shares, verdict: "BaselineMissing", ...unjudged };
  if (profile.rows < given.definition.minRows) return { ...shares, verdict: "InsufficientData", ...unjudged };
  const context = compareSegment(given, baseline, { current: profile, before: there });
  const { findings, columnsEvaluated } = checkConstraints(context);
  const ranked = rankViolations(findings, ranksIn(context));
  const columns = [...new Set(ranked.map(({ column }) => column))];
  return {
    ...shares,
    verdict: columns.length > 0 ? "Violations" : "Healthy",
    violationRate: columnsEvaluated === 0 ? null : columns.length / columnsEvaluated,
    columns: columns.slice(0, COLUMNS_NAMED),
    columnsInViolation: columns.length,
  };
}
