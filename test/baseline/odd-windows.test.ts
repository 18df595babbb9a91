import { expect, test } from "vitest";
import { oddWindows } from "../../shared/baseline/odd-windows.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";

/** A window of so many rows by name of the column; `cells` makes the cell of a row. */
function windowOf(columns: Readonly<Record<string, (row: number) => string>>, rows = 100): DatasetProfile {
  const profile = new DatasetProfile();
  const names = Object.keys(columns);
  for (let row = 0; row < rows; row++) {
    const cells = names.map((name) => columns[name]!(row));
    profile.addRow({ names, cells, typed: false }, { key: "made", line: row });
  }
  return profile;
}

const number = (row: number) => String(row / 7);
const word = (row: number) => `w${row % 5}`;
const usual = () => windowOf({ amount: number, plan: word });

test("windows that hold what the others hold are not odd", () => {
  expect(oddWindows([usual(), usual(), usual()])).toEqual([undefined, undefined, undefined]);
});

test.each([
  ["words for numbers", { amount: word, plan: word }, "amount holds text, elsewhere it holds numbers"],
  ["nothing at all", { amount: () => "", plan: word }, "amount is empty, elsewhere it holds numbers"],
  ["no such column", { plan: word }, "amount is not there, elsewhere it holds numbers"],
  ["numbers for words", { amount: number, plan: number }, "plan holds numbers, elsewhere it holds text"],
  [
    "a column that nobody else has",
    { amount: number, plan: word, more: number },
    "more holds numbers, elsewhere it is not there",
  ],
])("a window with %s is odd", (_, columns, reason) => {
  expect(oddWindows([usual(), windowOf(columns), usual(), usual()])).toEqual([
    undefined,
    reason,
    undefined,
    undefined,
  ]);
});

test("cells of another type are odd from 5 % more of them than usual on", () => {
  const strayIn = (count: number) =>
    windowOf({ amount: (row) => (row < count ? "unknown" : number(row)), plan: word });
  expect(oddWindows([strayIn(2), strayIn(2), strayIn(7), strayIn(8), strayIn(2)])).toEqual([
    undefined,
    undefined,
    undefined,
    "amount holds 8 % of another type",
    undefined,
  ]);
});

test("a column that is mixed by nature, or often empty, makes no window odd", () => {
  const mixed = (row: number) => (row % 10 < 6 ? number(row) : "n/a");
  const seldom = (row: number) => (row === 0 ? "1" : "");
  const windows = [0, 1, 2].map(() => windowOf({ mixed, seldom }));
  expect(oddWindows(windows)).toEqual([undefined, undefined, undefined]);
});
