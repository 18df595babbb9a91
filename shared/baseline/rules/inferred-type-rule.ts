import type { ConstraintRule } from "./constraint-rule.ts";

/** The type that all present cells share (Deequ `ColumnProfiler`); `Unknown` for a column without any. */
export const inferredTypeRule: ConstraintRule = {
  name: "inferred_type",
  suggest: ({ types }) => ({ inferred_type: types.inferredType() }),
};
