import { javaDouble } from "../statistics/java-json.ts";
import type {
  CheckContext,
  CheckLimit,
  ConstraintCheck,
  Finding,
  ShareCheckName,
} from "./constraint-check.ts";
import { type JudgedColumn, judgedColumns } from "./judged-columns.ts";
import { ALLOWANCE_Z, shareAllowance } from "./share-allowance.ts";

/** A share of a window beside what is expected of it. */
export interface ShareMeasure {
  /** 0 to 1. */
  readonly observed: number;
  readonly expected: number;
  /** Cells or rows behind `observed`. */
  readonly n: number;
  /** Those of the baseline; infinite where nothing is known of them. */
  readonly m: number;
  /** Model Monitor's text. */
  readonly text: string;
  readonly evidence: Finding["evidence"];
}

export interface ShareCheckOptions extends Pick<ConstraintCheck, "severity" | "kind"> {
  readonly name: ShareCheckName;
  /** Undefined where the check has nothing to ask of the column. */
  measure(column: JudgedColumn, context: CheckContext): ShareMeasure | undefined;
}

/**
 * A check that a share is not below what is expected. Model Monitor flags any shortfall. Otherwise a
 * shortfall counts when it is larger than the learnt limit and than sampling explains (`shareAllowance`).
 */
export function shareCheck(options: ShareCheckOptions): ConstraintCheck {
  const { name, severity, kind, measure } = options;
  const measured = (context: CheckContext) =>
    judgedColumns(context).flatMap((column) => {
      const share = column.config.evaluateConstraints ? measure(column, context) : undefined;
      return share === undefined ? [] : [{ column: column.name, share }];
    });
  return {
    name,
    severity,
    kind,
    structural: false,
    evaluated: (context) => measured(context).length,
    check: (context) =>
      measured(context).flatMap(({ column, share }) => {
        const accepted = acceptedShortfall(name, column, share, context);
        const shortfall = share.expected - share.observed;
        return shortfall > accepted.limit ? [finding(options, column, share, accepted, context)] : [];
      }),
  };
}

function acceptedShortfall(
  check: ShareCheckName,
  column: string,
  share: ShareMeasure,
  context: CheckContext,
): CheckLimit {
  if (context.compat) return { limit: 0, from: "constraint" };
  const baseline = Number.isFinite(share.m) ? `${share.m} of the baseline` : "the constraint";
  const sampling = {
    limit: shareAllowance(share.expected, share.n, share.m),
    from: `sampling of ${share.n} against ${baseline}, z = ${ALLOWANCE_Z}`,
  };
  // A baseline that never fell short has learnt a limit of 0; one bad request of 2,000 is not a broken column.
  const learnt = context.limits?.share(column, check, share.n);
  return learnt !== undefined && learnt.limit > sampling.limit ? learnt : sampling;
}

function finding(
  { name, severity, kind }: ShareCheckOptions,
  column: string,
  { observed, expected, n, m, text, evidence }: ShareMeasure,
  { limit, from }: CheckLimit,
  { compat }: CheckContext,
): Finding {
  const distance = expected - observed;
  const reason = ` (shortfall ${shortNumber(distance)}, accepted ${shortNumber(limit)}: ${from})`;
  return {
    column,
    check: name,
    severity,
    kind,
    distance,
    threshold: limit,
    thresholdFrom: from,
    n,
    m: Number.isFinite(m) ? m : 0,
    description: compat ? text : text + reason,
    evidence,
  };
}

/** A share as Model Monitor prints it: `66.66666666666666%`. */
export const percent = (share: number) => `${javaDouble(share * 100)}%`;

/** At most four significant digits, for the part of a description that is ours. */
export const shortNumber = (x: number) => String(Number(x.toPrecision(4)));
