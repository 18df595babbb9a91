/** Capture files that somebody has packed. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run, temporaryFolder } from "./run.ts";

const golden = fileURLToPath(new URL("../pipeline/input", import.meta.url));
const FILE = "shop/AllTraffic/2001/02/16/09/00-00-000-golden.jsonl";
const folder = temporaryFolder();
afterAll(() => folder.remove());

const analyze = (captures: readonly string[], out: string) =>
  run(["analyze", ...captures, "--baseline", "baseline", "--out", out, "--json"], folder.path);

beforeAll(async () => {
  cpSync(join(golden, "training.csv"), join(folder.path, "training.csv"));
  const captured = readFileSync(join(golden, "data-faults/captures", FILE));
  const packed = join(folder.path, "captures", `${FILE}.gz`);
  mkdirSync(dirname(packed), { recursive: true });
  writeFileSync(packed, gzipSync(captured));
  writeFileSync(join(folder.path, "loose.jsonl"), captured);
  writeFileSync(join(folder.path, "torn.jsonl.gz"), gzipSync(captured).subarray(0, 1000));
  const suggest = [
    "suggest-baseline",
    "training.csv",
    "--time",
    "time",
    "--min-rows",
    "20",
    "--out",
    "baseline",
  ];
  expect((await run(suggest, folder.path)).status).toBe(0);
});

describe("packed captures", () => {
  test("are read; the records behind a violation too, and once the file is gone that is said", async () => {
    const ran = await analyze(["captures"], "packed");
    expect(JSON.parse(ran.out)).toMatchObject({ windows: 1, records: 120, files: { read: 1, failed: [] } });
    const records = ["records", "20010216T09Z", "amount", "data_type_check", "--store", "packed/.plumbline"];
    expect((await run(records, folder.path)).out).toContain('"unknown"');
    rmSync(join(folder.path, "captures"), { recursive: true });
    const gone = await run(records, folder.path);
    expect(gone.status, gone.err).toBe(0);
    expect(gone.out).toContain("(the line is no longer there)");
  });

  test("a loose file that was torn is left aside with its reason, beside one that is whole", async () => {
    const ran = await analyze(["loose.jsonl", "torn.jsonl.gz"], "torn");
    expect(ran.status, ran.err).toBe(1);
    expect(JSON.parse(ran.out).files).toMatchObject({
      read: 1,
      leftAside: [{ file: "torn.jsonl.gz", reason: expect.stringContaining("not whole gzip") }],
    });
  });

  test("nothing but a torn file cannot be used, which is said with the file's name", async () => {
    const ran = await analyze(["torn.jsonl.gz"], "only-torn");
    expect(ran.status).toBe(2);
    expect(ran.err).toContain("torn.jsonl.gz");
    expect(ran.err).not.toContain("This was not expected");
  });

  test("a torn data set is refused with its name", async () => {
    writeFileSync(
      join(folder.path, "torn.csv.gz"),
      gzipSync(readFileSync(join(folder.path, "training.csv"))).subarray(0, 1000),
    );
    const ran = await run(["suggest-baseline", "torn.csv.gz", "--out", "none"], folder.path);
    expect(ran.status).toBe(2);
    expect(ran.err).toMatch(/torn\.csv\.gz is not whole gzip/);
    expect(ran.err).not.toContain("This was not expected");
  });
});
