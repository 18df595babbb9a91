import { UnusableInput } from "../errors.ts";

/** A span of event time of one endpoint variant; `start` inclusive, `end` exclusive, epoch milliseconds UTC. */
export interface Window {
  readonly endpoint: string;
  readonly variant: string;
  readonly start: number;
  readonly end: number; // exclusive
}

const HOUR_MS = 3_600_000;
const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds (`PT1H`, `P1DT12H`); undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  const found = DURATION.exec(text);
  if (found === null || !/\d/.test(text)) return undefined;
  const [days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  return (((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000;
}

/** The shortest ISO 8601 duration of a number of milliseconds: 3,600,000 → `PT1H`. */
export function formatDuration(ms: number): string {
  const days = Math.floor(ms / (24 * HOUR_MS));
  const hours = Math.floor(ms / HOUR_MS) % 24;
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Math.floor(ms / 1000) % 60;
  const time = (hours ? `${hours}H` : "") + (minutes ? `${minutes}M` : "") + (seconds ? `${seconds}S` : "");
  return `P${days ? `${days}D` : ""}${time || !days ? `T${time || "0S"}` : ""}`;
}

/** The window of `length` ms that holds `time`; windows are aligned to midnight UTC. */
export function windowOf(endpoint: string, variant: string, time: number, length: number): Window {
  const start = Math.floor(time / length) * length;
  return { endpoint, variant, start, end: start + length };
}

/** `20010216T10Z` for one hour; otherwise with minutes and the length, `20010216T1000Z-PT5M`. UTC start. */
export function windowId(window: Pick<Window, "start" | "end">): string {
  const stamp = new Date(window.start).toISOString().replace(/[-:]/g, "");
  const length = window.end - window.start;
  if (length === HOUR_MS) return `${stamp.slice(0, 11)}Z`;
  return `${stamp.slice(0, 13)}Z-${formatDuration(length)}`;
}

/** The span that a window id names. Throws `UnusableInput` when it is not an id. */
export function parseWindowId(id: string): { start: number; end: number } {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)?Z(?:-(P[\dDTHMS]+))?$/.exec(id);
  const [, year, month, day, hour, minute, duration] = found ?? [];
  const start = Date.parse(`${year}-${month}-${day}T${hour}:${minute ?? "00"}:00Z`);
  const length = duration === undefined ? HOUR_MS : parseDuration(duration);
  if (found === null || Number.isNaN(start) || !length)
    throw new UnusableInput(
      `Got window "${id}"; expected a window id such as 20010216T10Z (one hour, UTC) or 20010216T1000Z-PT5M.`,
    );
  return { start, end: start + length };
}

/** Every window of `length` ms that starts in [from, to). */
export function* windowsBetween(
  endpoint: string,
  variant: string,
  from: number,
  to: number,
  length: number,
): Generator<Window> {
  for (let start = Math.ceil(from / length) * length; start < to; start += length)
    yield { endpoint, variant, start, end: start + length };
}

/** Whether nothing more is expected for the window: its end and its lateness have passed. */
export function isClosed(window: Pick<Window, "end">, latenessMs: number, now: number): boolean {
  return now >= window.end + latenessMs;
}
