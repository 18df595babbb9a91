import { describe, expect, test } from "vitest";
import {
  columnHistory,
  disagreeing,
  everyName,
  isPresent,
  lostAt,
  traceName,
  versionAt,
  versionOf,
} from "../../shared/columns/column-history.ts";

const at = (text: string) => Date.parse(text);

/** Income is renamed twice, fax leaves and comes back, clicks come, b is replaced by a. */
const history = columnHistory({
  versions: [
    {
      from: "2026-03-03T10:00:00Z",
      renamed: { income: "annual_income", a: "b" },
      dropped: ["fax", "b"],
      added: ["clicks"],
    },
    { from: "2026-03-04T10:00:00+02:00", renamed: { annual_income: "income_eur" }, added: ["fax"] },
    { from: "2026-03-05T10:00:00Z", dropped: ["clicks"] },
  ],
});

describe("a column history", () => {
  test.each([
    ["2026-03-03T09:59:59.999Z", 0],
    ["2026-03-03T10:00:00Z", 1],
    ["2026-03-04T07:59:59Z", 1],
    ["2026-03-04T08:00:00Z", 2],
    ["2030-01-01T00:00:00Z", 3],
  ])("at %s is in version %d", (time, version) => expect(versionAt(history, at(time))).toBe(version));

  test.each([
    ["income", [true, false, false, false]],
    ["annual_income", [false, true, false, false]],
    ["income_eur", [false, false, true, true]],
    ["fax", [true, false, true, true]],
    ["clicks", [false, true, true, false]],
    ["a", [true, false, false, false]],
    ["b", [true, true, true, true]],
    ["age", [true, true, true, true]],
  ])("has %s in versions %j", (name, present) =>
    expect(present.map((_, version) => isPresent(history, name, version))).toEqual(present),
  );

  test.each([
    ["income", 0, 1, "annual_income"],
    ["income", 0, 3, "income_eur"],
    ["income_eur", 3, 0, "income"],
    ["annual_income", 1, 1, "annual_income"],
    ["fax", 0, 1, undefined],
    ["fax", 0, 2, "fax"],
    ["fax", 3, 1, undefined],
    ["fax", 3, 0, "fax"],
    ["clicks", 1, 0, undefined],
    ["clicks", 1, 3, undefined],
    ["a", 0, 2, "b"],
    ["b", 0, 2, undefined],
    ["b", 2, 0, "a"],
    ["age", 3, 0, "age"],
  ])("traces %s of version %d to version %d: %s", (name, from, to, expected) =>
    expect(traceName(history, name, from, to)).toBe(expected),
  );

  test.each([
    ["clicks", 1, 0, 0],
    ["clicks", 1, 3, 2],
    ["fax", 0, 3, 0],
    ["income", 0, 3, undefined],
    ["age", 1, 1, undefined],
  ])("loses %s of version %d on the way to version %d at change %s", (name, from, to, change) =>
    expect(lostAt(history, name, from, to)).toBe(change === undefined ? undefined : history.changes[change]),
  );

  test("knows every name of a column, whichever is asked", () => {
    for (const name of ["income", "annual_income", "income_eur"])
      expect(everyName(history, name).sort()).toEqual(["annual_income", "income", "income_eur"]);
    expect(everyName(history, "age")).toEqual(["age"]);
  });

  test.each([
    [["score", "income", "fax", "a", "b"], 0],
    [["score", "annual_income", "b", "clicks"], 1],
    [["score", "income_eur", "b", "clicks", "fax"], 2],
    [["score", "income_eur", "b", "fax"], 3],
    [["a column that nothing speaks of"], 1], // it lacks four names of version 0, and three of the others
  ])("tells that columns %j are of version %d", (columns, version) =>
    expect(versionOf(history, columns)).toBe(version),
  );

  test("names what a table has otherwise than its version", () => {
    expect(disagreeing(history, new Set(["income", "fax", "a", "b", "age"]), 0)).toEqual([]);
    expect(disagreeing(history, new Set(["income", "clicks", "a", "b"]), 0).sort()).toEqual([
      "clicks",
      "fax",
    ]);
  });

  test("without versions has one, and every column in it", () => {
    const none = columnHistory({ names: ["x", "y"] });
    expect([versionAt(none, at("2026-01-01T00:00:00Z")), versionOf(none, ["z"])]).toEqual([0, 0]);
    expect(none.names).toEqual([["x", "y"]]);
  });

  test("keeps the place of a renamed name, closes the gap of a dropped one, and takes a list as it is", () => {
    const { names } = columnHistory({
      names: ["score", "income", "fax", "age"],
      versions: [
        { from: "2026-03-03T10:00:00Z", renamed: { income: "annual_income" }, dropped: ["fax"] },
        {
          from: "2026-03-04T10:00:00Z",
          added: ["clicks"],
          names: ["score", "clicks", "annual_income", "age"],
        },
        { from: "2026-03-05T10:00:00Z", dropped: ["age"] },
      ],
    });
    expect(names).toEqual([
      ["score", "income", "fax", "age"],
      ["score", "annual_income", "age"],
      ["score", "clicks", "annual_income", "age"],
      ["score", "clicks", "annual_income"],
    ]);
  });
});
