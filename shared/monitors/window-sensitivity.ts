import type { CheckContext, Sensitivity } from "../constraints/constraint-check.ts";
import { judgedColumns } from "../constraints/judged-columns.ts";
import { measuredDrifts } from "../constraints/measured-drifts.ts";

/** Where not even half of the rows can change unseen, a window says nothing. */
export const LARGEST_UNSEEN = 0.5;

/** What a window of so many rows can tell, in the column in the middle of all. */
export interface WindowSensitivity {
  /** Smallest change of a share that stands out from chance. */
  readonly smallestChange: number;
  /** Rows from which on the largest unseen change stands out; infinite where no number of rows does. */
  readonly rowsNeeded: number;
}

/** Undefined where chance is not asked, or no column has a distance. */
export function windowSensitivity(context: CheckContext): WindowSensitivity | undefined {
  const { limits } = context;
  if (limits === undefined) return undefined;
  const columns = new Map(judgedColumns(context).map((column) => [column.name, column]));
  const each = measuredDrifts(context).map(({ column, n, m }) =>
    limits.sensitivity(columns.get(column)!, n, m),
  );
  return sensitivityOf(each);
}

/** What the column in the middle of all can tell; undefined without columns. */
export function sensitivityOf(each: readonly Sensitivity[]): WindowSensitivity | undefined {
  if (each.length === 0) return undefined;
  return {
    smallestChange: median(each.map(({ smallestChange }) => smallestChange)),
    rowsNeeded: median(each.map(({ rowsFor }) => rowsFor(LARGEST_UNSEEN))),
  };
}

/** The lower one of two in the middle. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1]!;
}
