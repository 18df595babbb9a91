import type { ProfileView } from "../columns/profile-view.ts";
import type { CheckContext } from "../constraints/constraint-check.ts";
import type { FaultKind } from "./fault-kinds.ts";

/** Rows from which on a part of a window is judged for hard faults. */
export const LEAST_ROWS = 50;
/**
 * Records that they have to come in. Rows of one record are one client's doing, however many they are: one poisoned request of
 * sixty rows is no fault of the data.
 */
export const LEAST_RECORDS = 5;
/** Numbers or present cells that a rule about them needs: half of the rows. */
export const LEAST_CELLS = LEAST_ROWS / 2;

/** A part of a window beside its baseline. */
export interface FaultLook {
  /** The checks' own context: the part of the window, and the baseline of its season slot. */
  readonly context: CheckContext;
  /** The whole baseline under the same names; empty for a baseline that Model Monitor made. */
  readonly whole: ProfileView;
  /** Records behind the rows: what is independent of each other at most. */
  readonly records: number;
}

/** A fault so gross that a few dozen rows tell it. */
export interface HardFault {
  readonly kind: FaultKind;
  /** The column in the window; `SEVERAL` for the table as a whole. */
  readonly column: string;
  /** A page, or a ticket for what may be meant. A shadow variant never pages, whatever stands here. */
  readonly severity: "page" | "ticket";
  /** Rows, or cells that hold a value, that were looked at. */
  readonly rows: number;
  /** Share of them that is at fault, 0 to 1. */
  readonly share: number;
  /** Largest share that the baseline's own rows give reason to expect, 0 to 1. */
  readonly expected: number;
  /** A sentence without any value of a sensitive column. */
  readonly description: string;
  /** The first columns that are meant, where `column` is `SEVERAL`. */
  readonly columns?: readonly string[];
}

/**
 * One kind of hard fault. To add one: a file in `rules/`, its line in `rules/index.ts`, its kind in `fault-kinds.ts`; the law suite
 * then holds that no part of a healthy table has it, that it finds its example from fifty rows on, and that it tells no value
 * of a sensitive column.
 */
export interface HardFaultRule {
  readonly kind: FaultKind;
  /** Only of parts with `LEAST_ROWS` rows in `LEAST_RECORDS` records. In the order of the baseline's columns. */
  find(look: FaultLook): HardFault[];
}
