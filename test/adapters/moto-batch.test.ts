/** Batch transform's captures analyzed where they lie in S3: manifests in one bucket, what they name in another. */
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { s3ObjectStore } from "../../adapters/aws/s3-object-store.ts";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import { seededRandom } from "../../shared/random.ts";
import { run, temporaryFolder } from "../cli/run.ts";
import { COLUMNS, eventId, makeRow } from "../fixtures/make-captures.ts";
import { hasMoto, type MotoServer, startMoto } from "./moto-server.ts";

if (!hasMoto)
  console.log("moto_server is not on this machine: batch captures were not read over S3's protocol.");

const ENVIRONMENT = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

describe.skipIf(!hasMoto)("batch transform over S3's protocol", () => {
  let server: MotoServer;
  let client: S3Client;
  const before = { ...process.env };
  const folder = temporaryFolder();
  beforeAll(async () => {
    server = await startMoto();
    Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL: server.url });
    client = new S3Client({});
  }, 30_000);
  afterAll(() => {
    for (const name of [...Object.keys(ENVIRONMENT), "AWS_ENDPOINT_URL"])
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    client?.destroy();
    server?.stop();
    folder.remove();
  });

  async function bucket(name: string) {
    await client.send(new CreateBucketCommand({ Bucket: name }));
    return s3ObjectStore({ bucket: name, client });
  }

  test("a window is judged by objects of another bucket, and its rows are found again there", async () => {
    const [captures, answers] = [await bucket("ml-captures"), await bucket("ml-answers")];
    const random = seededRandom(3);
    const rows = (count: number, faulty: boolean) =>
      Array.from({ length: count }, () => makeRow(random, { faulty }).join(","));
    await answers.put("train/1.csv", `${[COLUMNS.join(","), ...rows(2000, false)].join("\n")}\n`);
    const lines = rows(1500, true).map((row, at) => `${row},${eventId(at)},2026-03-02T00:10:00Z`);
    await answers.put("jobs/1/part.csv.out", `${lines.join("\n")}\n`);
    await captures.put(
      "dc/output/2026/03/02/00/m.json",
      '[{"prefix":"s3://ml-answers/jobs/"},"1/part.csv.out"]',
    );
    const command = (...argv: string[]) => run(argv, folder.path, { ...ENVIRONMENT });
    expect(
      (await command("suggest-baseline", "s3://ml-answers/train/", "--out", "baseline")).err,
    ).not.toContain("Got");
    const analyzed = await command(
      "analyze",
      "s3://ml-captures/dc",
      "--kind",
      "batch-transform",
      "--baseline",
      "baseline",
      "--out",
      "out",
      "--json",
    );
    const { perWindow, records, malformed } = JSON.parse(analyzed.out) as AnalysisSummary;
    expect([records, malformed.count]).toEqual([1500, 0]);
    expect(perWindow).toMatchObject([{ window: "20260302T00Z", verdict: "Violations" }]);
    const { out } = await command(
      "records",
      "20260302T00Z",
      "age",
      "data_type_check",
      "--store",
      "out",
      "--json",
    );
    const [row] = (
      JSON.parse(out) as { rows: { key: string; eventId: string; line: number; cells: string[] }[] }
    ).rows;
    expect(row).toMatchObject({ key: "s3://ml-answers/jobs/1/part.csv.out", cells: ["unknown"] });
    expect(lines[row!.line - 1]).toContain(row!.eventId);
  });
});
