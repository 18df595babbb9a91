/** What changed: from rows to a verdict's causes, and how they are told. */
import { describe, expect, test } from "vitest";
import type { Cell } from "../../shared/capture/row.ts";
import { judgeWindow } from "../../shared/monitors/judge-window.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";
import { renderMarkdown } from "../../shared/report/render-markdown.ts";
import { renderNotification } from "../../shared/report/render-notification.ts";
import { renderWindowReport } from "../../shared/report/render-window-report.ts";
import { parseWindowId } from "../../shared/window/window.ts";
import { judgedBaseline } from "./judged-baseline.ts";

const NUMBERS = Array.from({ length: 29 }, (_, at) => `x${at + 1}`);
const NAMES = [...NUMBERS, "plan"];
/** The columns that one join brings; every other one lacks some values at all times. */
const JOINED = NUMBERS.slice(4, 16);
const SEGMENTS = { column: "plan", most: 5 };
type Random = () => number;
type Row = Record<string, Cell>;
const gaussian = (random: Random) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const missesAnyhow = (column: string) => JOINED.includes(column) && Number(column.slice(1)) % 2 === 0;

function rowOf(random: Random): Row {
  const row: Row = {};
  for (const column of NUMBERS)
    row[column] = missesAnyhow(column) && random() < 0.01 ? null : (10 + gaussian(random)).toFixed(3);
  row["plan"] = ["free", "free", "pro", "team"][Math.floor(random() * 4)]!;
  return row;
}

/** `change` mends a row, or breaks it. */
function profileOf(
  rows: number,
  seed: number,
  change: (row: Row, random: Random) => void = () => {},
  names: readonly string[] = NAMES,
): DatasetProfile {
  const random = seededRandom(seed);
  const profile = new DatasetProfile({ names: [...names], segments: SEGMENTS });
  for (let line = 1; line <= rows; line++) {
    const row = rowOf(random);
    change(row, random);
    profile.countRecord();
    profile.addRow({ cells: names.map((name) => row[name]!), typed: false }, { key: "a.jsonl", line });
  }
  return profile;
}

const baseline = judgedBaseline(profileOf(8000, 99));
const definition = parseMonitorDefinition({
  monitor: "m",
  endpoint: "e",
  capture: { uri: "c" },
  segments: SEGMENTS,
});
const judge = (profile: DatasetProfile, against = baseline) =>
  judgeWindow({
    definition,
    window: { endpoint: "e", variant: "AllTraffic", ...parseWindowId("20260304T10Z") },
    profile,
    baseline: against,
    invocations: undefined,
    unprofiled: 0,
  });
const verdictOf = (...given: Parameters<typeof judge>) => judge(...given).verdict;

const brokenJoin = profileOf(1000, 1, (row, random) => {
  if (random() < 0.3) for (const column of JOINED) row[column] = null;
});

describe("causes of a window", () => {
  test("a join that takes the values of twelve columns is one, though some lack values at all times", () => {
    const { causes, violations, reason } = verdictOf(brokenJoin);
    expect(causes).toHaveLength(1);
    expect(causes![0]!.columns.toSorted()).toEqual(JOINED.toSorted());
    expect(causes![0]!.why).toMatch(/^as many rows are affected \(\d+ of 1,000\)$/);
    expect(violations.map(({ check }) => check)).toEqual(Array(12).fill("completeness_check"));
    expect(reason).toMatch(
      /^12 of 30 columns violate the baseline \(all hours\): x\d+, less than once in a million months, with it (x\d+, ){4}x\d+ and 6 more\.$/,
    );
  });

  test("one join is one line of a notification, and its rows are those of the leader", () => {
    const verdict = verdictOf(brokenJoin);
    const { subject, body } = renderNotification(verdict);
    expect(subject).toBe("[page] Violations in 12 of 30 columns, one cause: e/AllTraffic 20260304T10Z");
    expect(body.match(/completeness_check/g)).toHaveLength(2); // the violation, and the command that reads its rows
    expect(body).toMatch(/ {8}with it 11 columns: (x\d+, ){4}x\d+ and 6 more \(as many rows are affected/);
    expect(renderMarkdown(verdict).match(/^- /gm)).toHaveLength(1);
    expect(renderMarkdown(verdict)).toMatch(/With it `x\d+`, .* and 6 more: as many rows are affected/);
  });

  test("the report numbers the violations by rank and says what goes together", () => {
    const { verdict, columns } = judge(brokenJoin);
    const page = renderWindowReport({
      verdict,
      columns,
      monitor: { ...definition, drift: { statistic: "LInfinity", calibration: "on" } },
    });
    expect(page).toContain("12 of one cause");
    expect(page).toContain("1. completeness_check");
    expect(page).toContain("12. completeness_check");
    expect(page).toMatch(/One cause with <b>(x\d+, ){4}x\d+ and 6 more<\/b>: as many rows are affected/);
    expect(page.match(new RegExp(`With <b>${verdict.causes![0]!.leader}</b>: one cause`, "g"))).toHaveLength(
      11,
    );
  });

  test("a join and a unit that changed are two, the more urgent one first", () => {
    const both = profileOf(1000, 2, (row, random) => {
      if (random() < 0.3) for (const column of JOINED) row[column] = null;
      row["x1"] = String(1000 * Number(row["x1"]));
    });
    const { causes, reason } = verdictOf(both);
    expect(causes!.map(({ columns }) => columns.length)).toEqual([12, 1]);
    expect(causes![1]).toEqual({ leader: "x1", columns: ["x1"], why: null });
    expect(reason).toMatch(/: first x\d+, .* and 6 more; then x1, less than once in a million months\.$/);
    expect(renderNotification({ ...verdictOf(both) }).subject).toContain("13 of 30 columns, 2 causes");
  });

  test("faults that come of their own accord are two: a third of the rows each, and not the same ones", () => {
    const independent = profileOf(1000, 3, (row, random) => {
      if (random() < 0.3) row["x1"] = null;
      if (random() < 0.3) row["x3"] = "n/a!";
    });
    const { causes } = verdictOf(independent);
    expect(causes!.map(({ leader }) => leader).toSorted()).toEqual(["x1", "x3"]);
  });

  test("two columns that move alike are two where nothing ties them, and one where the baseline knows that they go together", () => {
    const shifted = profileOf(1000, 4, (row) => {
      for (const column of ["x1", "x2"]) row[column] = String(Number(row[column]) + 1);
    });
    expect(verdictOf(shifted).causes!.map(({ columns }) => columns)).toHaveLength(2);
    const together = profileOf(8000, 99, (row, random) => {
      row["x2"] = (Number(row["x1"]) + 0.3 * gaussian(random)).toFixed(3);
    });
    const [only, ...others] = verdictOf(shifted, judgedBaseline(together)).causes!;
    expect([only!.columns.toSorted(), only!.why, others]).toEqual([
      ["x1", "x2"],
      "they go together in the baseline too",
      [],
    ]);
  });

  test("columns that moved in one segment are one, another column that moved everywhere is another", () => {
    const moved = profileOf(2000, 5, (row) => {
      if (row["plan"] === "pro")
        for (const column of ["x1", "x2", "x3"]) row[column] = String(Number(row[column]) + 4);
      row["x20"] = String(Number(row["x20"]) + 1);
    });
    const causes = verdictOf(moved).causes!;
    expect(causes.map(({ columns }) => columns.toSorted())).toContainEqual(["x1", "x2", "x3"]);
    expect(causes.find(({ columns }) => columns.length === 3)!.why).toBe("segment pro explains them");
    expect(causes.find(({ leader }) => leader === "x20")!.columns).toEqual(["x20"]);
  });

  test("of thirty columns the one that changed leads the first cause, shift by shift and seed by seed", () => {
    for (let seed = 10; seed < 30; seed++) {
      const column = NUMBERS[seed % NUMBERS.length]!;
      const shift = 0.8 + (seed % 3);
      const changed = profileOf(1000, seed, (row) => {
        if (row[column] !== null) row[column] = String(Number(row[column]) + shift);
      });
      const { causes, violations } = verdictOf(changed);
      expect([seed, causes?.[0]?.leader, violations[0]?.column]).toEqual([seed, column, column]);
    }
  });

  test("a healthy window has none", () => {
    const { verdict, causes } = verdictOf(profileOf(1000, 6));
    expect([verdict, causes]).toEqual(["Healthy", undefined]);
  });

  test("constraint_violations.json keeps the order of the checks, as the service has it", () => {
    const { verdict, violationsFile } = judge(brokenJoin);
    const names = violationsFile!.violations.map(({ feature_name }) => feature_name);
    expect(names).toEqual(JOINED);
    expect(verdict.violations.map(({ column }) => column).toSorted()).toEqual(names.toSorted());
  });
});
