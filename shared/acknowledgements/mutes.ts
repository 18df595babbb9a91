import type { Acknowledged, MutedViolation, Violation } from "../report/verdict.ts";
import type { Acknowledgement } from "./acknowledgement.ts";
import { type Cause, causeOf, isAnswered } from "./cause.ts";

/** A cause that was answered and is muted for a while, in the plan of a window. */
export interface Mute extends Cause {
  readonly acknowledged: Acknowledged;
}

/** What is muted in a window that starts then, epoch milliseconds: from the window that was answered on, until its time is over. */
export function mutesAt(acknowledgements: readonly Acknowledgement[], start: number): Mute[] {
  return acknowledgements
    .filter((each) => Date.parse(each.start) <= start && start < Date.parse(each.until))
    .flatMap((each) => each.causes.map((cause) => ({ ...cause, acknowledged: acknowledgedOf(each) })));
}

function acknowledgedOf({ as, window, at, by, until }: Acknowledgement): Acknowledged {
  if (as === "withdrawn") throw new Error(`A withdrawn answer to ${window} mutes nothing.`);
  return { as, window, at, by, until };
}

/** The last word on a violation of a monitor that measures drift by `statistic`; undefined where it is not muted. */
export function muteOf(
  found: Parameters<typeof causeOf>[0],
  mutes: readonly Mute[] | undefined,
  statistic: string | undefined,
): Acknowledged | undefined {
  if (mutes === undefined || mutes.length === 0) return undefined;
  const cause = causeOf(found, statistic);
  return mutes.findLast((mute) => isAnswered(cause, mute))?.acknowledged;
}

/**
 * Whether a muted violation counts for retraining all the same: what was acknowledged as drift is what retraining is for.
 */
export const countsForRetraining = ({ acknowledged }: MutedViolation): boolean => acknowledged.as === "drift";

/** Violations apart: those that alarm, and those that somebody has answered. */
export function apart(
  violations: readonly Violation[],
  mutes: readonly Mute[] | undefined,
  statistic: string | undefined,
): { readonly violations: Violation[]; readonly muted: MutedViolation[] } {
  const told: Violation[] = [];
  const muted: MutedViolation[] = [];
  for (const violation of violations) {
    const acknowledged = muteOf(violation, mutes, statistic);
    if (acknowledged === undefined) told.push(violation);
    else muted.push({ ...violation, acknowledged });
  }
  return { violations: told, muted };
}
