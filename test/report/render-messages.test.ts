import { describe, expect, test } from "vitest";
import { code, markdownText, renderMarkdown } from "../../shared/report/render-markdown.ts";
import { renderNotification } from "../../shared/report/render-notification.ts";
import { HOSTILE, verdict, violation } from "./small-report.ts";

const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028]/;
const many = (count: number) => Array.from({ length: count }, (_, i) => violation({ column: `c${i}` }));

describe("renderMarkdown", () => {
  test("a verdict is a few lines with its violations and the command that reads the rows", () => {
    expect(renderMarkdown(verdict())).toBe(
      [
        "**Violations (ticket)** · `flights-delay/AllTraffic` · 16 Feb 2001, 10:00–11:00 UTC (`20010216T10Z`)",
        "1 of 2 columns violates the baseline: delay.",
        "Violation rate 50\u202f% of 2 columns (threshold 20\u202f%) · 5 rows in 5 records · 1 malformed · coverage 50\u202f% · incomplete · asks to retrain",
        "- `delay` `baseline_drift_check` (ticket) 0.400 against 0.200: Baseline drift distance: 0.4 exceeds the limit 0.2",
        "Rows behind the first: `plumbline records 20010216T10Z delay baseline_drift_check`\n",
      ].join("\n\n"),
    );
  });

  test("without violations it is three lines, and what is not known is a dash or left out", () => {
    const text = renderMarkdown(
      verdict({
        verdict: "NoTraffic",
        severity: "none",
        violations: [],
        violationRate: null,
        coverage: null,
        columnsEvaluated: 0,
      }),
    );
    expect(text.trim().split("\n\n")).toHaveLength(3);
    expect(text).toContain("Violation rate – of 0 columns");
  });

  test("more than ten causes are counted", () => {
    expect(renderMarkdown(verdict({ violations: many(13) }))).toContain("… and 3 more causes.");
  });

  test("a code span's fence is longer than any run of backticks in it (CommonMark 0.31 example 339)", () => {
    expect(code("a")).toBe("`a`");
    expect(code("foo ` bar")).toBe("`` foo ` bar ``");
    expect(code("``")).toBe("``` `` ```");
  });

  test("no emphasis, link, image, HTML, mention or bare address of a sentence survives", () => {
    expect(markdownText("*a* _b_ `c` [d](e) ![f](g) <h> &amp; # ~i~ |")).toBe(
      "\\*a\\* \\_b\\_ \\`c\\` \\[d\\]\\(e\\) \\!\\[f\\]\\(g\\) &lt;h&gt; &amp;amp; \\# \\~i\\~ \\|",
    );
    expect(markdownText("@everyone https://evil www.evil.com")).toBe(
      "@\u200beveryone https\\://evil www\\.evil.com",
    );
    expect(markdownText("- a")).toBe("\\- a");
    expect(markdownText("1. a")).toBe("1\\. a");
  });

  test("hostile names stay within their code span and on their line", () => {
    for (const name of HOSTILE) {
      const text = renderMarkdown(
        verdict({
          violations: [
            violation({ column: name, check: name, description: name }),
            violation({ column: `${name}2` }),
          ],
          causes: [{ leader: name, columns: [name, `${name}2`], why: name }],
          reported: [violation({ column: name })],
          endpoint: name,
          reason: name,
        }),
      );
      expect(text, JSON.stringify(name)).not.toMatch(CONTROLS);
      expect(outsideCode(text), JSON.stringify(name)).not.toMatch(
        /<script|<img|<svg|\]\(http|@everyone|https?:\/\//,
      );
      expect(text.trim().split("\n\n")).toHaveLength(6);
    }
  });
});

/** The text without its code spans, found as CommonMark does: a run of backticks closes at the next run of its length. */
function outsideCode(text: string): string {
  return text.replace(/(?<![\\`])(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
}

describe("renderNotification", () => {
  test("the subject says severity, verdict, columns, endpoint and window", () => {
    expect(renderNotification(verdict()).subject).toBe(
      "[ticket] Violations in 1 of 2 columns: flights-delay/AllTraffic 20010216T10Z",
    );
    expect(
      renderNotification(verdict({ verdict: "CaptureBroken", severity: "page", violations: [] })).subject,
    ).toBe("[page] CaptureBroken: flights-delay/AllTraffic 20010216T10Z");
  });

  test("the subject is what SNS takes: 1 to 100 printable ASCII characters", () => {
    for (const endpoint of [...HOSTILE, "x".repeat(1000), "delay-遅延", ""]) {
      const { subject } = renderNotification(verdict({ endpoint }));
      expect(subject, JSON.stringify(endpoint)).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,99}$/);
    }
  });

  test("the body has the reason, the numbers, each violation and the command, without control characters", () => {
    const { body } = renderNotification(verdict());
    for (const text of [
      "1 of 2 columns violates",
      "50\u202f% of 2 columns, threshold 20\u202f%",
      "asks to retrain; 2 of the last 3",
      "ticket  delay  baseline_drift_check 0.400, limit 0.200 (learnt from",
      "plumbline records 20010216T10Z delay",
    ])
      expect(body).toContain(text);
    for (const name of HOSTILE)
      expect(
        renderNotification(
          verdict({
            reason: name,
            violations: [violation({ column: name, description: name })],
            causes: [{ leader: name, columns: [name, `${name}2`], why: name }],
          }),
        ).body,
      ).not.toMatch(CONTROLS);
  });

  test("more than twenty causes are counted", () => {
    expect(renderNotification(verdict({ violations: many(25) })).body).toContain("… and 5 more causes");
  });
});
