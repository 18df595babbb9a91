import { describe, expect, test } from "vitest";
import { driftHeatmap, heatLevel } from "../../shared/report/chart/drift-heatmap.ts";
import { rateTimeline } from "../../shared/report/chart/rate-timeline.ts";
import { timeTicks } from "../../shared/report/chart/time-axis.ts";
import { parseHtml } from "./parse-html.ts";
import { seriesReport, seriesWindow, violating } from "./small-report.ts";

const NOT_A_NUMBER = /NaN|undefined|null|Infinity/;

const timelineOf = (windows: ReturnType<typeof seriesWindow>[], retrainings = seriesReport().retrainings) =>
  rateTimeline({ ...seriesReport(), windows, retrainings, threshold: 0.2 }).markup;

describe("time axis", () => {
  test("ticks lie within the span and name what changes", () => {
    expect(timeTicks({ from: 0, to: 0 })).toEqual([]);
    const day = timeTicks({ from: Date.UTC(2001, 1, 16), to: Date.UTC(2001, 1, 17) });
    expect(day.map(({ label }) => label).slice(0, 3)).toEqual(["16 Feb", "03:00", "06:00"]);
    const years = timeTicks({ from: Date.UTC(2001, 0, 1), to: Date.UTC(2003, 0, 1) });
    expect(years.map(({ label }) => label).slice(0, 2)).toEqual(["Jan 2001", "Apr 2001"]);
    for (const { at } of [...day, ...years]) expect(at >= 0 && at <= 1).toBe(true);
  });
});

describe("rate timeline", () => {
  test("no windows, one window and windows without a rate are drawn", () => {
    for (const windows of [
      [],
      [seriesWindow(0)],
      [seriesWindow(0, { violationRate: null, verdict: "NoTraffic" })],
    ]) {
      const drawn = timelineOf(windows);
      parseHtml(drawn);
      expect(drawn).not.toMatch(NOT_A_NUMBER);
    }
  });

  test("a violating window is a bar with its reason and a link to its report", () => {
    const parsed = parseHtml(
      timelineOf([violating(3, { href: "w/report.html" }), violating(5, { href: "javascript:alert(1)" })]),
    );
    expect(parsed.filter(({ name }) => name === "a").map(({ attributes }) => attributes["href"])).toEqual([
      "w/report.html",
    ]);
    expect(parsed.filter(({ text }) => text.includes("1 of 2 columns"))).toHaveLength(2);
  });

  test("neighbouring windows of one verdict share a mark in the ribbon, and missing windows leave a gap", () => {
    const drawn = timelineOf([seriesWindow(0), seriesWindow(1), seriesWindow(6)]);
    expect(drawn).toContain(`class="v-Healthy" d="M0 0H83.33V10H0zM250 0H291.67V10H250z"`); // 2 ÷ 24 and 6 ÷ 24 … 7 ÷ 24 of 1000
  });

  test("where nothing was evaluated the ground is shaded", () => {
    expect(timelineOf([seriesWindow(0, { violationRate: null, verdict: "Learning" })])).toContain(
      `class="gap" d="M0 0H41.67V100H0z"`,
    );
    expect(timelineOf([seriesWindow(0)])).not.toContain(`class="gap"`);
  });

  test("a retraining inside the period is flagged with its outcome, one outside is not", () => {
    const record = {
      job: "j",
      endedAt: null,
      trigger: "window",
      outcome: "challenger-won",
      reason: "better",
    } as const;
    const drawn = timelineOf(
      [],
      [
        { ...record, startedAt: "2001-02-16T12:00:00Z" },
        { ...record, startedAt: "2001-03-01T12:00:00Z" },
      ],
    );
    expect(drawn.match(/▼/g)).toHaveLength(1);
    expect(drawn).toContain("left:50.00%");
  });

  test("a thousand violating windows share a path a severity", () => {
    const windows = Array.from({ length: 1000 }, (_, i) =>
      violating(0, { start: i * 1000, end: (i + 1) * 1000 }),
    );
    const drawn = rateTimeline({ windows, retrainings: [], threshold: 0.2, from: 0, to: 1_000_000 }).markup;
    expect(drawn.match(/<path class="b /g)).toHaveLength(2); // the bars and their marks in the ribbon
  });
});

describe("drift heatmap", () => {
  test("nothing measured gives no markup", () => {
    expect(driftHeatmap({ ...seriesReport(), windows: [] }).markup).toBe("");
    expect(driftHeatmap({ ...seriesReport(), windows: [seriesWindow(0, { distances: {} })] }).markup).toBe(
      "",
    );
  });

  test("levels follow distance ÷ limit, and beyond the limit is warm only for violations", () => {
    const level = (distance: number, violated = false) => heatLevel({ distance, limit: 1, violated });
    expect([
      level(0),
      level(0.5),
      level(0.7),
      level(0.9),
      level(1.4),
      level(1.2, true),
      level(2, true),
      level(9, true),
    ]).toEqual([0, 0, 1, 2, 3, 4, 5, 6]);
    expect(heatLevel({ distance: 1, limit: 0, violated: true })).toBe(6);
  });

  test("the most violated column stands first with its count and its largest multiple", () => {
    const distances = {
      quiet: { distance: 0.1, limit: 0.2, violated: false },
      loud: { distance: 0.5, limit: 0.2, violated: true },
    };
    const drawn = driftHeatmap({
      ...seriesReport(),
      windows: [seriesWindow(0, { distances }), seriesWindow(1, { distances })],
    }).markup;
    parseHtml(drawn);
    expect(drawn.indexOf("loud")).toBeLessThan(drawn.indexOf("quiet"));
    expect(drawn).toContain("<b>2</b><i>2.5\u202f×</i>");
  });

  test("more windows than fit are drawn as the worst of each group", () => {
    const windows = Array.from({ length: 2400 }, (_, i) =>
      (i === 1201 ? violating : seriesWindow)(0, { start: i * 1000, end: (i + 1) * 1000 }),
    );
    const drawn = driftHeatmap({ windows, from: 0, to: 2_400_000 }).markup;
    expect(drawn).toContain("worst of 6 windows");
    expect(drawn).toContain(`class="h5" d="M200 0.06h1v.88H200z"`); // 1201 ÷ 6
  });

  test("a window outside the period is left out", () => {
    expect(driftHeatmap({ ...seriesReport(), windows: [seriesWindow(30)] }).markup).toBe("");
  });
});
