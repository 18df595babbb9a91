import { UnusableInput } from "../errors.ts";

/** Rules that never end are told up to here: a monitor that runs longer is pushed again. */
const LAST_YEAR = 2099;
const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const KNOWN = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"];

/** The part of RFC 5545's recurrence rules that holidays are told in. */
interface YearlyRule {
  readonly interval: number;
  readonly count: number;
  /** Epoch milliseconds of the last day that may be one. */
  readonly until: number;
  readonly months: readonly number[] | undefined;
  /** Negative ones count from the month's end. */
  readonly dates: readonly number[] | undefined;
  readonly weekdays: readonly WeekdayOfMonth[] | undefined;
}

interface WeekdayOfMonth {
  /** From Sunday. */
  readonly weekday: number;
  /** The n-th of the month, from its end where negative; 0 for every one. */
  readonly nth: number;
}

/**
 * The days of a yearly rule (`FREQ=YEARLY;BYMONTH=11;BYDAY=4TH`: RFC 5545, 3.3.10) from its first day on, as epoch milliseconds of midnight
 * UTC, ascending; to the end of 2099 where the rule has no end. Throws `UnusableInput` for a rule that is of another kind.
 */
export function yearlyDays(first: number, text: string, source: string): number[] {
  const rule = parseRule(text, source);
  const start = new Date(first);
  const months = rule.months ?? [start.getUTCMonth() + 1];
  const days = [first];
  for (let year = start.getUTCFullYear(); year <= LAST_YEAR; year += rule.interval)
    for (const month of [...months].sort((a, b) => a - b))
      for (const day of daysOfMonth(year, month, rule, start.getUTCDate()))
        if (day > first && day <= rule.until) days.push(day);
  return days.slice(0, rule.count);
}

function daysOfMonth(
  year: number,
  month: number,
  { dates, weekdays }: YearlyRule,
  ownDate: number,
): number[] {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const wanted = dates ?? (weekdays === undefined ? [ownDate] : undefined);
  return Array.from({ length: last }, (_, at) => at + 1)
    .filter((date) => wanted === undefined || wanted.includes(date) || wanted.includes(date - last - 1))
    .map((date) => ({ date, time: Date.UTC(year, month - 1, date) }))
    .filter(
      ({ date, time }) =>
        weekdays === undefined ||
        weekdays.some(
          ({ weekday, nth }) =>
            weekday === new Date(time).getUTCDay() &&
            (nth === 0 || nth === Math.ceil(date / 7) || -nth === Math.ceil((last - date + 1) / 7)),
        ),
    )
    .map(({ time }) => time);
}

function parseRule(text: string, source: string): YearlyRule {
  const parts = new Map(
    text.split(";").map((part) => {
      const [key = "", value = ""] = part.split("=");
      return [key.toUpperCase(), value.toUpperCase()] as const;
    }),
  );
  const refuse = (): never => {
    throw new UnusableInput(
      `Got RRULE:${text} in ${source}; expected FREQ=YEARLY with INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY and BYDAY at most. Give the days of that event in holidays.dates, and take it out of the calendar.`,
    );
  };
  const list = <T>(key: string, read: (item: string) => T | undefined): T[] | undefined =>
    parts
      .get(key)
      ?.split(",")
      .map((item) => read(item) ?? refuse());
  const months = list("BYMONTH", (item) => numberIn(item, 1, 12));
  const dates = list("BYMONTHDAY", (item) => numberIn(item, -31, 31) || undefined);
  const weekdays = list("BYDAY", weekdayOf);
  const isKnown = [...parts.keys()].every((key) => KNOWN.includes(key)) && parts.get("FREQ") === "YEARLY";
  // Without a month these are of the year, which no holiday is told by.
  if (!isKnown || (months === undefined && (dates ?? weekdays) !== undefined)) return refuse();
  return {
    interval: parts.has("INTERVAL") ? (numberIn(parts.get("INTERVAL")!, 1, 1000) ?? refuse()) : 1,
    count: parts.has("COUNT") ? (numberIn(parts.get("COUNT")!, 1, 1000) ?? refuse()) : Infinity,
    until: parts.has("UNTIL") ? (dayOf(parts.get("UNTIL")!) ?? refuse()) : Infinity,
    months,
    dates,
    weekdays,
  };
}

function numberIn(text: string, least: number, most: number): number | undefined {
  const number = Number(text);
  return /^[+-]?\d+$/.test(text) && number >= least && number <= most ? number : undefined;
}

function weekdayOf(text: string): WeekdayOfMonth | undefined {
  const [, nth = "", weekday = ""] = /^([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)$/.exec(text) ?? [];
  return weekday === "" ? undefined : { weekday: WEEKDAYS.indexOf(weekday), nth: Number(nth) };
}

/** `20261225`, with a time or without one → epoch milliseconds of its midnight, UTC; undefined where it is no day. */
export function dayOf(text: string): number | undefined {
  const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})(?:T\d{6}Z?)?$/.exec(text) ?? [];
  if (date === undefined) return undefined;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(date));
  return new Date(time).getUTCDate() === Number(date) ? time : undefined;
}
