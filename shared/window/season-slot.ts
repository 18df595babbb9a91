/** How traffic repeats itself: a baseline keeps one profile per slot of its season. */
export const SEASONS = ["none", "hour-of-day", "hour-of-week"] as const;
export type Season = (typeof SEASONS)[number];

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const formatters = new Map<string, Intl.DateTimeFormat>();

/** The slot that holds all times; every baseline has it beside the slots of its season. */
export const WHOLE = "none";

/**
 * The season slot of a time in a time zone: `none`, `h00`–`h23` (hour of day) or `w000`–`w167` (hour of
 * week from Sunday midnight). Local wall-clock time, so daylight saving is honoured.
 */
export function seasonSlot(time: number, season: Season, timezone: string): string {
  if (season === "none") return WHOLE;
  const { day, hour } = wallClock(time, timezone);
  return season === "hour-of-day"
    ? `h${String(hour).padStart(2, "0")}`
    : `w${String(day * 24 + hour).padStart(3, "0")}`;
}

/** A slot in words: `hour 10 of the day`. */
export function slotInWords(slot: string): string {
  if (slot === WHOLE) return "all hours";
  const number = Number(slot.slice(1));
  return slot.startsWith("h")
    ? `hour ${number} of the day`
    : `${DAYS[Math.floor(number / 24)]} ${number % 24}:00`;
}

function wallClock(time: number, timezone: string): { day: number; hour: number } {
  if (timezone === "UTC") return { day: new Date(time).getUTCDay(), hour: new Date(time).getUTCHours() };
  let formatter = formatters.get(timezone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      weekday: "short",
      hour: "2-digit",
      hourCycle: "h23",
    });
    formatters.set(timezone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(time).map((part) => [part.type, part.value]));
  return { day: DAYS.indexOf(parts["weekday"] ?? "Sun"), hour: Number(parts["hour"]) };
}
