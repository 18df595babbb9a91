/** docs/failure-modes.md against the tests: every row has one that exists. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FAULT_KINDS } from "../shared/faults/fault-kinds.ts";

const at = (path: string) => new URL(`../${path}`, import.meta.url);
const page = readFileSync(at("docs/failure-modes.md"), "utf8");
const rows = [...page.matchAll(/^\| (\d+) \| [^|]+ \| [^|]+ \| ([^|]+) \|$/gm)].map(([, number, shown]) => ({
  number: Number(number),
  tests: shown!.split("<br>").map((each) => /^`([^`]+)` › (.+)$/.exec(each.trim())),
}));

/** The title as a whole, as a text or as a template. */
const quoted = (title: string) => new RegExp(`(["\`])${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\1`);

describe("docs/failure-modes.md", () => {
  test("has the forty failure modes of the design, in their order", () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  test.each(rows)("row $number names tests that exist", ({ tests }) => {
    for (const found of tests) {
      const [, file, title] = found ?? [];
      expect(file, "a file and a title").toBeDefined();
      expect(existsSync(at(file!)), file).toBe(true);
      expect(readFileSync(at(file!), "utf8"), file).toMatch(quoted(title!));
    }
  });
});

test("docs/hard-faults.md names tests that exist, and every kind of fault with the checks that confirm it", () => {
  const text = readFileSync(at("docs/hard-faults.md"), "utf8");
  const named = [...text.matchAll(/\| `(test\/[^`]+)` › (.+) \|$/gm)];
  expect(named).toHaveLength(9);
  for (const [, file, title] of named) expect(readFileSync(at(file!), "utf8"), title).toMatch(quoted(title!));
  for (const [kind, checks] of Object.entries(FAULT_KINDS)) {
    const row = text.split("\n").find((line) => line.startsWith(`| \`${kind}\` |`));
    expect(row, kind).toBeDefined();
    expect(row).toContain(`\`${checks[0]}\``);
  }
});
