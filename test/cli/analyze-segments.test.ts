/** A multi-model endpoint: the target model of each request is a column, and its value a segment. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { seededRandom } from "../../shared/random.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import {
  COLUMNS,
  captureKey,
  captureLine,
  ENDPOINT,
  FIRST_DAY,
  HOUR,
  makeRow,
  writeText,
} from "../fixtures/make-captures.ts";
import { type Ran, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const MODELS = ["churn-de.tar.gz", "churn-fr.tar.gz", "churn-us.tar.gz"];
const HOURS = 6;

/** Every third request is one model's; `drifted` names the one whose rows drift. */
function writeHours(into: string, day: number, seed: number, drifted?: string): void {
  const random = seededRandom(seed);
  for (let hour = 0; hour < HOURS; hour++) {
    const start = FIRST_DAY + (day * 24 + hour) * HOUR;
    const lines = Array.from({ length: 900 }, (_, row) => {
      const model = MODELS[row % MODELS.length]!;
      const record = JSON.parse(
        captureLine(makeRow(random, { drift: model === drifted }), start + row * 1000, row),
      );
      record.eventMetadata.customAttributes = [`TargetModel=${model}`];
      return JSON.stringify(record);
    });
    writeText(at(into, captureKey(start)), `${lines.join("\n")}\n`);
  }
}

let learnt: Ran;
let analyzed: Ran;
beforeAll(async () => {
  writeHours("history", 0, 11);
  writeHours("captures", 1, 12, "churn-fr.tar.gz");
  writeText(
    at("monitor.yml"),
    stringify({
      monitor: "churn",
      endpoint: ENDPOINT,
      capture: { uri: "captures" },
      columns: { names: COLUMNS, targetModel: "model" },
      segments: { column: "model" },
    }),
  );
  learnt = await run(
    [
      "suggest-baseline",
      "history",
      "--from",
      "captures",
      "--monitor",
      "monitor.yml",
      "--out",
      "baseline",
      "--json",
    ],
    folder.path,
  );
  analyzed = await run(
    ["analyze", "captures", "--monitor", "monitor.yml", "--baseline", "baseline", "--out", "out", "--json"],
    folder.path,
  );
});
afterAll(() => folder.remove());

test("each target model is judged against its own rows of the history, and the one that drifted is named", () => {
  expect([learnt.status, analyzed.status], learnt.err).toEqual([0, 1]);
  const verdict = JSON.parse(
    readFileSync(at("out", ENDPOINT, "AllTraffic", "20260303T00Z", "verdict.json"), "utf8"),
  ) as Verdict;
  expect(verdict.segments?.column).toBe("model");
  expect(verdict.segments?.segments.map(({ value, rows, verdict }) => [value, rows, verdict])).toEqual([
    ["churn-de.tar.gz", 300, "Healthy"],
    ["churn-fr.tar.gz", 300, "Violations"],
    ["churn-us.tar.gz", 300, "Healthy"],
  ]);
  expect(verdict.causes).toEqual([
    {
      leader: "spend",
      columns: ["spend", "age", "score"],
      why: "segment churn-fr.tar.gz explains them",
    },
  ]);
  expect(verdict.violations.map(({ column, segment }) => [column, segment?.value])).toEqual([
    ["spend", "churn-fr.tar.gz"],
    ["age", "churn-fr.tar.gz"],
    ["score", "churn-fr.tar.gz"],
  ]);
});
