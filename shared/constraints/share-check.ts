import { onceInWords } from "../report/once-in-words.ts";
import { javaDouble } from "../statistics/java-json.ts";
import type {
  CheckContext,
  CheckLimit,
  ConstraintCheck,
  Finding,
  MeasuredShare,
  ShareCheckName,
} from "./constraint-check.ts";
import { type JudgedColumn, judgedColumns } from "./judged-columns.ts";

/** A share with what a violation of it says. */
export interface ShareMeasure extends MeasuredShare {
  /** Model Monitor's text. */
  readonly text: string;
  readonly evidence: Finding["evidence"];
}

interface MeasuredColumn {
  readonly column: JudgedColumn;
  readonly share: ShareMeasure;
}

export interface ShareCheckOptions extends Pick<ConstraintCheck, "severity" | "kind"> {
  readonly name: ShareCheckName;
  /** Undefined where the check has nothing to ask of the column. */
  measure(column: JudgedColumn, context: CheckContext): ShareMeasure | undefined;
}

/**
 * A check that a share is not below what is expected. Model Monitor flags any shortfall. Otherwise a
 * shortfall counts when chance does not explain it: sampling, and how the baseline's own windows differ. One that is certain and
 * smaller than anybody asked to hear of is reported, not a violation.
 */
export function shareCheck(options: ShareCheckOptions): ConstraintCheck {
  const { name, severity, kind, measure } = options;
  const known = new WeakMap<CheckContext, readonly MeasuredColumn[]>();
  /** Measured once a context, because several ask. */
  const measured = (context: CheckContext): readonly MeasuredColumn[] => {
    const there = known.get(context);
    if (there !== undefined) return there;
    const columns = judgedColumns(context).flatMap((column) => {
      const share = column.config.evaluateConstraints ? measure(column, context) : undefined;
      return share === undefined ? [] : [{ column, share }];
    });
    known.set(context, columns);
    return columns;
  };
  const short = (context: CheckContext) =>
    measured(context).filter(({ share: { expected, observed } }) => expected > observed);
  const found = new WeakMap<CheckContext, readonly Finding[]>();
  /** More than chance explains, large or small; found once a context, because two ask. */
  const beyond = (context: CheckContext): readonly Finding[] => {
    const there = found.get(context);
    if (there !== undefined) return there;
    const findings = short(context).flatMap(({ column, share }) => {
      const accepted = acceptedShortfall(name, column, share, context);
      const isBeyond = share.expected - share.observed > accepted.limit;
      return isBeyond ? [finding(options, column.name, share, accepted, context)] : [];
    });
    found.set(context, findings);
    return findings;
  };
  return {
    name,
    severity,
    kind,
    structural: false,
    shortfalls: (context) =>
      short(context).map(({ column: { name: column }, share: { observed, expected, n, m } }) => ({
        column,
        share: { observed, expected, n, m },
      })),
    evaluated: (context) => measured(context).length,
    check: (context) => beyond(context).filter(({ distance }) => distance! > leastShortfall(context)),
    report: (context) => beyond(context).filter(({ distance }) => distance! <= leastShortfall(context)),
  };
}

const leastShortfall = ({ compat, leastShortfall: least = 0 }: CheckContext) => (compat ? 0 : least);

function acceptedShortfall(
  check: ShareCheckName,
  column: JudgedColumn,
  share: ShareMeasure,
  { compat, limits }: CheckContext,
): CheckLimit {
  return (compat ? undefined : limits?.share(column, check, share)) ?? { limit: 0, from: "constraint" };
}

function finding(
  { name, severity, kind }: ShareCheckOptions,
  column: string,
  { observed, expected, n, m, text, evidence }: ShareMeasure,
  { limit, from, returnMonths }: CheckLimit,
  { compat }: CheckContext,
): Finding {
  const distance = expected - observed;
  const reason = ` (shortfall ${shortNumber(distance)}, accepted ${shortNumber(limit)}: ${from}${surpriseInWords(returnMonths)})`;
  return {
    column,
    check: name,
    severity,
    kind,
    distance,
    threshold: limit,
    thresholdFrom: from,
    expected,
    n,
    m: Number.isFinite(m) ? m : 0,
    ...(returnMonths === undefined ? {} : { returnMonths }),
    description: compat ? text : text + reason,
    evidence,
  };
}

const surpriseInWords = (returnMonths: number | undefined) =>
  returnMonths === undefined ? "" : `; unchanged data looks like this ${onceInWords(returnMonths)}`;

/** A share as Model Monitor prints it: `66.66666666666666%`. */
export const percent = (share: number) => `${javaDouble(share * 100)}%`;

/** At most four significant digits, for the part of a description that is ours. */
export const shortNumber = (x: number) => String(Number(x.toPrecision(4)));
