import { movedInWords } from "../../report/moved-in-words.ts";
import { onceInWords } from "../../report/once-in-words.ts";
import { javaDouble } from "../../statistics/java-json.ts";
import type { CheckLimit, ConstraintCheck, Finding } from "../constraint-check.ts";
import { type MeasuredDrift, measuredDrifts } from "../measured-drifts.ts";
import { shortNumber } from "../share-check.ts";

/**
 * Whether a column's values lie further from the baseline's than the threshold and, where a limit was learnt
 * from the baseline's own windows, further than that too. Beyond the limit alone is reported: real, and
 * smaller than anybody asked to hear of.
 */
export const baselineDriftCheck: ConstraintCheck = {
  name: "baseline_drift_check",
  severity: "ticket",
  kind: "drift",
  structural: false,
  evaluated: (context) => measuredDrifts(context).length,
  check: (context) =>
    measuredDrifts(context)
      .filter(({ distance, threshold, limit }) => distance > Math.max(threshold, limit?.limit ?? 0))
      .map((drift) => finding(drift, exceeds)),
  report: (context) =>
    measuredDrifts(context)
      .filter(
        ({ distance, threshold, limit }) =>
          limit !== undefined && distance > limit.limit && distance <= threshold,
      )
      .map((drift) => ({
        ...finding(drift, isBeyond),
        threshold: drift.limit!.limit,
        thresholdFrom: drift.limit!.from,
      })),
};

function finding(
  drift: MeasuredDrift,
  describe: (drift: MeasuredDrift, pValue: number | undefined) => string,
): Finding {
  const { column, distance, threshold, limit, n, m } = drift;
  const pValue = drift.pValue();
  const description = describe(drift, pValue);
  const learnt = limit !== undefined && limit.limit > threshold;
  return {
    column,
    check: baselineDriftCheck.name,
    severity: baselineDriftCheck.severity,
    kind: baselineDriftCheck.kind,
    distance,
    threshold: learnt ? limit.limit : threshold,
    thresholdFrom: learnt ? limit.from : "constraint",
    n,
    m,
    ...(limit?.returnMonths === undefined ? {} : { returnMonths: limit.returnMonths }),
    ...(limit?.moved === undefined ? {} : { moved: limit.moved }),
    ...(pValue === undefined ? {} : { pValue }),
    description,
    evidence: [],
  };
}

const exceeds = ({ distance, threshold, limit, reading }: MeasuredDrift, pValue: number | undefined) =>
  `Baseline drift distance: ${javaDouble(distance)} exceeds threshold: ${javaDouble(threshold)}` +
  (limit === undefined ? "" : ` (limit ${shortNumber(limit.limit)} ${limit.from}${surprise(limit)})`) +
  (pValue === undefined ? "" : ` (p-value ${shortNumber(pValue)})`) +
  (reading === undefined ? "" : ` (${reading})`) +
  moved(limit);

const isBeyond = ({ distance, threshold, limit }: MeasuredDrift) =>
  `Baseline drift distance: ${javaDouble(distance)} does not exceed threshold: ${javaDouble(threshold)}` +
  `, but is beyond limit ${shortNumber(limit?.limit ?? 0)} ${limit?.from}${surprise(limit)}${moved(limit)}`;

const surprise = (limit: CheckLimit | undefined) =>
  limit?.returnMonths === undefined
    ? ""
    : `; unchanged data looks like this ${onceInWords(limit.returnMonths)}`;

const moved = (limit: CheckLimit | undefined) =>
  limit?.moved === undefined ? "" : `: ${movedInWords(limit.moved)}`;
