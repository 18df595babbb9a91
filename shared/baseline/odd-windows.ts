/**
 * Windows with a hard fault of the data, told without a baseline: a column that holds something else there than in most
 * windows, is empty, or is not there. What is learnt must not take a broken hour for the way that traffic is.
 */
import type { ColumnProfile } from "../profile/column-profile.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import { shownName } from "../report/inert-text.ts";

type Holds = "numbers" | "text" | "booleans" | "nothing" | "absent";

/** Of a column's values: so many more of another type than in the window in the middle of all are a fault. */
const MOST_STRAY = 0.05;

const IN_WORDS: Readonly<Record<Holds, string>> = {
  numbers: "holds numbers",
  text: "holds text",
  booleans: "holds booleans",
  nothing: "is empty",
  absent: "is not there",
};

/** For each profile what is odd about it, in a few words (`"amount" holds text, elsewhere numbers`); undefined where nothing is. */
export function oddWindows(profiles: readonly DatasetProfile[]): (string | undefined)[] {
  const names = [...new Set(profiles.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  const odd = new Array<string | undefined>(profiles.length).fill(undefined);
  for (const name of names) {
    const columns = profiles.map((profile) => profile.column(name));
    const holds = columns.map(holdsWhat);
    const usual = mostFrequent(holds);
    const strays = columns.map((column) => strayShare(column, usual));
    const typical = median(strays);
    for (const at of profiles.keys())
      odd[at] ??=
        holds[at] !== usual
          ? `${shownName(name)} ${IN_WORDS[holds[at]!]}, elsewhere it ${IN_WORDS[usual]}`
          : strays[at]! > typical + MOST_STRAY
            ? `${shownName(name)} holds ${Math.round(100 * strays[at]!)} % of another type`
            : undefined;
  }
  return odd;
}

function holdsWhat(column: ColumnProfile | undefined): Holds {
  if (column === undefined || column.types.cells === 0) return "absent";
  const { present, fractional, integral, boolean, string } = column.types;
  if (present === 0) return "nothing";
  if (2 * string >= present) return "text";
  return 2 * boolean >= present ? "booleans" : 2 * (fractional + integral) >= present ? "numbers" : "text";
}

/** Of the present cells, 0 to 1. */
function strayShare(column: ColumnProfile | undefined, usual: Holds): number {
  if (column === undefined || column.types.present === 0) return 0;
  const { present, fractional, integral, boolean, string } = column.types;
  const own = { numbers: fractional + integral, text: string, booleans: boolean, nothing: 0, absent: 0 };
  return 1 - own[usual] / present;
}

/** The first of the most frequent ones. */
function mostFrequent(all: readonly Holds[]): Holds {
  const counts = new Map<Holds, number>();
  for (const each of all) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
