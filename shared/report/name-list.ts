/** More names in a sentence are not read. */
const MOST_NAMED = 5;

/** The first five of some names, and how many more there are: `a, b, c, d, e and 7 more`. */
export function nameList(names: readonly string[]): string {
  const left = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(", ") + (left > 0 ? ` and ${left} more` : "");
}
