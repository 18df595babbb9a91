import type { Cell } from "../../capture/row.ts";
import type { ColumnProfile } from "../../profile/column-profile.ts";

/** All that is known of a column when it is asked whether it should be judged. */
export interface ColumnEvidence {
  readonly whole: ColumnProfile;
  /** The column in each window of time that has at least 20 values of it, in their order; none without times. */
  readonly windows: readonly ColumnProfile[];
  /** Its values in some rows, in the order of the data set; none where nobody kept them. */
  readonly sampled: readonly Exclude<Cell, null | undefined>[];
  /** From the first to the last row that was looked at, milliseconds; 0 without times. */
  readonly spanMs: number;
}

/**
 * One kind of column that drifts although nothing is wrong. To add one: a file, and its line in `index.ts`; the law suite
 * then holds that it finds its own example and leaves true features alone, whatever the order of the rows. A column that
 * is judged in vain costs nothing; one that is left out by mistake is blind, so a rule wants evidence that features do not give.
 */
export interface ExclusionRule {
  readonly name: string;
  /** Why the column should not be judged, with numbers and without values; undefined where the rule has nothing against it. */
  reason(column: ColumnEvidence): string | undefined;
}

/** Windows, or blocks of rows, that must agree; some lie across a change of the clocks or hold late records. */
export const AGREEING = 0.95;
/** Light and temperature rise all morning, and prices until the close: over less than this a season looks like a clock. */
export const BEYOND_A_DAY_MS = 36 * 3_600_000;
/** Fewer windows follow each other by chance: five in order happen once in 120. */
export const LEAST_WINDOWS = 5;
/** Share of the values that are different from which a column names rows and does not describe them. */
export const IDENTIFIER_SHARE = 0.9;
/** Fewer rows say nothing about how many different values there are. */
export const LEAST_ROWS = 100;

/** About how many different values a column has: an estimate, within 3 %. */
export const distinctValues = (column: ColumnProfile) =>
  Math.min(column.types.present, Math.round(column.distinct.estimate()));

/** `1,234`. */
export const count = (n: number) => n.toLocaleString("en-US");
