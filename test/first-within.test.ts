import { describe, expect, test } from "vitest";
import { firstWithin } from "../shared/first-within.ts";

describe("firstWithin", () => {
  test("gives nothing of nothing, and nothing where the first does not fit", () => {
    expect(firstWithin([], 0)).toEqual([]);
    expect(firstWithin(["aaa"], 4)).toEqual([]);
  });

  test("counts the commas: ten bytes hold two texts of two letters and not of three", () => {
    // "aa","bb" has nine bytes.
    expect(firstWithin(["aa", "bb"], 8)).toEqual(["aa"]);
    expect(firstWithin(["aa", "bb"], 9)).toEqual(["aa", "bb"]);
    expect(firstWithin(["aa", "bb"], 10)).toEqual(["aa", "bb"]);
    expect(firstWithin(["aaa", "bbb"], 10)).toEqual(["aaa"]);
  });

  test("counts bytes of JSON, not characters: an umlaut has two, a control character six", () => {
    expect(firstWithin(["ü"], 3)).toEqual([]);
    expect(firstWithin(["ü"], 4)).toEqual(["ü"]);
    expect(firstWithin(["\u0001"], 7)).toEqual([]);
    expect(firstWithin(["\u0001"], 8)).toEqual(["\u0001"]);
  });

  test("stops at the first that does not fit, though a later one would", () => {
    expect(firstWithin([1, "long text", 2], 5)).toEqual([1]);
  });
});
