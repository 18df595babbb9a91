/** Values of options. Each throws commander's `InvalidArgumentError`, whose message follows the option's name. */
import { InvalidArgumentError } from "commander";
import { parseDuration } from "../shared/window/window.ts";

/** `a,b` → `["a", "b"]`; may be given several times. */
export function listOption(text: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  ];
}

/** One of a few words. */
export function oneOf<const T extends string>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new InvalidArgumentError(`Expected one of ${values.join(", ")}.`);
    return found;
  };
}

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
    return value;
  };
}

/** A model's version: `group/number`, a name or an ARN. */
export function versionName(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Expected the name of a version, such as churn/8.");
  return text;
}

const DAY_MS = 86_400_000;

/** An ISO 8601 duration that a window may have. */
export function windowLength(text: string): string {
  const ms = parseDuration(text);
  if (ms === undefined || ms < 300_000 || ms > DAY_MS || DAY_MS % ms !== 0)
    throw new InvalidArgumentError(
      "Expected a duration from PT5M to P1D that divides a day evenly, such as PT15M, PT1H or P1D.",
    );
  return text;
}

/** A time, epoch milliseconds; a date alone is its midnight in UTC. */
function instant(text: string): number {
  const time = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\d($|T.*(Z|[+-]\d\d:?\d\d)$)/.test(text))
    throw new InvalidArgumentError(
      "Expected a time with its offset such as 2001-02-16T00:00:00Z, or a date.",
    );
  return time;
}

/** The same time as ISO 8601. */
export function dayOrTime(text: string): string {
  return new Date(instant(text)).toISOString();
}

/** A finite number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError("Expected a number above 0, such as 2 or 0.5.");
  return value;
}

const MUTED_UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS };
/** What lasts longer than a season is no exception: it belongs into a baseline. */
const LONGEST_MUTE_MS = 90 * DAY_MS;

/** How long something is muted, milliseconds: `30m`, `12h`, `7d`, ISO 8601, or 0. */
export function muteTime(text: string): number {
  const [, count, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const ms = text === "0" ? 0 : unit === undefined ? parseDuration(text) : Number(count) * MUTED_UNITS[unit]!;
  if (ms === undefined || !(ms <= LONGEST_MUTE_MS))
    throw new InvalidArgumentError(
      "Expected a time such as 12h or 7d, at most 90d; what lasts longer belongs into a baseline that is learnt anew.",
    );
  return ms;
}
