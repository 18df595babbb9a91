import { describe, expect, test } from "vitest";
import { compareHour } from "../../../cli/parity/compare-hour.ts";
import { relativeDifference } from "../../../cli/parity/compare-json.ts";
import { parseConstraints } from "../../../shared/constraints/constraints.ts";
import { parseViolations } from "../../../shared/constraints/violations-file.ts";
import { parseStatistics } from "../../../shared/statistics/statistics.ts";
import type { ResultFiles } from "../../../steps/model-monitor-results.ts";
import { naiveConstraints, naiveStatistics, type ServiceRun } from "./naive-service.ts";

const NONE: ResultFiles = { statistics: undefined, constraints: undefined, violations: undefined };
const file = <T>(text: string, parse: (json: unknown) => T) => ({ text, value: parse(JSON.parse(text)) });

function filesOf(run: ServiceRun, change: (text: string) => string = (text) => text): ResultFiles {
  return {
    ...NONE,
    statistics: file(change(naiveStatistics(run)), parseStatistics),
    constraints: file(change(naiveConstraints(run)), parseConstraints),
  };
}

const violations = (text: string) =>
  file(
    JSON.stringify({
      violations: [{ feature_name: "a", constraint_check_type: "c", description: text }],
    }),
    parseViolations,
  );

const RUN = {
  names: ["n", "s"],
  rows: [
    ["1", "x"],
    ["2", "y"],
    ["3", "y"],
  ],
} as const satisfies ServiceRun;
const OPEN = new Set<string>();
const compared = (
  theirs: ResultFiles | undefined,
  ours: ResultFiles,
  sensitive: ReadonlySet<string> = OPEN,
) => compareHour(theirs, ours, sensitive).map(({ kind, feature, field }) => `${kind} ${feature} ${field}`);

describe("an hour compared", () => {
  test("the same files have no difference, nor have two sides without any", () => {
    expect(compared(filesOf(RUN), filesOf(RUN))).toEqual([]);
    expect(compared(undefined, NONE)).toEqual([]);
  });

  test("numbers and layout count, not spelling: 2.0 is 2", () => {
    const respelt = filesOf(RUN, (text) => JSON.stringify(JSON.parse(text)));
    expect(compared(filesOf(RUN), respelt)).toEqual([]);
  });

  test("each field of a column is a difference, a list one of them", () => {
    const other = filesOf({
      names: ["n", "s"],
      rows: [
        ["1", "x"],
        ["2", "y"],
        ["4", "y"],
      ],
    });
    expect(compared(filesOf(RUN), other)).toEqual([
      "statistic n mean",
      "statistic n sum",
      "statistic n std_dev",
      "statistic n max",
      "statistic n kll.buckets",
      "statistic n kll.sketch.data",
    ]);
  });

  test("columns go by position; beyond the shorter list each is one difference", () => {
    const wide = filesOf({
      names: ["n", "t", "u"],
      rows: [
        ["1", "x", "1"],
        ["2", "y", "1"],
        ["3", "y", "1"],
      ],
    });
    expect(compared(filesOf(RUN), wide)).toEqual([
      "constraint s name",
      "constraint u column",
      "statistic s name",
      "statistic u column",
    ]);
  });

  test("another type is another kind of statistics", () => {
    const words = filesOf({
      names: ["n", "s"],
      rows: [
        ["one", "x"],
        ["two", "y"],
        ["three", "y"],
      ],
    });
    expect(compared(filesOf(RUN), words).filter((each) => each.startsWith("statistic"))).toEqual([
      "statistic n inferred_type",
      "statistic n numerical_statistics",
      "statistic n string_statistics",
    ]);
  });

  test("categories and domains in another order are the same sets", () => {
    const reordered = filesOf({
      names: ["n", "s"],
      rows: [
        ["1", "y"],
        ["2", "y"],
        ["3", "x"],
      ],
    });
    expect(compared(filesOf(RUN), reordered)).toEqual([
      "order s string_constraints.domains",
      "order s categorical.buckets",
    ]);
  });

  test("a category that one side lacks is a difference, and is not quoted", () => {
    const other = filesOf({
      names: ["n", "s"],
      rows: [
        ["1", "secret"],
        ["2", "y"],
        ["3", "y"],
      ],
    });
    const differences = compareHour(filesOf(RUN), other, OPEN);
    expect(differences.map(({ kind, field }) => [kind, field])).toEqual([
      ["constraint", "string_constraints.domains"],
      ["statistic", "categorical.buckets"],
    ]);
    expect(JSON.stringify(differences)).not.toContain("secret");
  });

  test("of a sensitive column neither side's value is told", () => {
    const other = filesOf({
      names: ["n", "s"],
      rows: [
        ["1", "x"],
        ["2", "y"],
        ["77177", "y"],
      ],
    });
    const differences = compareHour(other, filesOf(RUN), new Set(["n"]));
    expect(new Set(differences.map(({ service }) => service))).toEqual(new Set(["withheld"]));
  });

  test("violations alone are a result: the columns were others", () => {
    const alone = { ...NONE, violations: violations("t") };
    expect(compared(alone, alone)).toEqual([]);
    expect(compared(alone, { ...filesOf(RUN), violations: violations("t") })).toEqual([
      "file null constraints.json",
      "file null statistics.json",
    ]);
  });

  test("a violation with other words, and one with another number", () => {
    const differing = (theirs: string, ours: string) =>
      compareHour(
        { ...NONE, violations: violations(theirs) },
        { ...NONE, violations: violations(ours) },
        OPEN,
      );
    expect(differing("Only 66.6% of data", "Only 66.7% of data")).toMatchObject([
      { relative: expect.closeTo(0.0015, 4) },
    ]);
    expect(differing("Only 66.6% of data", "All of data")[0]).not.toHaveProperty("relative");
    expect(differing("distance: 1.0E-4 exceeds", "distance: 2.0E-4 exceeds")).toMatchObject([
      { relative: 0.5 },
    ]);
  });
});

describe("the relative difference", () => {
  test.each([
    [1, 1, 0],
    [0, 0, 0],
    [-0, 0, 0],
    [2, 1, 0.5],
    [-1, 1, 2],
    [[1, [2, 3]], [1, [2, 4]], 0.25],
    [{ a: 1, b: "x" }, { a: 2, b: "x" }, 0.5],
  ])("of %j and %j is %d", (a, b, expected) => expect(relativeDifference(a, b)).toBe(expected));

  test.each([
    [1, "1"],
    [[1], [1, 2]],
    [{ a: 1 }, { b: 1 }],
    [{ a: "x" }, { a: "y" }],
    [null, 1],
  ])("of %j and %j does not exist", (a, b) => expect(relativeDifference(a, b)).toBeUndefined());
});
