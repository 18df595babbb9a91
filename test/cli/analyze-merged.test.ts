import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import { decodeProfile } from "../../shared/profile/profile-codec.ts";
import { seededRandom } from "../../shared/random.ts";
import { ENDPOINT, eventId, FIRST_DAY, makeDataset, makeRow, writeText } from "../fixtures/make-captures.ts";
import { type Ran, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const summaryIn = ({ out, err }: Ran) => JSON.parse(out === "" ? err : out) as AnalysisSummary;
const analyze = (captures: string, out: string, ...options: string[]) =>
  run(["analyze", captures, "--baseline", "baseline", "--out", out, "--json", ...options], folder.path);
const ROWS = 200;
const part = (number: number) => `part-0000${number}-8cf95ad5-2469-48d9-a3dc-dd5a17fc8823.c000.jsonl`;

/** A record as the merge job writes it: keys in its order, a label, the caller's id. */
function mergedLine(row: number, time: string): string {
  const random = seededRandom(row);
  const [score, ...input] = makeRow(random);
  const side = (mode: string, data: string) => ({
    data,
    encoding: "CSV",
    mode,
    observedContentType: "text/csv",
  });
  return JSON.stringify({
    eventVersion: "0",
    groundTruthData: { data: "0", encoding: "CSV" },
    captureData: {
      endpointInput: side("INPUT", input.join(",")),
      endpointOutput: side("OUTPUT", `${score}\n`),
    },
    eventMetadata: { eventId: eventId(row), inferenceId: `order-${row}`, inferenceTime: time },
  });
}

beforeAll(async () => {
  const lines = Array.from({ length: ROWS }, (_, row) =>
    mergedLine(row, new Date(FIRST_DAY + row * 1000).toISOString().replace(".000", "")),
  );
  // Several parts an hour, none of which says its time in its name.
  writeText(
    at("out/merge", ENDPOINT, "AllTraffic/2026/03/02/00", part(0)),
    `${lines.slice(0, 150).join("\n")}\n`,
  );
  writeText(
    at("out/merge", ENDPOINT, "AllTraffic/2026/03/02/00", part(1)),
    `${lines.slice(150).join("\n")}\n`,
  );
  makeDataset(at("train.csv"), { days: 5, hoursPerDay: 8 });
  await run(["suggest-baseline", "train.csv", "--time", "at", "--out", "baseline"], folder.path);
});
afterAll(() => folder.remove());

describe("records of the merge job", () => {
  test("are judged like the captures they were made of, at their own times", async () => {
    const ran = await analyze("out/merge", "merged");
    const { records, rows, malformed, notes, perWindow } = summaryIn(ran);
    expect({ records, rows, malformed: malformed.count, notes }).toEqual({
      records: ROWS,
      rows: ROWS,
      malformed: 0,
      notes: {},
    });
    expect(perWindow).toMatchObject([{ window: "20260302T00Z", endpoint: ENDPOINT, verdict: "Healthy" }]);
    expect(ran.status).toBe(0);
  });

  test("of batch transform have no time of their own and lie below a schedule's name", async () => {
    const lines = Array.from({ length: ROWS }, (_, row) => {
      const [score, age, spend, plan, visits] = makeRow(seededRandom(row)) as string[];
      const data = JSON.stringify({
        SageMakerOutput: { score: Number(score) },
        age: Number(age),
        spend: Number(spend),
        plan,
        visits: Number(visits),
      });
      return JSON.stringify({
        eventMetadata: { eventId: eventId(row) },
        eventVersion: "0",
        groundTruthData: { data: '{"label": 1}', encoding: "JSON" },
        captureData: { batchTransformOutput: { data, encoding: "JSON" } },
      });
    });
    writeText(at("batch/merge/monitoring-schedule-2026/2026/03/02/05", part(0)), `${lines.join("\n")}\n`);
    const { endpoint, variants, perWindow, notes } = summaryIn(await analyze("batch", "merged-batch"));
    expect([endpoint, variants]).toEqual(["merge", ["monitoring-schedule-2026"]]);
    expect(perWindow).toMatchObject([{ window: "20260302T05Z", verdict: "Healthy", rows: ROWS }]);
    expect(notes).toEqual({ noInferenceTime: ROWS });
  });
});

describe("the target model of a multi-model endpoint", () => {
  const line = (row: number, attributes: readonly string[]) => {
    const record = JSON.parse(mergedLine(row, "2026-03-02T00:10:00Z")) as { eventMetadata: object };
    return JSON.stringify({
      ...record,
      eventMetadata: { ...record.eventMetadata, customAttributes: attributes },
    });
  };

  test("is a column of its own that the baseline need not know", async () => {
    const lines = Array.from({ length: ROWS }, (_, row) =>
      line(row, row % 4 === 0 ? [] : [`trace=${row};TargetModel=model-${row % 2}.tar.gz`]),
    );
    writeText(at("mme", ENDPOINT, "AllTraffic/2026/03/02/00/00-00-000-a.jsonl"), `${lines.join("\n")}\n`);
    const definition = { monitor: "churn", endpoint: ENDPOINT, capture: { uri: "mme" } };
    writeText(at("mme.yml"), stringify({ ...definition, columns: { targetModel: "model" } }));
    const ran = await analyze("mme", "mme-out", "--monitor", "mme.yml");
    expect(summaryIn(ran).perWindow).toMatchObject([{ verdict: "Healthy", violations: [] }]);
    const folderOf = at("mme-out/.plumbline/windows", ENDPOINT, "AllTraffic/20260302T00Z/r0");
    const column = decodeProfile(readFileSync(join(folderOf, "window.profile"))).column("model")!;
    expect(column.types).toMatchObject({ string: 150, missing: 50 });
    expect([...column.values.entries()].sort()).toEqual([
      ["model-0.tar.gz", 50],
      ["model-1.tar.gz", 100],
    ]);
    expect(readFileSync(join(folderOf, "report.html"), "utf8")).toContain("names the target model");
  });

  test("the caller's own id is shown beside a record", async () => {
    const faulty = Array.from({ length: ROWS }, (_, row) =>
      line(row, []).replace(/"data":"\d+,/, '"data":"old,'),
    );
    writeText(at("faulty", ENDPOINT, "AllTraffic/2026/03/02/00/00-00-000-a.jsonl"), `${faulty.join("\n")}\n`);
    await analyze("faulty", "faulty-out");
    const { out } = await run(
      ["records", "20260302T00Z", "age", "data_type_check", "--store", "faulty-out", "--json"],
      folder.path,
    );
    expect((JSON.parse(out) as { rows: unknown[] }).rows[0]).toMatchObject({
      eventId: eventId(0),
      inferenceId: "order-0",
      cells: ["old"],
    });
  });
});

const REAL = new URL("../../../shared/data/model-monitor/ground-truth/merged_records.jsonl", import.meta.url);
test.skipIf(!existsSync(REAL))("merged records that the service wrote are rows", async () => {
  const lines = readFileSync(REAL, "utf8").trim().split("\n");
  writeText(at("real/merge/e/AllTraffic/2025/02/16/15", part(0)), `${lines.join("\n")}\n`);
  const { records, malformed, rows } = summaryIn(
    await analyze("real", "real-out", "--endpoint", "e", "--min-rows", "1"),
  );
  // Nine of an endpoint, two of batch transform, each of one row (counted by hand).
  expect({ records, rows, malformed: malformed.count }).toEqual({ records: 11, rows: 11, malformed: 0 });
});
