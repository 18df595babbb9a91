/** UTC times as reports show them: epoch milliseconds in, the same text everywhere out. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86_400_000;
const two = (value: number) => String(value).padStart(2, "0");

/** `16 Feb`. */
export function formatDay(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""}`;
}

/** `Feb 2001`. */
export function formatMonth(time: number): string {
  const date = new Date(time);
  return `${MONTHS[date.getUTCMonth()] ?? ""} ${date.getUTCFullYear()}`;
}

/** `16 Feb 2001`. */
export const formatDate = (time: number): string => `${formatDay(time)} ${new Date(time).getUTCFullYear()}`;

/** `10:00`. */
export function formatClock(time: number): string {
  const date = new Date(time);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** A span, its end exclusive: `16 Feb 2001, 10:00–11:00 UTC`, over midnight `16 Feb 2001, 23:00 – 17 Feb 2001, 01:00 UTC`. A dash when it is no time. */
export function formatSpan(start: number, end: number): string {
  if (!Number.isFinite(start) || !Number.isFinite(end)) return "–";
  const sameDay = end > start && Math.floor(start / DAY_MS) === Math.floor((end - 1) / DAY_MS);
  if (sameDay)
    return `${formatDate(start)}, ${formatClock(start)}–${end % DAY_MS === 0 ? "24:00" : formatClock(end)} UTC`;
  return `${formatDate(start)}, ${formatClock(start)} – ${formatDate(end)}, ${formatClock(end)} UTC`;
}
