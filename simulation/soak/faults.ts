import type { Tally } from "./tally.ts";

/** What may befall a call of a port, with its chance. */
export interface CallFaults {
  /** The service asks to slow down; nothing happened. */
  readonly throttled: number;
  /** S3's 503 SlowDown. */
  readonly slowDown: number;
  /** S3's 500 InternalError, after the SDK's own tries; half of the time the call has taken effect. */
  readonly internalError: number;
  /** The call took effect and its answer was lost; the SDK asks again and meets its own work. */
  readonly answerLost: number;
  /** The function dies before the call, or after it took effect. */
  readonly killedBefore: number;
  readonly killedAfter: number;
  /** The call takes minutes, so that others overtake it and the function may run out of time. */
  readonly slow: number;
}

export const NO_FAULTS: CallFaults = {
  throttled: 0,
  slowDown: 0,
  internalError: 0,
  answerLost: 0,
  killedBefore: 0,
  killedAfter: 0,
  slow: 0,
};

export type CallFault = keyof CallFaults;

/** One throw of the dice: what befalls this call, if anything. */
export function strike(faults: CallFaults, random: () => number, tally: Tally): CallFault | undefined {
  let chance = random();
  for (const name of Object.keys(faults) as CallFault[]) {
    chance -= faults[name];
    if (chance < 0) {
      tally.add(`fault ${name}`);
      return name;
    }
  }
  return undefined;
}
