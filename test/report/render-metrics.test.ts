import { describe, expect, test } from "vitest";
import type { ValueDatum } from "../../shared/report/metric-datum.ts";
import { renderMetrics } from "../../shared/report/render-metrics.ts";
import { column, verdict, violation } from "./small-report.ts";

const VARIANT = { Endpoint: "flights-delay", Variant: "AllTraffic" };
const isFleet = ({ dimensions }: ValueDatum) => Object.keys(dimensions).length === 0;
const valuesOf = (datums: readonly ValueDatum[]) =>
  Object.fromEntries(datums.map(({ name, value }) => [name, value]));

describe("renderMetrics", () => {
  test("a window with violations publishes ten metrics per variant and six for the fleet", () => {
    const datums = renderMetrics(
      verdict({ violations: [violation(), violation({ check: "data_type_check", severity: "page" })] }),
      [],
      { perColumn: 0 },
    );
    expect(valuesOf(datums.filter((datum) => !isFleet(datum)))).toEqual({
      Records: 5,
      Rows: 5,
      Violations: 2,
      ViolationRate: 0.5,
      ColumnsInViolation: 1,
      MalformedRecords: 1,
      CaptureCoverage: 0.5,
      WindowSilent: 0,
      WindowsProcessed: 1,
      PageViolations: 1,
    });
    expect(valuesOf(datums.filter(isFleet))).toEqual({
      WindowsProcessed: 1,
      PageViolations: 1,
      WindowsInViolation: 1,
      WindowsFailed: 0,
      WindowsIncomplete: 1, // one of the six lines of the sample could not be read
      WindowsUndercaptured: 0,
    });
    for (const datum of datums.filter((each) => !isFleet(each))) expect(datum.dimensions).toEqual(VARIANT);
  });

  test("every datum lies a minute before the window's end, inside its own hour", () => {
    for (const datum of renderMetrics(verdict(), [column()], { perColumn: 1 }))
      expect(new Date(datum.timestamp).toISOString()).toBe("2001-02-16T10:59:00.000Z");
  });

  test("a rate of nothing and an unknown coverage are not published, and the window is silent", () => {
    const values = valuesOf(
      renderMetrics(
        verdict({
          verdict: "NoTraffic",
          violationRate: null,
          coverage: null,
          violations: [],
          severity: "none",
        }),
        [],
        { perColumn: 0 },
      ),
    );
    expect(values).not.toHaveProperty("ViolationRate");
    expect(values).not.toHaveProperty("CaptureCoverage");
    expect(values["WindowSilent"]).toBe(1);
  });

  test("a window that could not be judged counts as failed, and a broken capture as a page", () => {
    for (const name of ["Failed", "TooLate", "BaselineMissing"] as const)
      expect(
        valuesOf(renderMetrics(verdict({ verdict: name }), [], { perColumn: 0 }).filter(isFleet))[
          "WindowsFailed"
        ],
        name,
      ).toBe(1);
    const broken = renderMetrics(
      verdict({ verdict: "CaptureBroken", severity: "page", violations: [] }),
      [],
      { perColumn: 0 },
    );
    expect(valuesOf(broken)).toMatchObject({ PageViolations: 1, WindowsFailed: 0, WindowsInViolation: 0 });
  });

  test("too few captured records count as such, and so do files that were not read, whatever the verdict", () => {
    const lost = renderMetrics(verdict({ verdict: "Healthy", flags: ["undercaptured"] }), [], {
      perColumn: 0,
    });
    expect(valuesOf(lost)).toMatchObject({ WindowsUndercaptured: 1, WindowsFailed: 0 });
    const unread = renderMetrics(verdict({ flags: ["incomplete"] }), [], { perColumn: 0 });
    expect(valuesOf(unread)).toMatchObject({ WindowsIncomplete: 1, WindowsUndercaptured: 0 });
  });

  test("a version of the model that has no baseline counts as failed after a week, not before", () => {
    const learning = (days: number) => {
      const sample = verdict({ verdict: "Learning", violationRate: null });
      const since = new Date(Date.parse(sample.window.end) - days * 86_400_000).toISOString();
      const models = [{ modelVersion: "churn/8", since, share: 1 }];
      return valuesOf(renderMetrics({ ...sample, models }, [], { perColumn: 0 }).filter(isFleet));
    };
    expect(learning(7)["WindowsFailed"]).toBe(0);
    expect(learning(7.1)["WindowsFailed"]).toBe(1);
  });

  test("the columns farthest beyond their limit are published with their distance, as many as asked", () => {
    const columns = [
      column({ name: "near", distance: 0.3, limit: 0.9 }),
      column({ name: "far", distance: 0.2, limit: 0.01, threshold: 0.01 }),
      column({ name: "unmeasured", distance: null }),
      column({ name: "excluded", distance: 9, excluded: "an identifier" }),
    ];
    const drift = (perColumn: number) =>
      renderMetrics(verdict(), columns, { perColumn }).filter(({ name }) => name === "ColumnDrift");
    expect(drift(0)).toEqual([]);
    expect(drift(1).map(({ dimensions, value }) => [dimensions["Column"], value])).toEqual([["far", 0.2]]);
    expect(drift(9).map(({ dimensions }) => dimensions["Column"])).toEqual(["far", "near"]);
  });

  test("a limit twice as far exceeded goes before a larger distance; ties go by distance, then by name", () => {
    const columns = [
      column({ name: "b", distance: 0.3, threshold: 0.1, limit: null }),
      column({ name: "a", distance: 0.3, threshold: 0.1, limit: null }),
      column({ name: "large", distance: 0.9, threshold: 0.5, limit: 0.2 }),
      column({ name: "of no limit", distance: 0.02, threshold: 0, limit: 0 }),
      column({ name: "of no limit, farther", distance: 0.5, threshold: 0, limit: null }),
    ];
    const order = (given: typeof columns) =>
      renderMetrics(verdict(), given, { perColumn: 9 })
        .filter(({ name }) => name === "ColumnDrift")
        .map(({ dimensions }) => dimensions["Column"]);
    const expected = ["of no limit, farther", "of no limit", "a", "b", "large"];
    expect(order(columns)).toEqual(expected);
    expect(order(columns.toReversed())).toEqual(expected);
  });

  test("a distance that cannot be published takes no other column's place", () => {
    const columns = [
      column({ name: "NaN", distance: Number.NaN }),
      column({ name: "infinite", distance: Number.POSITIVE_INFINITY }),
      column({ name: "real", distance: 0.1 }),
    ];
    const drift = renderMetrics(verdict(), columns, { perColumn: 1 }).filter(
      ({ name }) => name === "ColumnDrift",
    );
    expect(drift.map(({ dimensions }) => dimensions["Column"])).toEqual(["real"]);
  });

  test("values stay within what CloudWatch takes: finite, 0 or 2^−360 to 2^360", () => {
    const distances = [Number.NaN, Number.POSITIVE_INFINITY, 1e300, 1e-300, -0, 2 ** 360];
    const columns = distances.map((distance, i) => column({ name: `c${i}`, distance }));
    const values = renderMetrics(verdict(), columns, { perColumn: 9 })
      .filter(({ name }) => name === "ColumnDrift")
      .map(({ value }) => Math.abs(value));
    expect(values.sort((a, b) => a - b)).toEqual([0, 0, 2 ** 360]);
  });
});
