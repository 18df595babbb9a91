import type { FixedRule } from "./fixed-rule.ts";
import { evidently } from "./rules/evidently.ts";
import { significance } from "./rules/kolmogorov-smirnov-test.ts";
import { modelMonitorRobust, modelMonitorSimple } from "./rules/model-monitor.ts";
import { nannyMl } from "./rules/nannyml.ts";
import { instability, someInstability } from "./rules/population-stability.ts";

/**
 * The rules of other monitors that need no package of theirs. To be compared by their defaults, or, by `strength`, at an
 * equal rate of false alarms. Those of packages are held against the packages (test/detection/): the same decisions, the
 * same scores to 5e-8, which is what rounding leaves of the root of a divergence. Where they do not do the same:
 *
 * - a K-S test of more than 10,000 rows on a side has scipy's p to 3e-4 of it (the middle of its law is a series here), and
 *   a Z test's p below 1e-16 is 0 in Evidently, not here;
 * - Evidently's report fails at a column that is empty on a side, and all columns with it; here the column is left out. It
 *   takes undeclared texts of many values for prose and trains a classifier; here, and in the program, all texts are categories;
 * - NannyML's reconstruction of all columns together is only in its package. Its limits of a reference of one chunk are 0 here,
 *   and there 0 or none, as scipy's rounding has it;
 * - Model Monitor is a service: its rule is Plumbline's own (`shared/drift/model-monitor-distance.ts`), which its recorded
 *   violations are held against. It sees sketches of 2,048 values and more; give it those for its digits.
 */
export const FIXED_RULES: readonly FixedRule[] = [
  modelMonitorRobust,
  modelMonitorSimple,
  significance,
  someInstability,
  instability,
  evidently,
  nannyMl,
];
