/** Rules and a mapping from the definition to the reports, through every command that reads them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import {
  DRIFTED,
  ENDPOINT,
  FAULTY,
  makeCaptures,
  makeDataset,
  writeText,
} from "../fixtures/make-captures.ts";
import { filesBelow, type Ran, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const ask = (line: string) => run(line.split(" "), folder.path);
const HOURS = 8;

/** The payload's cells have other names than the baseline's columns. */
const PAYLOAD = ["p", "a", "s", "plan", "v"];
const RENAME = 'rows.{ "score": p, "age": a, "spend": s, "plan": plan, "visits": v }';
const RULES = [
  {
    name: "young",
    assert: "columns.age.quantiles.p50 < 50",
    message: "Half of the callers are fifty or older.",
    severity: "page",
    column: "age",
  },
  {
    name: "plans",
    assert: "columns.plan.distinct <= baseline.columns.plan.distinct",
    message: "There are new plans.",
  },
  { name: "coverage", assert: "coverage > 0.9", message: "Captures are missing." },
];

function define(file: string, more: Record<string, unknown>): void {
  const definition = {
    monitor: "churn",
    endpoint: ENDPOINT,
    capture: { uri: "captures" },
    baseline: { uri: "baseline" },
    ...more,
  };
  writeText(at(file), stringify(definition));
}

const analyze = (out: string, monitor: string) =>
  ask(`analyze captures --monitor ${monitor} --out ${out} --json`);
const summaryIn = ({ out }: Ran) => JSON.parse(out) as AnalysisSummary;
const read = (out: string, id: string, file: string) =>
  readFileSync(at(out, ENDPOINT, "AllTraffic", id, file), "utf8");
const verdictOf = (out: string, id: string) => JSON.parse(read(out, id, "verdict.json"));

let analyzed: Ran;
beforeAll(async () => {
  makeCaptures(at("captures"), { seed: 2, hoursPerDay: HOURS });
  makeDataset(at("train.csv"), { days: 5, hoursPerDay: HOURS });
  await ask("suggest-baseline train.csv --time at --out baseline");
  define("plain.yml", { columns: { names: ["score", "age", "spend", "plan", "visits"] } });
  define("mapped.yml", { columns: { names: PAYLOAD }, mapping: RENAME, rules: RULES });
  analyzed = await analyze("mapped", "mapped.yml");
});
afterAll(() => folder.remove());

describe("an analysis with a mapping that renames every column", () => {
  test("gives the statistics that the same payload has under its right names, to the byte", async () => {
    await analyze("plain", "plain.yml");
    for (const id of ["20260302T03Z", DRIFTED, FAULTY])
      for (const file of ["statistics.json", "constraints.json"])
        expect(read("mapped", id, file), `${id} ${file}`).toBe(read("plain", id, file));
  });

  test("and rules judges both: the rule is in the verdict, the violations file and the report", () => {
    const verdict = verdictOf("mapped", DRIFTED);
    expect(verdict).toMatchObject({ severity: "page", columnsEvaluated: 6, violationRate: 0.5 });
    expect(verdict.reason).toBe(
      "3 of 6 columns and rules are violated (baseline: all hours): first age, with it score; then spend, once in 540 months. Not evaluated: rule coverage.",
    );
    const own = verdict.violations.filter(({ check }: { check: string }) => check === "custom_rule_check");
    expect(own).toHaveLength(1);
    expect(own[0].description).toMatch(
      /^Half of the callers are fifty or older\. Expected: columns\.age\.quantiles\.p50 < 50\. Observed: columns\.age\.quantiles\.p50 = \d\d\.$/,
    );
    const file = JSON.parse(read("mapped", DRIFTED, "constraint_violations.json"));
    expect(file.violations.at(-1)).toMatchObject({
      feature_name: "age",
      constraint_check_type: "custom_rule_check",
    });
    const report = read("mapped", DRIFTED, "report.html");
    expect(report).toContain("Half of the callers are fifty or older.");
    expect(report).toContain("Rules that could not be evaluated");
  });

  test("ends as the windows do, and counts every record", () => {
    expect(analyzed.status).toBe(1);
    const { records, rows, malformed, verdicts } = summaryIn(analyzed);
    expect({ records, rows, malformed: malformed.count }).toEqual({
      records: 3 * HOURS * 150,
      rows: 3 * HOURS * 150,
      malformed: 0,
    });
    expect(verdicts["Violations"]).toBe(2);
  });

  test("twice gives the same bytes, and so does a replay", async () => {
    const before = filesBelow(at("mapped"));
    await analyze("again", "mapped.yml");
    expect(filesBelow(at("again"))).toEqual(before);
    const replayed = await ask(
      "replay --monitor churn --store again --from 2026-03-04 --to 2026-03-04T08:00:00Z",
    );
    expect(replayed.out).toContain("8 of 8 replayed windows are the live ones to the byte");
  });

  test("lets records show the cells by the names that the mapping gives", async () => {
    const { status, out } = await ask(`records ${FAULTY} age data_type_check --store mapped --limit 2`);
    expect(status).toBe(0);
    expect(out.match(/"unknown"/g)).toHaveLength(2);
    const rule = await ask(`records ${DRIFTED} age custom_rule_check --store mapped`);
    expect(rule.out).toContain("No single row is behind it");
  });
});

describe("an analysis with a mapping that drops", () => {
  test("samples the same records every time; dropped ones stay captured records without rows", async () => {
    const mapping = `$sample(0.8) ? ${RENAME} : []`;
    define("sampled.yml", { columns: { names: PAYLOAD }, mapping });
    const { records, rows, notes, verdicts } = summaryIn(await analyze("sampled", "sampled.yml"));
    expect(records).toBe(3600);
    expect(rows + notes["recordsDroppedByMapping"]!).toBe(3600);
    // √(3,600 × 0.8 × 0.2) = 24; three of them
    expect(Math.abs(rows - 2880)).toBeLessThan(72);
    expect(verdicts["InsufficientData"] ?? 0).toBe(0);
    expect(summaryIn(await analyze("sampled-again", "sampled.yml")).rows).toBe(rows);
  });

  test("everything says so in the verdict", async () => {
    define("dropped.yml", { columns: { names: PAYLOAD }, mapping: "rows[plan = 'nobody']" });
    await analyze("dropped", "dropped.yml");
    expect(verdictOf("dropped", "20260302T03Z")).toMatchObject({
      verdict: "InsufficientData",
      records: 150,
      rows: 0,
      reason:
        "0 rows came (the mapping dropped 150 of 150 records); the monitor judges windows of at least 100.",
    });
  });

  test("fails is a broken capture, with the place in the mapping and no captured value", async () => {
    define("broken.yml", { columns: { names: PAYLOAD }, mapping: "rows.{ 'x': plan + 1 }" });
    await analyze("broken", "broken.yml");
    expect(verdictOf("broken", "20260302T03Z")).toMatchObject({
      verdict: "CaptureBroken",
      severity: "page",
      reason:
        "150 captured lines came and none of them could be read: mapping: line 1, column 18: the left side of + is a text; expected a number.",
    });
  });
});

describe("an analysis as Model Monitor judges", () => {
  test("takes the columns of a mapping in the order of their names, by position", async () => {
    const mapping = 'rows.{ "k4": v, "k1": a, "k3": plan, "k0": p, "k2": s }';
    const compatibility = "ModelMonitor";
    define("compat.yml", { columns: { names: PAYLOAD }, mapping, compatibility });
    define("plain-compat.yml", {
      columns: { names: ["score", "age", "spend", "plan", "visits"] },
      compatibility,
    });
    await analyze("compat", "compat.yml");
    await analyze("plain-compat", "plain-compat.yml");
    for (const id of ["20260302T03Z", DRIFTED, FAULTY]) {
      expect(verdictOf("compat", id).violations.length).toBe(verdictOf("plain-compat", id).violations.length);
      expect(verdictOf("compat", id).reason).toBe(verdictOf("plain-compat", id).reason);
    }
    const { features } = JSON.parse(read("compat", DRIFTED, "statistics.json"));
    expect(features.map(({ name }: { name: string }) => name)).toEqual(["k0", "k1", "k2", "k3", "k4"]);
  });
});

describe("a definition with faults in its expressions", () => {
  const faulty = {
    columns: { names: PAYLOAD },
    mapping: "row.{ 'x': p }",
    rules: [{ ...RULES[0], assert: "columns.age.men > 1 and" }],
  };

  test.each([
    ["push", "push faulty.yml --store store"],
    ["analyze", "analyze captures --monitor faulty.yml --out never"],
    ["doctor", "doctor --monitor faulty.yml"],
  ])("is refused by %s with every fault, its key, place and caret", async (_, line) => {
    define("faulty.yml", faulty);
    const { status, out, err } = await ask(line);
    expect(status).toBe(2);
    const said = out + err;
    expect(said).toContain("faulty.yml cannot be used:");
    expect(said).toContain(
      "rules.0.assert: line 1, column 24: got the end of the expression; expected a value",
    );
    expect(said).toContain('mapping: line 1, column 1: unknown name "row"; did you mean rows?');
    expect(said).toMatch(/ {4}row\.\{ 'x': p \}\n +\^/);
  });
});

describe("doctor", () => {
  const findings = async (rules: readonly unknown[]) => {
    define("looked-at.yml", { columns: { names: PAYLOAD }, mapping: RENAME, rules });
    const { out } = await ask("doctor --monitor looked-at.yml --json");
    const all = JSON.parse(out).findings as { level: string; subject: string; text: string }[];
    return all
      .filter(({ subject }) => subject.startsWith("baseline"))
      .map(({ level, text }) => `${level}: ${text}`);
  };

  test("evaluates rules over the baseline itself", async () => {
    expect(await findings(RULES)).toContain("ok: 3 rules of the monitor, true of its own data.");
  });

  test("warns of a rule that is not true there, that cannot be evaluated, that speaks of another column", async () => {
    const said = await findings([
      { ...RULES[0], assert: "columns.age.mean > 100" },
      { ...RULES[1], assert: "columns.height.mean > 1" },
      { ...RULES[2], column: "agge" },
    ]);
    expect(said.filter((each) => each.startsWith("warning"))).toEqual([
      expect.stringMatching(
        /^warning: The rule young is not true of the baseline itself: .* Observed: columns\.age\.mean = /,
      ),
      'warning: On the baseline itself: Rule "plans" could not be evaluated: it gives nothing, expected true or false (columns.height.mean is missing).',
      'warning: Rule "coverage" speaks of column "agge", which the baseline does not have.',
    ]);
  });

  test("has nothing against names of the payload that the baseline does not have", async () => {
    define("mapped.yml", { columns: { names: PAYLOAD }, mapping: RENAME, rules: RULES });
    const { status, out } = await ask("doctor --monitor mapped.yml");
    expect(out).toContain("0 to think about, 0 that cannot work");
    expect(status).toBe(0);
  });
});
