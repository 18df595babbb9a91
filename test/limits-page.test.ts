/** docs/limits.md against the files: whoever is said to keep to a limit is there, and so is the test that holds it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const page = readFileSync(join(ROOT, "docs", "limits.md"), "utf8");

interface Row {
  readonly limit: string;
  readonly enforcedIn: string;
  /** Titles of tests by their file. */
  readonly heldBy: readonly { readonly file: string; readonly titles: readonly string[] }[];
}

const rows: Row[] = [...page.matchAll(/^\| (.+?) \|(.*?)\| `([^`]+)` \| (.+) \|$/gm)].map(
  ([, limit, , enforcedIn, heldBy]) => ({
    limit: limit!,
    enforcedIn: enforcedIn!,
    heldBy: heldBy!.split(/; (?=`)/).map((part) => ({
      file: /^`([^`]+)`/.exec(part)?.[1] ?? part,
      titles: [...part.matchAll(/"([^"]+)"/g)].map(([, title]) => title!),
    })),
  }),
);

test("every row of the table is read", () => {
  const lines = page.split("\n").filter((text) => text.startsWith("| ") && !text.startsWith("| limit |"));
  expect(rows.length).toBe(lines.length);
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows)("$limit: $enforcedIn is there, and so are its tests", ({ enforcedIn, heldBy }) => {
  expect(existsSync(join(ROOT, enforcedIn))).toBe(true);
  for (const { file, titles } of heldBy) {
    const text = readFileSync(join(ROOT, file), "utf8");
    expect(titles.length, file).toBeGreaterThan(0);
    for (const title of titles)
      expect(
        [`"${title}"`, `\`${title}\``].some((quoted) => text.includes(quoted)),
        `${file}: ${title}`,
      ).toBe(true);
  }
});
