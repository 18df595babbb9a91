import { presentInBaseline } from "../judged-columns.ts";
import { percent, shareCheck } from "../share-check.ts";

/** Whether the present cells hold values of the constraint's domain. New categories may be learnt: a drift. */
export const categoricalValuesCheck = shareCheck({
  name: "categorical_values_check",
  severity: "ticket",
  kind: "drift",
  measure(column) {
    const domains = column.feature.string_constraints?.domains;
    const observed = domains && column.current?.shareWithin(domains);
    if (observed === undefined) return undefined;
    const expected = column.config.domainThreshold;
    return {
      observed,
      expected,
      n: column.current!.types.present,
      m: presentInBaseline(column),
      text: `Categorical value match requirement is not met. Expected match: ${percent(expected)}. Observed: ${percent(observed)} of the values match the known values.`,
      evidence: [],
    };
  },
});
