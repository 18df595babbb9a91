/** What the fields of a monitor definition are made of: each says what it expected. */
import * as v from "valibot";
import type { Compiled } from "../expression/compile-expression.ts";
import { renderFault } from "../expression/expression-fault.ts";
import { isDay, WEEKDAYS } from "../window/holidays.ts";
import { parseDuration } from "../window/window.ts";

export const MINUTE = 60_000;
export const DAY = 86_400_000;

export const name = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9](?:-*[A-Za-z0-9]){0,62}$/, "expected 1 to 63 letters, digits and dashes"),
);

export function duration(least: number, most: number, text: string) {
  return v.pipe(
    v.string(),
    v.check((value) => {
      const ms = parseDuration(value);
      return ms !== undefined && ms >= least && ms <= most;
    }, `expected an ISO 8601 duration from ${text}`),
  );
}

export const windowLength = v.pipe(
  duration(5 * MINUTE, DAY, "PT5M to P1D"),
  v.check(
    (value) => DAY % (parseDuration(value) ?? 1) === 0,
    "expected a duration that divides a day evenly, such as PT5M, PT15M, PT1H, PT6H or P1D",
  ),
);

export const share = v.pipe(
  v.number(),
  v.minValue(0, "expected a number from 0 to 1"),
  v.maxValue(1, "expected a number from 0 to 1"),
);
export const whole = (least: number) =>
  v.pipe(
    v.number(),
    v.integer("expected a whole number"),
    v.minValue(least, `expected a whole number of at least ${least}`),
  );
export const names = v.array(v.string());

export function timeZone() {
  return v.pipe(
    v.string(),
    v.check((zone) => {
      // The default, without the 10 ms that a process takes for its first time zone.
      if (zone === "UTC") return true;
      try {
        new Intl.DateTimeFormat("en", { timeZone: zone });
        return true;
      } catch {
        return false;
      }
    }, 'expected an IANA time zone such as "UTC" or "America/New_York"'),
  );
}

/** Days that are not like their weekday. A calendar is read where the definition is, and stored as the days that it has. */
export const holidays = v.pipe(
  v.strictObject({
    dates: v.optional(
      v.array(
        v.pipe(v.string(), v.check(isDay, "expected a day such as 2026-12-25, in quotes where JSON is")),
      ),
    ),
    calendar: v.optional(
      v.pipe(v.string(), v.minLength(1, "expected an iCalendar file, such as ./holidays.ics")),
    ),
    like: v.optional(v.picklist(WEEKDAYS, `expected a day of the week: ${WEEKDAYS.join(", ")}`), "sunday"),
  }),
  v.check(
    ({ dates, calendar }) => dates !== undefined || calendar !== undefined,
    "expected dates, a calendar, or both",
  ),
);

/** A text that `compile` accepts; what is wrong with another one, where, and the line with a caret below. */
export function expression(compile: (text: string) => Compiled) {
  return v.pipe(
    v.string(),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const compiled = compile(dataset.value);
      if (!compiled.ok) addIssue({ message: renderFault(dataset.value, compiled.fault) });
    }),
  );
}
