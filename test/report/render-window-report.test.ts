import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renderSeriesReport } from "../../shared/report/render-series-report.ts";
import { renderWindowReport } from "../../shared/report/render-window-report.ts";
import { VERDICTS, type Verdict } from "../../shared/report/verdict.ts";
import { parseHtml } from "./parse-html.ts";
import { sampleWindowReport } from "./sample-report.ts";
import {
  categorical,
  column,
  HOSTILE,
  MONITOR,
  numeric,
  seriesReport,
  verdict,
  violating,
  violation,
  windowReport,
} from "./small-report.ts";

const GOLDEN = new URL("golden/window.html", import.meta.url);
const ELEMENTS = new Set(
  "!doctype html head meta title style body main header footer section article h1 h2 h3 p div span b i small code dl dt dd ul li table thead tbody tr th td details summary svg path text a".split(
    " ",
  ),
);

/** No element and no attribute that runs, loads or leads anywhere. */
function expectInert(page: string, what: string): void {
  for (const { name, attributes } of parseHtml(page)) {
    expect(ELEMENTS.has(name), `${what}: <${name}>`).toBe(true);
    for (const key of Object.keys(attributes))
      expect(/^on|^src|xlink/i.test(key), `${what}: ${name} ${key}`).toBe(false);
    if (attributes["href"] !== undefined) expect(attributes["href"], what).not.toMatch(/^\s*\w+:(?!\/\/)/);
  }
  expect(page, what).not.toMatch(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\u2028]/,
  );
}

function hostileReport(name: string) {
  const bad = violation({
    column: name,
    check: name,
    description: name,
    thresholdFrom: name,
    evidence: [{ key: name, line: 1 }],
  });
  return windowReport({
    verdict: verdict({
      reason: name,
      endpoint: name,
      variant: name,
      violations: [bad, { ...bad, column: `${name}2` }],
      causes: [{ leader: name, columns: [name, `${name}2`], why: name }],
      reported: [bad],
      malformed: { count: 1, byReason: { [name]: 1 } },
      baseline: { id: name, modelVersion: name, slot: name },
      models: [1, 2].map(() => ({ modelVersion: name, since: "2001-02-16T10:00:00.000Z", share: 0.5 })),
      decision: { action: "none", reasons: [name] },
    }),
    columns: [
      column({
        name,
        limitFrom: name,
        inferredType: name,
        violations: [bad],
        current: categorical({ [name]: 3 }),
        baseline: categorical({ [name]: 2 }),
      }),
      column({ name, excluded: name }),
    ],
    monitor: { ...MONITOR, monitor: name },
  });
}

describe("renderWindowReport", () => {
  test("names the model that answered, and of several the share of each", () => {
    const seven = { modelVersion: "churn/7", since: "2001-02-01T08:00:00.000Z", share: 1 };
    const eight = { modelVersion: "churn/8", since: "2001-02-16T10:45:00.000Z", share: 0.25 };
    const told = (models: Verdict["models"], flags: Verdict["flags"] = []) =>
      renderWindowReport(windowReport({ verdict: verdict({ ...(models && { models }), flags }) }));
    expect(told(undefined)).not.toContain("<dt>Model</dt>");
    expect(told([seven])).toMatch(/<dt>Model<\/dt><dd>churn\/7.*since 1 Feb 2001, 08:00 UTC/);
    const mixed = told([{ ...seven, share: 0.75 }, eight], ["mixed", "undercaptured"]);
    expect(mixed).toMatch(
      /<dt>Model<\/dt><dd>2 models.*churn\/7 75\u202f% of the time, since 1 Feb 2001, 08:00 UTC; churn\/8 25\u202f% of the time, since 16 Feb 2001, 10:45 UTC/,
    );
    expect(mixed).toContain("mixed: records of several versions of the model");
    expect(mixed).toContain("undercaptured: fewer records were captured");
  });

  test("a small report is, byte for byte, the golden one", () => {
    const page = renderWindowReport(windowReport());
    if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(GOLDEN, page);
    expect(page).toBe(readFileSync(GOLDEN, "utf8"));
  });

  test("the verdict, its reason, its severity and the command that reads the rows are in words", () => {
    const page = renderWindowReport(windowReport());
    for (const text of [
      "1 of 2 columns violates the baseline: delay.",
      "Violations",
      "severity: ticket",
      "plumbline records 20010216T10Z delay baseline_drift_check",
      "2001/02/16/10/00-00-1.jsonl:3",
      "1 × the line is not JSON",
      "an identifier",
      "incomplete: ",
    ])
      expect(page).toContain(text);
  });

  test("every verdict without columns or numbers is a whole page without NaN, null or undefined", () => {
    for (const name of VERDICTS) {
      const nothing = {
        verdict: name,
        violationRate: null,
        coverage: null,
        baseline: null,
        records: 0,
        rows: 0,
        columnsEvaluated: 0,
        checksEvaluated: 0,
        violations: [],
        flags: [],
        malformed: { count: 0, byReason: {} },
      } as const;
      const page = renderWindowReport(windowReport({ verdict: verdict(nothing), columns: [] }));
      expectInert(page, name);
      expect(page, name).not.toMatch(/\b(NaN|undefined|null)\b/);
    }
  });

  test("columns without values, of one row, of two kinds and without a limit are drawn or said to be empty", () => {
    const columns = [
      column({
        name: "empty",
        current: numeric([]),
        baseline: numeric([]),
        distance: null,
        n: 0,
        m: 0,
        missingShare: null,
      }),
      column({
        name: "one",
        current: numeric([1]),
        baseline: numeric([1]),
        distance: 0,
        limit: 0,
        threshold: 0,
      }),
      column({ name: "two kinds", current: numeric([1]), baseline: categorical({ a: 1 }) }),
      column({ name: "no limit", limit: null, threshold: null }),
      column({
        name: "infinite",
        distance: Number.POSITIVE_INFINITY,
        current: numeric([Number.POSITIVE_INFINITY, Number.NaN]),
      }),
    ].map(({ current, ...rest }) =>
      rest.name === "no limit" ? rest : { ...rest, ...(current === undefined ? {} : { current }) },
    );
    const page = renderWindowReport(windowReport({ columns }));
    expectInert(page, "degenerate");
    expect(page).not.toMatch(/\b(NaN|undefined|null|Infinity)\b/);
    expect(page).toContain("no values");
    expect(page).toContain("the baseline is categorical and is not drawn");
  });

  test("markup, control characters and bidi overrides in any name are inert", () => {
    for (const name of HOSTILE) {
      const page = renderWindowReport(hostileReport(name));
      expectInert(page, JSON.stringify(name));
      expect(page).not.toContain("<script");
    }
  });

  test("a name longer than 200 characters is cut wherever it stands", () => {
    const page = renderWindowReport(hostileReport("x".repeat(100_000)));
    expect(page.length).toBeLessThan(60_000);
    expect(page).toContain(`${"x".repeat(200)}…`);
  });

  test("no value of a sensitive column is in the page", () => {
    const canary = 777_123;
    const columns = [
      column({
        name: "fare",
        sensitive: true,
        current: numeric([canary, canary, canary + 5, canary + 9]),
        baseline: numeric([canary]),
      }),
      column({
        name: "passenger",
        sensitive: true,
        current: categorical({ "canary-value": 3, other: 1 }),
        baseline: categorical({ "canary-value": 1 }),
      }),
    ];
    for (const page of [
      renderWindowReport(windowReport({ columns })),
      renderSeriesReport(seriesReport({ columns, worst: [{ windowId: "w", reason: "r", columns }] })),
    ]) {
      expect(page).not.toMatch(/777|canary/);
      expect(page).toContain("sensitive: values and numbers of the axis are not shown");
    }
  });

  test("violations stand by rank, as the verdict has them, and only a drift is told as a multiple of its limit", () => {
    const violations = [
      violation({ column: "missing", kind: "fault", severity: "page", distance: 0.9, threshold: 0.99 }),
      violation({ column: "drifted" }),
    ];
    const page = renderWindowReport(windowReport({ verdict: verdict({ violations }), columns: [] }));
    expect(page.indexOf("<b>missing</b>")).toBeLessThan(page.indexOf("<b>drifted</b>"));
    expect(page).toContain('<div class="s">2. baseline_drift_check</div>');
    expect(page).toContain("limit 0.200 · 2.0\u202f×");
    expect(page).toContain("limit 0.990</div>");
  });

  test("of many reasons for malformed records the four most frequent are told", () => {
    const byReason = { e: 1, d: 2, c: 3, b: 4, a: 5 };
    expect(
      renderWindowReport(windowReport({ verdict: verdict({ malformed: { count: 15, byReason } }) })),
    ).toContain("5 × a; 4 × b; 3 × c; 2 × d; 1 more reason<");
  });

  test("the same report gives the same bytes, whatever the order of reasons", () => {
    const report = windowReport();
    const turned = {
      ...report,
      columns: [...report.columns].reverse(),
      verdict: verdict({ malformed: { count: 3, byReason: { b: 1, a: 2 } } }),
    };
    const straight = { ...report, verdict: verdict({ malformed: { count: 3, byReason: { a: 2, b: 1 } } }) };
    expect(renderWindowReport(turned)).toBe(renderWindowReport(straight));
  });

  test("20 columns in a typical window weigh at most 60 kB", () => {
    const { columns, ...report } = sampleWindowReport();
    const twenty = [...columns, ...columns.slice(0, 6).map((each) => ({ ...each, name: `${each.name}_2` }))];
    const page = renderWindowReport({ ...report, columns: twenty });
    expect(Buffer.byteLength(page)).toBeLessThan(60_000);
    expectInert(page, "typical");
  });

  test("500 columns are 48 pictures and a table, and 500 violations 100 rows and a count", () => {
    const many = Array.from({ length: 500 }, (_, i) => violation({ column: `c${i}` }));
    const columns = many.map((each) => column({ name: each.column, violations: [each] }));
    const parsed = parseHtml(
      renderWindowReport(windowReport({ columns, verdict: verdict({ violations: many }) })),
    );
    expect(parsed.filter(({ name }) => name === "article")).toHaveLength(48);
    expect(parsed.filter(({ name }) => name === "details")).toHaveLength(100);
    expect(parsed.some(({ text }) => text.includes("400 further violations"))).toBe(true);
    expect(parsed.some(({ text }) => text.includes("452 further columns"))).toBe(true);
  });

  test("nothing is loaded: no address but the page's own", () => {
    expect(renderWindowReport(sampleWindowReport())).not.toMatch(/https?:|url\(|@import|<link|<script/);
  });
});

describe("hostile names in a series", () => {
  test("are inert in the headline, the charts, the tables and the links", () => {
    for (const name of HOSTILE) {
      const distances = Object.fromEntries([[`${name}.`, { distance: 0.5, limit: 0.1, violated: true }]]);
      const page = renderSeriesReport(
        seriesReport({
          title: name,
          endpoint: name,
          variant: name,
          windows: [
            violating(1, { distances, reason: name, href: name, triggered: name }),
            violating(2, { distances: {}, reason: name }),
          ],
          retrainings: [
            {
              job: name,
              startedAt: "2001-02-16T12:00:00Z",
              endedAt: null,
              trigger: "window",
              outcome: "failed",
              reason: name,
            },
          ],
          worst: [{ windowId: name, href: name, reason: name, columns: [column({ name })] }],
          excluded: [{ column: name, reason: name }],
          facts: [{ label: name, value: name }],
        }),
      );
      expectInert(page, JSON.stringify(name));
    }
  });
});
