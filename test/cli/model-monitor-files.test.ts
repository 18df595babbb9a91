/** Model Monitor's own runs on public data, through the command line: the same files, to the byte (spec A1 to A4, A7). */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { captureLine } from "../fixtures/make-captures.ts";
import { readReal, realFilesPresent } from "../statistics/real-files.ts";
import { filesBelow, run, temporaryFolder } from "./run.ts";

const present = realFilesPresent("Model Monitor's files through the command line");
const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
afterAll(() => folder.remove());

/** A real file under a name of the test's. */
function place(real: string, ...names: string[]): string {
  mkdirSync(join(at(...names), ".."), { recursive: true });
  writeFileSync(at(...names), readReal(real));
  return at(...names);
}

const violationsIn = (file: string) =>
  (JSON.parse(file) as { violations: { feature_name: string; description: string }[] }).violations;
const byFeature = (file: string) =>
  violationsIn(file).sort((a, b) => (a.feature_name < b.feature_name ? -1 : 1));

describe.skipIf(!present)("suggest-baseline --layout 2021", () => {
  test.each([
    ["A1", "boston-packt/housing.csv", "boston-packt/statistics.json", "boston-packt/constraints.json"],
    [
      "A3",
      "scores-packt/baseline.reconstructed.csv",
      "scores-packt/baseline.statistics.json",
      "scores-packt/baseline.constraints.json",
    ],
  ])("writes the service's two files of %s to the byte", async (name, data, statistics, constraints) => {
    place(data, name, "data.csv");
    const { status } = await run(
      ["suggest-baseline", `${name}/data.csv`, "--layout", "2021", "--out", `${name}/baseline`],
      folder.path,
    );
    expect(status).toBe(0);
    expect(readFileSync(at(name, "baseline", "statistics.json"), "utf8")).toBe(readReal(statistics));
    expect(readFileSync(at(name, "baseline", "constraints.json"), "utf8")).toBe(readReal(constraints));
  });
});

describe.skipIf(!present)("analyze --compat ModelMonitor", () => {
  test("of two captured requests (A2) writes files of the service's sizes, and its four violations", async () => {
    for (const file of ["statistics.json", "constraints.json"])
      place(`boston-packt/${file}`, "A2", "baseline", file);
    place("boston-packt/run.capture.reconstructed.jsonl", "A2", "run.jsonl");
    const { status } = await run(
      ["analyze", "A2/run.jsonl", "--baseline", "A2/baseline", "--compat", "ModelMonitor", "--out", "A2/out"],
      folder.path,
    );
    expect(status).toBe(1);
    const files = filesBelow(at("A2/out"));
    const named = (name: string) => [...files].find(([path]) => path.endsWith(`/${name}`))![1];
    // `aws s3 ls` of the run, in the notebook that made it
    expect(named("statistics.json").length).toBe(22_162);
    expect(named("constraints.json").length).toBe(2356);
    expect(named("constraint_violations.json").length).toBe(996);
    expect(byFeature(named("constraint_violations.json"))).toEqual(
      byFeature(readReal("boston-packt/run.constraint_violations.json")),
    );
  });

  test("of four scores (A4) has the service's statistics and its one violation", async () => {
    place("scores-packt/baseline.statistics.json", "A4", "baseline", "statistics.json");
    place("scores-packt/run.baseline_constraints.edited.json", "A4", "baseline", "constraints.json");
    const [, ...rows] = readReal("scores-packt/run.reconstructed.csv").trim().split(/\r?\n/);
    const lines = rows.map((row, i) => {
      return captureLine(row.split(","), Date.UTC(2021, 6, 7, 10), i);
    });
    // Two files, as the service's last digit of one deviation shows: rows 1, 2 and rows 3, 4 merged, not 1 to 4 in a row.
    mkdirSync(at("A4", "captures"));
    writeFileSync(at("A4", "captures", "a.jsonl"), lines.slice(0, 2).join("\n"));
    writeFileSync(at("A4", "captures", "b.jsonl"), lines.slice(2).join("\n"));
    await run(
      ["analyze", "A4/captures", "--baseline", "A4/baseline", "--compat", "ModelMonitor", "--out", "A4/out"],
      folder.path,
    );
    const files = filesBelow(at("A4/out"));
    const named = (name: string) => [...files].find(([path]) => path.endsWith(`/${name}`))![1];
    // Their file is known by its values alone.
    expect(JSON.parse(named("statistics.json"))).toEqual(
      JSON.parse(readReal("scores-packt/run.statistics.json")),
    );
    expect(violationsIn(named("constraint_violations.json"))).toEqual(
      violationsIn(readReal("scores-packt/run.constraint_violations.json")),
    );
  });

  test("of churn requests (A7) has the service's sixty violations, all of type", async () => {
    place("churn-examples/training-dataset-with-header.csv", "A7", "train.csv");
    await run(["suggest-baseline", "A7/train.csv", "--layout", "2023", "--out", "A7/baseline"], folder.path);
    const inputs = readReal("churn-examples/test-dataset-input-cols.csv").trim().split(/\r?\n/);
    const lines = inputs.map((row, i) =>
      captureLine([`0.0${1 + (i % 9)}${i}`, ...row.split(",")], Date.UTC(2022, 3, 18, 10), i),
    );
    writeFileSync(at("A7", "run.jsonl"), lines.join("\n"));
    await run(
      ["analyze", "A7/run.jsonl", "--baseline", "A7/baseline", "--compat", "ModelMonitor", "--out", "A7/out"],
      folder.path,
    );
    const files = filesBelow(at("A7/out"));
    const violations = [...files].find(([path]) => path.endsWith("/constraint_violations.json"))![1];
    const expected = JSON.parse(readReal("churn-examples/run.expected.json")) as { violations: number };
    expect(violationsIn(violations)).toHaveLength(expected.violations);
    expect(violations.match(/"constraint_check_type" : "data_type_check"/g)).toHaveLength(60);
  });
});

test("a window with another number of columns has the violation alone, and no other file of the service", async () => {
  const rows = Array.from({ length: 50 }, (_, i) => `${i / 7},${i}`);
  mkdirSync(at("narrow"), { recursive: true });
  writeFileSync(at("narrow", "train.csv"), `score,age\n${rows.join("\n")}\n`);
  await run(["suggest-baseline", "narrow/train.csv", "--layout", "2021", "--out", "narrow/b"], folder.path);
  cpSync(at("narrow/b"), at("narrow/baseline"), { recursive: true });
  const lines = rows.map((row, i) => captureLine([...row.split(","), "7"], Date.UTC(2026, 2, 4, 10), i));
  writeFileSync(at("narrow", "run.jsonl"), lines.join("\n"));
  await run(
    [
      "analyze",
      "narrow/run.jsonl",
      "--baseline",
      "narrow/baseline",
      "--compat",
      "ModelMonitor",
      "--out",
      "narrow/out",
    ],
    folder.path,
  );
  const names = [...filesBelow(at("narrow/out"))].map(([path]) => path.split("/").at(-1));
  expect(names).toContain("constraint_violations.json");
  expect(names).not.toContain("statistics.json");
  expect(names).not.toContain("constraints.json");
});
