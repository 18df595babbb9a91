import { describe, expect, test } from "vitest";
import { affectedRows, isSameNumber } from "../../shared/causes/affected-rows.ts";
import { groupCauses } from "../../shared/causes/group-causes.ts";
import type { ColumnRelations } from "../../shared/causes/links/cause-link.ts";
import { rankViolations } from "../../shared/causes/rank-violations.ts";
import { seededRandom } from "../../shared/random.ts";
import type { Violation } from "../../shared/report/verdict.ts";
import { violation } from "../report/small-report.ts";

const UNRELATED: ColumnRelations = { related: () => undefined };
/** Of 1,000 rows `missing` have no value where `usual` of the baseline's have none. */
const missing = (column: string, missing: number, given: Partial<Violation> & { usual?: number } = {}) => {
  const { usual = 0, ...rest } = given;
  return violation({
    column,
    check: "completeness_check",
    kind: "fault",
    expected: 1 - usual,
    distance: missing / 1000 - usual,
    n: 1000,
    m: 100_000,
    ...rest,
  });
};
const moved = (
  column: string,
  observed: number,
  expected: number,
  kind: "others" | "value" | "below" = "others",
) =>
  violation({
    column,
    distance: observed - expected,
    n: 1000,
    m: 100_000,
    moved: {
      observed,
      expected,
      of: kind === "others" ? { kind } : kind === "value" ? { kind, value: "unknown" } : { kind, value: 0 },
    },
  });
const columnsOf = (violations: readonly Violation[], relations = UNRELATED) =>
  groupCauses(violations, relations).map(({ columns }) => columns);

describe("rows that are affected", () => {
  test("are what is beyond the share that is so at all times, of the rows that it leaves", () => {
    // 300 of 1,000, a fifth of which are missing anyhow: J + 0.2 · (1000 − J) = 300.
    expect(affectedRows(missing("a", 300, { usual: 0.2 }))!.rows).toBeCloseTo(125, 9);
    expect(affectedRows(missing("a", 300))).toMatchObject({ rows: 300, error: 0, of: 1000 });
    // Variance n·b ÷ (1 − b) · (1 + n/m) = 1000 · 0.25 · 1.01.
    expect(affectedRows(missing("a", 300, { usual: 0.2 }))!.error).toBeCloseTo(Math.sqrt(252.5), 9);
  });

  test("are found by simulation where that many lose their cell: mean and spread are as told", () => {
    const random = seededRandom(3);
    const found = Array.from({ length: 400 }, () => {
      let gone = 400;
      for (let row = 400; row < 1000; row++) if (random() < 0.1) gone++;
      return affectedRows(missing("a", gone, { usual: 0.1, m: 0 }))!;
    });
    const mean = found.reduce((sum, { rows }) => sum + rows, 0) / found.length;
    const spread = Math.sqrt(found.reduce((sum, { rows }) => sum + (rows - 400) ** 2, 0) / found.length);
    expect(Math.abs(mean - 400)).toBeLessThan(1.5);
    // Of the 600 rows that are left; the error that is told is that of all 1,000, and on the safe side.
    expect(spread).toBeGreaterThan(6);
    expect(spread).toBeLessThan(found[0]!.error);
  });

  test("are not known of a column that moved as a whole, nor of a loss", () => {
    const shifted = violation({
      moved: { observed: 0.6, expected: 0.4, of: { kind: "atOrBelow", value: 3 } },
    });
    expect(affectedRows(shifted)).toBeUndefined();
    expect(affectedRows(moved("a", 0.1, 0.4))).toBeUndefined();
    expect(affectedRows(violation({ distance: null }))).toBeUndefined();
  });

  test("are the same number to the row where nothing is left open, within the errors otherwise, and never where those are wide", () => {
    const exact = (rows: number) => ({ rows, error: 0, of: 1000 });
    expect([isSameNumber(exact(300), exact(300)), isSameNumber(exact(300), exact(301))]).toEqual([
      true,
      false,
    ]);
    expect(isSameNumber({ ...exact(300), error: 5 }, exact(310))).toBe(true);
    expect(isSameNumber({ ...exact(300), error: 5 }, exact(316))).toBe(false);
    expect(isSameNumber({ ...exact(30), error: 5 }, exact(31))).toBe(false);
  });
});

describe("columns in violation are grouped", () => {
  test("as one cause where as many rows are missing in each, led by the first", () => {
    expect(groupCauses([missing("zip", 412), missing("age", 412), missing("plan", 412)], UNRELATED)).toEqual([
      {
        leader: "zip",
        columns: ["zip", "age", "plan"],
        why: "as many rows are affected (412 of 1,000)",
      },
    ]);
  });

  test("whatever each column makes of the rows: a missing cell, a category that nobody knew, a number below all others", () => {
    expect(
      columnsOf([missing("zip", 412), moved("city", 0.412, 0), moved("income", 0.412, 0, "below")]),
    ).toEqual([["zip", "city", "income"]]);
    expect(columnsOf([moved("a", 0.412, 0), moved("b", 0.41, 0, "value")])).toEqual([["a"], ["b"]]);
  });

  test("not where other numbers of rows are", () => {
    expect(columnsOf([missing("zip", 412), missing("age", 300)])).toEqual([["zip"], ["age"]]);
  });

  test("not of different lengths of time", () => {
    expect(columnsOf([missing("zip", 412), missing("age", 412, { scale: "P1D" })])).toEqual([
      ["zip"],
      ["age"],
    ]);
  });

  test("where the same segment explains their drift, and not where another does", () => {
    const segment = (value: string) => ({ value, rows: 300, distanceWithout: 0.02 });
    const of = (column: string, value: string) => violation({ column, segment: segment(value) });
    expect(groupCauses([of("a", "gold"), of("b", "basic"), of("c", "gold")], UNRELATED)).toEqual([
      { leader: "a", columns: ["a", "c"], why: "segment gold explains them" },
      { leader: "b", columns: ["b"], why: null },
    ]);
  });

  test("where they fail the same check and go together in the baseline, in either direction", () => {
    const related = (a: string, b: string) =>
      ({ "income zip": 0.83, "income debt": -0.6, "income age": 0.49 })[[a, b].join(" ")];
    const drifts = ["income", "zip", "debt", "age"].map((column) => violation({ column }));
    expect(groupCauses(drifts, { related })).toEqual([
      { leader: "income", columns: ["income", "zip", "debt"], why: "they go together in the baseline too" },
      { leader: "age", columns: ["age"], why: null },
    ]);
    expect(columnsOf([violation({ column: "income" }), missing("zip", 5)], { related })).toEqual([
      ["income"],
      ["zip"],
    ]);
  });

  test("with their leader, not by a chain: what is tied to a follower alone stands for itself", () => {
    const related = (a: string, b: string) => ({ "a b": 0.9, "b c": 0.9 })[[a, b].sort().join(" ")];
    const drifts = ["a", "b", "c"].map((column) => violation({ column }));
    expect(columnsOf(drifts, { related })).toEqual([["a", "b"], ["c"]]);
  });

  test("each in one cause, by rank, whatever they are and in whatever order they came", () => {
    const random = seededRandom(8);
    const names = Array.from({ length: 30 }, (_, at) => `c${at}`);
    const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
    for (let round = 0; round < 100; round++) {
      const violations = Array.from({ length: 25 }, () =>
        pick([
          missing(pick(names), pick([300, 412]), { returnMonths: pick([3, 41]) }),
          moved(pick(names), pick([0.3, 0.412]), 0),
          violation({
            column: pick(names),
            segment: { value: pick(["x", "y"]), rows: 1, distanceWithout: 0 },
          }),
        ]),
      );
      const related = (a: string, b: string) => (a.at(-1) === b.at(-1) ? 0.7 : undefined);
      const grouped = (given: readonly Violation[]) =>
        groupCauses(rankViolations(given, { columns: names, leastShortfall: 0.01 }), { related });
      const causes = grouped(violations);
      const rank = [
        ...new Set(
          rankViolations(violations, { columns: names, leastShortfall: 0.01 }).map(({ column }) => column),
        ),
      ];
      const told = causes.flatMap(({ columns }) => columns);
      expect(told.toSorted()).toEqual(rank.toSorted());
      expect(causes.map(({ leader }) => rank.indexOf(leader))).toEqual(
        causes.map(({ leader }) => rank.indexOf(leader)).toSorted((a, b) => a - b),
      );
      for (const { leader, columns, why } of causes) {
        expect(columns[0]).toBe(leader);
        expect(columns.map((name) => rank.indexOf(name))).toEqual(
          columns.map((name) => rank.indexOf(name)).toSorted((a, b) => a - b),
        );
        expect(why === null).toBe(columns.length === 1);
      }
      expect(grouped(violations.toReversed())).toEqual(causes);
    }
  });

  test("in simulated windows as they came about: a join is one in nearly all, faults of other rates are two in nearly all", () => {
    const random = seededRandom(77);
    const drawn = (rows: number, share: number) => {
      let count = 0;
      for (let row = 0; row < rows; row++) if (random() < share) count++;
      return count;
    };
    let [joinsOfOne, faultsOfOne] = [0, 0];
    for (let round = 0; round < 100; round++) {
      // Of the rows that the join leaves every other column misses one in a hundred.
      const lost = drawn(1000, 0.3);
      const join = Array.from({ length: 12 }, (_, at) => {
        const usual = at % 2 === 0 ? 0 : 0.01;
        return missing(`c${at}`, lost + drawn(1000 - lost, usual), { usual });
      });
      if (columnsOf(join).length === 1) joinsOfOne++;
      const faults = ["a", "b"].map((name) =>
        missing(name, drawn(1000, 0.01 + 0.99 * (0.05 + 0.55 * random())), { usual: 0.01 }),
      );
      if (columnsOf(faults).length === 1) faultsOfOne++;
    }
    expect(joinsOfOne).toBeGreaterThanOrEqual(98);
    expect(faultsOfOne).toBeLessThanOrEqual(10);
  });

  test("of ten thousand columns none is lost: what ranks behind a hundred causes stands alone", () => {
    const violations = Array.from({ length: 10_000 }, (_, at) => missing(`c${at}`, 1 + (at % 997)));
    const causes = groupCauses(violations, UNRELATED);
    expect(causes.flatMap(({ columns }) => columns)).toHaveLength(10_000);
  });
});
