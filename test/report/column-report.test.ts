import { describe, expect, test } from "vitest";
import { decidingLimit, driftRatio, orderColumns, worstSeverity } from "../../shared/report/column-report.ts";
import { column, violation } from "./small-report.ts";

describe("the order of columns", () => {
  test("the limit that decides is the larger of threshold and learnt limit (decisions §6)", () => {
    expect(decidingLimit({ threshold: 0.1, limit: 0.3 })).toBe(0.3);
    expect(decidingLimit({ threshold: 0.1, limit: 0.05 })).toBe(0.1);
    expect(decidingLimit({ threshold: 0.1, limit: null })).toBe(0.1);
    expect(decidingLimit({ threshold: null, limit: 0.3 })).toBe(0.3);
    expect(decidingLimit({ threshold: null, limit: null })).toBeUndefined();
  });

  test("the ratio is undefined without a distance, 0 for 0 ÷ 0 and infinite over a limit of 0", () => {
    expect(driftRatio({ distance: null, threshold: 0.1, limit: null })).toBeUndefined();
    expect(driftRatio({ distance: 0, threshold: 0, limit: null })).toBe(0);
    expect(driftRatio({ distance: 0.1, threshold: 0, limit: null })).toBe(Number.POSITIVE_INFINITY);
    expect(driftRatio({ distance: 0.3, threshold: 0.1, limit: 0.2 })).toBeCloseTo(1.5, 12);
  });

  test("violated columns stand first, then the farthest; excluded columns last; ties by name", () => {
    const columns = [
      column({ name: "excluded", excluded: "why", distance: 9 }),
      column({ name: "far", distance: 0.19 }),
      column({ name: "b", distance: 0.05 }),
      column({ name: "a", distance: 0.05 }),
      column({ name: "unmeasured", distance: null }),
      column({ name: "infinite", distance: 1, threshold: 0, limit: null }),
      column({ name: "infinite too", distance: 1, threshold: 0, limit: null }),
      column({ name: "violated", distance: 0.01, violations: [violation()] }),
    ];
    expect(orderColumns(columns).map(({ name }) => name)).toEqual([
      "violated",
      "infinite",
      "infinite too",
      "far",
      "a",
      "b",
      "unmeasured",
      "excluded",
    ]);
  });

  test("the worst severity is that of the most urgent violation, none without any", () => {
    expect(worstSeverity([])).toBe("none");
    expect(
      worstSeverity([violation({ severity: "note" }), violation({ severity: "page" }), violation()]),
    ).toBe("page");
  });
});
