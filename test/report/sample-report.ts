/**
 * Realistic sample data for both reports, seeded: a flight-delay endpoint over January and February 2001, the
 * baseline learnt in January, a storm on three days. Run to write the pages: node test/report/sample-report.ts FOLDER
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderSeriesReport } from "../../shared/report/render-series-report.ts";
import type { WindowReport } from "../../shared/report/render-window-report.ts";
import { renderWindowReport } from "../../shared/report/render-window-report.ts";
import type { Verdict, Violation } from "../../shared/report/verdict.ts";
import { COLUMNS, columnReports, LIMIT_FROM } from "./sample-columns.ts";
import { sampleSeriesReport } from "./sample-series.ts";

const CARRIER_DISTANCE = 0.061; // beyond its learnt limit and below the threshold

/** One window of the storm of 16 February 2001. */
export function sampleWindowReport(): WindowReport {
  const columns = columnReports(16, 731, 1);
  const missing: Violation = {
    column: "wind_speed",
    check: "completeness_check",
    kind: "fault",
    severity: "page",
    distance: 0.979,
    threshold: 0.995,
    thresholdFrom: "constraint",
    n: 731,
    m: 61_204,
    description: "Completeness 0.979 is below the constraint 0.995",
    evidence: [
      {
        key: "datacapture/flights-delay/AllTraffic/2001/02/16/10/20-41-312-6f1d2c7a-8e0b-4f57-9a39-5b1f0c6d7e20.jsonl",
        line: 17,
      },
    ],
  };
  const withFault = columns.map((column) => {
    if (column.name === "wind_speed") return { ...column, violations: [...column.violations, missing] };
    return column.name === "carrier" ? { ...column, distance: CARRIER_DISTANCE } : column;
  });
  const violations = withFault.flatMap((column) => column.violations);
  const evaluated = COLUMNS.length;
  const violated = new Set(violations.map((violation) => violation.column)).size;
  const verdict: Verdict = {
    version: 1,
    monitor: "flights",
    endpoint: "flights-delay",
    variant: "AllTraffic",
    window: { id: "20010216T10Z", start: "2001-02-16T10:00:00Z", end: "2001-02-16T11:00:00Z" },
    verdict: "Violations",
    reason: `${violated} of ${evaluated} columns are in violation; predicted_delay lies farthest from its baseline.`,
    flags: [],
    records: 244,
    rows: 731,
    malformed: { count: 3, byReason: { "the line is not JSON": 2, "endpointInput.data is not a string": 1 } },
    coverage: 0.992,
    baseline: { id: "2001-01", modelVersion: "flights-delay/7", slot: "hour 10" },
    columnsEvaluated: evaluated,
    checksEvaluated: 58,
    violationRate: violated / evaluated,
    violationRateThreshold: 0.2,
    severity: "page",
    violations,
    reported: [
      {
        column: "carrier",
        check: "baseline_drift_check",
        kind: "drift",
        severity: "note",
        distance: CARRIER_DISTANCE,
        threshold: 0.052,
        thresholdFrom: LIMIT_FROM,
        n: 731,
        m: 61_204,
        description: "Distance 0.061 is beyond the learnt limit 0.052 and below the threshold 0.1",
        evidence: [],
      },
    ],
    decision: {
      action: "ask-to-retrain",
      reasons: [
        "the violation rate reached the threshold 0.2 in 2 of the last 3 windows",
        "no retraining in the last day",
      ],
    },
  };
  return {
    verdict,
    columns: withFault,
    monitor: {
      monitor: "flights",
      season: "hour-of-day",
      timezone: "America/New_York",
      minRows: 100,
      compatibility: "none",
      drift: { statistic: "LInfinity", calibration: "on" },
    },
  };
}

if (import.meta.main) {
  const folder = process.argv[2] ?? ".";
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "window.html"), renderWindowReport(sampleWindowReport()));
  writeFileSync(join(folder, "series.html"), renderSeriesReport(sampleSeriesReport()));
}
