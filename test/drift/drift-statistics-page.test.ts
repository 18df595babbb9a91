import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Distribution } from "../../shared/drift/distribution.ts";
import type { DriftStatistic } from "../../shared/drift/drift-statistic.ts";
import { driftStatistics } from "../../shared/drift/index.ts";
import { seededRandom } from "../../shared/random.ts";
import { categorical, numeric } from "./distributions.ts";

const page = readFileSync(new URL("../../docs/drift-statistics.md", import.meta.url), "utf8");
const statistics: readonly DriftStatistic[] = driftStatistics;

/** Cells of the rows of the table whose head begins with `head`, without the backquotes. */
function tableOf(head: string): string[][] {
  const [, ...lines] = page.slice(page.indexOf(`| ${head} |`)).split("\n");
  const rows = lines.slice(
    1,
    lines.findIndex((line) => !line.startsWith("|")),
  );
  return rows.map((row) =>
    row
      .replaceAll("`", "")
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("docs/drift-statistics.md", () => {
  test("has a row for every drift statistic, with its columns, range, symmetry, threshold and p-value", () => {
    const upTo = (most: number) => (Number.isFinite(most) ? String(Number(most.toFixed(2))) : "∞");
    expect(tableOf("statistic")).toEqual(
      statistics.map(({ name, appliesTo, range: [least, most], symmetric, defaultThreshold, pValue }) => [
        name,
        appliesTo.join(", "),
        `${least} to ${upTo(most)}`,
        symmetric ? "yes" : "no",
        String(defaultThreshold),
        pValue === undefined ? "–" : "yes",
      ]),
    );
  });

  const LABELS = [
    "Definition",
    "Undefined",
    "Empty bins, unseen values",
    "Threshold",
    "Choose",
    "False alarms",
  ];
  const sections = new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf("\n")), section]),
  );

  test.each(statistics.map(({ name, defaultThreshold }) => [name, defaultThreshold] as const))(
    "describes %s under every heading, and its threshold of %f with a source",
    (name, defaultThreshold) => {
      const section = sections.get(name) ?? "";
      expect([...section.matchAll(/^- \*\*([^*]+)\*\*/gm)].map(([, label]) => label)).toEqual(LABELS);
      expect(section).toMatch(new RegExp(`^- \\*\\*Threshold\\*\\*: ${defaultThreshold}[ ,].{10}`, "m"));
    },
  );

  test("describes no statistic that does not exist", () => {
    const others = ["What all of them see", "False alarms"];
    expect([...sections.keys()].filter((name) => !others.includes(name))).toEqual(
      statistics.map(({ name }) => name),
    );
  });
});

const WINDOWS = 200;
const SIZES = [100, 400, 1600];
const SHARES = [0.4, 0.25, 0.15, 0.12, 0.06, 0.02];

type Random = () => number;
const draw: Readonly<Record<Distribution["kind"], (random: Random, rows: number) => Distribution>> = {
  numeric: (random, rows) =>
    numeric(
      Array.from(
        { length: rows },
        () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
      ),
    ),
  categorical(random, rows) {
    const counts: Record<string, number> = {};
    for (let row = 0; row < rows; row++) {
      let [left, category] = [random(), 0];
      while (category < SHARES.length - 1 && left >= SHARES[category]!) left -= SHARES[category++]!;
      counts[`c${category}`] = (counts[`c${category}`] ?? 0) + 1;
    }
    return categorical(counts);
  },
};

test("the table of false alarms is what 200 unchanged windows of each size give", () => {
  const measured = (["numeric", "categorical"] as const).flatMap((kind) => {
    const random = seededRandom(1);
    const baseline = draw[kind](random, 20_000);
    const windows = SIZES.map((rows) => Array.from({ length: WINDOWS }, () => draw[kind](random, rows)));
    return statistics
      .filter(({ appliesTo }) => appliesTo.includes(kind))
      .map(({ name, measure, defaultThreshold }) => [
        kind === "numeric" ? name : `${name} of categories`,
        ...windows.map((all) => {
          const above = all.filter((window) => measure(window, baseline)! > defaultThreshold).length;
          return `${Math.round((100 * above) / WINDOWS)} %`;
        }),
      ]);
  });
  expect(tableOf("rows of the window")).toEqual(measured);
});
