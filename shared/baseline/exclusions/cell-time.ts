import type { Cell } from "../../capture/row.ts";
import { isoTime } from "../../capture/table-time.ts";
import { utcTime } from "../../capture/utc-time.ts";

/** Share of a column's values that must be times; some say "unknown". */
const TIMES = 0.95;
/** Times outside these years are amounts, codes and dates of birth. */
const [EARLIEST, LATEST] = [Date.UTC(2000, 0, 1), Date.UTC(2050, 0, 1)];
/** 20260131, 202601311000, 20260131100000. */
const DIGITS = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?$/;
const SLASHES = /^(\d{4})\/(\d\d)\/(\d\d)/;
/** Epoch seconds, milliseconds and microseconds, as milliseconds. */
const UNITS = [1000, 1, 0.001];

/**
 * Epoch milliseconds of a cell that spells a time by itself: ISO 8601 (with slashes too), its digits alone (20260131), or an epoch of the years
 * 2000 to 2049. Undefined for any other value.
 */
export function cellTime(cell: Cell): number | undefined {
  const text = String(cell).trim();
  if (!/^-?\d+(\.\d+)?$/.test(text))
    return typeof cell === "string" ? isoTime(text.replace(SLASHES, "$1-$2-$3")) : undefined;
  return digitsTime(text) ?? UNITS.map((unit) => Number(text) * unit).find(isInRange);
}

const isInRange = (time: number) => time >= EARLIEST && time < LATEST;

function digitsTime(text: string): number | undefined {
  const [, year, month, day, hour = "0", minute = "0", second = "0"] = DIGITS.exec(text) ?? [];
  if (year === undefined) return undefined;
  const time = utcTime(+year, +month!, +day!, +hour, +minute, +second);
  return time !== undefined && isInRange(time) ? time : undefined;
}

/** The times of a column's values in their order, where nearly all are times; undefined otherwise, and without values. */
export function timesOf(cells: readonly Cell[]): number[] | undefined {
  const times = cells.map(cellTime).filter((time) => time !== undefined);
  return times.length > 0 && times.length >= TIMES * cells.length ? times : undefined;
}

const DAY_MS = 86_400_000;

/** Whether times are more than dates: not all of them at the same time of the day. */
export const tellTimeOfDay = (times: readonly number[]): boolean =>
  new Set(times.map((time) => time % DAY_MS)).size > 1;
