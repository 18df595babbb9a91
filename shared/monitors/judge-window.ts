/**
 * From a window's profile and its baseline to a verdict: a pure function, so that a replay says the same. Every
 * window ends with one verdict and its reason in a sentence.
 */
import type { Baseline } from "../baseline/baseline.ts";
import type { Calibration } from "../baseline/calibration.ts";
import { type CheckResult, checkConstraints } from "../constraints/check-constraints.ts";
import type { Finding } from "../constraints/constraint-check.ts";
import { shortNumber } from "../constraints/share-check.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import type { ColumnReport } from "../report/column-report.ts";
import { worstSeverity } from "../report/column-report.ts";
import { shownName } from "../report/inert-text.ts";
import {
  type ExplainingSegment,
  SEVERITIES,
  type Severity,
  type Verdict,
  type VerdictName,
  type Violation,
} from "../report/verdict.ts";
import { isBreach } from "../retraining/retraining-policy.ts";
import { judgeRules } from "../rules/judge-rules.ts";
import type { Window } from "../window/window.ts";
import { isShadow } from "./all-variants.ts";
import { blankVerdict } from "./blank-verdict.ts";
import { columnReports, type DriftMeasured, driftOf } from "./column-reports.ts";
import { allNames, compareWindow } from "./compare-window.ts";
import { explainingSegments } from "./explaining-segments.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";
import { segmentVerdicts } from "./segment-verdicts.ts";
import { type JudgedColumns, verdictReason } from "./verdict-reason.ts";

/** Where a fifth cannot be read, what can be is no sample of the traffic. */
const MOST_UNREADABLE = 0.2;
/** Above it the window is marked incomplete. */
const NOTEWORTHY_UNREADABLE = 0.01;

/** A baseline as the work store has it. */
export interface JudgedBaseline extends Baseline {
  /** What it learnt of its own noise; undefined without times, or with too few windows. */
  readonly calibration: Calibration | undefined;
  /** Columns that it proposes to leave out. */
  readonly excluded: readonly { readonly column: string; readonly reason: string }[];
}

export interface WindowToJudge {
  readonly definition: MonitorDefinition;
  readonly window: Window;
  readonly profile: DatasetProfile;
  /** Undefined when the monitor has none. */
  readonly baseline: JudgedBaseline | undefined;
  /** Requests that somebody else counted, undefined when nobody did. */
  readonly invocations: number | undefined;
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
  if (unjudged !== undefined) return counted(given, ...unjudged);
  if (baseline === undefined) return counted(given, "BaselineMissing", noBaseline(given.definition));
  const { context, exclude, origins, schema } = compareWindow(given, baseline);
  const { malformed, records, coverage } = countsOf(given);
  const counts = { records, malformed: malformed.count, coverage: coverage ?? undefined };
  const rules = given.definition.rules ?? [];
  const result = judgeRules(rules, checkConstraints(context), context, counts, origins);
  const critical = new Set(allNames(given.definition, given.definition.columns.critical));
  const explains = explainingSegments(given, baseline);
  const violations = result.findings
    .map((finding) => violationOf(finding, critical, given))
    .map((violation) => explained(violation, explains(violation), given));
  const reported = result.reported.map((finding): Violation => ({ ...finding, severity: "note" }));
  const columns = columnReports(context, { exclude, violations, origins });
  const segments = segmentVerdicts(given, baseline);
  const verdict = {
    ...judgedVerdict(given, baseline, { result, violations, reported, schema }),
    ...(segments && { segments }),
  };
  return {
    verdict,
    drift: driftOf(columns),
    columns,
    structural: result.structural,
    violationsFile: violationsFile(violations),
  };
}

/** The verdict of a window whose executions failed. */
export function judgeFailure(definition: MonitorDefinition, window: Window, reason: string): Verdict {
  return {
    ...blankVerdict(definition, window),
    verdict: "Failed",
    reason: `The window could not be analyzed: ${reason}.`,
    severity: "ticket",
  };
}

/**
 * Columns with at least one violation ÷ columns evaluated, 0 to 1: it means the same at 10 and at 500 columns.
 * A structural mismatch is 1; null when nothing was evaluated.
 */
export function violationRate(
  result: Pick<CheckResult, "columnsEvaluated" | "structural">,
  violations: readonly Pick<Violation, "column">[],
): number | null {
  if (result.structural) return 1;
  if (result.columnsEvaluated === 0) return null;
  return new Set(violations.map(({ column }) => column)).size / result.columnsEvaluated;
}

/** How the captured records relate to what the endpoint answered; `expected` is undefined when nobody counted. */
function expectedRecords({ definition, invocations }: WindowToJudge): number | undefined {
  return invocations === undefined ? undefined : invocations * (definition.capture.samplingPercent / 100);
}

function reasonNotToJudge(given: WindowToJudge): [VerdictName, string] | undefined {
  const { definition, profile, baseline, lost = 0 } = given;
  if (lost > 0) return ["TooLate", tooLate(lost)];
  if (profile.records === 0) return silence(given);
  if (unreadableShare(profile) > MOST_UNREADABLE) return ["CaptureBroken", unreadable(profile)];
  if (baseline !== undefined && profile.rows < definition.minRows)
    return [
      "InsufficientData",
      `${profile.rows} rows came${dropped(profile)}; the monitor judges windows of at least ${definition.minRows}.`,
    ];
  return undefined;
}

function tooLate(lost: number): string {
  const files =
    lost === 1
      ? "1 capture file that an earlier revision was made of is"
      : `${lost} capture files that an earlier revision was made of are`;
  return `${files} no longer there, nor what was kept of it: this revision would be a part of the window. The earlier one stays the one to read.`;
}

/** A mapping that drops more than it means to looks like silence. */
function dropped({ notes, records }: DatasetProfile): string {
  const count = notes.get("recordsDroppedByMapping");
  return count === undefined ? "" : ` (the mapping dropped ${count} of ${records} records)`;
}

function silence(given: WindowToJudge): [VerdictName, string] {
  const { profile, definition, invocations } = given;
  const unread = profile.malformed.count;
  if (unread > 0) return ["CaptureBroken", unreadable(profile)];
  const expected = expectedRecords(given);
  if (expected === undefined)
    return ["NoTraffic", "No captured record came; nobody counted the endpoint's invocations."];
  if (expected < definition.minRows)
    return ["NoTraffic", `No captured record came; the endpoint had ${invocations} invocations.`];
  return [
    "CaptureBroken",
    `The endpoint had ${invocations} invocations, so ${Math.round(expected)} captured records were expected, and none came. Is data capture on, and the instance's disk below 75 % full?`,
  ];
}

/** What could not be read ÷ all that came, 0 to 1. */
const unreadableShare = ({ records, malformed }: DatasetProfile) =>
  malformed.count === 0 ? 0 : malformed.count / (records + malformed.count);

function unreadable(profile: DatasetProfile): string {
  const unread = profile.malformed.count;
  const all = profile.records + unread;
  const share = profile.records === 0 ? "none of them could be read" : `${unread} of them could not be read`;
  return `${all} captured lines came and ${share}: ${mostFrequentFault(profile)}.`;
}

function mostFrequentFault({ malformed }: DatasetProfile): string {
  const faults = [...malformed.byReason].sort(([, a], [, b]) => b.count - a.count);
  return faults[0]?.[0] ?? "no reason given";
}

const noBaseline = ({ monitor }: MonitorDefinition) =>
  `Monitor ${monitor} has no baseline. Suggest one with: plumbline suggest-baseline DATASET --out FOLDER; then put it there: plumbline push --baseline FOLDER`;

function violationOf(finding: Finding, critical: ReadonlySet<string>, given: WindowToJudge): Violation {
  const { severity } = finding;
  return { ...finding, severity: bounded(critical.has(finding.column) ? oneUp(severity) : severity, given) };
}

/** A shadow variant answers nobody: it never pages. */
function bounded(severity: Severity, { definition, window }: WindowToJudge): Severity {
  return severity === "page" && isShadow(definition, window.variant) ? "ticket" : severity;
}

/** With the segment that explains it, where there is one; Model Monitor's texts stay as they are. */
function explained(
  violation: Violation,
  segment: ExplainingSegment | undefined,
  { definition, profile }: WindowToJudge,
): Violation {
  if (segment === undefined) return violation;
  const told = ` ${profile.segments?.column} = ${shownName(segment.value)} explains it: without its ${segment.rows} rows the distance is ${shortNumber(segment.distanceWithout)}.`;
  const asService = definition.compatibility === "ModelMonitor";
  return { ...violation, segment, description: violation.description + (asService ? "" : told) };
}

const oneUp = (severity: Severity): Severity =>
  SEVERITIES[Math.min(SEVERITIES.indexOf(severity) + 1, SEVERITIES.length - 1)]!;

function judgedVerdict(
  given: WindowToJudge,
  baseline: JudgedBaseline,
  { result, violations, reported, schema }: JudgedColumns,
): Verdict {
  const rate = violationRate(result, violations);
  const counts = countsOf(given);
  const judged = {
    ...blankVerdict(given.definition, given.window),
    ...counts,
    ...(schema === undefined ? {} : { schema }),
    flags:
      schema !== undefined && schema.changes.length > 0 ? [...counts.flags, "mixed" as const] : counts.flags,
    violationRate: rate,
  };
  const asks =
    isBreach(judged) &&
    given.definition.retraining !== undefined &&
    !isShadow(given.definition, given.window.variant);
  return {
    ...judged,
    verdict: violations.length > 0 ? "Violations" : "Healthy",
    reason: verdictReason({ result, violations, reported, schema }, baseline.slot, given.definition),
    columnsEvaluated: result.columnsEvaluated,
    checksEvaluated: result.checksEvaluated,
    severity: worstSeverity(violations),
    violations,
    reported,
    decision: {
      action: asks ? "ask-to-retrain" : "none",
      reasons: [`violation rate ${rate ?? "undefined"}, threshold ${judged.violationRateThreshold}`],
    },
  };
}

/** A window that is not compared: what came, and why it is not judged. */
function counted(given: WindowToJudge, verdict: VerdictName, reason: string): Judgement {
  const severity = verdict === "CaptureBroken" ? "page" : verdict === "BaselineMissing" ? "ticket" : "none";
  return {
    verdict: {
      ...blankVerdict(given.definition, given.window),
      ...countsOf(given),
      verdict,
      reason,
      severity: bounded(severity, given),
    },
    drift: {},
    columns: [],
    structural: false,
    violationsFile: undefined,
  };
}

function countsOf(
  given: WindowToJudge,
): Pick<Verdict, "records" | "rows" | "malformed" | "coverage" | "baseline" | "flags"> {
  const { profile, baseline, unprofiled } = given;
  const byReason = Object.fromEntries(
    [...profile.malformed.byReason].map(([reason, { count }]) => [reason, count]),
  );
  const expected = expectedRecords(given);
  return {
    records: profile.records,
    rows: profile.rows,
    malformed: { count: profile.malformed.count, byReason },
    coverage: expected === undefined || expected === 0 ? null : profile.records / expected,
    baseline:
      baseline === undefined
        ? null
        : { id: baseline.id, modelVersion: baseline.modelVersion ?? null, slot: baseline.slot },
    flags: [
      ...(unprofiled > 0 || unreadableShare(profile) > NOTEWORTHY_UNREADABLE
        ? (["incomplete"] as const)
        : []),
      ...(isShadow(given.definition, given.window.variant) ? (["shadow"] as const) : []),
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
