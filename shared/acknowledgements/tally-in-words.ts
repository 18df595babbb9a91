import { formatNoun } from "../report/format-number.ts";
import type { AlarmTally } from "./alarm-tally.ts";

/** `3 of 4 alarms in 2.1 months were expected: 1.4 a month, promised 1.` and how sure that is; without alarms, that there were none. */
export function tallyInWords(tally: AlarmTally): string {
  const { alarms, expected, months, perMonth, atLeast, promised, isBroken } = tally;
  if (alarms === 0 || perMonth === null || atLeast === null)
    return `No alarms in ${short(months)} months; promised are at most ${short(promised)} false ones a month.`;
  const counted = `${expected} of ${formatNoun(alarms, "alarm")} in ${short(months)} months ${expected === 1 ? "was" : "were"} expected: ${short(perMonth)} a month, promised ${short(promised)}.`;
  if (isBroken)
    return `${counted} That is surely more than promised (at least ${short(atLeast)} a month, 95 %).`;
  return perMonth > promised
    ? `${counted} That may be chance: at least ${short(atLeast)} a month, 95 %.`
    : counted;
}

const short = (x: number) => String(Number(x.toPrecision(2)));
