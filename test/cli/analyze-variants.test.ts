import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import { seededRandom } from "../../shared/random.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import {
  captureKey,
  captureLine,
  ENDPOINT,
  FIRST_DAY,
  HOUR,
  makeDataset,
  makeRow,
  writeText,
} from "../fixtures/make-captures.ts";
import { type Ran, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const summaryIn = ({ out }: Ran) => JSON.parse(out) as AnalysisSummary;
const VARIANTS = ["AllTraffic", "Canary", "Shadow-01"] as const;
const HOURS = 3;
const ROWS = 150;

let analyzed: Ran;
beforeAll(async () => {
  // The layout of SageMaker's shadow tests: {Destination}/{endpoint}/{variant}/…, the shadow beside the production variants.
  for (const variant of VARIANTS)
    for (let hour = 0; hour < HOURS; hour++) {
      const random = seededRandom(40 + hour);
      const drift = variant === "Shadow-01";
      const lines = Array.from({ length: ROWS }, (_, row) =>
        captureLine(makeRow(random, { drift, faulty: drift }), FIRST_DAY + hour * HOUR + row * 1000, row),
      );
      const key = captureKey(FIRST_DAY + hour * HOUR).replace("/AllTraffic/", `/${variant}/`);
      writeText(at("captures", key), `${lines.join("\n")}\n`);
    }
  makeDataset(at("train.csv"), { days: 5, hoursPerDay: 8 });
  await run(["suggest-baseline", "train.csv", "--time", "at", "--out", "baseline"], folder.path);
  const [production, canary, shadow] = VARIANTS;
  writeText(
    at("monitor.yml"),
    stringify({
      monitor: "churn",
      endpoint: ENDPOINT,
      variants: [production, canary],
      shadowVariants: [shadow],
      capture: { uri: "captures" },
      retraining: { m: 1, n: 1, trainingJob: { RoleArn: "arn:role" } },
    }),
  );
  analyzed = await run(
    ["analyze", "captures", "--monitor", "monitor.yml", "--baseline", "baseline", "--out", "out", "--json"],
    folder.path,
  );
});
afterAll(() => folder.remove());

const verdictOf = (variant: string, window: string): Verdict =>
  JSON.parse(readFileSync(at("out", ENDPOINT, variant, window, "verdict.json"), "utf8")) as Verdict;

describe("several variants side by side", () => {
  test("each has windows of its own, with the same rows where they had the same requests", () => {
    const { variants, windows, rows, perWindow } = summaryIn(analyzed);
    expect([variants, windows, rows]).toEqual([VARIANTS, 3 * HOURS, 3 * HOURS * ROWS]);
    const of = (variant: string) => perWindow.filter((window) => window.variant === variant);
    expect(of("Canary").map(({ verdict, rows: count }) => [verdict, count])).toEqual(
      of("AllTraffic").map(({ verdict, rows: count }) => [verdict, count]),
    );
    expect(of("AllTraffic").map(({ verdict }) => verdict)).toEqual(["Healthy", "Healthy", "Healthy"]);
    expect(of("Shadow-01").map(({ verdict }) => verdict)).toEqual(["Violations", "Violations", "Violations"]);
  });

  test("the shadow's violations are never pages and ask for nothing", () => {
    const shadow = verdictOf("Shadow-01", "20260302T00Z");
    expect(shadow).toMatchObject({ flags: ["shadow"], severity: "ticket", decision: { action: "none" } });
    expect(shadow.violations.map(({ check }) => check)).toContain("data_type_check");
    expect(shadow.violationRate).toBeGreaterThan(shadow.violationRateThreshold);
    expect(verdictOf("AllTraffic", "20260302T00Z").flags).toEqual([]);
  });

  test("reports name the shadow", () => {
    expect(readFileSync(at("out/report.html"), "utf8")).toContain("Shadow-01 (shadow)");
    expect(readFileSync(at("out", ENDPOINT, "Shadow-01", "report.html"), "utf8")).toContain(
      "Monitor churn (shadow)",
    );
    expect(readFileSync(at("out", ENDPOINT, "Shadow-01/20260302T00Z/report.html"), "utf8")).toContain(
      "shadow: answers nobody",
    );
    expect(readFileSync(at("out", ENDPOINT, "Canary", "report.html"), "utf8")).not.toContain("(shadow)");
  });

  test("records and report find a shadow by its name", async () => {
    const found = await run(
      [
        "records",
        "20260302T00Z",
        "age",
        "data_type_check",
        "--store",
        "out",
        "--variant",
        "Shadow-01",
        "--json",
      ],
      folder.path,
    );
    expect(found.status).toBe(0);
    const report = await run(
      ["report", "out", "--variant", "Shadow-01", "--endpoint", ENDPOINT],
      folder.path,
    );
    expect(report.out).toContain(`${HOURS} windows of ${ENDPOINT}/Shadow-01`);
  });

  test("without a definition every variant that captured is a production variant", async () => {
    const plain = await run(
      ["analyze", "captures", "--baseline", "baseline", "--out", "plain", "--json"],
      folder.path,
    );
    expect(summaryIn(plain).variants).toEqual(VARIANTS);
    const { flags } = JSON.parse(
      readFileSync(at("plain", ENDPOINT, "Shadow-01/20260302T00Z/verdict.json"), "utf8"),
    ) as Verdict;
    expect(flags).toEqual([]);
  });
});
