import { type JudgedColumn, judgedColumns, presentInBaseline } from "../../constraints/judged-columns.ts";
import { typeShare } from "../../constraints/observed-shares.ts";
import { formatCount, formatShare } from "../../report/format-number.ts";
import { shownName } from "../../report/inert-text.ts";
import { baselineSides } from "../baseline-sides.ts";
import { type Counted, expectedShare, isBeyondChance } from "../chance.ts";
import { isExplained } from "../explained-shortfall.ts";
import { type FaultLook, type HardFault, type HardFaultRule, LEAST_CELLS } from "../hard-fault.ts";

/** Most of the cells. */
const MOST = 0.5;

/** A column most of whose values are of another type than the baseline's, by what the baseline itself has of odd cells. */
export const typeChangedRule: HardFaultRule = {
  kind: "type-changed",
  find: (look) => judgedColumns(look.context).flatMap((column) => changed(look, column)),
};

function changed(look: FaultLook, column: JudgedColumn): HardFault[] {
  const { name, feature, current, config } = column;
  const type = feature.inferred_type;
  const rows = current?.types.present ?? 0;
  if (type === "Unknown" || rows < LEAST_CELLS || !config.evaluateConstraints) return [];
  const share = 1 - (typeShare(current!.types, type, false) ?? 1);
  if (share <= MOST) return [];
  const found = { share, rows, expected: expectedShare(oddCells(look, column)) };
  if (!isBeyondChance(found, look.records)) return [];
  if (isExplained(look, column, "data_type_check", { ...found, m: presentInBaseline(column) })) return [];
  return [
    {
      kind: "type-changed",
      column: name,
      severity: "page",
      ...found,
      description: `${shownName(name)} is not ${type} in ${formatShare(share)} of ${formatCount(rows)} values; in the baseline at most ${formatShare(found.expected)} are to be expected.`,
    },
  ];
}

/** Cells of the baseline that are not of its type. Its files alone promise what they say: the type of every cell. */
function oddCells(look: FaultLook, { name, feature, baselineStatistics }: JudgedColumn): Counted[] {
  const sides = baselineSides(look, name).flatMap(({ column }): Counted[] => {
    const rows = column?.types.present ?? 0;
    if (rows === 0) return [];
    return [{ count: (1 - typeShare(column!.types, feature.inferred_type, false)!) * rows, rows }];
  });
  if (sides.length > 0) return sides;
  const { numerical_statistics, string_statistics } = baselineStatistics ?? {};
  const stated = (numerical_statistics ?? string_statistics)?.common.num_present ?? 0;
  // Deequ calls a column String as soon as one cell is one: that promises nothing of the others.
  return feature.inferred_type === "String" ? [] : [{ count: 0, rows: stated }];
}
