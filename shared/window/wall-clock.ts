/** A time as a clock and a calendar on the wall show it, daylight saving honoured. */
export interface WallClock {
  /** `2026-12-25`. */
  readonly day: string;
  /** From Sunday, 0 to 6. */
  readonly weekday: number;
  /** 0 to 23. */
  readonly hour: number;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Epoch milliseconds on the wall of a time zone (IANA). */
export function wallClock(time: number, timezone: string): WallClock {
  if (timezone === "UTC") {
    const date = new Date(time);
    return {
      day: date.toISOString().slice(0, 10),
      weekday: date.getUTCDay(),
      hour: date.getUTCHours(),
    };
  }
  const parts = Object.fromEntries(
    formatterOf(timezone)
      .formatToParts(time)
      .map((part) => [part.type, part.value]),
  );
  return {
    day: `${parts["year"]!.padStart(4, "0")}-${parts["month"]}-${parts["day"]}`,
    weekday: DAYS.indexOf(parts["weekday"] ?? "Sun"),
    hour: Number(parts["hour"]),
  };
}

/** The local day of a time, `2026-12-25`. */
export const localDay = (time: number, timezone: string): string => wallClock(time, timezone).day;

function formatterOf(timezone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timezone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      weekday: "short",
      hour: "2-digit",
      hourCycle: "h23",
    });
    formatters.set(timezone, formatter);
  }
  return formatter;
}
