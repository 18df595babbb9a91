import { dayInWords, WEEKDAYS, type Weekday } from "./holidays.ts";
import { wallClock } from "./wall-clock.ts";

/** How traffic repeats itself: a baseline keeps one profile per slot of its season. */
export const SEASONS = ["none", "hour-of-day", "hour-of-week"] as const;
export type Season = (typeof SEASONS)[number];

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const HOLIDAY = "holiday-";

/** The slot that holds all times; every baseline has it beside the slots of its season. */
export const WHOLE = "none";

/**
 * The season slot of a time in a time zone: `none`, `h00`–`h23` (hour of day) or `w000`–`w167` (hour of
 * week from Sunday midnight). Local wall-clock time, so daylight saving is honoured.
 */
export function seasonSlot(time: number, season: Season, timezone: string): string {
  if (season === "none") return WHOLE;
  const { weekday } = wallClock(time, timezone);
  return slotOnWeekday(time, season, timezone, WEEKDAYS[weekday]!);
}

/** The same, had the hour come on that weekday. */
export function slotOnWeekday(time: number, season: Season, timezone: string, weekday: Weekday): string {
  if (season === "none") return WHOLE;
  const { hour } = wallClock(time, timezone);
  return season === "hour-of-day"
    ? `h${String(hour).padStart(2, "0")}`
    : `w${String(WEEKDAYS.indexOf(weekday) * 24 + hour).padStart(3, "0")}`;
}

/** The slot that the holidays of a baseline share, `holiday-00`–`holiday-23`: a year has too few of them for one of each weekday. */
export const holidaySlot = (time: number, timezone: string): string =>
  `${HOLIDAY}${String(wallClock(time, timezone).hour).padStart(2, "0")}`;

export const isHolidaySlot = (slot: string): boolean => slot.startsWith(HOLIDAY);

/** A slot in words: `hour 10 of the day`; of a window on a holiday `holiday (25 December), as Sun 10:00`. */
export function slotInWords(slot: string, holiday?: string): string {
  if (holiday === undefined) return hoursInWords(slot);
  return `holiday (${dayInWords(holiday)}), ${isHolidaySlot(slot) ? "" : "as "}${hoursInWords(slot)}`;
}

function hoursInWords(slot: string): string {
  if (slot === WHOLE) return "all hours";
  if (isHolidaySlot(slot)) return `hour ${Number(slot.slice(HOLIDAY.length))} of holidays`;
  const number = Number(slot.slice(1));
  return slot.startsWith("h")
    ? `hour ${number} of the day`
    : `${DAYS[Math.floor(number / 24)]} ${number % 24}:00`;
}
