/**
 * The days of an iCalendar file (RFC 5545), as countries, companies and calendar programs publish their holidays: all-day events,
 * once or yearly. Read by hand: of the format holidays use a tenth, and a library of the whole brings time zones and clocks with it.
 */
import { UnusableInput } from "../errors.ts";
import { dayOf, yearlyDays } from "./yearly-rule.ts";

const DAY_MS = 86_400_000;
/** A holiday that is longer is a mistake, or something else. */
const LONGEST_DAYS = 31;

/** By name, each occurrence's value. */
type Event = ReadonlyMap<string, readonly string[]>;

/**
 * Every day of the file's all-day events, `2026-12-25`, ascending, once each. Events at a time of day and cancelled ones are left out.
 * Throws `UnusableInput` for what is no calendar, has no all-day event, or repeats in another way than yearly.
 */
export function calendarDays(text: string, source: string): string[] {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replace(/\r?\n[ \t]/g, "")
    .split(/\r?\n/);
  if (lines[0]?.trim().toUpperCase() !== "BEGIN:VCALENDAR")
    throw new UnusableInput(
      `Got ${source}, which does not begin with BEGIN:VCALENDAR; expected an iCalendar file (.ics). Give single days in holidays.dates.`,
    );
  const events = [...eventsOf(lines)];
  const moved = new Set(
    events.flatMap((event) =>
      valuesOf(event, "RECURRENCE-ID").map((at) => occurrence(event, dayOf(at) ?? Number.NaN)),
    ),
  );
  const held = events.filter((event) => firstOf(event, "STATUS").toUpperCase() !== "CANCELLED");
  const days = new Set(held.flatMap((event) => daysOfEvent(event, moved, source)));
  if (days.size === 0)
    throw new UnusableInput(
      `Got no all-day event in ${source}; expected holidays, such as DTSTART;VALUE=DATE:20261225 in a VEVENT. Check that it is the right calendar.`,
    );
  return [...days].sort();
}

function* eventsOf(lines: readonly string[]): Generator<Event> {
  let event: Map<string, string[]> | undefined;
  // What is inside an event, an alarm, has properties of its own.
  let inside = 0;
  for (const line of lines) {
    const [, name = "", value = ""] = /^([\w-]+)(?:;(?:"[^"]*"|[^":])*)?:(.*)$/.exec(line) ?? [];
    const key = name.toUpperCase();
    if (key === "BEGIN") {
      if (event !== undefined) inside++;
      else if (value.trim().toUpperCase() === "VEVENT") event = new Map();
    } else if (key === "END" && event !== undefined) {
      if (inside-- > 0) continue;
      yield event;
      [event, inside] = [undefined, 0];
    } else if (event !== undefined && inside === 0) event.set(key, [...(event.get(key) ?? []), value.trim()]);
  }
}

function daysOfEvent(event: Event, moved: ReadonlySet<string>, source: string): string[] {
  const start = firstOf(event, "DTSTART");
  if (!isAllDay(start) || !isAllDay(firstOf(event, "DTEND") || start)) return [];
  const first = dayOf(start);
  const length = first === undefined ? Number.NaN : lengthOf(event, first);
  if (first === undefined || !(length <= LONGEST_DAYS))
    throw new UnusableInput(
      `Got an event from ${start} to ${firstOf(event, "DTEND") || firstOf(event, "DURATION")} in ${source}; expected days of the calendar, at most ${LONGEST_DAYS} together. Correct the event, or take it out.`,
    );
  const rule = firstOf(event, "RRULE");
  const left = new Set(datesOf(event, "EXDATE"));
  const starts = [...(rule === "" ? [first] : yearlyDays(first, rule, source)), ...datesOf(event, "RDATE")];
  const isMoved = (day: number) => !event.has("RECURRENCE-ID") && moved.has(occurrence(event, day));
  return starts
    .filter((day) => !left.has(day) && !isMoved(day))
    .flatMap((day) =>
      Array.from({ length }, (_, at) => new Date(day + at * DAY_MS).toISOString().slice(0, 10)),
    );
}

/** A date; or midnight of the calendar's own clock, as some programs write it. */
const isAllDay = (start: string) => /^\d{8}(T000000)?$/.test(start);

/** In days; the end is the first day that is none. */
function lengthOf(event: Event, first: number): number {
  const end = dayOf(firstOf(event, "DTEND"));
  if (end !== undefined) return Math.max(1, Math.round((end - first) / DAY_MS));
  const [, count = "1", unit] = /^\+?P(\d+)([DW])$/.exec(firstOf(event, "DURATION")) ?? [];
  return Math.max(1, Number(count) * (unit === "W" ? 7 : 1));
}

const datesOf = (event: Event, name: string) =>
  valuesOf(event, name).flatMap((value) => value.split(",").flatMap((day) => dayOf(day) ?? []));
const valuesOf = (event: Event, name: string) => event.get(name) ?? [];
const firstOf = (event: Event, name: string) => valuesOf(event, name)[0] ?? "";
const occurrence = (event: Event, day: number) => `${firstOf(event, "UID")}\0${day}`;
