/**
 * Epoch milliseconds of a calendar time in UTC (`month` from 1); undefined when no such time exists
 * (30 February, 24:00, second 60: `Date.UTC` would roll them over).
 */
export function utcTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute = 0,
  second = 0,
  ms = 0,
) {
  const time = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const date = new Date(time);
  // A day too many or too few is in another month.
  const exists =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return exists ? time : undefined;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * Epoch milliseconds of an RFC 3339 time such as `2021-07-07T16:45:47Z` (SageMaker's `inferenceTime`);
 * fractions of a second and offsets are read too. Undefined for any other text: a time without an offset is
 * no time.
 */
export function parseUtcTime(text: string): number | undefined {
  const found = TIME.exec(text);
  if (found === null) return undefined;
  // Part by part: slicing and mapping them took as long as the expression itself, and every record has a time.
  const [, year, month, day, hour, minute, second, fraction] = found;
  const ms = fraction === undefined ? 0 : Number(fraction.padEnd(3, "0").slice(0, 3));
  const time = utcTime(+year!, +month!, +day!, +hour!, +minute!, +second!, ms);
  const offset = offsetMinutes(found[8], found[9], found[10]);
  return time === undefined || offset === undefined ? undefined : time - offset * 60_000;
}

function offsetMinutes(sign: string | undefined, hours: string | undefined, minutes: string | undefined) {
  if (sign === undefined) return 0;
  const [h, m] = [Number(hours), Number(minutes)];
  if (h > 23 || m > 59) return undefined;
  return (sign === "-" ? -1 : 1) * (h * 60 + m);
}
