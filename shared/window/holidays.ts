import { localDay } from "./wall-clock.ts";

export const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Days on which traffic is not what the hour or the weekday says. */
export interface Holidays {
  /** Local days of the monitor's time zone, `2026-12-25`. */
  readonly dates: readonly string[];
  /** The weekday whose slots a holiday is compared with where the baseline has too few holidays. */
  readonly like: Weekday;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** The holiday that a time lies in, as a local day; undefined on all others. A day of 23 or 25 hours is one day. */
export function holidayAt(
  time: number,
  timezone: string,
  holidays: Pick<Holidays, "dates"> | undefined,
): string | undefined {
  if (holidays === undefined || holidays.dates.length === 0) return undefined;
  const day = localDay(time, timezone);
  return holidays.dates.includes(day) ? day : undefined;
}

/** `2026-12-25` → `25 December`. */
export function dayInWords(day: string): string {
  const [, month, date] = day.split("-").map(Number);
  return `${date} ${MONTHS[month! - 1]}`;
}

/** Whether a text is a day of the calendar, `yyyy-mm-dd`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
