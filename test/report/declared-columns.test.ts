import { describe, expect, test } from "vitest";
import { type SchemaInForce, schemaInWords } from "../../shared/columns/schema-in-force.ts";
import { declaredColumns } from "../../shared/report/page/declared-columns.ts";
import { renderMarkdown } from "../../shared/report/render-markdown.ts";
import { renderNotification } from "../../shared/report/render-notification.ts";
import { HOSTILE, verdict } from "./small-report.ts";

const schema = (changed: Partial<SchemaInForce> = {}): SchemaInForce => ({
  since: "2026-03-03T10:00:00.000Z",
  changes: [],
  renamed: { annual_income: "income" },
  added: ["clicks"],
  dropped: ["fax"],
  notes: [],
  ...changed,
});

describe("the declared columns of a report", () => {
  test("are nothing where no declared change matters", () => {
    expect(declaredColumns(undefined).markup).toBe("");
  });

  test("are a row a column, under the version", () => {
    const text = declaredColumns(schema({ notes: ["fax still comes."] })).markup.replace(/<[^>]+>/g, " ");
    expect(text.replace(/\s+/g, " ").trim()).toBe(
      "Declared columns as declared from 3 Mar 2026, 10:00 UTC on fax still comes. annual_income was income in the baseline clicks not in the baseline: counted, not judged fax in the baseline, no longer compared",
    );
  });

  test("hold no markup of a hostile name", () => {
    const html = declaredColumns(
      schema({
        renamed: { [HOSTILE[0]!]: HOSTILE[0]! },
        added: [...HOSTILE],
        dropped: [...HOSTILE],
        notes: [...HOSTILE],
      }),
    ).markup;
    expect(html).not.toMatch(/<script|<img|onerror=|[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test("are a hundred rows at most, and a count", () => {
    const added = Array.from({ length: 150 }, (_, i) => `c${i}`);
    const html = declaredColumns(schema({ added })).markup;
    expect(html.match(/<tr>/g)).toHaveLength(100);
    expect(html).toContain("52 further columns: verdict.json has all of them.");
  });
});

describe("a version in words", () => {
  test.each([
    [
      schema({ added: ["a", "b", "c", "d", "e", "f", "g"], dropped: [], renamed: {} }),
      "Columns as declared from 3 Mar 2026, 10:00 UTC on (not in the baseline: a, b, c, d, e and 2 more).",
    ],
    [
      schema({ since: null, added: [], dropped: [], notes: ["A came early."] }),
      "Columns as before the declared changes (annual_income is income in the baseline). A came early.",
    ],
    [
      schema({ changes: ["2026-03-03T10:00:00.000Z"], renamed: {}, added: [], dropped: [] }),
      "Columns as declared from 3 Mar 2026, 10:00 UTC on, and as before: they change inside the window, and both are accepted.",
    ],
  ])("%#", (given, words) => expect(schemaInWords(given)).toBe(words));

  test("is in the message and the Markdown of a verdict, with its reason", () => {
    const reason = `None violates it. ${schemaInWords(schema())}`;
    expect(renderNotification(verdict({ reason })).body).toContain(
      "Columns as declared from 3 Mar 2026, 10:00 UTC on",
    );
    expect(renderMarkdown(verdict({ reason }))).toContain(
      "Columns as declared from 3 Mar 2026, 10:00 UTC on",
    );
  });
});
