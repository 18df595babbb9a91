import type { DatasetProfile } from "../../profile/dataset-profile.ts";
import { columnSetCheck, type Misfit } from "../column-set-check.ts";
import { judgedColumns } from "../judged-columns.ts";

/** Whether every column of the baseline is there: one that more than half of the rows lack is missing. */
export const missingColumnCheck = columnSetCheck({
  name: "missing_column_check",
  severity: "page",
  what: "missing",
  means: "lack it",
  isOff: (now, expected) => now < expected,
  evaluated: (context) => judgedColumns(context).length,
  misfits: (context) =>
    judgedColumns(context)
      .filter(({ current }) => current === undefined)
      .map(({ name }) => misfitOf(name, context.current)),
});

function misfitOf(name: string, current: DatasetProfile): Misfit {
  const seen = current.column(name);
  if (seen === undefined) return { column: name, share: 1, evidence: [] };
  return {
    column: name,
    share: current.absent(name) / current.rows,
    evidence: seen.evidence.pointers("absent"),
  };
}
