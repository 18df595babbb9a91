import { describe, expect, test } from "vitest";
import { renderSeriesReport } from "../../shared/report/render-series-report.ts";
import { seriesHeadline } from "../../shared/report/series-headline.ts";
import { parseHtml } from "./parse-html.ts";
import { sampleSeriesReport } from "./sample-series.ts";
import { column, seriesReport, seriesWindow, violating } from "./small-report.ts";

const RECORD = {
  job: "rt-1",
  startedAt: "2001-02-16T12:00:00Z",
  endedAt: "2001-02-16T12:20:00Z",
  trigger: "window",
  outcome: "challenger-won",
  reason: "rmse 13.8 against 15.2",
} as const;

describe("seriesHeadline", () => {
  test("no windows, no violations and one of each are sentences", () => {
    expect(seriesHeadline({ windows: [], retrainings: [] })).toBe("No windows in this period.");
    expect(seriesHeadline({ windows: [seriesWindow(0)], retrainings: [] })).toBe(
      "None of 1 window in violation. No retraining was started.",
    );
    expect(seriesHeadline({ windows: [seriesWindow(0), violating(1)], retrainings: [RECORD] })).toBe(
      "1 of 2 windows in violation, most often in delay (1). 1 retraining: 1 won by the challenger.",
    );
  });

  test("three columns are named, the most frequent first, and outcomes are counted", () => {
    const violated = { distance: 1, limit: 0.1, violated: true };
    const windows = [
      violating(0, { distances: { d: violated, b: violated, a: violated } }),
      violating(1, { distances: { c: violated, b: violated } }),
    ];
    const retrainings = [RECORD, { ...RECORD, outcome: "kept-champion" as const }, RECORD];
    expect(seriesHeadline({ windows, retrainings })).toBe(
      "2 of 2 windows in violation, most often in b (2), a (1), c (1) and 1 other column. 3 retrainings: 2 won by the challenger and 1 kept the champion.",
    );
  });
});

describe("renderSeriesReport", () => {
  test("an empty period is a whole page without NaN, null or undefined", () => {
    const page = renderSeriesReport(seriesReport({ windows: [], columns: [], facts: [] }));
    parseHtml(page);
    expect(page).not.toMatch(/\b(NaN|undefined|null)\b/);
  });

  test("a note stands below the headline as text", () => {
    const html = renderSeriesReport({ ...seriesReport(), note: "Arranged: <who> asks." });
    expect(html).toContain('</h1><p class="intro">Arranged: &lt;who&gt; asks.</p></header>');
    expect(renderSeriesReport(seriesReport())).toContain("</h1></header>");
  });

  test("a period without length is drawn", () => {
    const page = renderSeriesReport(seriesReport({ to: seriesReport().from }));
    parseHtml(page);
    expect(page).not.toMatch(/\b(NaN|undefined|null|Infinity)\b/);
  });

  test("a window at or over the threshold stands in the table with what it started; one below it does not", () => {
    const windows = [
      violating(1, { violationRate: 0.2, triggered: "nothing: cooldown until noon" }),
      violating(2, { violationRate: 0.19, triggered: "not told" }),
      violating(3),
    ];
    const page = renderSeriesReport(seriesReport({ windows }));
    expect(page).toContain("nothing: cooldown until noon");
    expect(page).not.toContain("not told");
    expect(page).toContain("delay 2.5\u202f×");
  });

  test("a threshold of 0 does not put windows without violations into the table", () => {
    expect(
      renderSeriesReport(seriesReport({ violationRateThreshold: 0, windows: [seriesWindow(0)] })),
    ).toContain(`<p class="intro">None.</p>`);
  });

  test("of a thousand windows over the threshold the 200 with the highest rate are listed, in order of time", () => {
    const windows = Array.from({ length: 1000 }, (_, i) =>
      violating(i, { id: `w${i}`, violationRate: i % 5 === 0 ? 0.9 : 0.3 }),
    );
    const page = renderSeriesReport(seriesReport({ windows, to: seriesReport().from + 1000 * 3_600_000 }));
    const ids = [...page.matchAll(/<div class="s">w(\d+)<\/div>/g)].map(([, id]) => Number(id));
    expect(ids).toEqual(Array.from({ length: 200 }, (_, i) => i * 5));
    expect(page).toContain("800 more");
  });

  test("verdicts are counted by name, violations by severity", () => {
    const windows = [
      violating(0),
      violating(1, { severity: "ticket" }),
      seriesWindow(2),
      seriesWindow(3),
      seriesWindow(4, { verdict: "NoTraffic", violationRate: null }),
    ];
    const page = renderSeriesReport(seriesReport({ windows }));
    for (const text of [
      "Violations, page<b>1</b>",
      "Violations, ticket<b>1</b>",
      "Healthy<b>2</b>",
      "NoTraffic<b>1</b>",
    ])
      expect(page).toContain(text);
  });

  test("retrainings, worst windows, exclusions and facts are told", () => {
    const page = renderSeriesReport(
      seriesReport({
        retrainings: [RECORD],
        worst: [
          { windowId: "20010216T01Z", href: "w/report.html", reason: "delay is far", columns: [column()] },
        ],
        excluded: [{ column: "id", reason: "an identifier" }],
      }),
    );
    for (const text of [
      "rmse 13.8 against 15.2",
      "16 Feb 2001, 12:20",
      "delay is far",
      `href="w/report.html"`,
      "an identifier",
      "<dt>Windows</dt>",
    ])
      expect(page).toContain(text);
  });

  test("two months of hours over 14 columns are one page of under 200 kB, the same each time", () => {
    const page = renderSeriesReport(sampleSeriesReport());
    parseHtml(page);
    expect(page).not.toMatch(/\b(NaN|undefined|null|Infinity)\b/);
    expect(Buffer.byteLength(page)).toBeLessThan(200_000);
    expect(renderSeriesReport(sampleSeriesReport())).toBe(page);
  });
});
