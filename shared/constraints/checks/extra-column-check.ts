import { columnSetCheck } from "../column-set-check.ts";
import { extraColumns } from "../judged-columns.ts";

/** Whether the window has columns that the baseline does not know, in more than half of its rows. */
export const extraColumnCheck = columnSetCheck({
  name: "extra_column_check",
  severity: "ticket",
  what: "extra",
  means: "have it, the baseline does not",
  isOff: (now, expected) => now > expected,
  evaluated: ({ current }) => (current.rows === 0 ? 0 : 1),
  misfits: (context) =>
    extraColumns(context).map(({ name }) => ({
      column: name,
      share: 1 - context.current.absent(name) / context.current.rows,
      evidence: [],
    })),
});
