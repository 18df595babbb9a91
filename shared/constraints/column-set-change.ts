import type { EvidencePointer } from "../capture/evidence.ts";
import type { CheckContext } from "./constraint-check.ts";
import { extraColumns, isShifted, judgedColumns } from "./judged-columns.ts";
import { type LikelyRename, likelyRenames } from "./likely-renames.ts";

/** A column that is there and should not be, or the reverse; `share` of the rows, 0 to 1, say so. */
export interface Misfit {
  readonly column: string;
  readonly share: number;
  readonly evidence: readonly EvidencePointer[];
}

/** How a window is another table than the baseline. */
export interface ColumnSetChange {
  /** Columns of the baseline that more than half of the rows lack; none where columns cannot be told apart. */
  readonly missing: readonly Misfit[];
  /** Columns that the baseline has not, in more than half of the rows. */
  readonly extra: readonly Misfit[];
  readonly renames: readonly LikelyRename[];
  /** Position alone tells columns apart, and the number of them is another one. */
  readonly shifted: boolean;
}

const known = new WeakMap<CheckContext, ColumnSetChange | undefined>();

/** The change of columns that nobody declared; undefined where there is none. Found once a context: two checks ask. */
export function columnSetChange(context: CheckContext): ColumnSetChange | undefined {
  if (!known.has(context)) known.set(context, find(context));
  return known.get(context);
}

function find(context: CheckContext): ColumnSetChange | undefined {
  if (isShifted(context)) return { missing: [], extra: [], renames: [], shifted: true };
  const lost = judgedColumns(context).filter(({ current }) => current === undefined);
  const found = extraColumns(context);
  if (lost.length === 0 && found.length === 0) return undefined;
  return {
    missing: lost.map(({ name }) => missing(name, context)),
    extra: found.map(({ name }) => ({
      column: name,
      share: 1 - context.current.absent(name) / context.current.rows,
      evidence: [],
    })),
    renames: likelyRenames(lost, found, context),
    shifted: false,
  };
}

function missing(name: string, { current }: CheckContext): Misfit {
  const seen = current.column(name);
  if (seen === undefined) return { column: name, share: 1, evidence: [] };
  return {
    column: name,
    share: current.absent(name) / current.rows,
    evidence: seen.evidence.pointers("absent"),
  };
}
