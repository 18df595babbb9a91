import { expect, test } from "vitest";
import { categoryOrder } from "../../../shared/profile/model-monitor/category-order.ts";

/** `ColumnProfilerRunner` of Deequ 2.0.2 on Spark 3.3.0 over one table of these nine columns, as its histograms print. */
test.each([
  ["one", ["x"], ["x"]],
  ["two", ["a", "b"], ["b", "a"]],
  ["three", ["red", "green", "blue"], ["green", "red", "blue"]],
  ["four", ["north", "south", "east", "west"], ["south", "north", "west", "east"]],
  ["five", ["p", "q", "r", "s", "t"], ["s", "t", "q", "p", "r"]],
  ["flag", ["false", "true"], ["true", "false"]],
  ["num", ["3", "2", "1"], ["1", "2", "3"]],
  ["mixed", ["1", "a", "2.5"], ["a", "2.5", "1"]],
])("the categories of column %s stand in Deequ's order", (column, values, expected) => {
  expect(categoryOrder(column, values, false)).toEqual(expected);
});

test("a missing value is a category more: with it two stay in the map of pairs, four do not", () => {
  expect(categoryOrder("withnull", ["m", "n"], true)).toEqual(["n", "m"]);
  // NullValue, west, north, south, east in Deequ's histogram; the files leave the first out.
  expect(categoryOrder("four", ["north", "south", "east", "west"], true)).toEqual([
    "west",
    "north",
    "south",
    "east",
  ]);
});
