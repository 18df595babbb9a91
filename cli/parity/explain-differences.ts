/** Why the sides of an hour differ: a known cause, or a reading of the captures that makes the difference go away. */

import type { ComparedHour, DifferenceCause } from "./causes/difference-cause.ts";
import { differenceCauses } from "./causes/index.ts";
import { compareHour } from "./compare-hour.ts";
import { type Difference, differenceKey } from "./difference.ts";
import type { ServiceReading } from "./readings/service-reading.ts";

export interface ExplainedDifference extends Difference {
  /** Name of a cause, or of the readings that it takes, joined by `+`; null where nothing explains the difference. */
  readonly cause: string | null;
}

/** An hour that was read again in some ways of the service, all of them together. */
export interface RereadHour {
  readonly readings: readonly ServiceReading[];
  readonly hour: ComparedHour;
}

export const causeOf = (difference: Difference, hour: ComparedHour): DifferenceCause | undefined =>
  differenceCauses.find((cause) => cause.explains(difference, hour));

export const differencesOf = (hour: ComparedHour): Difference[] =>
  compareHour(hour.service, hour.plumbline, hour.sensitive);

/** The differences that no known cause explains. */
export const unexplainedOf = (hour: ComparedHour): Difference[] =>
  differencesOf(hour).filter((difference) => causeOf(difference, hour) === undefined);

/**
 * The differences of an hour with their causes. Of the ways in which it was read again that one counts after which the least is left
 * without a cause, of equals the one that takes fewer readings; a difference that is gone then was of the fewest of its readings after
 * which it is gone. What is left is unexplained, although it was not seen before: nothing hides behind a difference that was larger.
 */
export function explainDifferences(
  hour: ComparedHour,
  rereads: readonly RereadHour[],
): ExplainedDifference[] {
  const stages = [{ readings: [], hour }, ...rereads].map(stageOf);
  const best = stages.reduce((least, each) => (each.weight < least.weight ? each : least));
  const within = stages.filter(({ readings }) => readings.every((each) => best.readings.includes(each)));
  const explained = differencesOf(hour).map((difference): ExplainedDifference => {
    const cause = causeOf(difference, hour);
    if (cause !== undefined) return { ...difference, cause: cause.name };
    const key = differenceKey(difference);
    const gone = best.keys.has(key) ? undefined : within.find(({ keys }) => !keys.has(key));
    return { ...difference, cause: gone === undefined ? null : namesOf(gone.readings) };
  });
  const known = new Set(explained.map(differenceKey));
  const appeared = best.left.filter((difference) => !known.has(differenceKey(difference)));
  return [...explained, ...appeared.map((difference) => ({ ...difference, cause: null }))];
}

const namesOf = (readings: readonly ServiceReading[]) => readings.map(({ name }) => name).join("+");

/** What is left without a cause when an hour is read in these ways. */
function stageOf({ readings, hour }: RereadHour) {
  const left = unexplainedOf(hour);
  return { readings, left, keys: new Set(left.map(differenceKey)), weight: weightOf(left) };
}

/** Behind an hour or a file that one side lacks may be any number of others: one of them weighs more than all others together. */
function weightOf(differences: readonly Difference[]): number {
  const whole = differences.filter(({ kind }) => kind === "hour" || kind === "file").length;
  return whole * 1e6 + differences.length;
}
