import type { MovedShare } from "../calibration/moved-share.ts";
import type { Severity, Verdict, VerdictName, Violation } from "../report/verdict.ts";
import { isBreach } from "../retraining/retraining-policy.ts";

/** What fired in a window, or was reported: what a backtest holds of a violation. */
export interface Fired {
  readonly column: string;
  readonly check: string;
  readonly severity: Severity;
  /** The longer span that shows it, ISO 8601; absent where the window alone does. */
  readonly scale?: string;
  readonly distance: number | null;
  readonly threshold: number;
  /** Months in which unchanged data would look like this once; absent where nothing says. */
  readonly returnMonths?: number;
  /** The share of values that moved furthest; absent where it was judged from distances, or may not be told. */
  readonly moved?: MovedShare;
}

/** What a window came to under one setting. */
export interface Outcome {
  readonly verdict: VerdictName;
  readonly violationRate: number | null;
  /** Whether that rate reaches the one at which the monitor retrains. */
  readonly breach: boolean;
  readonly fired: readonly Fired[];
  /** Certain, and smaller than anybody asked to hear of. */
  readonly reported: readonly Fired[];
}

/** What a verdict says, as a backtest compares it. */
export function outcomeOf(judged: Verdict): Outcome {
  const { verdict, violationRate, violations, reported } = judged;
  return {
    verdict,
    violationRate,
    breach: isBreach(judged),
    fired: violations.map(firedOf),
    reported: reported.map(firedOf),
  };
}

/** The same finding in two outcomes of one window. */
export const keyOf = ({ column, check, scale = "" }: Pick<Fired, "column" | "check" | "scale">) =>
  `${check}\0${column}\0${scale}`;

function firedOf(violation: Violation): Fired {
  const { column, check, severity, scale, distance, threshold, returnMonths, moved } = violation;
  return {
    column,
    check,
    severity,
    ...(scale === undefined ? {} : { scale }),
    distance,
    threshold,
    ...(returnMonths === undefined ? {} : { returnMonths }),
    ...(moved === undefined ? {} : { moved }),
  };
}
