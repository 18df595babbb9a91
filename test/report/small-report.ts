/** Small reports with fixed values, and the names that an attacker would choose. */
import type { CategoricalDistribution, NumericDistribution } from "../../shared/drift/distribution.ts";
import type { ColumnReport } from "../../shared/report/column-report.ts";
import type { WindowReport } from "../../shared/report/render-window-report.ts";
import type { SeriesReport, SeriesWindow } from "../../shared/report/series-report.ts";
import type { Verdict, Violation } from "../../shared/report/verdict.ts";

export const HOSTILE = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `javascript:alert(1)`,
  "\u001b[31mred\u001b[0m\u001b]8;;http://evil\u0007",
  "\u202egnp.exe\u2066",
  "]]></title></svg><svg onload=alert(1)>",
  "`[x](http://evil) **b** @everyone` | # h",
  "a\nb\r\nSubject: x\u0000\u2028",
  "$\u007balert(1)} &lt; &amp; \ud800",
  "__proto__",
  "$(rm -rf ~); 'x' -o",
] as const;

export function numeric(values: readonly number[], weights?: readonly number[]): NumericDistribution {
  const order = [...values].sort((a, b) => a - b);
  const given = weights ?? values.map(() => 1);
  return {
    kind: "numeric",
    values: Float64Array.from(order),
    weights: Float64Array.from(given),
    n: given.reduce((a, b) => a + b, 0),
    rankError: 0,
  };
}

export function categorical(counts: Readonly<Record<string, number>>, n?: number): CategoricalDistribution {
  const entries = new Map(Object.entries(counts));
  return { kind: "categorical", counts: entries, n: n ?? [...entries.values()].reduce((a, b) => a + b, 0) };
}

export function violation(given: Partial<Violation> = {}): Violation {
  return {
    column: "delay",
    check: "baseline_drift_check",
    kind: "drift",
    severity: "ticket",
    distance: 0.4,
    threshold: 0.2,
    thresholdFrom: "learnt from 48 windows of 3 days",
    n: 10,
    m: 20,
    description: "Baseline drift distance: 0.4 exceeds the limit 0.2",
    evidence: [{ key: "captures/flights/AllTraffic/2001/02/16/10/00-00-1.jsonl", line: 3, eventId: "e-3" }],
    ...given,
  };
}

export function column(given: Partial<ColumnReport> = {}): ColumnReport {
  return {
    name: "delay",
    inferredType: "Integral",
    sensitive: false,
    current: numeric([3, 4, 4, 5, 9]),
    baseline: numeric([1, 2, 2, 3, 4, 5]),
    distance: 0.1,
    threshold: 0.2,
    limit: 0.15,
    limitFrom: "learnt from 48 windows of 3 days",
    n: 5,
    m: 6,
    missingShare: 0,
    violations: [],
    ...given,
  };
}

export function verdict(given: Partial<Verdict> = {}): Verdict {
  return {
    version: 1,
    monitor: "flights",
    endpoint: "flights-delay",
    variant: "AllTraffic",
    window: { id: "20010216T10Z", start: "2001-02-16T10:00:00.000Z", end: "2001-02-16T11:00:00.000Z" },
    verdict: "Violations",
    reason: "1 of 2 columns violates the baseline: delay.",
    flags: ["incomplete"],
    records: 5,
    rows: 5,
    malformed: { count: 1, byReason: { "the line is not JSON": 1 } },
    coverage: 0.5,
    baseline: { id: "2001-01", modelVersion: null, slot: "all" },
    columnsEvaluated: 2,
    checksEvaluated: 6,
    violationRate: 0.5,
    violationRateThreshold: 0.2,
    severity: "ticket",
    violations: [violation()],
    reported: [],
    decision: { action: "ask-to-retrain", reasons: ["2 of the last 3 windows are over the threshold"] },
    ...given,
  };
}

export const MONITOR: WindowReport["monitor"] = {
  monitor: "flights",
  season: "none",
  timezone: "UTC",
  minRows: 100,
  compatibility: "none",
  drift: { statistic: "LInfinity", calibration: "on" },
};

export function windowReport(given: Partial<WindowReport> = {}): WindowReport {
  const columns = [
    column({
      name: "carrier",
      inferredType: "String",
      current: categorical({ AA: 3, UA: 2 }),
      baseline: categorical({ AA: 2, UA: 2, WN: 2 }),
    }),
    column({ distance: 0.4, limit: 0.2, violations: [violation()] }),
    column({ name: "flight", excluded: "an identifier", distance: null, limit: null }),
  ];
  return { verdict: verdict(), columns, monitor: MONITOR, ...given };
}

const HOUR = 3_600_000;
const FROM = Date.UTC(2001, 1, 16);

export function seriesWindow(hour: number, given: Partial<SeriesWindow> = {}): SeriesWindow {
  return {
    id: `20010216T${String(hour).padStart(2, "0")}Z`,
    start: FROM + hour * HOUR,
    end: FROM + (hour + 1) * HOUR,
    verdict: "Healthy",
    severity: "none",
    violationRate: 0,
    rows: 100,
    reason: "No column lies beyond its limit.",
    distances: { delay: { distance: 0.1, limit: 0.2, violated: false } },
    ...given,
  };
}

export const violating = (hour: number, given: Partial<SeriesWindow> = {}): SeriesWindow =>
  seriesWindow(hour, {
    verdict: "Violations",
    severity: "page",
    violationRate: 0.5,
    reason: "1 of 2 columns violates the baseline.",
    distances: { delay: { distance: 0.5, limit: 0.2, violated: true } },
    ...given,
  });

export function seriesReport(given: Partial<SeriesReport> = {}): SeriesReport {
  return {
    title: "One day",
    endpoint: "flights-delay",
    variant: "AllTraffic",
    from: FROM,
    to: FROM + 24 * HOUR,
    violationRateThreshold: 0.2,
    windows: [seriesWindow(0), violating(1, { triggered: "retraining t-1" }), seriesWindow(2)],
    retrainings: [],
    columns: [column()],
    worst: [],
    excluded: [],
    facts: [{ label: "Windows", value: "3" }],
    ...given,
  };
}
