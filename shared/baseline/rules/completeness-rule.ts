import type { ConstraintRule } from "./constraint-rule.ts";

/** The exact share of rows that have a value, 0 to 1, as Model Monitor suggests it; nothing without rows. */
export const completenessRule: ConstraintRule = {
  name: "completeness",
  suggest: ({ types }, rows) => (rows === 0 ? {} : { completeness: types.present / rows }),
};
