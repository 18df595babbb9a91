import { describe, expect, test } from "vitest";
import type { MetricDatum } from "../../shared/report/metric-datum.ts";
import { dimensionValue, renderMetrics } from "../../shared/report/render-metrics.ts";
import type { MetricDatum as PortDatum } from "../../steps/ports.ts";
import { column, HOSTILE, verdict, violation } from "./small-report.ts";

const VARIANT = { Endpoint: "flights-delay", Variant: "AllTraffic" };
const isFleet = ({ dimensions }: MetricDatum) => Object.keys(dimensions).length === 0;
const valuesOf = (datums: readonly MetricDatum[]) =>
  Object.fromEntries(datums.map(({ name, value }) => [name, value]));

describe("renderMetrics", () => {
  test("a window with violations publishes ten metrics per variant and four for the fleet", () => {
    const datums: readonly PortDatum[] = renderMetrics(
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

  test("values stay within what CloudWatch takes: finite, 0 or 2^−360 to 2^360", () => {
    const distances = [Number.NaN, Number.POSITIVE_INFINITY, 1e300, 1e-300, -0, 2 ** 360];
    const columns = distances.map((distance, i) => column({ name: `c${i}`, distance }));
    const values = renderMetrics(verdict(), columns, { perColumn: 9 })
      .filter(({ name }) => name === "ColumnDrift")
      .map(({ value }) => Math.abs(value));
    expect(values.sort((a, b) => a - b)).toEqual([0, 0, 2 ** 360]);
  });

  test("a dimension is 1 to 255 printable ASCII characters, never blank and never starts with a colon", () => {
    for (const name of [...HOSTILE, "遅延", "", " ", ":a", "x".repeat(300), "délai"])
      expect(dimensionValue(name), JSON.stringify(name)).toMatch(/^(?!:)(?=.*\S)[\x20-\x7e]{1,255}$/);
  });

  test("a plain name stays itself, and names that differ stay different", () => {
    expect(dimensionValue("departure delay (min)")).toBe("departure delay (min)");
    expect(dimensionValue("délai")).toMatch(/^d-lai-[0-9a-f]{8}$/);
    expect(new Set(["遅延", "遅廷", "délai", "délaı"].map(dimensionValue)).size).toBe(4);
  });
});
