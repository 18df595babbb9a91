import type { Distribution } from "../../shared/drift/distribution.ts";
import type { ColumnVerdict, WindowVerdict } from "./verdict.ts";

/** The columns of a window or of the reference. */
export type Frame = Readonly<Record<string, Distribution>>;

/** A rule that other monitors judge windows by, without their packages: thousands of windows in seconds. */
export interface FixedRule {
  readonly name: string;
  /** What it does by default, in one sentence, with its source. */
  readonly about: string;
  /** The share of drifted columns, 0 to 1, from which on the data set has drifted, where the rule knows such a thing. */
  readonly share?: number;
  /**
   * Makes a judge of windows. `chunks` are the windows that the reference consists of, for rules that learn from how these
   * vary. What depends on the reference alone is done here.
   */
  fit(reference: Frame, chunks: readonly Frame[]): (window: Frame) => WindowVerdict;
}

/** Judges one column; undefined where it cannot be judged: an empty one, or one that has changed its kind. */
export type ColumnJudge = (window: Distribution) => ColumnVerdict | undefined;

/** A rule by what it does with a column. `chunks` are that column's of the reference's windows. */
export function columnByColumn(
  rule: Omit<FixedRule, "fit">,
  judgeOf: (reference: Distribution, chunks: readonly Distribution[]) => ColumnJudge,
): FixedRule {
  return {
    ...rule,
    fit(reference, chunks) {
      const judges = Object.entries(reference).map(
        ([name, column]) =>
          [
            name,
            judgeOf(
              column,
              chunks.flatMap((chunk) => chunk[name] ?? []),
            ),
          ] as const,
      );
      return (window) => verdictOf(judges, window, rule.share);
    },
  };
}

function verdictOf(
  judges: readonly (readonly [string, ColumnJudge])[],
  window: Frame,
  share: number | undefined,
): WindowVerdict {
  const columns = Object.fromEntries(
    judges.flatMap(([name, judge]) => {
      const column = window[name];
      const verdict = column === undefined || column.n === 0 ? undefined : judge(column);
      return verdict === undefined ? [] : [[name, verdict]];
    }),
  );
  const judged = Object.values(columns).length;
  const drifted = Object.values(columns).filter((column) => column.drifted).length;
  return {
    anyColumn: drifted > 0,
    columns,
    ...(share === undefined ? {} : { dataSet: judged > 0 && drifted / judged >= share }),
  };
}
