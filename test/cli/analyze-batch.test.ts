import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import { seededRandom } from "../../shared/random.ts";
import {
  COLUMNS,
  eventId,
  FIRST_DAY,
  HOUR,
  makeDataset,
  makeRow,
  writeText,
} from "../fixtures/make-captures.ts";
import { type Ran, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const analyze = (captures: string, out: string, ...options: string[]) =>
  run(
    [
      "analyze",
      captures,
      "--kind",
      "batch-transform",
      "--baseline",
      "baseline",
      "--out",
      out,
      ...options,
      "--json",
    ],
    folder.path,
  );
const summaryIn = ({ out, err }: Ran) => JSON.parse(out === "" ? err : out) as AnalysisSummary;
const HOURS = 6;
const ROWS = 150;
const FAULTY_HOUR = 4;

/** What a job of an hour has written: the request's fields, the answer beside them, id and time of the job. */
function jsonLines(hour: number): string {
  const random = seededRandom(100 + hour);
  const time = new Date(FIRST_DAY + hour * HOUR + 15 * 60_000).toISOString().replace(".000", "");
  return Array.from({ length: ROWS }, (_, row) => {
    const [score, age, spend, plan, visits] = makeRow(random, { faulty: hour === FAULTY_HOUR }) as string[];
    return `${JSON.stringify({
      SageMakerInferenceId: eventId(hour * ROWS + row),
      SageMakerInferenceTime: time,
      SageMakerOutput: { score: Number(score) },
      age: age === "unknown" ? age : Number(age),
      spend: Number(spend),
      plan,
      visits: Number(visits),
    })}\n`;
  }).join("");
}

const hourFolder = (hour: number) =>
  new Date(FIRST_DAY + hour * HOUR).toISOString().slice(0, 13).replace(/[-T]/g, "/");

/** A copy of a bucket's folder `team/churn`, as `aws s3 sync` makes it. */
function makeCopies(root: string): void {
  for (let hour = 0; hour < HOURS; hour++) {
    const manifest = (side: string, name: string) =>
      JSON.stringify([{ prefix: `s3://my-bucket/team/churn/${side}/` }, name]);
    writeText(
      at(root, "data-capture/output", hourFolder(hour), `${eventId(hour)}.json`),
      manifest("transform-output", `${hour}/part.jsonl.out`),
    );
    writeText(
      at(root, "data-capture/input", hourFolder(hour), `${eventId(hour)}.json`),
      manifest("transform-input", `${hour}/part.jsonl`),
    );
    writeText(at(root, `transform-output/${hour}/part.jsonl.out`), jsonLines(hour));
  }
}

let first: Ran;
beforeAll(async () => {
  makeCopies("synced");
  makeDataset(at("train.csv"), { days: 5, hoursPerDay: 8 });
  await run(["suggest-baseline", "train.csv", "--time", "at", "--out", "baseline"], folder.path);
  first = await analyze("synced", "analysis");
});
afterAll(() => folder.remove());

describe("analyze --kind batch-transform", () => {
  test("judges the hours of the jobs by the rows of the objects that their manifests name", () => {
    const { windows, records, rows, malformed, perWindow, files } = summaryIn(first);
    expect({ windows, records, rows, malformed: malformed.count }).toEqual({
      windows: HOURS,
      records: HOURS * ROWS,
      rows: HOURS * ROWS,
      malformed: 0,
    });
    expect(perWindow.map(({ verdict }) => verdict)).toEqual([
      "Healthy",
      "Healthy",
      "Healthy",
      "Healthy",
      "Violations",
      "Healthy",
    ]);
    expect(perWindow[FAULTY_HOUR]!.violations.map(({ column, check }) => `${column} ${check}`)).toContain(
      "age data_type_check",
    );
    expect(files.read).toBe(HOURS);
    expect(files.leftAside.map(({ reason }) => reason)).toEqual(
      Array.from({ length: HOURS }, () => "it is a manifest of requests; the ones of answers are read"),
    );
    expect(first.status).toBe(1);
  });

  test("its captures are history for a baseline too", async () => {
    const capture = { uri: "s3://my-bucket/team/churn/data-capture/output", kind: "batch-transform" };
    writeText(at("history.yml"), stringify({ monitor: "churn", endpoint: "churn", capture }));
    const { status, out, err } = await run(
      [
        "suggest-baseline",
        "synced",
        "--from",
        "captures",
        "--monitor",
        "history.yml",
        "--out",
        "learnt",
        "--json",
      ],
      folder.path,
    );
    expect(status, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rows: HOURS * ROWS, columns: 5 });
  });

  test("the rows behind a violation are read again from the objects", async () => {
    const id = "20260302T04Z";
    const { out } = await run(
      ["records", id, "age", "data_type_check", "--store", "analysis", "--json"],
      folder.path,
    );
    const { rows } = JSON.parse(out) as {
      rows: { key: string; line: number; eventId: string; cells: unknown[] }[];
    };
    expect(rows).toHaveLength(5);
    const lines = jsonLines(FAULTY_HOUR).split("\n");
    for (const { key, line, eventId: event, cells } of rows) {
      expect(key).toBe("s3://my-bucket/team/churn/transform-output/4/part.jsonl.out");
      expect(cells).toEqual(["unknown"]);
      expect(JSON.parse(lines[line - 1]!)).toMatchObject({ SageMakerInferenceId: event, age: "unknown" });
    }
  });

  test("again gives the same bytes, from a definition too", async () => {
    writeText(
      at("monitor.yml"),
      stringify({
        monitor: "batch",
        endpoint: "batch",
        capture: { uri: "s3://b/output", kind: "batch-transform" },
      }),
    );
    const again = await run(
      ["analyze", "synced", "--monitor", "monitor.yml", "--baseline", "baseline", "--out", "again", "--json"],
      folder.path,
    );
    const verdicts = (ran: Ran) => summaryIn(ran).perWindow;
    expect(verdicts(again)).toEqual(verdicts(first));
  });

  test("an object that is missing is said, and its window has no records", async () => {
    cpSync(at("synced"), at("torn"), { recursive: true });
    rmSync(at("torn/transform-output/2"), { recursive: true });
    const summary = summaryIn(await analyze("torn", "torn-analysis"));
    expect(summary.files.leftAside).toContainEqual({
      file: "team/churn/transform-output/2/part.jsonl.out",
      reason: expect.stringContaining("no file of its name and folder is there") as string,
    });
    expect(summary.perWindow[2]).toMatchObject({ verdict: "CaptureBroken", records: 0 });
    expect(summary.malformed.byReason).toEqual({ "an object that the manifest names is not there": 1 });
  });

  test("CSV joined with its input is judged in the file's own order", async () => {
    const [score, ...input] = COLUMNS;
    const random = seededRandom(5);
    const lines = Array.from({ length: 1500 }, (_, row) => {
      const [answer, ...cells] = makeRow(random);
      return [...cells, answer, eventId(row), "2026-03-02T00:10:00Z"].join(",");
    });
    writeText(
      at("csv/out/output", hourFolder(0), "m.json"),
      '[{"prefix":"s3://my-bucket/answers/"},"a.csv.out"]',
    );
    writeText(at("csv/answers/a.csv.out"), `${lines.join("\n")}\n`);
    const rows = Array.from({ length: 3000 }, () => {
      const [answer, ...cells] = makeRow(random);
      return [...cells, answer].join(",");
    });
    writeText(at("train-joined.csv"), `${[...input, score].join(",")}\n${rows.join("\n")}\n`);
    await run(["suggest-baseline", "train-joined.csv", "--out", "joined-baseline"], folder.path);
    const ran = await analyze("csv", "csv-analysis", "--baseline", "joined-baseline");
    expect(summaryIn(ran).perWindow).toMatchObject([{ verdict: "Healthy", rows: 1500 }]);
    expect(ran.status).toBe(0);
  });

  test("of two copies that a manifest may mean neither is taken", async () => {
    cpSync(at("csv"), at("twice"), { recursive: true });
    cpSync(at("csv/answers"), at("twice/more/answers"), { recursive: true });
    const ran = await analyze("twice", "twice-analysis", "--baseline", "joined-baseline");
    expect(summaryIn(ran).files.leftAside).toEqual([
      { file: "answers/a.csv.out", reason: expect.stringContaining("2 files could be its copy") as string },
    ]);
  });

  test.each([
    ["no manifest", "train.csv", "Got no manifest of batch transform in train.csv"],
    ["manifests of two jobs' folders", "two", "Got manifests of 2 folders"],
  ])("%s is refused with what is expected", async (_, uri, message) => {
    mkdirSync(at("two"), { recursive: true });
    for (const name of ["a", "b"]) cpSync(at("csv/out"), at("two", name), { recursive: true });
    const { status, err } = await analyze(uri, "refused");
    expect([status, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

test("doctor looks at manifests and what lies beside them", async () => {
  cpSync(at("synced/data-capture"), at("mirror"), { recursive: true });
  cpSync(at("synced/transform-output"), at("mirror/buckets/my-bucket/team/churn/transform-output"), {
    recursive: true,
  });
  const definition = {
    monitor: "batch",
    endpoint: "batch",
    capture: { uri: "mirror/output", kind: "batch-transform" },
  };
  writeText(at("doctor.yml"), stringify({ ...definition, baseline: { uri: "baseline" } }));
  const { out } = await run(["doctor", "--monitor", "doctor.yml"], folder.path);
  expect(out).toContain(
    `${HOURS} capture files of batch, ${HOURS * 50} records of ${HOURS} hours looked at.`,
  );
  expect(out).toContain("0 to think about, 0 that cannot work");
  expect(readdirSync(at("mirror")).sort()).toEqual(["buckets", "input", "output"]);
});
