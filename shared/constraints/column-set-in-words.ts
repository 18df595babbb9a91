import { nameList } from "../report/name-list.ts";
import type { ColumnSetChange, Misfit } from "./column-set-change.ts";
import type { CheckContext } from "./constraint-check.ts";
import { isMissing } from "./judged-columns.ts";
import { percent } from "./share-check.ts";

const UNDECLARED = "columns.versions declares no such change";

/** What changed in the columns, for a description: how many and which, what looks renamed, and that nobody declared it. */
export function columnSetInWords(
  { missing, extra, renames, shifted }: ColumnSetChange,
  context: CheckContext,
): string {
  if (shifted) return `${shiftInWords(context)}; ${UNDECLARED}`;
  const renamed = renames.map(({ from, to }) => `"${from}" → "${to}"`);
  const parts = [
    missing.length > 0 && `${missing.length} missing: ${nameList(missing.map(named))}`,
    extra.length > 0 && `${extra.length} extra: ${nameList(extra.map(named))}`,
    renamed.length > 0 && `looks renamed: ${nameList(renamed)}, to be declared`,
    UNDECLARED,
  ];
  return parts.filter((part) => part !== false).join("; ");
}

function shiftInWords({ current, baseline }: CheckContext): string {
  const width = current.columns.filter((column) => !isMissing(current, column)).length;
  const known = current.notes.has("rowsOfOtherWidth")
    ? "where columns.names has another number"
    : `where the baseline has ${baseline.constraints.features.length}`;
  return `rows of ${width} columns without names, ${known}: nothing says which is which, and none is compared`;
}

const named = ({ column, share }: Misfit) =>
  share === 1 ? `"${column}"` : `"${column}" in ${percent(share)} of the rows`;
