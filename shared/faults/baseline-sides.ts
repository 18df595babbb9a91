import type { JudgedColumn } from "../constraints/judged-columns.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import type { Counted } from "./chance.ts";
import type { FaultLook } from "./hard-fault.ts";

/** A column of the baseline, in the season slot or in the whole; `rows` are those of its side. */
export interface BaselineSide {
  readonly column: ColumnProfile | undefined;
  readonly rows: number;
}

/** Both sides that a column is expected by: the season slot's and the whole's. Without rows for a baseline of Model Monitor's files. */
export function baselineSides({ context, whole }: FaultLook, name: string): BaselineSide[] {
  const slot = context.baseline.profile;
  const sides = slot === whole ? [slot] : [slot, whole];
  return sides.map((profile) => ({ column: profile.column(name), rows: profile.rows }));
}

/** What the baseline's files state about rows without a value: the only side that one of Model Monitor's has. */
export function statedMissing({ context }: FaultLook, { feature }: JudgedColumn): Counted {
  const rows = context.baseline.profile.rows || context.baseline.statistics?.dataset.item_count || 0;
  return { count: (1 - (feature.completeness ?? 1)) * rows, rows };
}
