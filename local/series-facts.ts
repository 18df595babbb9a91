import { formatCount, formatShare } from "../shared/report/format-number.ts";
import { shownName } from "../shared/report/inert-text.ts";
import type { SeriesReport } from "../shared/report/series-report.ts";
import type { Verdict } from "../shared/report/verdict.ts";

/** The facts at the head of a series report. */
export function seriesFacts(verdicts: readonly Verdict[]): SeriesReport["facts"] {
  const sum = (of: (verdict: Verdict) => number) =>
    verdicts.reduce((total, verdict) => total + of(verdict), 0);
  const judged = verdicts.filter(({ violationRate }) => violationRate !== null).length;
  return [
    { label: "Windows", value: formatCount(verdicts.length) },
    {
      label: "Judged",
      value: `${formatCount(judged)} (${formatShare(verdicts.length === 0 ? null : judged / verdicts.length)})`,
    },
    { label: "Rows", value: formatCount(sum(({ rows }) => rows)) },
    { label: "Capture records", value: formatCount(sum(({ records }) => records)) },
    { label: "Malformed", value: formatCount(sum(({ malformed }) => malformed.count)) },
    { label: "Baseline", value: baselinesIn(verdicts) },
  ];
}

/** The fixed ones by their ids; of rolling ones there is one a day. */
function baselinesIn(verdicts: readonly Verdict[]): string {
  const judged = verdicts.flatMap(({ baseline }) => baseline ?? []);
  const fixed = new Set(judged.map(({ id, fixed: beside = id }) => shownName(beside)));
  const rolling = new Set(judged.filter((each) => each.fixed !== undefined).map(({ id }) => id));
  const told = [...fixed].join(", ") || "none";
  return rolling.size === 0 ? told : `${told}, and ${rolling.size} rolling`;
}
