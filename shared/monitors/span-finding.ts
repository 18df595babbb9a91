import type { ShareFamily } from "../calibration/column-tally.ts";
import type { ComparedShares } from "../calibration/compared-shares.ts";
import { baselineDriftCheck } from "../constraints/checks/baseline-drift-check.ts";
import { categoricalValuesCheck } from "../constraints/checks/categorical-values-check.ts";
import { completenessCheck } from "../constraints/checks/completeness-check.ts";
import { dataTypeCheck } from "../constraints/checks/data-type-check.ts";
import { nonNegativeCheck } from "../constraints/checks/non-negative-check.ts";
import type { ConstraintCheck, Finding } from "../constraints/constraint-check.ts";
import { percent } from "../constraints/share-check.ts";
import { movedInWords } from "../report/moved-in-words.ts";
import { onceInWords } from "../report/once-in-words.ts";
import { javaDouble } from "../statistics/java-json.ts";
import { scaleInWords } from "../window/scale.ts";

/** The check that a family of shares is asked by. */
export const SPAN_CHECKS: Readonly<Record<ShareFamily, ConstraintCheck>> = {
  values: baselineDriftCheck,
  missing: completenessCheck,
  type: dataTypeCheck,
  unseen: categoricalValuesCheck,
  negative: nonNegativeCheck,
};

/** What was measured over the span, what it is held against, and how surprising it is. */
export function describeSpanFinding(
  { check, distance, threshold, returnMonths, scale, moved }: Omit<Finding, "description">,
  { shares, from }: { readonly shares: ComparedShares; readonly from: string },
): string {
  const over = `Over ${scaleInWords(scale!)}:`;
  const surprise = `unchanged data looks like this ${onceInWords(returnMonths ?? 0)}, ${from}`;
  if (check !== baselineDriftCheck.name)
    return `${over} ${percent(shares.observed[0]!)} of the cells fail ${check}, expected ${percent(shares.expected[0]!)} (${surprise})`;
  const exceeds = distance! > threshold ? "exceeds" : "does not exceed";
  const values = moved === undefined ? "" : `: ${movedInWords(moved)}`;
  return `${over} Baseline drift distance: ${javaDouble(distance!)} ${exceeds} threshold: ${javaDouble(threshold)} (${surprise})${values}`;
}
