import type { Acknowledgement } from "../acknowledgements/acknowledgement.ts";
import { apart, countsForRetraining, mutesAt } from "../acknowledgements/mutes.ts";
import type { Verdict } from "../report/verdict.ts";
import { violationRate } from "./violation-rate.ts";

/**
 * A judged verdict as it is answered now: violations that somebody has acknowledged since are muted, what was taken back is one again, and the
 * rate follows. The verdict itself stays what it was.
 */
export function answeredVerdict(
  verdict: Verdict,
  acknowledgements: readonly Acknowledgement[],
  statistic: string | undefined,
): Verdict {
  const before = (verdict.muted ?? []).map(({ acknowledged: _acknowledged, ...violation }) => violation);
  const mutes = mutesAt(acknowledgements, Date.parse(verdict.window.start));
  if (verdict.violationRate === null || mutes.length + before.length === 0) return verdict;
  const { violations, muted } = apart([...verdict.violations, ...before], mutes, statistic);
  const counting = [...violations, ...muted.filter(countsForRetraining)];
  return { ...verdict, violations, muted, violationRate: violationRate(verdict.columnsEvaluated, counting) };
}
