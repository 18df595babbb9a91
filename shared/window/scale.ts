import { formatDuration, parseDuration } from "./window.ts";

const DAY_MS = 86_400_000;
/** Longer spans that a monitor looks at beside its windows: a small shift shows where more rows are together. */
const LONGER_SCALES = ["PT6H", "P1D", "P7D"] as const;
/** Weeks begin on Monday; 1 January 1970 was a Thursday. */
const WEEK_ORIGIN_MS = 4 * DAY_MS;
const MONTH_MS = (365.25 / 12) * DAY_MS;

/** The lengths of time that windows of `windowMs` are judged over: their own and the longer ones. ISO 8601, the shortest first. */
export function scalesOf(windowMs: number): string[] {
  const longer = LONGER_SCALES.filter((scale) => msOf(scale) > windowMs && msOf(scale) % windowMs === 0);
  return [formatDuration(windowMs), ...longer];
}

/** The longer ones that are compared with a fixed baseline beside a rolling one: a slow drift is a matter of days. */
export const guardScales = (windowMs: number): string[] =>
  scalesOf(windowMs)
    .slice(1)
    .filter((scale) => msOf(scale) >= DAY_MS);

/** Start of the span of a scale that holds `time`, epoch milliseconds: aligned to midnight UTC, weeks to Monday. */
export function spanStart(time: number, scale: string): number {
  const length = msOf(scale);
  const origin = length % (7 * DAY_MS) === 0 ? WEEK_ORIGIN_MS : 0;
  return Math.floor((time - origin) / length) * length + origin;
}

/** Spans of a scale in an average month. */
export const spansPerMonth = (scale: string) => MONTH_MS / msOf(scale);

/** A handful of scales is asked for at every comparison. */
const known = new Map<string, number>();

/** Milliseconds of a scale. */
export function msOf(scale: string): number {
  const ms = known.get(scale) ?? parseDuration(scale);
  if (!ms) throw new Error(`Got scale ${scale}; expected an ISO 8601 duration.`);
  known.set(scale, ms);
  return ms;
}

/** A scale in words: `6 hours`, `1 day`, `7 days`. */
export function scaleInWords(scale: string): string {
  const minutes = msOf(scale) / 60_000;
  const [count, unit] =
    minutes % 1440 === 0
      ? [minutes / 1440, "day"]
      : minutes % 60 === 0
        ? [minutes / 60, "hour"]
        : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
