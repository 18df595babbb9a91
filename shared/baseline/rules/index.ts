import { completenessRule } from "./completeness-rule.ts";
import type { ConstraintRule } from "./constraint-rule.ts";
import { domainRule } from "./domain-rule.ts";
import { inferredTypeRule } from "./inferred-type-rule.ts";
import { nonNegativeRule } from "./non-negative-rule.ts";

/** Every rule, in the order of the fields of `constraints.json`. To add one: write its file, add its line. */
export const constraintRules = [
  inferredTypeRule,
  completenessRule,
  nonNegativeRule,
  domainRule,
] as const satisfies readonly ConstraintRule[];
