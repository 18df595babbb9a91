import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import { makeCaptures, makeDataset } from "../fixtures/make-captures.ts";
import { run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);

beforeAll(async () => {
  makeCaptures(at("captures"), { seed: 2, days: 1, hoursPerDay: 8 });
  makeDataset(at("train.csv"), { days: 5, hoursPerDay: 8 });
  await run(["suggest-baseline", "train.csv", "--time", "at", "--out", "baseline"], folder.path);
});
afterAll(() => folder.remove());

const analyze = (out: string, ...options: string[]) =>
  run(["analyze", "captures", "--baseline", "baseline", "--out", out, ...options], folder.path);
const summaryIn = (out: string): AnalysisSummary => JSON.parse(readFileSync(at(out, "summary.json"), "utf8"));

test("a history without hard faults says nothing of them", async () => {
  expect((await analyze("healthy")).out).not.toContain("Hard fault");
  expect(summaryIn("healthy").hardFaults).toBeUndefined();
});

test("two hours of spend × 1,000 are one hard fault, on the terminal, in summary.json and in events.jsonl", async () => {
  const files = readdirSync(at("captures"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jsonl"))
    .sort();
  for (const file of files.slice(3, 5)) {
    const text = readFileSync(at("captures", file), "utf8");
    // age, spend, plan, …: the second cell of the question.
    const changed = text.replace(/"data":"([^",]+),(\d+)\.(\d+)/g, '"data":"$1,$2$30');
    expect(changed).not.toBe(text);
    writeFileSync(at("captures", file), changed);
  }
  const { out } = await analyze("faulty");
  const { hardFaults = [], perWindow } = summaryIn("faulty");
  const hours = perWindow.map(({ window }) => window).slice(3, 5);
  expect(hardFaults).toMatchObject([
    { kind: "unit-changed", column: "spend", from: hours[0], to: hours[1], state: "ended" },
  ]);
  expect(out).toContain(
    `Hard faults, told as their files landed: 1.\n  spend: unit-changed, ${hours[0]} to ${hours[1]}, ended\n`,
  );
  const events = readFileSync(at("faulty", ".plumbline", "events.jsonl"), "utf8")
    .trim()
    .split("\n");
  const told = events
    .map((text) => JSON.parse(text))
    .filter(({ detailType }) => detailType === "Plumbline Hard Fault");
  expect(told.map(({ detail }) => detail.state)).toEqual(["opened", "confirmed", "ended"]);
});
