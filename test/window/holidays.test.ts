import { describe, expect, test } from "vitest";
import { dayInWords, holidayAt, isDay } from "../../shared/window/holidays.ts";
import { holidaySlot, slotInWords, slotOnWeekday } from "../../shared/window/season-slot.ts";

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);
const on = (...dates: string[]) => ({ dates });
/** Hours from a time on that lie in the holiday. */
const hoursOf = (day: string, timezone: string, from: string) =>
  Array.from({ length: 80 }, (_, hour) => at(from) + hour * HOUR).filter(
    (time) => holidayAt(time, timezone, on(day)) === day,
  );

describe("holidays", () => {
  test("are local days: Christmas of Auckland begins and ends thirteen hours before that of London", () => {
    const hours = hoursOf("2026-12-25", "Pacific/Auckland", "2026-12-24T00:00:00Z");
    expect([hours[0], hours.at(-1)]).toEqual([at("2026-12-24T11:00:00Z"), at("2026-12-25T10:00:00Z")]);
    expect(hours).toHaveLength(24);
    expect(holidayAt(at("2026-12-25T10:59:59Z"), "Pacific/Auckland", on("2026-12-25"))).toBe("2026-12-25");
    expect(holidayAt(at("2026-12-25T11:00:00Z"), "Pacific/Auckland", on("2026-12-25"))).toBeUndefined();
    expect(hoursOf("2026-12-25", "UTC", "2026-12-24T00:00:00Z")[0]).toBe(at("2026-12-25T00:00:00Z"));
  });

  // Easter Sunday 2024 was the day on which Central European summer time began; All Saints' 2026 ends it in New York.
  test("have 23 hours where summer time begins on them and 25 where it ends", () => {
    expect(hoursOf("2024-03-31", "Europe/Berlin", "2024-03-30T00:00:00Z")).toHaveLength(23);
    expect(hoursOf("2026-11-01", "America/New_York", "2026-10-31T00:00:00Z")).toHaveLength(25);
  });

  test("are none where none are given", () => {
    expect(holidayAt(0, "UTC", undefined)).toBeUndefined();
    expect(holidayAt(0, "UTC", on())).toBeUndefined();
  });

  test("share a slot hour by hour, and have that of another weekday to go by", () => {
    const time = at("2026-12-25T15:00:00Z"); // a Friday, 10:00 in New York
    expect(holidaySlot(time, "America/New_York")).toBe("holiday-10");
    expect(slotOnWeekday(time, "hour-of-week", "America/New_York", "sunday")).toBe("w010");
    expect(slotOnWeekday(time, "hour-of-week", "America/New_York", "saturday")).toBe("w154");
    expect(slotOnWeekday(time, "hour-of-day", "America/New_York", "sunday")).toBe("h10");
  });

  test("read as words with what they are compared with", () => {
    expect(slotInWords("holiday-10", "2026-12-25")).toBe("holiday (25 December), hour 10 of holidays");
    expect(slotInWords("w010", "2026-01-01")).toBe("holiday (1 January), as Sun 10:00");
    expect(slotInWords("none", "2026-01-01")).toBe("holiday (1 January), as all hours");
    expect(dayInWords("2026-05-04")).toBe("4 May");
  });

  test.each([
    ["2026-12-25", true],
    ["2024-02-29", true],
    ["2026-02-29", false],
    ["2026-13-01", false],
    ["2026-1-1", false],
    ["25.12.2026", false],
  ])("%s is a day: %s", (text, expected) => expect(isDay(text)).toBe(expected));
});
