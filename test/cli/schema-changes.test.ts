/** docs/schema-changes.md, run; and the same change in captures without names, late, in the middle of a window, taken back. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { HOUR, writeText } from "../fixtures/make-captures.ts";
import {
  type ChangeOptions,
  DAY,
  LOANS,
  makeChangingCaptures,
  makeLoansDataset,
  NEW,
  OLD,
} from "../fixtures/make-changing-captures.ts";
import { filesBelow, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const page = readFileSync(new URL("../../docs/schema-changes.md", import.meta.url), "utf8");
const CHANGE = DAY + 10 * HOUR;
const FROM = "2026-03-03T10:00:00Z";
const DECLARED = { from: FROM, renamed: { income: "annual_income" }, dropped: ["fax"], added: ["clicks"] };

const define = (name: string, columns: object = {}, more: object = {}) =>
  writeText(
    at("monitors", `${name}.yml`),
    stringify({
      monitor: LOANS,
      endpoint: LOANS,
      capture: { uri: "captures" },
      columns,
      baseline: { uri: "../baseline" },
      ...more,
    }),
  );
const analyze = (captures: string, monitor: string, out: string) =>
  run(["analyze", captures, "--monitor", `monitors/${monitor}.yml`, "--out", out, "--json"], folder.path);
const verdictOf = (out: string, hour: string): Verdict =>
  JSON.parse(readFileSync(at(out, LOANS, "AllTraffic", `20260303T${hour}`, "verdict.json"), "utf8"));

beforeAll(async () => {
  makeLoansDataset(at("train.csv"));
  makeChangingCaptures(at("captures"), { change: CHANGE });
  await run(
    ["suggest-baseline", "train.csv", "--time", "at", "--min-rows", "50", "--out", "baseline"],
    folder.path,
  );
});
afterAll(() => folder.remove());

describe("docs/schema-changes.md", () => {
  const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(([, kind, text]) => ({
    kind,
    text: text!,
  }));
  const told = (command: string) => {
    const block = blocks.find(({ text }) => text.startsWith(`$ plumbline ${command}`));
    return block!.text.slice(block!.text.indexOf("\n") + 1);
  };
  const argv = (command: string) => command.split(" ");

  test("shows what the commands print, before and after the declaration", async () => {
    define("undeclared");
    writeText(at("monitors", "loans.yml"), blocks.find(({ kind }) => kind === "yaml")!.text);
    for (const command of [
      "analyze captures --monitor monitors/undeclared.yml --out undeclared",
      "analyze captures --monitor monitors/loans.yml --out declared",
    ]) {
      const { out, status } = await run(argv(command), folder.path, {}, { columns: 120 });
      expect(status, command).toBe(command.includes("undeclared") ? 1 : 0);
      expect(out.slice(0, out.indexOf("\n\n") + 1), command).toBe(told(command));
    }
  });

  test("shows the reasons that the windows give", () => {
    const flat = page.replace(/\s+/g, " ");
    for (const out of ["undeclared", "declared"])
      expect(flat).toContain(verdictOf(out, "10Z").reason.replaceAll("\u202f", " "));
  });

  test("shows declarations that can be used", () => {
    for (const { kind, text } of blocks) if (kind === "yaml") expect(() => parse(text)).not.toThrow();
    const fragments = blocks.filter(({ kind, text }) => kind === "yaml" && text.startsWith("columns:"));
    expect(fragments.length).toBeGreaterThan(0);
  });
});

describe("an undeclared change", () => {
  test("is one violation a window, of rate 1, and the common columns are compared", () => {
    const { violations, violationRate, columnsEvaluated } = verdictOf("undeclared", "10Z");
    expect(violations.map(({ column, check }) => [column, check])).toEqual([
      ["Missing columns", "missing_column_check"],
    ]);
    expect({ violationRate, columnsEvaluated }).toEqual({ violationRate: 1, columnsEvaluated: 4 });
    const drift = JSON.parse(
      readFileSync(
        at("undeclared/.plumbline/windows", LOANS, "AllTraffic/20260303T10Z/r0/drift.json"),
        "utf8",
      ),
    );
    expect(drift.age.distance).toBeGreaterThan(0);
  });
});

describe("a declared change", () => {
  test("leaves the windows before it to the byte as they were", () => {
    for (const hour of ["08Z", "09Z"])
      expect(filesBelow(at("declared", LOANS, "AllTraffic", `20260303T${hour}`))).toEqual(
        filesBelow(at("undeclared", LOANS, "AllTraffic", `20260303T${hour}`)),
      );
  });

  test("is in the report: the version, the old name, what came and what went", () => {
    const html = readFileSync(at("declared", LOANS, "AllTraffic/20260303T11Z/report.html"), "utf8");
    expect(html).toContain(
      "<h2>Declared columns<small>as declared from 3 Mar 2026, 10:00 UTC on</small></h2>",
    );
    expect(html).toContain("was income in the baseline");
    expect(html).toContain(
      '<b>clicks</b></td><td class="d">added on 3 Mar 2026, 10:00 UTC, not in the baseline yet',
    );
    expect(html).toContain('<b>fax</b></td><td class="d">in the baseline, no longer compared');
    const before = readFileSync(at("declared", LOANS, "AllTraffic/20260303T09Z/report.html"), "utf8");
    expect(before).not.toContain("Declared columns");
  });

  test("is replayed to the byte", async () => {
    const argv = ["replay", "--store", "declared", "--monitor", LOANS, "--from", "2026-03-03T08:00:00Z"];
    const ran = await run([...argv, "--to", "2026-03-03T13:00:00Z", "--json"], folder.path);
    expect(JSON.parse(ran.out)).toMatchObject({
      replays: [{ comparison: { identical: 5, different: [], windows: 5 } }],
    });
  });

  test("is one table over the period: the series report compares the column under both names", () => {
    const html = readFileSync(at("declared", "report.html"), "utf8");
    const period = html.slice(html.indexOf("the whole period against the baseline"));
    expect(period).toContain('<h3 title="annual_income">');
    expect(period).toContain("750 rows, baseline 7,200 · was income in the baseline");
    expect(period).not.toContain('<h3 title="income">');
  });

  test("lets a renamed column drift, under its new name", async () => {
    makeChangingCaptures(at("rich"), { change: CHANGE, inflation: 2 });
    await analyze("rich", "loans", "rich-out");
    expect(verdictOf("rich-out", "10Z").violations.map(({ column, check }) => [column, check])).toEqual([
      ["annual_income", "baseline_drift_check"],
    ]);
    expect(verdictOf("rich-out", "09Z").verdict).toBe("Healthy");
  });
});

describe("captures without names", () => {
  const names = { names: [...OLD], versions: [{ ...DECLARED, names: [...NEW] }] };
  const csv = async (name: string, options: Partial<ChangeOptions>, columns: object = names) => {
    makeChangingCaptures(at(name), { change: CHANGE, encoding: "CSV", ...options });
    define(name, columns);
    const ran = await analyze(name, name, `${name}-out`);
    expect(ran.status, ran.err).toBeLessThan(2);
    return JSON.parse(ran.out) as AnalysisSummary;
  };

  test("take the names of their time: the change costs nothing, in the middle of a window too", async () => {
    const summary = await csv(
      "csv-middle",
      { change: CHANGE + HOUR / 2 },
      {
        names: [...OLD],
        versions: [{ ...DECLARED, from: "2026-03-03T10:30:00Z", names: [...NEW] }],
      },
    );
    expect(summary.verdicts).toEqual({ Healthy: 5 });
    expect(summary.notes).toEqual({});
    expect(verdictOf("csv-middle-out", "10Z")).toMatchObject({
      flags: ["mixed"],
      columnsEvaluated: 3,
      schema: { changes: ["2026-03-03T10:30:00.000Z"] },
    });
    expect(verdictOf("csv-middle-out", "11Z")).toMatchObject({ flags: [], columnsEvaluated: 3 });
  });

  test("of the old width after the change are read as the old columns, and counted", async () => {
    const narrow = ["score", "age", "annual_income"];
    const summary = await csv(
      "csv-late",
      { columnsAt: (time) => (time < CHANGE + HOUR / 4 ? OLD : narrow) },
      { names: [...OLD], versions: [{ from: FROM, renamed: DECLARED.renamed, dropped: ["fax"] }] },
    );
    expect(summary.verdicts).toEqual({ Healthy: 5 });
    expect(summary.notes).toEqual({ rowsOfOtherVersion: 38 }); // 150 rows an hour: rows 0 to 37 are of the first quarter
    expect(verdictOf("csv-late-out", "10Z").schema!.notes).toEqual([
      expect.stringMatching(
        /^"income" still comes in 25\.3\u202f% of the rows: declared as renamed to "annual_income"/,
      ),
      expect.stringMatching(/^"fax" still comes in 25\.3\u202f% of the rows: declared as dropped/),
    ]);
  });

  test("of a width that no version has are one violation, and nothing is compared", async () => {
    await csv("csv-odd", { columnsAt: (time) => (time < CHANGE ? OLD : NEW.slice(0, 3)) });
    expect(verdictOf("csv-odd-out", "10Z")).toMatchObject({
      violationRate: 1,
      violations: [{ column: "Missing columns", check: "missing_column_check" }],
    });
    expect(verdictOf("csv-odd-out", "10Z").reason).toContain(
      "rows of 3 columns without names, where columns.names has another number: nothing says which is which",
    );
  });

  test("show the rows behind a violation under the name of their time", async () => {
    makeChangingCaptures(at("gap"), { change: CHANGE, encoding: "CSV" });
    const key = join("gap", LOANS, "AllTraffic/2026/03/03/11/00-00-000-a.jsonl");
    const gone = readFileSync(at(key), "utf8").replaceAll(/("data":"\d+),\d+,/g, "$1,,");
    writeText(at(key), gone);
    define("gap", names, { capture: { uri: "gap" } });
    await analyze("gap", "gap", "gap-out");
    const shown = await run(
      ["records", "20260303T11Z", "annual_income", "completeness_check", "--store", "gap-out"],
      folder.path,
    );
    expect(shown.out).toContain("(empty)");
  });
});

describe("a sensitive column", () => {
  test("stays sensitive under its new name: none of its values is anywhere", async () => {
    const env = { PLUMBLINE_SENSITIVE_KEY: "a key of the test" };
    define(
      "secret",
      { versions: [DECLARED], sensitive: ["income"] },
      { baseline: { uri: "../secret-baseline" } },
    );
    const suggest = ["suggest-baseline", "train.csv", "--time", "at", "--monitor", "monitors/secret.yml"];
    await run([...suggest, "--min-rows", "50", "--out", "secret-baseline"], folder.path, env);
    const argv = ["analyze", "captures", "--monitor", "monitors/secret.yml", "--out", "secret-out"];
    const ran = await run(argv, folder.path, env);
    expect(ran.status, ran.err).toBe(0);
    const statistics = JSON.parse(
      readFileSync(at("secret-out", LOANS, "AllTraffic/20260303T11Z/statistics.json"), "utf8"),
    );
    const income = statistics.features.find(({ name }: { name: string }) => name === "annual_income");
    expect(income.numerical_statistics.max).toBeNull();
    expect(verdictOf("secret-out", "11Z").columnsEvaluated).toBe(3);
  });
});

describe("a baseline", () => {
  const push = (name: string) =>
    run(["push", `monitors/${name}.yml`, "--store", `${name}-store`], folder.path);

  test("of any version is taken, with names and without", async () => {
    define("either", { names: [...OLD], versions: [{ ...DECLARED, names: [...NEW] }] });
    expect((await push("either")).status).toBe(0);
    define("unnamed", { versions: [DECLARED] });
    expect((await push("unnamed")).status).toBe(0);
  });

  test.each([
    [
      "misspelt",
      { versions: [{ from: FROM, renamed: { incme: "annual_income" } }] },
      'speaks of "incme", which the baseline should have',
    ],
    [
      "taken",
      { versions: [{ from: FROM, renamed: { income: "age" } }] },
      'got column "age" in the baseline beside those',
    ],
    [
      "others",
      { names: ["score", "age", "salary", "fax"], versions: [{ from: FROM, dropped: ["fax"] }] },
      'got "income" as column 3 of the baseline, expected "salary"',
    ],
  ])("of no version is refused: %s", async (name, columns, said) => {
    define(name, columns);
    const { status, err } = await push(name);
    expect(status).toBe(2);
    expect(err).toContain(said);
    expect(err).toContain("columns.versions");
  });
});

describe("plumbline doctor", () => {
  const doctor = async (name: string) =>
    (await run(["doctor", "--monitor", `monitors/${name}.yml`], folder.path)).out;

  test("says which version the baseline is of, and nothing where captures come as declared", async () => {
    define("well", { versions: [DECLARED] });
    const out = await doctor("well");
    expect(out).toContain("It has the columns from before 3 Mar 2026, 10:00 UTC.");
    expect(out).toContain("0 to think about, 0 that cannot work");
  });

  test("says what comes at another time than declared", async () => {
    define("hasty", { versions: [{ ...DECLARED, from: "2026-03-03T09:00:00Z" }] });
    const out = await doctor("hasty");
    expect(out).toContain(
      '"fax" still comes in 100\u202f% of the rows: declared as dropped on 3 Mar 2026, 09:00 UTC.',
    );
    expect(out).toContain("Correct the time in columns.versions");
  });

  test("says that Model Monitor knows no versions", async () => {
    define("compat", { versions: [DECLARED] }, { compatibility: "ModelMonitor" });
    expect(await doctor("compat")).toContain("that service knows no versions and compares by position");
  });
});
