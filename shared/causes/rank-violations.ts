/** Which violation comes first: the one that is most urgent, then most certain, then largest. */
import type { CheckContext } from "../constraints/constraint-check.ts";
import { ratioOf } from "../report/column-report.ts";
import { SEVERITIES, type Violation } from "../report/verdict.ts";

export interface RankOptions {
  /** Names in the baseline's order: it decides between equals. */
  readonly columns: readonly string[];
  /** Up to it a shortfall of a share is reported, 0 to 1: what its size is measured by where the limit is smaller. */
  readonly leastShortfall: number;
}

/** As the checks of a window see it. */
export const ranksIn = ({
  baseline,
  leastShortfall = 0,
}: Pick<CheckContext, "baseline" | "leastShortfall">): RankOptions => ({
  columns: baseline.constraints.features.map(({ name }) => name),
  leastShortfall,
});

const DRIFT = "baseline_drift_check";

/**
 * Violations by rank: severity; then evidence, the months in which unchanged data would look like this once (what needs no chance, a
 * missing column or a rule, is certain; a drift of which chance was not asked comes behind those of which it was); then effect, the
 * distance over what it had to exceed; then the column's place in the baseline. The order of the list that is given does not matter.
 */
export function rankViolations(
  violations: readonly Violation[],
  { columns, leastShortfall }: RankOptions,
): Violation[] {
  const places = new Map(columns.map((name, at) => [name, at]));
  const placeOf = ({ column }: Violation) => places.get(column) ?? columns.length;
  return [...violations].sort(
    (a, b) =>
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
      descending(evidenceOf(a), evidenceOf(b)) ||
      descending(effectOf(a, leastShortfall), effectOf(b, leastShortfall)) ||
      placeOf(a) - placeOf(b) ||
      ascending(nameOf(a), nameOf(b)),
  );
}

const evidenceOf = ({ returnMonths, check }: Violation) =>
  returnMonths ?? (check === DRIFT ? 0 : Number.POSITIVE_INFINITY);

/** A drift over its threshold; a shortfall over what is told of, as its own limit goes to 0 with many rows. */
function effectOf({ distance, threshold, check }: Violation, leastShortfall: number): number {
  if (distance === null) return Number.POSITIVE_INFINITY;
  return ratioOf(distance, check === DRIFT ? threshold : Math.max(threshold, leastShortfall));
}

/** What tells two violations of a column apart. */
const nameOf = ({ column, check, scale, thresholdFrom, threshold, distance, description }: Violation) =>
  [column, check, scale, thresholdFrom, threshold, distance, description].join("\0");

const descending = (a: number, b: number) => (a === b ? 0 : a < b ? 1 : -1); // a − b is NaN for two infinities
const ascending = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0); // by code unit: the same in every locale
