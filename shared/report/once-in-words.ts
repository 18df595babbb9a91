/** Beyond it the tail of a law is a guess about a guess. */
const LONGEST_MONTHS = 1_000_000;
const WEEKS_PER_MONTH = 365.25 / 12 / 7;
const HOURS_PER_MONTH = (365.25 / 12) * 24;

/** How often a surprise comes while nothing changes, in words: `once in 41 months`, `3 times a week`. */
export function onceInWords(months: number): string {
  if (months >= LONGEST_MONTHS) return "less than once in a million months";
  if (months >= 1) return `once in ${rounded(months)} month${rounded(months) === "1" ? "" : "s"}`;
  const perWeek = 1 / (months * WEEKS_PER_MONTH);
  if (perWeek < 1) return "more than once a month";
  if (months * HOURS_PER_MONTH < 1) return "all the time";
  return `${rounded(perWeek)} times a week`;
}

/** Two significant digits: nobody knows a tail better. */
const rounded = (x: number) => Number(x.toPrecision(2)).toLocaleString("en-US");

/** The same number for files: two digits, at most a million. */
export const shortMonths = (months: number) => Number(Math.min(LONGEST_MONTHS, months).toPrecision(2));
