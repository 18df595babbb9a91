import { describe, expect, test } from "vitest";
import { checkConstraints } from "../../shared/constraints/check-constraints.ts";
import { shortfallsBelow } from "../../shared/constraints/shortfalls-below.ts";
import { baselineOf, contextOf } from "./contexts.ts";
import { cells, profileOf } from "./profiles.ts";

const rest = profileOf({ kind: cells(1000, (i) => "abcd"[i % 4]!), age: cells(1000, (i) => String(i % 50)) });

describe("shortfalls below the rest", () => {
  test("are none of a column that either side lacks", () => {
    expect(shortfallsBelow("gone", rest, rest)).toEqual({});
    expect(shortfallsBelow("kind", profileOf({}), rest)).toEqual({});
  });

  test("are all zero from the rest to itself; a number has no domain", () => {
    expect(shortfallsBelow("kind", rest, rest)).toEqual({
      completeness_check: 0,
      data_type_check: 0,
      categorical_values_check: 0,
    });
    expect(shortfallsBelow("age", rest, rest)).toEqual({ completeness_check: 0, data_type_check: 0 });
  });

  test("are not negative where the window is better", () => {
    const gappy = profileOf({ age: cells(10, (i) => (i % 2 ? "1" : null)) });
    expect(shortfallsBelow("age", rest, gappy)).toMatchObject({ completeness_check: 0 });
  });

  test("are what the checks measure", () => {
    const window = profileOf({
      kind: cells(100, (i) => (i < 30 ? null : i < 65 ? "new" : "a")),
      age: cells(100, (i) => (i < 20 ? "?" : "7")),
    });
    const measured = Object.fromEntries(
      checkConstraints(contextOf(window, baselineOf(rest)))
        .findings.filter(({ check }) => check !== "baseline_drift_check")
        .map(({ column, check, distance }) => [`${column} ${check}`, distance]),
    );
    expect(measured).toEqual({
      "kind completeness_check": shortfallsBelow("kind", window, rest).completeness_check,
      "kind categorical_values_check": shortfallsBelow("kind", window, rest).categorical_values_check,
      "age data_type_check": shortfallsBelow("age", window, rest).data_type_check,
    });
    expect(measured["kind categorical_values_check"]).toBeCloseTo(0.5, 12); // 35 of 70 present
  });
});
