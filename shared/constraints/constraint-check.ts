import type { Baseline } from "../baseline/baseline.ts";
import type { EvidencePointer } from "../capture/evidence.ts";
import type { ProfileView } from "../columns/profile-view.ts";
import type { DriftStatistic } from "../drift/drift-statistic.ts";

/** The checks that compare a share of cells or rows; all but the last are Model Monitor's names. */
export type ShareCheckName =
  | "completeness_check"
  | "data_type_check"
  | "categorical_values_check"
  | "non_negative_check";

/** A limit and where it came from in words: `learnt from 588 windows of 31 days, slot hour 10`. */
export interface CheckLimit {
  readonly limit: number;
  readonly from: string;
}

/** What learnt limits say; `undefined` where nothing was learnt, and the constraint alone decides. */
export interface CheckLimits {
  /** Largest distance that `n` rows against `m` rows have while nothing has changed. */
  drift(column: string, n: number, m: number): CheckLimit | undefined;
  /** Largest accepted shortfall, 0 to 1, below what is expected, for `rows` rows. */
  share(column: string, check: ShareCheckName, rows: number): CheckLimit | undefined;
}

/** Everything a check looks at. */
export interface CheckContext {
  readonly current: ProfileView;
  readonly baseline: Baseline;
  /** Columns that are not judged. */
  readonly exclude: ReadonlySet<string>;
  readonly statistic: DriftStatistic;
  /**
   * The drift threshold that the monitor definition asks for. Absent: the constraints file's where it is on
   * the scale of the statistic, otherwise the statistic's default. A column's own override beats both.
   */
  readonly threshold?: number | undefined;
  /** Judge as Model Monitor does, its known faults included. */
  readonly compat: boolean;
  readonly limits?: CheckLimits | undefined;
}

export type CheckSeverity = "page" | "ticket" | "note";
/** A fault of the data (type, completeness, columns) is never answered by a retraining; a drift may be. */
export type CheckKind = "fault" | "drift";

/** What a check has against a column. */
export interface Finding {
  readonly column: string;
  readonly check: string;
  readonly severity: CheckSeverity;
  readonly kind: CheckKind;
  /** A drift distance, or how far a share falls short of what is expected; null where there is no measure. */
  readonly distance: number | null;
  /** What `distance` exceeds. */
  readonly threshold: number;
  /** `constraint`, or in words what else set the threshold. */
  readonly thresholdFrom: string;
  /** Cells or rows of the window and of the baseline behind the comparison. */
  readonly n: number;
  readonly m: number;
  /** Chance that unchanged, independent rows lie as far apart, where the statistic has a law: it orders findings and decides nothing. */
  readonly pValue?: number;
  /** Opens with Model Monitor's own text: what was expected and what was got. */
  readonly description: string;
  readonly evidence: readonly EvidencePointer[];
}

/**
 * One question asked of a window. To add one: a file, and its line in `checks/index.ts`; the law suite then
 * holds that a baseline never violates itself and that descriptions name both sides.
 */
export interface ConstraintCheck {
  /** Model Monitor's `constraint_check_type`. */
  readonly name: string;
  readonly severity: CheckSeverity;
  readonly kind: CheckKind;
  /** Whether a finding means that the window is another table: Model Monitor then reports nothing else. */
  readonly structural: boolean;
  check(context: CheckContext): Finding[];
  /** Beyond what was learnt but below what anybody asked to hear of: reported, not a violation. */
  report?(context: CheckContext): Finding[];
  /** How many columns it could be asked of; 0 for a window without rows. */
  evaluated(context: CheckContext): number;
}
