import type { Baseline } from "../baseline/baseline.ts";
import type { MovedShare } from "../calibration/moved-share.ts";
import type { EvidencePointer } from "../capture/evidence.ts";
import type { ProfileView } from "../columns/profile-view.ts";
import type { Distribution } from "../drift/distribution.ts";
import type { DriftStatistic } from "../drift/drift-statistic.ts";
import type { JudgedColumn } from "./judged-columns.ts";

/** The checks that compare a share of cells or rows; all but the last are Model Monitor's names. */
export type ShareCheckName =
  | "completeness_check"
  | "data_type_check"
  | "categorical_values_check"
  | "non_negative_check";

/** From where on a difference is too surprising to be chance, and how surprising this one is. */
export interface CheckLimit {
  /** The distance or shortfall at which a difference of this shape uses up its part of the monitor's budget of false alarms. */
  readonly limit: number;
  /** What it is known from, in words: `learnt from 588 windows of 31 days, hour 10 of the day`. */
  readonly from: string;
  /**
   * Months in which unchanged data would look like this once, anywhere on the monitor, 0 or more; absent where a baseline of before
   * 0.3 knows a limit alone.
   */
  readonly returnMonths?: number;
  /** The share of the column's values that moved furthest; absent for shares of cells, and where values may not be told. */
  readonly moved?: MovedShare;
  /** Of a column's values: the chance of the difference, 0 to 1, and the nats that it was read from. Absent with `returnMonths`. */
  readonly chance?: number;
  readonly nats?: number;
  /** The nats are of the values at the window's own level. */
  readonly atOwnLevel?: true | undefined;
}

/** The two sides of a column's drift. */
export interface MeasuredSides {
  readonly distance: number;
  readonly current: Distribution;
  readonly baseline: Distribution;
}

/** What chance explains; `undefined` where it is not asked, and the constraint alone decides. */
export interface CheckLimits {
  drift(column: JudgedColumn, measured: MeasuredSides): CheckLimit | undefined;
  /** Of a share that is `expected` − `observed` too small, both 0 to 1. */
  share(column: JudgedColumn, check: ShareCheckName, share: MeasuredShare): CheckLimit | undefined;
  /** What can be seen of a column's values with `n` rows against `m` of the baseline. */
  sensitivity(column: JudgedColumn, n: number, m: number): Sensitivity;
}

export interface Sensitivity {
  /** Smallest change of a share in the middle of the column that stands out from chance; above 1 where none does. */
  readonly smallestChange: number;
  /** Rows from which on a change stands out; infinite where windows of any size differ by more. */
  rowsFor(change: number): number;
}

/** A share of a window beside what is expected of it. */
export interface MeasuredShare {
  /** 0 to 1. */
  readonly observed: number;
  readonly expected: number;
  /** Cells or rows behind `observed`. */
  readonly n: number;
  /** Those of the baseline; infinite where nothing is known of them. */
  readonly m: number;
}

/** A share of a column that is smaller than expected. */
export interface Shortfall {
  readonly column: string;
  readonly share: MeasuredShare;
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
  /** Largest shortfall of a share, 0 to 1, that is reported and no violation; default 0. */
  readonly leastShortfall?: number | undefined;
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
  /** The share of cells that was expected to be as it should, 0 to 1; absent for a drift, and where no share was measured. */
  readonly expected?: number;
  /** Cells or rows of the window and of the baseline behind the comparison. */
  readonly n: number;
  readonly m: number;
  /** Months in which unchanged data would look like this once, anywhere on the monitor; absent where nothing says. */
  readonly returnMonths?: number;
  /** The share of values that moved furthest. */
  readonly moved?: MovedShare;
  /** The longer span that ends with the window and was compared, ISO 8601; absent where it was the window alone. */
  readonly scale?: string;
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
  /** Shares below what is expected of them, whatever chance says: what the other two choose from. Absent where no share is compared. */
  shortfalls?(context: CheckContext): readonly Shortfall[];
  /** How many columns it could be asked of; 0 for a window without rows. */
  evaluated(context: CheckContext): number;
}
