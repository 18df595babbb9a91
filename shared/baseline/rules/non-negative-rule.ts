import type { ConstraintRule } from "./constraint-rule.ts";

/**
 * Whether no number of a numeric column is below 0. Nothing for a sensitive column: its smallest value is
 * not kept.
 */
export const nonNegativeRule: ConstraintRule = {
  name: "is_non_negative",
  suggest({ types, moments, sensitive }) {
    const type = types.inferredType();
    if (sensitive || moments.count === 0 || (type !== "Integral" && type !== "Fractional")) return {};
    return { num_constraints: { is_non_negative: moments.min! >= 0 } };
  },
};
