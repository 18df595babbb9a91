import type { MovedShare } from "../calibration/moved-share.ts";
import type { EvidencePointer } from "../capture/evidence.ts";
import type { SchemaInForce } from "../columns/schema-in-force.ts";

/** What a window ended with. Each comes with a reason in a sentence. */
export const VERDICTS = [
  "Healthy",
  "Violations",
  "InsufficientData",
  "Learning",
  "NoTraffic",
  "CaptureBroken",
  "BaselineMissing",
  "TooLate",
  "Failed",
] as const;
export type VerdictName = (typeof VERDICTS)[number];

export const SEVERITIES = ["none", "note", "ticket", "page"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Violation {
  readonly column: string;
  /** Model Monitor's name of the check: `baseline_drift_check`, … */
  readonly check: string;
  /** A fault of the data is never answered by a retraining; a drift may be. */
  readonly kind: "fault" | "drift";
  readonly severity: Severity;
  /** The measured distance or share, null where the check has none. */
  readonly distance: number | null;
  readonly threshold: number;
  /** `constraint`, or the learnt limit in words. */
  readonly thresholdFrom: string;
  /** The share of cells that was expected to be as it should, 0 to 1; absent for a drift, and where no share was measured. */
  readonly expected?: number;
  /** Rows of the window and of the baseline behind the comparison. */
  readonly n: number;
  readonly m: number;
  /** Months in which unchanged data would look like this once, anywhere on the monitor, at most a million; absent where nothing says. */
  readonly returnMonths?: number;
  /** The share of the column's values that moved furthest; absent for other checks and for sensitive columns. */
  readonly moved?: MovedShare;
  /** The longer span that ends with the window and shows it, ISO 8601; absent where the window alone does. */
  readonly scale?: string;
  /** Chance that unchanged, independent rows lie as far apart, where the statistic has a law: it orders findings and decides nothing. */
  readonly pValue?: number;
  readonly description: string;
  readonly evidence: readonly EvidencePointer[];
  /** Present where the monitor has segments and one of them explains the drift. */
  readonly segment?: ExplainingSegment;
}

/** Columns in violation that something ties together: as far as a window tells, one thing changed them. */
export interface Cause {
  /** The column that ranks first. */
  readonly leader: string;
  /** All of its columns in the order of rank, the leader first. */
  readonly columns: readonly string[];
  /** What ties the others to the leader, in words; null for a column alone. */
  readonly why: string | null;
}

/** What a person has said of a violation's cause. */
export interface Acknowledged {
  readonly as: "expected" | "fault" | "drift";
  /** Id of the window that was answered. */
  readonly window: string;
  /** When, ISO 8601, and who; null where nothing tells. */
  readonly at: string;
  readonly by: string | null;
  /** It is muted in windows that start before it, ISO 8601. */
  readonly until: string;
}

/** What would be a violation and was answered: told, without an alarm. */
export interface MutedViolation extends Violation {
  readonly acknowledged: Acknowledged;
}

/** How one segment of a window was judged against the same segment of the baseline. */
export interface SegmentVerdict {
  /** Value of the column; the empty text where it is missing. */
  readonly value: string;
  readonly rows: number;
  /** Of the window's rows, 0 to 1. */
  readonly share: number;
  /** Of the baseline's rows; null where the baseline was not learnt by segment. */
  readonly baselineShare: number | null;
  readonly verdict: "Healthy" | "Violations" | "InsufficientData" | "BaselineMissing";
  readonly violationRate: number | null;
  /** The first columns in violation, by rank. */
  readonly columns: readonly string[];
  readonly columnsInViolation: number;
}

/** The window by the values of one column. */
export interface SegmentsReport {
  readonly column: string;
  /** The largest first. */
  readonly segments: readonly SegmentVerdict[];
  /** Rows of smaller segments, and of rows without the column. */
  readonly otherRows: number;
}

/** A longer span that ends with the window. */
export interface SpanReport {
  /** ISO 8601. */
  readonly scale: string;
  /** Windows of it that were there, of so many. */
  readonly windows: number;
  readonly of: number;
  readonly rows: number;
  readonly columnsEvaluated: number;
  readonly columnsInViolation: number;
}

/** How far a monitor has come that learns its baseline from traffic, the window included. */
export interface LearningReport {
  /** Start of the first window that counts, ISO 8601; null while there is none. */
  readonly since: string | null;
  /** Windows that count, of those that are asked for. */
  readonly windows: { readonly there: number; readonly of: number };
  readonly rows: { readonly there: number; readonly of: number };
  /** Season slots without a window, of those that windows fall into. */
  readonly slots: { readonly empty: number; readonly of: number };
  /** Windows of fewer rows than are judged: their rows count, they do not. */
  readonly small: number;
  /** Windows of which nothing is used, by the reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Whether a baseline is made of them now. */
  readonly enough: boolean;
  /** Whether twice the time has passed. */
  readonly overdue: boolean;
}

/** A model that answered in the window. */
export interface AnsweredBy {
  /** `churn/8` of a model package group, otherwise the model's name. */
  readonly modelVersion: string;
  /** When it took effect, ISO 8601. */
  readonly since: string;
  /** Of the window's time, 0 to 1. */
  readonly share: number;
}

/** The segment without which a drift would not exceed what decided. */
export interface ExplainingSegment {
  readonly value: string;
  readonly rows: number;
  readonly distanceWithout: number;
}

/**
 * `verdict.json`: a pure function of plan, baseline, definition and code. No clock in it, so that a
 * replay gives the same bytes.
 */
export interface Verdict {
  readonly version: 1;
  readonly monitor: string;
  readonly endpoint: string;
  readonly variant: string;
  readonly window: { readonly id: string; readonly start: string; readonly end: string };
  readonly verdict: VerdictName;
  readonly reason: string;
  /** `mixed`: of several models (then `models` has them) or of several declared versions of the columns (then `schema.changes`). */
  readonly flags: readonly ("mixed" | "incomplete" | "shadow" | "undercaptured" | "overcaptured")[];
  /** The models that answered, in order of time; absent where nobody knows. It is judged by a baseline of the one that answered longest. */
  readonly models?: readonly AnsweredBy[];
  /** The declared version of the columns that it was judged by; absent where that is the baseline's, and the first. */
  readonly schema?: SchemaInForce;
  readonly records: number;
  readonly rows: number;
  readonly malformed: { readonly count: number; readonly byReason: Readonly<Record<string, number>> };
  /** Captured records ÷ (invocations × sampling), null when nobody counted the invocations. */
  readonly coverage: number | null;
  readonly baseline: {
    readonly id: string;
    readonly modelVersion: string | null;
    readonly slot: string;
    /** The local day of a window on a holiday, `2026-12-25`; absent on all others. */
    readonly holiday?: string;
    /** Where `id` is a rolling one: the fixed one that watches beside it. */
    readonly fixed?: string;
  } | null;
  readonly columnsEvaluated: number;
  readonly checksEvaluated: number;
  /** Columns (and rules without a column) with a violation, or with one that is muted as drift, ÷ those evaluated; null when nothing was evaluated. */
  readonly violationRate: number | null;
  /** The rate at which the monitor retrains, beside the rate so that a state machine can compare them. */
  readonly violationRateThreshold: number;
  readonly severity: Severity;
  /** The first matters most: by severity, evidence, effect and then the baseline's order of columns. */
  readonly violations: readonly Violation[];
  /** Each column in violation in one of them, in the order of their leaders' ranks; absent where nothing violates. */
  readonly causes?: readonly Cause[];
  /**
   * Beyond the learnt limit but smaller than anybody asked to hear of, or (without a distance) a rule that could not be
   * evaluated: reported, not a violation.
   */
  readonly reported: readonly Violation[];
  /** Violations whose cause somebody has acknowledged and is muted for a while; absent where there are none. */
  readonly muted?: readonly MutedViolation[];
  /** Present where the monitor has segments and the window was judged. */
  readonly segments?: SegmentsReport;
  /**
   * Present where chance was asked: the smallest change of a share that would have stood out from it, in the column in the middle of
   * all; above 1 where none would.
   */
  readonly sensitivity?: { readonly smallestChange: number };
  /** The longer spans that end with the window and were judged; absent where none was. */
  readonly spans?: readonly SpanReport[];
  /** Present in windows that a baseline is learnt from. */
  readonly learning?: LearningReport;
  readonly decision: { readonly action: "none" | "ask-to-retrain"; readonly reasons: readonly string[] };
}
