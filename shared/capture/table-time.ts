import type { Cell } from "./row.ts";
import { utcTime } from "./utc-time.ts";

/** The year 5138 in seconds; a number above it is in milliseconds, up to the same year. */
const LARGEST_SECONDS = 1e11;
const ISO_8601 =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z| ?UTC| ?([+-]\d\d)(?::?(\d\d))?)?)?$/;

/**
 * Epoch milliseconds of a cell of a table's time column: ISO 8601, or epoch seconds or milliseconds. Undefined where it holds
 * no time.
 */
export function tableTime(cell: Cell): number | undefined {
  if (typeof cell === "string" && !/^\d+(\.\d+)?$/.test(cell)) return isoTime(cell.trim());
  const number = typeof cell === "string" || typeof cell === "number" ? Number(cell) : Number.NaN;
  const time = Math.abs(number) < LARGEST_SECONDS ? number * 1000 : number;
  return Math.abs(time) < LARGEST_SECONDS * 1000 ? time : undefined;
}

/** Tables are full of times without an offset (pandas, SQL): those are UTC, never the zone of the machine that reads them. */
export function isoTime(text: string): number | undefined {
  const found = ISO_8601.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = "", hours = 0, minutes = 0] = found;
  const ms = Number(fraction.slice(0, 3).padEnd(3, "0"));
  const time = utcTime(+year!, +month!, +day!, +hour, +minute, +second, ms);
  const offset = Math.abs(+hours) * 60 + +minutes;
  if (time === undefined || offset >= 24 * 60 || +minutes > 59) return undefined;
  return time - (String(hours).startsWith("-") ? -offset : offset) * 60_000;
}
