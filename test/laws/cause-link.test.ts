/** What every link between columns promises; a new one is held by its line in the registry. */
import { describe, expect, test } from "vitest";
import { changedColumn } from "../../shared/causes/changed-column.ts";
import type { ChangedColumn } from "../../shared/causes/links/cause-link.ts";
import { causeLinks } from "../../shared/causes/links/index.ts";
import { seededRandom } from "../../shared/random.ts";
import type { Violation } from "../../shared/report/verdict.ts";
import { violation } from "../report/small-report.ts";

const related = (a: string, b: string) => (a + b === "ab" || a + b === "ba" ? -0.8 : undefined);
const random = seededRandom(4);
const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
const any = (column: string): Violation =>
  violation({
    column,
    n: 1000,
    m: pick([0, 5000]),
    distance: pick([0.2, 0.201, 0.4]),
    ...pick([
      {},
      { check: "completeness_check", expected: pick([1, 0.99, 0.9]) },
      { segment: { value: pick(["x", "y", ""]), rows: 9, distanceWithout: 0 } },
      { moved: { observed: 0.4, expected: pick([0, 0.01, 0.2]), of: { kind: "others" } as const } },
    ]),
  });
const pairs = Array.from({ length: 300 }, (): [ChangedColumn, ChangedColumn] => [
  changedColumn("a", [any("a"), any("a")]),
  changedColumn("b", [any("b")]),
]);

describe.each(causeLinks)("$name", ({ link }) => {
  test("ties two columns whichever is named first", () => {
    for (const [a, b] of pairs)
      expect(link(a, b, { related }) === undefined).toBe(link(b, a, { related }) === undefined);
  });

  test("ties some and not others", () => {
    const tied = pairs.filter(([a, b]) => link(a, b, { related }) !== undefined);
    expect(tied.length).toBeGreaterThan(0);
    expect(tied.length).toBeLessThan(pairs.length);
  });

  test("says why as a part of a sentence: a line without its end", () => {
    for (const [a, b] of pairs) expect(link(a, b, { related }) ?? "-").toMatch(/^[^\n]*[^\n.]$/);
  });

  test("ties a column to none that has nothing to say", () => {
    for (const [a] of pairs) expect(link(a, changedColumn("silent", []), { related })).toBeUndefined();
  });
});
