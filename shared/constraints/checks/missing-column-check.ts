import { columnSetCheck } from "../column-set-check.ts";
import { judgedColumns } from "../judged-columns.ts";

/** Whether every column of the baseline is there: one that more than half of the rows lack is missing. */
export const missingColumnCheck = columnSetCheck({
  name: "missing_column_check",
  severity: "page",
  what: "missing",
  speaksFor: ({ missing, shifted }, { now, expected }) => (shifted ? now <= expected : missing.length > 0),
  isOff: ({ now, expected }) => now < expected,
  evaluated: (context) => judgedColumns(context).length,
});
