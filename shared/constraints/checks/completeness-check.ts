import { EVIDENCE_KEPT } from "../../capture/evidence.ts";
import { WHOLE } from "../../window/season-slot.ts";
import type { CheckContext } from "../constraint-check.ts";
import type { JudgedColumn } from "../judged-columns.ts";
import { completenessShare } from "../observed-shares.ts";
import { percent, shareCheck } from "../share-check.ts";

/** Whether as many rows have a value as the constraint says, over all rows of the window. */
export const completenessCheck = shareCheck({
  name: "completeness_check",
  severity: "page",
  kind: "fault",
  measure(column, context) {
    const { current, feature } = column;
    const observed = current && completenessShare(current, context.current.rows);
    if (observed === undefined || feature.completeness === undefined) return undefined;
    const expected = expectedOf(column, feature.completeness, context);
    return {
      observed,
      expected,
      n: context.current.rows,
      m: baselineRows(context),
      text: `Data completeness requirement is not met. Expected: ${percent(expected)}. Observed: Only ${percent(observed)}.`,
      evidence: [...current!.evidence.pointers("missing"), ...current!.evidence.pointers("absent")].slice(
        0,
        EVIDENCE_KEPT,
      ),
    };
  },
});

/** The constraint is of the whole baseline; a season slot may never have been as complete. */
function expectedOf({ baseline }: JudgedColumn, required: number, context: CheckContext): number {
  if (context.compat || context.baseline.slot === WHOLE || baseline === undefined) return required;
  return Math.min(required, completenessShare(baseline, context.baseline.profile.rows) ?? required);
}

function baselineRows({ baseline }: CheckContext): number {
  return baseline.profile.rows || baseline.statistics?.dataset.item_count || Number.POSITIVE_INFINITY;
}
