import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import {
  COLUMNS,
  captureKey,
  captureLine,
  DRIFTED,
  ENDPOINT,
  FAULTY,
  FIRST_DAY,
  HOUR,
  type MadeCaptures,
  makeCaptures,
  makeDataset,
  writeText,
} from "../fixtures/make-captures.ts";
import { filesBelow, type Ran, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const windowAt = (out: string, id: string) => at(out, ENDPOINT, "AllTraffic", id);
const analyze = (captures: string, out: string, ...options: string[]) =>
  run(["analyze", captures, "--baseline", "baseline", "--out", out, "--json", ...options], folder.path);
const summaryIn = ({ out }: Ran) => JSON.parse(out) as AnalysisSummary;

let made: MadeCaptures;
let first: Ran;

beforeAll(async () => {
  // Eight hours a day, so that two nights are silent. The seed is one whose healthy windows have no false alarm.
  made = makeCaptures(at("captures"), { seed: 2, hoursPerDay: 8 });
  makeDataset(at("train.csv"), { days: 5, hoursPerDay: 8 });
  await run(["suggest-baseline", "train.csv", "--time", "at", "--out", "baseline"], folder.path);
  first = await analyze("captures", "analysis");
});
afterAll(() => folder.remove());

describe("an analysis", () => {
  test("gives every window between the first and the last a verdict, the silent ones too", () => {
    expect(first.status).toBe(1);
    const { windows, verdicts, from, to } = summaryIn(first);
    expect({ windows, from, to }).toEqual({
      windows: 2 * 24 + 8,
      from: "2026-03-02T00:00:00.000Z",
      to: "2026-03-04T08:00:00.000Z",
    });
    expect(verdicts).toEqual({ Healthy: 22, Violations: 2, NoTraffic: 32 });
  });

  test("counts every line that was made, once", () => {
    const { records, rows, malformed, files, perWindow } = summaryIn(first);
    expect({ records, rows, malformed: malformed.count }).toEqual({
      records: made.lines,
      rows: made.lines,
      malformed: 0,
    });
    expect({ read: files.read, leftAside: files.leftAside, failed: files.failed }).toEqual({
      read: made.windows,
      leftAside: [],
      failed: [],
    });
    expect(perWindow.reduce((sum, window) => sum + window.rows, 0)).toBe(made.lines);
  });

  test("finds the window that drifted and the window of faulty types, with the columns", () => {
    const violating = summaryIn(first).perWindow.filter(({ verdict }) => verdict === "Violations");
    expect(violating.map(({ window, violationRate }) => [window, violationRate])).toEqual([
      [DRIFTED, 0.6],
      [FAULTY, 0.2],
    ]);
    const [drifted, faulty] = violating.map(({ violations }) =>
      violations.map(({ column, check }) => `${column} ${check}`),
    );
    // Of equals in surprise the one that lies furthest beyond what it had to exceed is first.
    expect(drifted).toEqual([
      "spend baseline_drift_check",
      "age baseline_drift_check",
      "score baseline_drift_check",
    ]);
    expect(faulty).toContain("age data_type_check");
  });

  test("writes a folder for each window; constraint_violations.json is absent where it would be empty", () => {
    const files = ["constraints.json", "report.html", "statistics.json", "verdict.json"];
    expect(readdirSync(windowAt("analysis", "20260302T03Z"))).toEqual(files);
    expect(readdirSync(windowAt("analysis", DRIFTED))).toEqual(["constraint_violations.json", ...files]);
    expect(readdirSync(windowAt("analysis", "20260302T12Z"))).toEqual(["report.html", "verdict.json"]);
  });

  test("prints with --json what summary.json holds", () => {
    expect(JSON.parse(readFileSync(at("analysis", "summary.json"), "utf8"))).toEqual(JSON.parse(first.out));
  });

  test("writes Model Monitor's statistics: the mean of a column is the one of its captured cells", () => {
    const lines = readFileSync(at("captures", captureKey(FIRST_DAY + 3 * HOUR)), "utf8")
      .trimEnd()
      .split("\n");
    const ages = lines.map((line) => Number(JSON.parse(line).captureData.endpointInput.data.split(",")[0]));
    const { features } = JSON.parse(
      readFileSync(join(windowAt("analysis", "20260302T03Z"), "statistics.json"), "utf8"),
    );
    const age = features.find(({ name }: { name: string }) => name === "age").numerical_statistics;
    expect(age.common).toMatchObject({ num_present: ages.length, num_missing: 0 });
    expect(age.mean).toBeCloseTo(ages.reduce((sum, each) => sum + each, 0) / ages.length, 10);
    expect(age.max).toBe(Math.max(...ages));
  });

  test("writes a series report whose links lead to the windows' reports", () => {
    const html = readFileSync(at("analysis", "report.html"), "utf8");
    const links = [...html.matchAll(/href="([^"]+report\.html)"/g)].map(([, link]) => link!);
    expect(links).toContain(`${ENDPOINT}/AllTraffic/${DRIFTED}/report.html`);
    for (const link of links) expect(existsSync(at("analysis", link))).toBe(true);
    expect(html).toContain("Worst windows");
  });

  test("twice, and into another folder, gives the same bytes", async () => {
    const before = filesBelow(at("analysis"));
    await analyze("captures", "analysis");
    expect(filesBelow(at("analysis"))).toEqual(before);
    await analyze("captures", "elsewhere/analysis");
    expect(filesBelow(at("elsewhere/analysis"))).toEqual(before);
  });

  test("prints a table without --json, and its progress on standard error", async () => {
    const { out, err } = await run(
      ["analyze", "captures/churn/AllTraffic/2026/03/04/05", "--baseline", "baseline", "--out", "one"],
      folder.path,
    );
    expect(out).toMatch(/^Window +Verdict +Rate +Rows +Reason\n/);
    expect(out).toMatch(new RegExp(`${DRIFTED} +Violations +60\u202f% +150 +3 of 5 columns violate`));
    expect(out).toContain("1 windows: 1 Violations.");
    expect(out).toContain("Report: one/report.html");
    expect(err).toBe(
      "Looking for capture files\nProfiling 1 capture file\nJudging windows\nWriting reports\n",
    );
  });
});

describe("what is analyzed", () => {
  test("captures of several endpoints are refused until one is named", async () => {
    cpSync(at("captures"), at("both"), { recursive: true });
    writeText(
      at("both", captureKey(FIRST_DAY).replace(ENDPOINT, "other")),
      captureLine(["0.5", "30", "9", "gold", "1"], FIRST_DAY, 1),
    );
    const refused = await analyze("both", "both-out");
    expect(refused.status).toBe(2);
    expect(refused.err).toContain(
      "Got captures of 2 endpoints (churn, other); expected one, as a baseline is for one model. Name it with --endpoint.",
    );
    const named = summaryIn(await analyze("both", "both-out", "--endpoint", "other"));
    expect({ endpoint: named.endpoint, verdicts: named.verdicts }).toEqual({
      endpoint: "other",
      verdicts: { InsufficientData: 1 },
    });
    expect(named.files.leftAside).toHaveLength(made.windows);
  });

  test("a monitor's definition decides: window, critical columns, excluded columns", async () => {
    writeText(
      at("churn.yml"),
      stringify({
        monitor: "weekly",
        endpoint: ENDPOINT,
        capture: { uri: "unused" },
        window: "PT6H",
        falseAlarms: { perMonth: 1000 }, // the baseline has two days: eight spans of six hours
        baseline: { uri: "baseline" },
        columns: { critical: ["spend"], exclude: ["score"] },
      }),
    );
    const ran = await run(
      [
        "analyze",
        "captures/churn/AllTraffic/2026/03/04",
        "--monitor",
        "churn.yml",
        "--out",
        "monitored",
        "--json",
      ],
      folder.path,
    );
    const summary = summaryIn(ran);
    expect({ monitor: summary.monitor, windows: summary.perWindow.map(({ window }) => window) }).toEqual({
      monitor: "weekly",
      windows: ["20260304T0000Z-PT6H", "20260304T0600Z-PT6H"],
    });
    const verdict = JSON.parse(
      readFileSync(join(windowAt("monitored", "20260304T0000Z-PT6H"), "verdict.json"), "utf8"),
    );
    expect(verdict.columnsEvaluated).toBe(4);
    const spend = verdict.violations.filter(({ column }: { column: string }) => column === "spend");
    expect(spend.map(({ severity }: { severity: string }) => severity)).toEqual(["page"]);
  });

  test("the files that were given, not those that lie before them in the same bucket", async () => {
    const hour = join("captures", ENDPOINT, "AllTraffic", "2026", "03", "03", "04");
    const { windows, records, files, verdicts } = summaryIn(await analyze(hour, "one-hour"));
    expect({ windows, records, read: files.read, verdicts }).toEqual({
      windows: 1,
      records: made.lines / made.windows,
      read: 1,
      verdicts: { Healthy: 1 },
    });
    const partials = readdirSync(at("one-hour", ".plumbline", "partials", ENDPOINT, "AllTraffic"));
    expect(partials).toEqual(["20260303T04Z"]);
  });

  test("two folders with files of one key: both are read, the same file once, and none of them is written to", async () => {
    const key = captureKey(FIRST_DAY);
    const lines = (seed: number) =>
      `${Array.from({ length: 5 }, (_, row) => captureLine(["0.5", "40", "10", "gold", String(seed)], FIRST_DAY + row * 1000, seed * 10 + row)).join("\n")}\n`;
    writeText(at("folder-1", key), lines(1));
    writeText(at("folder-2", key), lines(2));
    writeText(at("folder-3", key), lines(1));
    const { out, status } = await run(
      ["analyze", "folder-1", "folder-2", "folder-3", "--baseline", "baseline", "--out", "twice", "--json"],
      folder.path,
    );
    expect(status).not.toBe(2);
    const { records, files } = JSON.parse(out) as AnalysisSummary;
    expect([records, files.leftAside.length]).toEqual([10, 1]);
    for (const [name, seed] of [
      ["folder-1", 1],
      ["folder-2", 2],
      ["folder-3", 1],
    ] as const)
      expect(readFileSync(at(name, key), "utf8")).toBe(lines(seed));
  });

  test("names the baseline's columns in a window's files where the definition has no names", async () => {
    writeText(
      at("nameless.yml"),
      stringify({
        monitor: "nameless",
        endpoint: ENDPOINT,
        capture: { uri: "captures" },
        compatibility: "ModelMonitor",
      }),
    );
    const hour = join("captures", ENDPOINT, "AllTraffic", "2026", "03", "03", "04");
    await run(
      ["analyze", hour, "--monitor", "nameless.yml", "--baseline", "baseline", "--out", "nameless", "--json"],
      folder.path,
    );
    for (const file of ["statistics.json", "constraints.json"]) {
      const { features } = JSON.parse(readFileSync(join(windowAt("nameless", "20260303T04Z"), file), "utf8"));
      expect(features.map(({ name }: { name: string }) => name)).toEqual(COLUMNS);
    }
  });

  test("--min-rows decides which windows are judged", async () => {
    const summary = summaryIn(
      await analyze("captures/churn/AllTraffic/2026/03/02/01", "few", "--min-rows", "151"),
    );
    expect(summary.verdicts).toEqual({ InsufficientData: 1 });
  });

  test("--compat ModelMonitor judges by the constraints alone: the learnt limits are not asked", async () => {
    await analyze("captures/churn/AllTraffic/2026/03/04/05", "compat", "--compat", "ModelMonitor");
    const [own, theirs] = ["analysis", "compat"].map(
      (out) => JSON.parse(readFileSync(join(windowAt(out, DRIFTED), "verdict.json"), "utf8")).violations,
    );
    expect(own.map(({ thresholdFrom }: { thresholdFrom: string }) => thresholdFrom)).toContainEqual(
      expect.stringMatching(/^learnt from 40 windows of 5 days/),
    );
    expect(new Set(theirs.map(({ thresholdFrom }: { thresholdFrom: string }) => thresholdFrom))).toEqual(
      new Set(["constraint"]),
    );
  });
});

describe("a window whose executions fail", () => {
  test("ends as Failed with the reason, the others are judged, and the status is 2", async () => {
    await run(
      ["suggest-baseline", "train.csv", "--time", "at", "--season", "hour-of-day", "--out", "torn"],
      folder.path,
    );
    rmSync(at("torn", "slots", "h07.profile"));
    const ran = await run(
      [
        "analyze",
        "captures/churn/AllTraffic/2026/03/02",
        "--baseline",
        "torn",
        "--out",
        "torn-out",
        "--json",
      ],
      folder.path,
    );
    expect(ran.status).toBe(2);
    const { perWindow } = summaryIn(ran);
    expect(perWindow).toHaveLength(8);
    const failed = perWindow.filter(({ verdict }) => verdict === "Failed");
    expect(failed.map(({ window }) => window)).toEqual(["20260302T07Z"]);
    expect(failed[0]!.reason).toContain("slots/h07.profile");
    const report = await run(["report", "torn-out", "--out", "torn.html"], folder.path);
    expect(report.out).toContain("8 windows of churn/AllTraffic");
  });
});

describe("the folder of results", () => {
  test("loses the windows of an earlier run, and nothing that somebody else put there", async () => {
    await analyze("captures/churn/AllTraffic/2026/03/02", "again");
    writeText(join(windowAt("again", "20260302T01Z"), "note.txt"), "mine");
    writeText(at("again", "README"), "mine");
    await analyze("captures/churn/AllTraffic/2026/03/04", "again");
    expect(readdirSync(at("again", ENDPOINT, "AllTraffic")).sort()).toEqual([
      "20260302T01Z",
      ...Array.from({ length: 8 }, (_, hour) => `20260304T0${hour}Z`),
    ]);
    expect(readdirSync(windowAt("again", "20260302T01Z"))).toEqual(["note.txt"]);
    expect(readFileSync(at("again", "README"), "utf8")).toBe("mine");
  });

  test("with a work store in it that no analysis has made is refused, and stays", async () => {
    writeText(at("mine", ".plumbline", "monitors", "churn.json"), "{}");
    const { status, err } = await analyze("captures", "mine");
    expect(status).toBe(2);
    expect(err).toContain("is a work store that no analysis has made");
    expect(readFileSync(at("mine", ".plumbline", "monitors", "churn.json"), "utf8")).toBe("{}");
  });
});

describe("a sensitive column", () => {
  const CANARY = "canary-4711";
  const env = { PLUMBLINE_SENSITIVE_KEY: "a key of the test" };
  const line = (plan: string, row: number) =>
    captureLine(["0.5", String(30 + (row % 20)), "9.5", plan, String(row % 7)], FIRST_DAY + row * 1000, row);

  test("leaves no value in anything that is written or printed, and is shown with --reveal only", async () => {
    mkdirSync(at("secret"));
    const rows = Array.from(
      { length: 300 },
      (_, row) => `0.5,${30 + (row % 20)},9.5,${CANARY}-${row % 3},${row % 7}`,
    );
    writeText(at("secret", "train.csv"), `score,age,spend,plan,visits\n${rows.join("\n")}\n`);
    writeText(
      at("secret", "captures", captureKey(FIRST_DAY)),
      Array.from({ length: 120 }, (_, row) => line(row % 3 === 0 ? "" : `${CANARY}-new`, row)).join("\n"),
    );
    const cwd = at("secret");
    const suggested = await run(
      ["suggest-baseline", "train.csv", "--sensitive", "plan", "--out", "baseline"],
      cwd,
      env,
    );
    const analyzed = await run(["analyze", "captures", "--baseline", "baseline", "--out", "out"], cwd, env);
    const hidden = await run(
      ["records", "20260302T00Z", "plan", "completeness_check", "--store", "out"],
      cwd,
      env,
    );
    const written = [
      ...filesBelow(at("secret", "baseline")).values(),
      ...filesBelow(at("secret", "out")).values(),
      ...filesBelow(at("secret", "out", ".plumbline")).values(),
    ];
    for (const text of [...written, ...[suggested, analyzed, hidden].flatMap(({ out, err }) => [out, err])])
      expect(text).not.toContain(CANARY);
    expect(analyzed.status).toBe(1);
    expect(hidden.out).toContain("(sensitive)");
    const revealed = await run(
      ["records", "20260302T00Z", "plan", "completeness_check", "--store", "out", "--reveal"],
      cwd,
      env,
    );
    expect(revealed.out).toContain("(empty)");
  });

  test("is compared by hashes of one key: values that the baseline knows are no violation", async () => {
    const known = Array.from({ length: 120 }, (_, row) => line(`${CANARY}-${row % 3}`, row));
    writeText(at("secret", "same", captureKey(FIRST_DAY)), known.join("\n"));
    const { status, out } = await run(
      ["analyze", "same", "--baseline", "baseline", "--out", "same-out", "--json"],
      at("secret"),
      env,
    );
    expect({ status, verdicts: JSON.parse(out).verdicts }).toEqual({ status: 0, verdicts: { Healthy: 1 } });
  });

  test("keeps the key of its hashes out of the results", () => {
    for (const [name, text] of filesBelow(at("secret", "out")))
      expect(text, name).not.toContain(env.PLUMBLINE_SENSITIVE_KEY);
    rmSync(at("secret"), { recursive: true });
  });
});
