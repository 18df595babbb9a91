/** Whether the promise of so many false alarms a month is kept, by what people have answered. */
import { chiSquaredTail } from "../drift/incomplete-gamma.ts";
import type { Verdict } from "../report/verdict.ts";
import { parseWindowId } from "../window/window.ts";
import type { Acknowledgement, Answer } from "./acknowledgement.ts";
import { causeOf, isAnswered, isSameThing } from "./cause.ts";

export interface AlarmTally {
  /** Windows that alarmed, those left aside whose causes an earlier window had and was answered for. */
  readonly alarms: number;
  /** Of them, by the answer; one with several answers was no false alarm. */
  readonly expected: number;
  readonly fault: number;
  readonly drift: number;
  readonly unanswered: number;
  /** Time that was judged, average months. */
  readonly months: number;
  /** False alarms a month, and what they surely are more than (95 %, one-sided, exact for a Poisson number); null of no time. */
  readonly perMonth: number | null;
  readonly atLeast: number | null;
  readonly promised: number;
  /** The promise is surely broken: `atLeast` is above it, by three alarms or more. */
  readonly isBroken: boolean;
}

const MONTH_MS = (365.25 / 12) * 86_400_000;
const CERTAINTY = 0.95;
/** The count is looked at whenever an alarm was answered, not at a time that was set before: one or two prove nothing. */
const LEAST_EXPECTED = 3;

/** Counts the current verdicts of a variant's windows, in the order of time, against the promise: false alarms a month, above 0. */
export function tallyAlarms(
  verdicts: readonly Verdict[],
  acknowledgements: readonly Acknowledgement[],
  { promised, statistic }: { readonly promised: number; readonly statistic?: string | undefined },
): AlarmTally {
  const counts = { expected: 0, fault: 0, drift: 0, unanswered: 0 };
  let judged = 0;
  for (const verdict of verdicts) {
    const { start, end } = parseWindowId(verdict.window.id);
    if (verdict.violationRate !== null || verdict.violations.length > 0) judged += end - start;
    const alarm = alarmOf(verdict, acknowledgements, statistic);
    if (alarm !== undefined) counts[alarm]++;
  }
  const months = judged / MONTH_MS;
  const atLeast = months === 0 ? null : leastMean(counts.expected) / months;
  return {
    alarms: counts.expected + counts.fault + counts.drift + counts.unanswered,
    ...counts,
    months,
    perMonth: months === 0 ? null : counts.expected / months,
    atLeast,
    promised,
    isBroken: counts.expected >= LEAST_EXPECTED && atLeast !== null && atLeast > promised,
  };
}

/** How a window's alarm was answered; undefined where it has none, or none that an earlier window's answer does not cover. */
function alarmOf(
  { window, violations, muted = [] }: Verdict,
  acknowledgements: readonly Acknowledgement[],
  statistic: string | undefined,
): Answer | "unanswered" | undefined {
  const start = Date.parse(window.start);
  const earlier = acknowledgements.filter(
    (each) => Date.parse(each.start) < start && start < Date.parse(each.until),
  );
  const own = acknowledgements.filter((each) => each.window === window.id);
  const found = [...violations, ...muted.filter(({ acknowledged }) => acknowledged.window === window.id)];
  const fresh = found
    .map((violation) => causeOf(violation, statistic))
    .filter((cause) => !earlier.some(({ causes }) => causes.some((known) => isAnswered(cause, known))));
  if (fresh.length === 0) return undefined;
  const answers = fresh.map((cause) =>
    own.findLast(({ causes }) => causes.some((known) => isSameThing(known, cause))),
  );
  const said = (answer: Answer) => answers.some((each) => each?.as === answer);
  if (said("fault")) return "fault";
  if (said("drift")) return "drift";
  return answers.includes(undefined) ? "unanswered" : "expected";
}

/** The smallest mean of a Poisson number that shows `count` or more with a chance of 1 in 20 (Garwood 1936); 0 for none. */
export function leastMean(count: number): number {
  if (count === 0) return 0;
  // P(X ≥ count | mean) = 1 − Q(count, mean), which grows with the mean and is over one half at the count itself.
  let [low, high] = [0, count];
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (1 - chiSquaredTail(2 * middle, 2 * count)! > 1 - CERTAINTY) high = middle;
    else low = middle;
  }
  return high;
}
