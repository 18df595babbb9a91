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
import { type MutedViolation, SEVERITIES, type Verdict, type Violation } from "../report/verdict.ts";
import { isBreach } from "../retraining/retraining-policy.ts";
import { judgeRules } from "../rules/judge-rules.ts";
import type { Window } from "../window/window.ts";
import { isShadow } from "./all-variants.ts";
import { type AnsweringModel, isMixed } from "./answering-models.ts";
import { blankVerdict } from "./blank-verdict.ts";
import {
  type CapturedAndAnswered,
  coverageFinding,
  type EndpointCapture,
  expectedRecords,
} from "./capture-coverage.ts";
import { columnReports, type DriftMeasured, driftOf } from "./column-reports.ts";
import { compareWindow } from "./compare-window.ts";
import type { SpanTallies } from "./judge-spans.ts";
import { mixedInWords } from "./model-verdicts.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";
import {
  reasonNotToJudge,
  tooFewRows,
  type Unjudged,
  unreadableShare,
  withoutBaseline,
} from "./reason-not-to-judge.ts";
import { recordedColumns } from "./recorded-columns.ts";
import { segmentVerdicts } from "./segment-verdicts.ts";
import { type JudgedColumns, verdictReason } from "./verdict-reason.ts";
import { severityIn } from "./violation-of.ts";
import { isOtherTable, violationRate } from "./violation-rate.ts";
import { windowSensitivity } from "./window-sensitivity.ts";
import { windowViolations } from "./window-violations.ts";
import { withCorrelations } from "./with-correlations.ts";
import { withSpans } from "./with-spans.ts";

/** Above it the window is marked incomplete. */
const NOTEWORTHY_UNREADABLE = 0.01;

/** A baseline as the work store has it. */
export interface JudgedBaseline extends Baseline {
  /** What it learnt of its own noise; undefined without times, or with too few windows. */
  readonly calibration: Calibration | FirstCalibration | undefined;
  /** Columns that it proposes to leave out. */
  readonly excluded: readonly { readonly column: string; readonly reason: string }[];
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

/** What came beside what was answered. */
function coverageOf({
  definition,
  profile,
  invocations,
  errors,
  capture,
  unprofiled,
  lost = 0,
}: WindowToJudge): CapturedAndAnswered {
  const captured = profile.records + profile.malformed.count;
  return { definition, captured, invocations, errors, capture, incomplete: unprofiled + lost > 0 };
}

/** A verdict of a window of which too few records were captured, or too many, says so. */
function withCoverage(given: WindowToJudge, verdict: Verdict): Verdict {
  const finding = coverageFinding(coverageOf(given));
  if (finding === undefined || verdict.verdict === "CaptureBroken") return verdict;
  const { flag, sentence } = finding;
  const severity = flag === "undercaptured" ? "ticket" : "note";
  return {
    ...verdict,
    flags: [...verdict.flags, flag],
    reason: `${verdict.reason.replace(/\.?$/, ".")} ${sentence}`,
    severity: SEVERITIES[Math.max(SEVERITIES.indexOf(severity), SEVERITIES.indexOf(verdict.severity))]!,
  };
}

/** A window that is not compared: what came, and why it is not judged. */
function counted(given: WindowToJudge, ...[verdict, reason, own]: Unjudged): Judgement {
  const severity =
    own ?? (verdict === "CaptureBroken" ? "page" : verdict === "BaselineMissing" ? "ticket" : "none");
  return {
    verdict: withCoverage(given, {
      ...blankVerdict(given.definition, given.window),
      ...countsOf(given),
      verdict,
      reason,
      severity: severityIn(given, severity),
    }),
    drift: {},
    columns: [],
    structural: false,
    violationsFile: undefined,
  };
}

function countsOf(
  given: WindowToJudge,
): Pick<Verdict, "records" | "rows" | "malformed" | "coverage" | "models" | "baseline" | "flags"> {
  const { profile, baseline, unprofiled, models } = given;
  const byReason = Object.fromEntries(
    [...profile.malformed.byReason].map(([reason, { count }]) => [reason, count]),
  );
  const expected = expectedRecords(given)?.expected;
  return {
    records: profile.records,
    rows: profile.rows,
    malformed: { count: profile.malformed.count, byReason },
    coverage: expected === undefined || expected === 0 ? null : profile.records / expected,
    ...(models === undefined
      ? {}
      : { models: models.map(({ modelVersion, since, share }) => ({ modelVersion, since, share })) }),
    baseline:
      baseline === undefined
        ? null
        : {
            id: baseline.id,
            modelVersion: baseline.modelVersion ?? null,
            slot: baseline.slot,
            ...(baseline.holiday === undefined ? {} : { holiday: baseline.holiday }),
          },
    flags: [
      ...(unprofiled > 0 || unreadableShare(profile) > NOTEWORTHY_UNREADABLE
        ? (["incomplete"] as const)
        : []),
      ...(isShadow(given.definition, given.window.variant) ? (["shadow"] as const) : []),
      ...(isMixed(models) ? (["mixed"] as const) : []),
    ],
  };
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
