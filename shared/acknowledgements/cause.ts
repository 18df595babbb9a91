/** What a violation was about, so that the same is known again: which column and check, how much, and in which direction. */
import type { MovedShare } from "../calibration/moved-share.ts";
import type { Finding } from "../constraints/constraint-check.ts";
import { BOUNDED_STATISTICS } from "../drift/statistic-names.ts";
import { isOtherTable } from "../monitors/violation-rate.ts";
import { CUSTOM_RULE_CHECK } from "../rules/custom-rule-check.ts";
import { hashOf } from "../window/execution-name.ts";

/** Holds no value that was captured: of a category only a hash. */
export interface Cause {
  readonly column: string;
  readonly check: string;
  readonly kind: "fault" | "drift";
  /** Which rule of the user's own, or the hash of which columns are missing or extra; absent for other checks. */
  readonly what?: string;
  /** What `distance` is measured in: a drift statistic's name, `share` of cells or rows; null where there is no measure. */
  readonly measure: string | null;
  readonly distance: number | null;
  /** Rows or cells of the window behind it. */
  readonly n: number;
  /** By how much the share of the column's values moved that moved furthest, 0 to 1; absent where nothing tells. */
  readonly gap?: number;
  /** `higher`, `lower`: where numbers went. `more`, `fewer`: what became of the category with that hash. Absent where nothing tells. */
  readonly direction?: string;
  /** The longer span that showed it, ISO 8601; absent where the window alone did. */
  readonly scale?: string;
}

type Found = Pick<
  Finding,
  "column" | "check" | "kind" | "distance" | "thresholdFrom" | "description" | "n" | "moved" | "scale"
>;

const DRIFT_CHECK = "baseline_drift_check";
/** What a longer span's change is measured by, whatever the windows' is. */
const SPAN_STATISTIC = "LInfinity";

/** The cause of a violation of a monitor that measures drift by `statistic`. */
export function causeOf(found: Found, statistic: string = SPAN_STATISTIC): Cause {
  const { column, check, kind, distance, n, moved, scale } = found;
  const what = whatOf(found);
  const drift = scale === undefined ? statistic : SPAN_STATISTIC;
  return {
    column,
    check,
    kind,
    ...(what === undefined ? {} : { what }),
    measure: distance === null ? null : check === DRIFT_CHECK ? drift : "share",
    distance,
    n,
    ...(moved === undefined
      ? {}
      : { gap: Math.abs(moved.observed - moved.expected), direction: directionOf(moved) }),
    ...(scale === undefined ? {} : { scale }),
  };
}

/** Texts of column sets say in how many rows; which columns they are is the cause. */
function whatOf({ check, thresholdFrom, description }: Found): string | undefined {
  if (check === CUSTOM_RULE_CHECK) return thresholdFrom;
  if (!isOtherTable([{ check }])) return undefined;
  return hashOf(8, description.replace(/ in [\d.,]+ % of the rows/g, ""));
}

function directionOf({ observed, expected, of }: MovedShare): string {
  if (of.kind === "below" || of.kind === "atOrBelow") return observed > expected ? "lower" : "higher";
  return `${observed > expected ? "more" : "fewer"} ${of.kind === "value" ? hashOf(8, of.value) : "others"}`;
}

/** Whether both are about the same column and check, over any length of time. */
export const isSameThing = (one: Cause, other: Cause): boolean =>
  one.column === other.column &&
  one.check === other.check &&
  one.kind === other.kind &&
  one.what === other.what;

/** A change whose odds have grown by more than a half is another one. */
const WORSE = 1.5;
/** Standard errors that the same change may differ by from window to window. */
const SPREAD = 2;

/**
 * Whether a cause is one that was answered: the same thing, in the same direction, and not clearly worse. Where it cannot be said that it is
 * no worse (the distances are of different measures, and nothing tells how far shares moved), it is not.
 */
export function isAnswered(found: Cause, answered: Cause): boolean {
  if (!isSameThing(found, answered) || isOpposite(found.direction, answered.direction)) return false;
  if (found.measure === answered.measure)
    return found.distance === null || answered.distance === null
      ? found.distance === answered.distance
      : found.distance <= mostOf(answered.distance, found, answered, isShare(found.measure!));
  if (found.gap === undefined || answered.gap === undefined) return false;
  return found.gap <= mostOf(answered.gap, found, answered, true);
}

/** Of two different categories nothing can be said: where one rises, another falls. */
function isOpposite(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || one === other) return false;
  const [way, of] = one.split(" ");
  const [otherWay, ofOther] = other.split(" ");
  return of === ofOther && way !== otherWay;
}

/**
 * The largest distance that is not clearly worse. Of a share p its odds p ÷ (1 − p) grow, so that a share near 1 can get worse too, and two
 * standard errors of the difference of two such shares are chance. Statistics without an upper end grow by themselves.
 */
function mostOf(distance: number, found: Cause, answered: Cause, share: boolean): number {
  if (!share || distance >= 1) return WORSE * distance;
  const odds = WORSE * (distance / (1 - distance));
  const most = odds / (1 + odds);
  return (
    most + SPREAD * Math.sqrt(most * (1 - most) * (1 / Math.max(1, found.n) + 1 / Math.max(1, answered.n)))
  );
}

const isShare = (measure: string) => measure === "share" || BOUNDED_STATISTICS.includes(measure);
