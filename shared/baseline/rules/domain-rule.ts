import { lowCardinalityCounts } from "../../statistics/low-cardinality-counts.ts";
import type { ConstraintRule } from "./constraint-rule.ts";

/** The values of a text column that holds at most 120 different ones; nothing for a sensitive column. */
export const domainRule: ConstraintRule = {
  name: "domains",
  suggest(column) {
    const counts = column.sensitive ? undefined : lowCardinalityCounts(column);
    return counts === undefined ? {} : { string_constraints: { domains: [...counts.keys()] } };
  },
};
