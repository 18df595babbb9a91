import type { HardFaultRule } from "../hard-fault.ts";
import { emptyColumnRule } from "./empty-column-rule.ts";
import { extraColumnRule } from "./extra-column-rule.ts";
import { missingColumnRule } from "./missing-column-rule.ts";
import { typeChangedRule } from "./type-changed-rule.ts";
import { unitChangedRule } from "./unit-changed-rule.ts";

/** Every kind of hard fault, in the order in which they are told. To add one: write its file, add its line. */
export const hardFaultRules = [
  missingColumnRule,
  extraColumnRule,
  typeChangedRule,
  emptyColumnRule,
  unitChangedRule,
] as const satisfies readonly HardFaultRule[];
