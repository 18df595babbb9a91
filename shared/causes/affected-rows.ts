import type { Violation } from "../report/verdict.ts";

/** How many rows something happened to, as far as one column tells. */
export interface AffectedRows {
  readonly rows: number;
  /** Standard error of `rows`: what the rows that are so at all times, by chance more or fewer, leave open. 0 where there are none. */
  readonly error: number;
  /** Rows that were looked at. */
  readonly of: number;
}

/**
 * The rows whose cell went missing, changed its type, or came to a place where few were before: J of n rows, when b of all are so at any
 * time, make b·(n − J) + J of them. So J = n·(observed − b) ÷ (1 − b), and of its error n·b ÷ (1 − b) is the variance of the window's
 * share of b and n²·b ÷ (m·(1 − b)) that of what m rows of the baseline say of b. Undefined for a column whose values moved as a
 * whole: of that no number of rows is known.
 */
export function affectedRows({ distance, expected, moved, n, m }: Violation): AffectedRows | undefined {
  if (distance === null || n === 0) return undefined;
  if (expected !== undefined) return rowsOf({ before: 1 - expected, gained: distance, n, m });
  if (moved === undefined || moved.of.kind === "atOrBelow") return undefined;
  return rowsOf({ before: moved.expected, gained: moved.observed - moved.expected, n, m });
}

interface Gain {
  /** Share that is so at all times. */
  readonly before: number;
  readonly gained: number;
  readonly n: number;
  /** 0 where nothing is known of them, and `before` is what somebody asked for. */
  readonly m: number;
}

function rowsOf({ before, gained, n, m }: Gain): AffectedRows | undefined {
  if (gained <= 0 || before >= 1) return undefined;
  const odds = Math.max(0, before) / (1 - before);
  const share = m > 0 ? n / m : 0;
  return { rows: (n * gained) / (1 - before), error: Math.sqrt(n * odds * (1 + share)), of: n };
}

/** Standard errors that two counts of the same rows may differ by. */
const ERRORS = 3;
/** Where the errors allow for more than this part of the rows, being alike says nothing. */
const TELLING = 0.2;

/** Whether two columns tell of the same number of rows, closely enough that it is no accident. */
export function isSameNumber(a: AffectedRows, b: AffectedRows): boolean {
  const error = ERRORS * Math.sqrt(a.error * a.error + b.error * b.error);
  // Shares are quotients, and their products are off in the last digits.
  return (
    Math.abs(a.rows - b.rows) <= error + 1e-6 * Math.max(a.of, b.of) &&
    error <= TELLING * Math.max(a.rows, b.rows)
  );
}
