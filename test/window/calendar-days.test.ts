import { describe, expect, test } from "vitest";
import { UnusableInput } from "../../shared/errors.ts";
import { calendarDays } from "../../shared/window/calendar-days.ts";

const calendar = (...events: string[][]) =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//test//EN",
    ...events.flatMap((lines) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"]),
    "END:VCALENDAR",
    "",
  ].join("\r\n");
const days = (...lines: string[]) => calendarDays(calendar(lines), "days.ics");
const within = (found: readonly string[], from: string, to: string) =>
  found.filter((day) => day >= from && day < to);

describe("days of an iCalendar file", () => {
  test("an event of a date is that day; its end is the first day that is none (RFC 5545, 3.6.1)", () => {
    expect(days("DTSTART;VALUE=DATE:20261225", "SUMMARY:Christmas")).toEqual(["2026-12-25"]);
    expect(days("DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227")).toEqual([
      "2026-12-25",
      "2026-12-26",
    ]);
    expect(days("DTSTART;VALUE=DATE:20261231", "DURATION:P2D")).toEqual(["2026-12-31", "2027-01-01"]);
  });

  test("several events come sorted and once each", () => {
    const text = calendar(
      ["DTSTART;VALUE=DATE:20261226"],
      ["DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227"],
    );
    expect(calendarDays(text, "c")).toEqual(["2026-12-25", "2026-12-26"]);
  });

  test("folded lines, lower case, quoted parameters, an alarm inside and a byte order mark are read", () => {
    const text = `\uFEFF${calendar([
      "SUMMARY:New",
      "  Year",
      'dtstart;X-WHO="a:b;c";VALUE=DA',
      " TE:20270101",
      "BEGIN:VALARM",
      "TRIGGER:-PT15H",
      "DTSTART;VALUE=DATE:20270601",
      "END:VALARM",
    ])}`;
    expect(calendarDays(text.replaceAll("\r\n", "\n"), "c")).toEqual(["2027-01-01"]);
  });

  test("midnight to midnight of its own clock is a day as well; meetings and cancelled days are left out", () => {
    const text = calendar(
      ["DTSTART;TZID=Europe/Berlin:20261003T000000", "DTEND;TZID=Europe/Berlin:20261004T000000"],
      ["DTSTART:20261005T090000Z", "DTEND:20261005T100000Z"],
      ["DTSTART:20261006T000000", "DTEND:20261006T080000"],
      ["DTSTART;VALUE=DATE:20261007", "STATUS:CANCELLED"],
    );
    expect(calendarDays(text, "c")).toEqual(["2026-10-03"]);
  });

  test("a date of every year goes on from its first one, its days together", () => {
    const found = days("DTSTART;VALUE=DATE:20241225", "DTEND;VALUE=DATE:20241227", "RRULE:FREQ=YEARLY");
    expect(found.slice(0, 4)).toEqual(["2024-12-25", "2024-12-26", "2025-12-25", "2025-12-26"]);
    expect(found.at(-1)).toBe("2099-12-26");
  });

  // Thanksgiving and Memorial Day as the U.S. Office of Personnel Management lists them for 2024 to 2027.
  test.each([
    [
      "20001123",
      "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
      ["2024-11-28", "2025-11-27", "2026-11-26", "2027-11-25"],
    ],
    [
      "20000529",
      "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO",
      ["2024-05-27", "2025-05-26", "2026-05-25", "2027-05-31"],
    ],
    // RFC 5545's own example: election day, the first Tuesday after a Monday in November, every four years.
    ["19961105", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", ["2024-11-05"]],
    // A 29 February is one in leap years.
    ["20200229", "FREQ=YEARLY", ["2024-02-29"]],
  ])("from %s by %s", (first, rule, expected) => {
    expect(within(days(`DTSTART;VALUE=DATE:${first}`, `RRULE:${rule}`), "2024", "2028")).toEqual(expected);
  });

  test("COUNT and UNTIL end a rule, EXDATE takes a day out, RDATE adds one", () => {
    const first = "DTSTART;VALUE=DATE:20240501";
    expect(days(first, "RRULE:FREQ=YEARLY;COUNT=2")).toEqual(["2024-05-01", "2025-05-01"]);
    expect(days(first, "RRULE:FREQ=YEARLY;UNTIL=20260501")).toHaveLength(3);
    expect(
      days(first, "RRULE:FREQ=YEARLY;COUNT=3", "EXDATE;VALUE=DATE:20250501", "RDATE;VALUE=DATE:20250502"),
    ).toEqual(["2024-05-01", "2025-05-02", "2026-05-01"]);
  });

  test("a moved occurrence takes the place of the one it was", () => {
    const text = calendar(
      ["UID:a", "DTSTART;VALUE=DATE:20240501", "RRULE:FREQ=YEARLY;COUNT=2"],
      ["UID:a", "RECURRENCE-ID;VALUE=DATE:20250501", "DTSTART;VALUE=DATE:20250505"],
    );
    expect(calendarDays(text, "c")).toEqual(["2024-05-01", "2025-05-05"]);
  });

  test.each([
    ["", "does not begin with BEGIN:VCALENDAR"],
    ["<html></html>", "does not begin with BEGIN:VCALENDAR"],
    [calendar(), "Got no all-day event in days.ics"],
    [calendar(["DTSTART:20261005T090000Z"]), "Got no all-day event in days.ics"],
    [calendar(["DTSTART;VALUE=DATE:20261332"]), "Got an event from 20261332"],
    [calendar(["DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20270101"]), "at most 31 together"],
    [calendar(["DTSTART;VALUE=DATE:20260102", "RRULE:FREQ=WEEKLY;BYDAY=FR"]), "expected FREQ=YEARLY"],
    [calendar(["DTSTART;VALUE=DATE:20260102", "RRULE:FREQ=YEARLY;BYWEEKNO=20"]), "expected FREQ=YEARLY"],
    [calendar(["DTSTART;VALUE=DATE:20260102", "RRULE:FREQ=YEARLY;BYDAY=20MO"]), "expected FREQ=YEARLY"],
  ])("%j is refused with what was expected", (text, words) => {
    expect(() => calendarDays(text, "days.ics")).toThrow(UnusableInput);
    expect(() => calendarDays(text, "days.ics")).toThrow(words);
  });
});
