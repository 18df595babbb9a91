/** What a hard fault can be, and by which of the verdict's checks the closed window confirms it. */
export const FAULT_KINDS = {
  // Rows that are wider than the names are told as extra columns by their closed window.
  "missing-column": ["missing_column_check", "extra_column_check"],
  "extra-column": ["extra_column_check", "missing_column_check"],
  "empty-column": ["completeness_check", "missing_column_check"],
  "type-changed": ["data_type_check"],
  "unit-changed": ["baseline_drift_check", "data_type_check", "non_negative_check"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type FaultKind = keyof typeof FAULT_KINDS;

/** In place of a column's name: the whole table, or more columns than are told one by one. */
export const SEVERAL = "*";

/** How the checks of columns name one finding about several: all that are missing, with those that came; or those that came alone. */
const MISSING_AND_EXTRA = "Missing columns";
const EXTRA_ALONE = "Extra columns";

/** Whether a violation of a closed window is of this fault. */
export function confirms(
  violation: { readonly column: string; readonly check: string },
  { column, kind }: { readonly column: string; readonly kind: FaultKind },
): boolean {
  const checks: readonly string[] = FAULT_KINDS[kind];
  if (!checks.includes(violation.check)) return false;
  if (column === SEVERAL || violation.column === column || violation.column === MISSING_AND_EXTRA)
    return true;
  return violation.column === EXTRA_ALONE && kind === "extra-column";
}
