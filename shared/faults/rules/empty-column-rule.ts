import { type JudgedColumn, judgedColumns } from "../../constraints/judged-columns.ts";
import { completenessShare } from "../../constraints/observed-shares.ts";
import { formatCount, formatShare } from "../../report/format-number.ts";
import { shownName } from "../../report/inert-text.ts";
import { baselineSides, statedMissing } from "../baseline-sides.ts";
import { expectedShare, isBeyondChance } from "../chance.ts";
import { isExplained } from "../explained-shortfall.ts";
import type { FaultLook, HardFault, HardFaultRule } from "../hard-fault.ts";

/** Nearly all of the rows have no value … */
const NEARLY_ALL = 0.9;
/** … where nearly all of the baseline's have one: gaps of many rows together are the habit of columns that are often empty. */
const NEARLY_NONE = 0.1;

/** A column without values, where baseline, season slot and the baseline's own windows say that it has them. */
export const emptyColumnRule: HardFaultRule = {
  kind: "empty-column",
  find: (look) => judgedColumns(look.context).flatMap((column) => empty(look, column)),
};

function empty(look: FaultLook, column: JudgedColumn): HardFault[] {
  const { name, current, config } = column;
  const { rows } = look.context.current;
  const completeness = current && completenessShare(current, rows);
  if (completeness === undefined || !config.evaluateConstraints) return [];
  const share = 1 - completeness;
  if (share < NEARLY_ALL) return [];
  const sides = baselineSides(look, name).map((side) => ({
    count: side.rows - (side.column?.types.present ?? 0),
    rows: side.rows,
  }));
  const stated = statedMissing(look, column);
  const expected = expectedShare([...sides, stated]);
  const found = { share, rows, expected };
  if (expected > NEARLY_NONE || !isBeyondChance(found, look.records)) return [];
  if (isExplained(look, column, "completeness_check", { ...found, m: stated.rows })) return [];
  return [
    {
      kind: "empty-column",
      column: name,
      severity: "page",
      ...found,
      description: `${shownName(name)} is empty in ${formatShare(share)} of ${formatCount(rows)} rows; in the baseline at most ${formatShare(expected)} are to be expected.`,
    },
  ];
}
