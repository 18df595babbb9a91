import { presentInBaseline } from "../judged-columns.ts";
import { percent, shareCheck } from "../share-check.ts";

/**
 * Whether the numbers of a column that the constraints call non-negative are not below 0. Model Monitor suggests the
 * constraint and never asks it (three of its own runs have negative values on such columns and no violation).
 */
export const nonNegativeCheck = shareCheck({
  name: "non_negative_check",
  severity: "ticket",
  kind: "fault",
  measure(column, { compat }) {
    const asked = !compat && column.feature.num_constraints?.is_non_negative === true;
    const types = asked ? column.current?.types : undefined;
    const numbers = types === undefined ? 0 : types.integral + types.fractional;
    if (types === undefined || numbers === 0) return undefined;
    const observed = 1 - types.negative / numbers;
    return {
      observed,
      expected: 1,
      n: numbers,
      m: presentInBaseline(column),
      text: `Non-negative value requirement is not met. Expected: ${percent(1)}. Observed: Only ${percent(observed)} of the numbers are not negative.`,
      evidence: column.current!.evidence.pointers("negative"),
    };
  },
});
