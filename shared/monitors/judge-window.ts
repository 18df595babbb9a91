/**
 * From a window's profile and its baseline to a verdict: a pure function, so that a replay says the same. Every
 * window ends with one verdict and its reason in a sentence.
 */

import { mutedInWords } from "../acknowledgements/muted-in-words.ts";
import { countsForRetraining, type Mute } from "../acknowledgements/mutes.ts";
import type { Baseline } from "../baseline/baseline.ts";
import type { Calibration } from "../calibration/calibration.ts";
import type { FirstCalibration } from "../calibration/first-calibration.ts";
import { groupCauses } from "../causes/group-causes.ts";
import type { ColumnRelations } from "../causes/links/cause-link.ts";
import { ranksIn, rankViolations } from "../causes/rank-violations.ts";
import { type CheckResult, checkConstraints } from "../constraints/check-constraints.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import type { ColumnReport } from "../report/column-report.ts";
import { worstSeverity } from "../report/column-report.ts";
import type { MutedViolation, Verdict, Violation } from "../report/verdict.ts";
import { isBreach } from "../retraining/retraining-policy.ts";
import { judgeRules } from "../rules/judge-rules.ts";
import type { Window } from "../window/window.ts";
import { isShadow } from "./all-variants.ts";
import { type AnsweringModel, isMixed } from "./answering-models.ts";
import { blankVerdict } from "./blank-verdict.ts";
import type { EndpointCapture } from "./capture-coverage.ts";
import { columnReports, type DriftMeasured, driftOf } from "./column-reports.ts";
import { compareWindow } from "./compare-window.ts";
import { counted, countsOf, withCoverage } from "./counted-window.ts";
import type { SpanTallies } from "./judge-spans.ts";
import { learntWindow } from "./learnt-window.ts";
import { mixedInWords } from "./model-verdicts.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";
import { reasonNotToJudge, tooFewRows, type Unjudged, withoutBaseline } from "./reason-not-to-judge.ts";
import { recordedColumns } from "./recorded-columns.ts";
import { segmentVerdicts } from "./segment-verdicts.ts";
import type { TrafficTally } from "./traffic-tally.ts";
import { type JudgedColumns, verdictReason } from "./verdict-reason.ts";
import { isOtherTable, violationRate } from "./violation-rate.ts";
import { windowSensitivity } from "./window-sensitivity.ts";
import { windowViolations } from "./window-violations.ts";
import { withCorrelations } from "./with-correlations.ts";
import { withSpans } from "./with-spans.ts";

/** A baseline as the work store has it. */
export interface JudgedBaseline extends Baseline {
  /** What it learnt of its own noise; undefined without times, or with too few windows. */
  readonly calibration: Calibration | FirstCalibration | undefined;
  /** Columns that it proposes to leave out. */
  readonly excluded: readonly { readonly column: string; readonly reason: string }[];
  /** The time that it was learnt from, in words; undefined where nobody knows. */
  readonly period?: string;
}

/** Beside what a window that is learnt from is told. */
export interface TrafficLearning {
  /** The version that is learnt of; null where nobody knows it. */
  readonly model: string | null;
  /** Of the windows before it. */
  readonly tally: TrafficTally;
}

/** The baseline that does not move, beside the rolling one. */
export interface FixedBaseline {
  readonly baseline: JudgedBaseline;
  /** Days and weeks that end with the window, as they compare with it. */
  readonly spans: readonly SpanTallies[];
  /** Columns whose slow drift the spans before have told. */
  readonly told: readonly string[];
}

export interface WindowToJudge {
  readonly definition: MonitorDefinition;
  readonly window: Window;
  readonly profile: DatasetProfile;
  /** Undefined when the monitor has none that fits. */
  readonly baseline: JudgedBaseline | undefined;
  /** Requests that somebody else counted, undefined when nobody did. */
  readonly invocations: number | undefined;
  /** Those of them that ended in an error, undefined when nobody counted them. */
  readonly errors?: number | undefined;
  /** The endpoint's data capture when the window was closed, undefined when SageMaker did not tell. */
  readonly capture?: EndpointCapture | undefined;
  /** The models that answered, in order of time; undefined when nobody knows. */
  readonly models?: readonly AnsweringModel[] | undefined;
  /** The versions of the model that the monitor has baselines of, where none of them fits. */
  readonly otherVersions?: readonly string[];
  /** What the windows before it come to, of a monitor that learns from traffic and has no baseline yet. */
  readonly learning?: TrafficLearning | undefined;
  /** Where a rolling baseline judges: the fixed one, which goes on watching. */
  readonly fixed?: FixedBaseline | undefined;
  /** The variant's budget when the window was planned; without it the definition's, or one. */
  readonly falseAlarmsPerMonth?: number | undefined;
  /** What was acknowledged and is muted when the window is planned. */
  readonly mutes?: readonly Mute[] | undefined;
  /** Longer spans that end with the window, the shortest first. */
  readonly spans?: readonly SpanTallies[];
  /** Capture files that could not be profiled. */
  readonly unprofiled: number;
  /** Capture files that the revision to read was made of, and of which nothing is left; default none. */
  readonly lost?: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** Every judged column, violated or not. */
  readonly drift: DriftMeasured;
  readonly columns: readonly ColumnReport[];
  /** The window has other columns than the baseline. */
  readonly structural: boolean;
  /** `constraint_violations.json`, undefined when empty, as Model Monitor leaves it out. */
  readonly violationsFile: ViolationsFile | undefined;
}

export interface ViolationsFile {
  readonly violations: readonly {
    readonly feature_name: string;
    readonly constraint_check_type: string;
    readonly description: string;
  }[];
}

/** The verdict of a closed window with everything that is published of it. */
export function judgeWindow(given: WindowToJudge): Judgement {
  const { baseline } = given;
  const unjudged = reasonNotToJudge(given);
  if (baseline === undefined && unjudged === undefined && given.learning !== undefined)
    return learntWindow(given, given.learning);
  if (baseline === undefined) return counted(given, ...(unjudged ?? withoutBaseline(given)));
  if (unjudged !== undefined && !mayHaveSpans(unjudged, given)) return counted(given, ...unjudged);
  const compared = compareWindow(given, baseline);
  const { context, exclude, origins, schema } = compared;
  const sensitivity = windowSensitivity(context);
  const { malformed, records, coverage } = countsOf(given);
  const counts = { records, malformed: malformed.count, coverage: coverage ?? undefined };
  const rules = given.definition.rules ?? [];
  const alone =
    unjudged === undefined
      ? judgeRules(
          rules,
          withCorrelations(checkConstraints(context), given, baseline, compared),
          context,
          counts,
          origins,
        )
      : NOTHING;
  const { result, spans, differences } = withSpans(alone, given, baseline, context);
  const found = windowViolations(result.findings, given, baseline);
  const { muted } = found;
  const ranks = ranksIn(context);
  const violations = rankViolations(found.violations, ranks);
  const reported = rankViolations(
    result.reported.map((finding): Violation => ({ ...finding, severity: "note" })),
    ranks,
  );
  const causes = groupCauses(violations, relationsIn(baseline, origins));
  const columns = columnReports(context, { exclude, violations, origins });
  const segments = segmentVerdicts(given, baseline);
  const verdict = {
    ...judgedVerdict(given, baseline, { result, violations, causes, muted, reported, schema }),
    ...(segments && { segments }),
    ...(spans.length > 0 && { spans }),
    ...(sensitivity &&
      unjudged === undefined && {
        sensitivity: { smallestChange: Number(sensitivity.smallestChange.toPrecision(2)) },
      }),
  };
  // Few rows that are certain of something say it; "healthy" they cannot say.
  const tooFew = unjudged ?? (sensitivity && tooFewRows(given, sensitivity));
  const isCertain = violations.length > 0 || muted.some(countsForRetraining) || tooFew === undefined;
  const more = { reported, ...(muted.length > 0 && { muted }), ...(spans.length > 0 && { spans }) };
  const asService = given.definition.compatibility === "ModelMonitor";
  return {
    verdict: isCertain ? verdict : { ...unjudgedButMuted(counted(given, ...tooFew).verdict, muted), ...more },
    drift: driftOf(columns, recordedColumns(context, differences), muted),
    columns,
    structural: result.structural,
    // The service's file knows no answers: whoever reads it as the service's gets all that it would say.
    violationsFile: violationsFile(asService ? [...found.violations, ...muted] : found.violations),
  };
}

/** By the names that columns have in the window. */
const relationsIn = ({ profile }: JudgedBaseline, origins: ReadonlyMap<string, string>): ColumnRelations => ({
  related: (a, b) => profile.correlations.correlation(origins.get(a) ?? a, origins.get(b) ?? b)?.rho,
});

/** Too few rows, or none, say nothing of the window alone; of a day they may be a part. */
const mayHaveSpans = ([verdict]: Unjudged, { spans = [] }: WindowToJudge) =>
  spans.length > 0 && (verdict === "InsufficientData" || verdict === "NoTraffic");

const NOTHING: CheckResult = {
  findings: [],
  reported: [],
  columnsEvaluated: 0,
  checksEvaluated: 0,
  structural: false,
};

const unjudgedButMuted = (verdict: Verdict, muted: readonly MutedViolation[]): Verdict => ({
  ...verdict,
  reason: verdict.reason + mutedInWords(muted),
});

function judgedVerdict(
  given: WindowToJudge,
  baseline: JudgedBaseline,
  judgedColumns: JudgedColumns,
): Verdict {
  const { violations, causes, muted, reported, schema } = judgedColumns;
  const result = { ...judgedColumns.result, structural: isOtherTable(violations) };
  const rate = violationRate(result.columnsEvaluated, [...violations, ...muted.filter(countsForRetraining)]);
  const counts = countsOf(given);
  const judged = {
    ...blankVerdict(given.definition, given.window),
    ...counts,
    ...(schema === undefined ? {} : { schema }),
    flags:
      schema !== undefined && schema.changes.length > 0 && !counts.flags.includes("mixed")
        ? [...counts.flags, "mixed" as const]
        : counts.flags,
    violationRate: rate,
  };
  const mixed = isMixed(given.models);
  const asks =
    isBreach(judged) &&
    given.definition.retraining !== undefined &&
    !mixed &&
    !isShadow(given.definition, given.window.variant);
  return withCoverage(given, {
    ...judged,
    verdict: violations.length > 0 ? "Violations" : "Healthy",
    reason: `${verdictReason({ ...judgedColumns, result }, baseline, given.definition)}${mixed ? ` ${mixedInWords(given.models!)}` : ""}`,
    columnsEvaluated: result.columnsEvaluated,
    checksEvaluated: result.checksEvaluated,
    severity: worstSeverity(violations),
    violations,
    ...(causes.length > 0 && { causes }),
    reported,
    ...(muted.length > 0 && { muted }),
    decision: {
      action: asks ? "ask-to-retrain" : "none",
      reasons: [
        `violation rate ${rate ?? "undefined"}, threshold ${judged.violationRateThreshold}`,
        ...(mixed ? ["several models answered in the window"] : []),
      ],
    },
  });
}

function violationsFile(violations: readonly Violation[]): ViolationsFile | undefined {
  if (violations.length === 0) return undefined;
  return {
    violations: violations.map(({ column, check, description }) => ({
      feature_name: column,
      constraint_check_type: check,
      description,
    })),
  };
}
