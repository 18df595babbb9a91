import type { ShareCheckName } from "../constraints/constraint-check.ts";
import type { JudgedColumn } from "../constraints/judged-columns.ts";
import type { FaultLook, HardFault } from "./hard-fault.ts";

/**
 * Whether windows of the baseline explain a share at fault: a shortfall that a closed window would take for chance, by what
 * the column's windows were seen to differ by, is told by no file. `m`: rows or cells of the baseline behind `expected`.
 */
export function isExplained(
  { context: { limits }, records }: FaultLook,
  column: JudgedColumn,
  check: ShareCheckName,
  { share, rows, expected, m }: Pick<HardFault, "share" | "rows" | "expected"> & { readonly m: number },
): boolean {
  const n = Math.min(rows, records);
  const accepted = limits?.share(column, check, { observed: 1 - share, expected: 1 - expected, n, m });
  return accepted !== undefined && share - expected <= accepted.limit;
}
