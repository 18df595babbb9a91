import type { ColumnProfile } from "../profile/column-profile.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import { lowCardinalityCounts } from "../statistics/low-cardinality-counts.ts";
import type { ShareCheckName } from "./constraint-check.ts";
import { completenessShare, typeShare } from "./observed-shares.ts";

/**
 * How far a window's shares of one column fall below those of the `rest` of its data, each 0 to 1: what the
 * share checks would measure if the rest were the baseline. A share that either side lacks is left out.
 */
export function shortfallsBelow(
  column: string,
  window: DatasetProfile,
  rest: DatasetProfile,
): Partial<Record<ShareCheckName, number>> {
  const [now, then] = [window.column(column), rest.column(column)];
  if (now === undefined || then === undefined) return {};
  const expected = then.types.inferredType();
  const shortfalls = {
    completeness_check: below(completenessShare(now, window.rows), completenessShare(then, rest.rows)),
    data_type_check: below(typeShare(now.types, expected, false), typeShare(then.types, expected, false)),
    categorical_values_check: domainShortfall(now, then),
  };
  return Object.fromEntries(Object.entries(shortfalls).filter(([, value]) => value !== undefined));
}

function domainShortfall(now: ColumnProfile, then: ColumnProfile): number | undefined {
  const counts = then.sensitive ? undefined : lowCardinalityCounts(then);
  return counts && below(now.shareWithin([...counts.keys()]), 1);
}

const below = (observed: number | undefined, expected: number | undefined) =>
  observed === undefined || expected === undefined ? undefined : Math.max(0, expected - observed);
