import { describe, expect, test } from "vitest";
import { rankViolations } from "../../shared/causes/rank-violations.ts";
import { seededRandom } from "../../shared/random.ts";
import type { Violation } from "../../shared/report/verdict.ts";
import { violation } from "../report/small-report.ts";

const COLUMNS = ["a", "b", "c", "d"];
const ranked = (violations: readonly Violation[], leastShortfall = 0.01) =>
  rankViolations(violations, { columns: COLUMNS, leastShortfall }).map(({ column }) => column);
const shortfall = (given: Partial<Violation>) =>
  violation({ check: "completeness_check", kind: "fault", ...given });

describe("violations are ranked", () => {
  test("by severity before anything else", () => {
    expect(
      ranked([
        violation({ column: "a", severity: "note", returnMonths: 1e6, distance: 0.9 }),
        violation({ column: "b", severity: "ticket", returnMonths: 900 }),
        violation({ column: "c", severity: "page", returnMonths: 2, distance: 0.21 }),
      ]),
    ).toEqual(["c", "b", "a"]);
  });

  test("of one severity by how seldom unchanged data looks like it, however large it is", () => {
    expect(
      ranked([
        violation({ column: "a", returnMonths: 3, distance: 0.9 }),
        violation({ column: "b", returnMonths: 41, distance: 0.25 }),
        violation({ column: "c", returnMonths: 0.5, distance: 0.3 }),
      ]),
    ).toEqual(["b", "a", "c"]);
  });

  test("of one surprise by the distance over what it had to exceed", () => {
    expect(
      ranked([
        violation({ column: "a", returnMonths: 1e6, distance: 0.4, threshold: 0.2 }),
        violation({ column: "b", returnMonths: 1e6, distance: 0.3, threshold: 0.1 }),
        violation({ column: "c", returnMonths: 1e6, distance: 0.9, threshold: 0.6 }),
      ]),
    ).toEqual(["b", "a", "c"]);
  });

  test("a limit near 0 makes no shortfall endless: it is measured by what is told of", () => {
    const violations = [
      shortfall({ column: "a", returnMonths: 1e6, distance: 0.02, threshold: 1e-9 }),
      shortfall({ column: "b", returnMonths: 1e6, distance: 0.3, threshold: 0.05 }),
    ];
    expect(ranked(violations)).toEqual(["b", "a"]);
    expect(ranked(violations, 0)).toEqual(["a", "b"]);
  });

  test("what needs no chance comes first, a drift of which chance was not asked last", () => {
    expect(
      ranked([
        violation({ column: "a", distance: 0.9 }),
        violation({ column: "b", returnMonths: 0.3 }),
        violation({ column: "c", check: "custom_rule_check", distance: null }),
      ]),
    ).toEqual(["c", "b", "a"]);
  });

  test("equals by the baseline's order of columns, those that it does not know last and by name", () => {
    const equal = ["rule:z", "d", "rule:y", "a", "c"].map((column) => violation({ column }));
    expect(ranked(equal)).toEqual(["a", "c", "d", "rule:y", "rule:z"]);
  });

  test("alike in whatever order they come", () => {
    const random = seededRandom(5);
    const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
    for (let round = 0; round < 200; round++) {
      const violations = Array.from({ length: 12 }, () =>
        violation({
          column: pick(COLUMNS),
          check: pick(["completeness_check", "baseline_drift_check", "custom_rule_check"]),
          severity: pick(["page", "ticket", "note"]),
          distance: pick([null, 0.1, 0.4]),
          threshold: pick([0, 0.2]),
          description: pick(["x", "y"]),
          ...pick([{}, { returnMonths: 41 }, { returnMonths: 1e6 }, { scale: "P1D" }]),
        }),
      );
      const shuffled = violations
        .map((each) => ({ each, key: random() }))
        .sort((a, b) => a.key - b.key)
        .map(({ each }) => each);
      const options = { columns: COLUMNS, leastShortfall: 0.01 };
      expect(rankViolations(shuffled, options)).toEqual(rankViolations(violations, options));
    }
  });
});
