import { EVIDENCE_KEPT } from "../../capture/evidence.ts";
import type { ColumnProfile } from "../../profile/column-profile.ts";
import type { InferredType } from "../../profile/type-counts.ts";
import type { CheckContext } from "../constraint-check.ts";

import { type JudgedColumn, presentInBaseline } from "../judged-columns.ts";
import { type Types, typeShare } from "../observed-shares.ts";
import { percent, shareCheck } from "../share-check.ts";

const CLASSES = ["fractional", "integral", "boolean", "string"] as const;
const NONE: Types = { present: 0, fractional: 0, integral: 0, boolean: 0, string: 0 };

/**
 * Whether the present cells are of the constraint's type. Model Monitor asks for exactly that type in all
 * cells, which a baseline with a few odd cells does not fulfil itself: unless it is to be judged so, what is
 * expected is no more than the baseline's own share, and integers are numbers where fractions are expected.
 */
export const dataTypeCheck = shareCheck({
  name: "data_type_check",
  severity: "page",
  kind: "fault",
  measure(column, context) {
    const type = column.feature.inferred_type;
    const observed = column.current && typeShare(column.current.types, type, context.compat);
    if (observed === undefined || type === "Unknown") return undefined;
    const expected = expectedOf(column, context);
    return {
      observed,
      expected,
      n: column.current!.types.present,
      m: presentInBaseline(column),
      text: `Data type match requirement is not met. Expected data type: ${type}, Expected match: ${percent(expected)}. Observed: Only ${percent(observed)} of data is ${type}.`,
      evidence: evidenceOf(column.current!, type, context.compat),
    };
  },
});

function expectedOf({ baseline, feature, config }: JudgedColumn, { compat }: CheckContext): number {
  const own = compat ? undefined : baseline && typeShare(baseline.types, feature.inferred_type, false);
  return Math.min(config.datatypeThreshold, own ?? 1);
}

/** Pointers to cells of any class that does not match by itself. */
function evidenceOf(column: ColumnProfile, type: InferredType, strict: boolean) {
  return CLASSES.filter((name) => typeShare({ ...NONE, present: 1, [name]: 1 }, type, strict) === 0)
    .flatMap((name) => column.evidence.pointers(name))
    .slice(0, EVIDENCE_KEPT);
}
