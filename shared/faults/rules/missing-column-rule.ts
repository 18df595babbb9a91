import { columnSetChange } from "../../constraints/column-set-change.ts";
import { formatCount, formatShare } from "../../report/format-number.ts";
import { shownName } from "../../report/inert-text.ts";
import { baselineSides } from "../baseline-sides.ts";
import { expectedShare, isBeyondChance } from "../chance.ts";
import { SEVERAL } from "../fault-kinds.ts";
import type { FaultLook, HardFault, HardFaultRule } from "../hard-fault.ts";

/**
 * A column that most rows have lost, though the baseline's rows have it. Where positions alone tell columns apart and most rows have
 * another number of them, the whole table is at fault.
 */
export const missingColumnRule: HardFaultRule = {
  kind: "missing-column",
  find(look) {
    const change = columnSetChange(look.context);
    if (change === undefined) return [];
    if (change.shifted) return [shifted(look)];
    return change.missing.flatMap((misfit) => missing(look, misfit));
  },
};

function missing(look: FaultLook, { column, share }: { readonly column: string; readonly share: number }) {
  const { rows } = look.context.current;
  const sides = baselineSides(look, column).map((side) => ({
    // A slot that has never seen the column says that its absence is the slot's own.
    count: side.rows - (side.column?.types.cells ?? 0),
    rows: side.rows,
  }));
  const stated = look.context.baseline.statistics?.dataset.item_count ?? 0;
  const known = sides.some((side) => side.rows > 0) ? sides : [{ count: 0, rows: stated }];
  const found = { share, rows, expected: expectedShare(known) };
  if (!isBeyondChance(found, look.records)) return [];
  const fault: HardFault = {
    kind: "missing-column",
    column,
    severity: "page",
    ...found,
    description: `${shownName(column)} is missing in ${formatShare(share)} of ${formatCount(rows)} rows; the baseline's rows have it.`,
  };
  return [fault];
}

function shifted({ context, records }: FaultLook): HardFault {
  const { rows } = context.current;
  const expected = context.baseline.constraints.features.length;
  return {
    kind: "missing-column",
    column: SEVERAL,
    severity: "page",
    rows: Math.min(rows, records),
    share: 1,
    expected: 0,
    description: `Most of ${formatCount(rows)} rows are wider or narrower than the baseline's ${formatCount(expected)} columns, and only positions tell columns apart.`,
  };
}
