import { SEVERAL } from "../faults/fault-kinds.ts";
import type { RetrainingPolicy } from "../monitors/monitor-definition.ts";
import type { Verdict } from "../report/verdict.ts";
import { parseDuration, parseWindowId } from "../window/window.ts";
import type { BrokenFault } from "./broken-faults.ts";
import type { RetrainingState } from "./retraining-state.ts";

const WEEK_MS = 7 * 86_400_000;
/** Doubling stops here: 2^5 cooldowns. */
const MAX_BACKOFF = 5;

export interface RetrainingQuestion {
  readonly policy: RetrainingPolicy | undefined;
  /** Whether the variant answers nobody: what it drifts from is the production variant's business. */
  readonly shadow: boolean;
  readonly trigger: "window" | "alarm";
  /** The newest windows that were judged, newest first; silent and insufficient ones left out. */
  readonly verdicts: readonly Pick<
    Verdict,
    "window" | "violationRate" | "violationRateThreshold" | "violations" | "muted"
  >[];
  /** How many judged windows were left out on the way: another version of the model answered in them, or several did. */
  readonly leftOut?: number;
  /** In how many of them the rate is another than was published, because somebody has answered them since. */
  readonly answered?: number;
  /** Hard faults of the variant (`brokenFaults`): what its files have shown, before and after their windows closed. */
  readonly faults?: readonly BrokenFault[];
  readonly state: RetrainingState;
  readonly now: number;
}

export interface RetrainingDecision {
  readonly action: "retrain" | "wait";
  /** Each in a sentence; for `wait`, everything that speaks against it. */
  readonly reasons: readonly string[];
}

/**
 * Whether to retrain now. A window asks when its violation rate reaches the threshold; this holds it against
 * the policy: m of the last n judged windows, no data fault among them, nobody else at it, outside the cooldown,
 * under the weekly bound. An alarm has done its own counting, except where it counted windows of another version of
 * the model, or such as have been acknowledged since; the vetoes hold for it too.
 */
export function decideRetraining(question: RetrainingQuestion): RetrainingDecision {
  const { policy, shadow, trigger, leftOut = 0, answered = 0, faults = [], state, now } = question;
  if (policy === undefined) return { action: "wait", reasons: ["The monitor has no retraining policy."] };
  if (shadow) return { action: "wait", reasons: ["A shadow variant is judged and never retrained for."] };
  const recent = question.verdicts.slice(0, policy.n);
  const breaches = recent.filter(isBreach);
  const against = [
    (trigger === "window" || leftOut + answered > 0) && breaches.length < policy.m
      ? `${breaches.length} of the last ${recent.length} judged windows ${leftOut > 0 ? "of this version of the model " : ""}reached the threshold${answered > 0 ? `, ${answered} as acknowledged since` : ""}; the policy asks for ${policy.m} of ${policy.n}.`
      : undefined,
    faultAmong(recent) ?? hardFaultSince(recent, faults),
    busy(state),
    cooling(state, now),
    weekly(state, policy, now),
  ].filter((reason) => reason !== undefined);
  if (against.length > 0) return { action: "wait", reasons: against };
  const why =
    trigger === "alarm"
      ? "The alarm on the violation rate went off."
      : `${breaches.length} of the last ${recent.length} judged windows reached the violation rate ${recent[0]?.violationRateThreshold}.`;
  return { action: "retrain", reasons: [why] };
}

/** When the next retraining may start after one that ends now: the cooldown, doubled for each failure in a row. */
export function cooldownAfter(policy: RetrainingPolicy, attempts: number, now: number): number {
  return now + (parseDuration(policy.cooldown) ?? 0) * 2 ** Math.min(attempts, MAX_BACKOFF);
}

/** Whether the window's violation rate reached its threshold; an undefined rate never does. */
export function isBreach(verdict: Pick<Verdict, "violationRate" | "violationRateThreshold">): boolean {
  return verdict.violationRate !== null && verdict.violationRate >= verdict.violationRateThreshold;
}

function faultAmong(verdicts: RetrainingQuestion["verdicts"]): string | undefined {
  for (const verdict of verdicts) {
    const fault = verdict.violations.find(
      (violation) => violation.kind === "fault" && violation.severity !== "note",
    );
    const said = verdict.muted?.find(({ acknowledged }) => acknowledged.as === "fault");
    const found = fault ?? said;
    if (found !== undefined)
      return `Window ${verdict.window.id} has a data fault (${found.check} on ${found.column}${fault === undefined ? ", acknowledged as fault" : ""}): training on broken data makes the model worse. Mend the data first.`;
  }
  return undefined;
}

/**
 * A hard fault in the oldest of these windows or since. A unit that changed is a drift by the verdict alone,
 * and the window that goes on may show one that no verdict has yet.
 */
function hardFaultSince(
  verdicts: RetrainingQuestion["verdicts"],
  faults: NonNullable<RetrainingQuestion["faults"]>,
): string | undefined {
  const since = Math.min(...verdicts.map(({ window }) => parseWindowId(window.id).start));
  for (const { kind, column, told } of faults) {
    const episode = told.findLast(({ last }) => parseWindowId(last).start >= since);
    if (episode === undefined) continue;
    const windows =
      episode.first === episode.last
        ? `Window ${episode.first} has`
        : `Windows ${episode.first} to ${episode.last} have`;
    return `${windows} a hard fault (${kind} on ${column === SEVERAL ? "the table" : column}): training on broken data makes the model worse. Mend the data first.`;
  }
  return undefined;
}

function busy(state: RetrainingState): string | undefined {
  return state.owner === null
    ? undefined
    : `Retraining ${state.trainingJobName ?? state.owner} of this endpoint is under way.`;
}

function cooling(state: RetrainingState, now: number): string | undefined {
  if (state.cooldownUntil === null || now >= Date.parse(state.cooldownUntil)) return undefined;
  return `The cooldown lasts until ${state.cooldownUntil}.`;
}

function weekly(state: RetrainingState, policy: RetrainingPolicy, now: number): string | undefined {
  const started = state.history.filter((entry) => Date.parse(entry.startedAt) > now - WEEK_MS).length;
  return started >= policy.perWeek
    ? `${started} retrainings started within seven days; the policy allows ${policy.perWeek}.`
    : undefined;
}
