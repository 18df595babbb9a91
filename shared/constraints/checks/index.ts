import type { ConstraintCheck } from "../constraint-check.ts";
import { baselineDriftCheck } from "./baseline-drift-check.ts";
import { categoricalValuesCheck } from "./categorical-values-check.ts";
import { completenessCheck } from "./completeness-check.ts";
import { dataTypeCheck } from "./data-type-check.ts";
import { extraColumnCheck } from "./extra-column-check.ts";
import { missingColumnCheck } from "./missing-column-check.ts";
import { nonNegativeCheck } from "./non-negative-check.ts";

/** Every check, in the order that reports list their findings. To add one: write its file, add its line. */
export const constraintChecks = [
  missingColumnCheck,
  extraColumnCheck,
  dataTypeCheck,
  completenessCheck,
  nonNegativeCheck,
  categoricalValuesCheck,
  baselineDriftCheck,
] as const satisfies readonly ConstraintCheck[];
