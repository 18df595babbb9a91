import type { Violation } from "../report/verdict.ts";
import { affectedRows } from "./affected-rows.ts";
import type { ChangedColumn } from "./links/cause-link.ts";

/** A column by its violations: what links ask of it is made once. */
export const changedColumn = (name: string, violations: readonly Violation[]): ChangedColumn => ({
  name,
  checks: new Set(violations.map(({ check }) => check)),
  segments: violations.flatMap(({ segment }) => segment?.value ?? []),
  affected: violations.flatMap((violation) => {
    const affected = affectedRows(violation);
    return affected === undefined ? [] : [{ ...affected, scale: violation.scale }];
  }),
});
