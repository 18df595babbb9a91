import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import { seededRandom } from "../../shared/random.ts";
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
import { run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const ROWS = 120;
let cases = 0;

beforeAll(async () => {
  makeDataset(at("train.csv"), { days: 3, hoursPerDay: 12 });
  const { status } = await run(
    ["suggest-baseline", "train.csv", "--time", "at", "--out", "baseline"],
    folder.path,
  );
  expect(status).toBe(0);
});
afterAll(() => folder.remove());

/** An hour of good lines. */
function goodLines(count = ROWS): string[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, (_, row) => captureLine(makeRow(random), FIRST_DAY + row * 1000, row));
}

/** A good line whose record was changed before it was written. */
function changedLine(
  change: (record: {
    captureData: Record<"endpointInput" | "endpointOutput", { data: string; encoding: string }>;
    eventMetadata: { inferenceTime: string };
  }) => void,
): string {
  const record = JSON.parse(goodLines(1)[0]!);
  change(record);
  return JSON.stringify(record);
}

/** Analyzes one hour of these bytes; every case has a folder of its own. */
async function analyze(
  text: string,
  options: readonly string[] = [],
): Promise<{ status: number; err: string; summary: AnalysisSummary }> {
  const name = `case-${++cases}`;
  writeText(at(name, captureKey(FIRST_DAY)), text);
  const ran = await run(
    ["analyze", name, "--baseline", "baseline", "--out", `${name}-out`, "--json", ...options],
    folder.path,
  );
  return {
    status: ran.status,
    err: ran.err,
    summary: (ran.out === "" ? undefined : JSON.parse(ran.out)) as AnalysisSummary,
  };
}

/** A window of good lines and one bad one: it is judged, and the bad one is counted with its reason. */
async function withOneBad(bad: string, newline = "\n"): Promise<AnalysisSummary> {
  const { status, summary } = await analyze(`${[...goodLines(), bad].join("\n")}${newline}`);
  expect(status).toBe(0);
  expect(summary.verdicts).toEqual({ Healthy: 1 });
  expect(summary.records + summary.malformed.count).toBe(ROWS + 1);
  return summary;
}

describe("a capture file that is not as it should be", () => {
  test("an empty file is named with its reason, and the message says what was expected", async () => {
    const { status, err } = await analyze("");
    expect(status).toBe(2);
    expect(err).toContain("it is empty");
    expect(err).toMatch(/Got 1 file .* expected capture files .* Give the folder/s);
  });

  test("an empty file among others is left aside with its reason", async () => {
    writeText(at("with-empty", captureKey(FIRST_DAY)), goodLines().join("\n"));
    writeText(at("with-empty", captureKey(FIRST_DAY, "00000000-0000-4000-8000-000000000001")), "");
    const { status, out } = await run(
      ["analyze", "with-empty", "--baseline", "baseline", "--out", "with-empty-out", "--json"],
      folder.path,
    );
    expect(status).toBe(0);
    const { files, records } = JSON.parse(out) as AnalysisSummary;
    expect({ read: files.read, records }).toEqual({ read: 1, records: ROWS });
    expect(files.leftAside).toEqual([
      { file: "00-00-000-00000000-0000-4000-8000-000000000001.jsonl", reason: "it is empty" },
    ]);
  });

  test("a line that is not JSON is counted, and the others are judged", async () => {
    expect((await withOneBad("what is this")).malformed).toEqual({
      count: 1,
      byReason: { "line is not JSON": 1 },
    });
  });

  test("a last line that was cut off is counted, and the others are judged", async () => {
    const whole = goodLines(1)[0]!;
    expect((await withOneBad(whole.slice(0, whole.length / 2), "")).malformed).toEqual({
      count: 1,
      byReason: { "line is cut off": 1 },
    });
  });

  test("broken BASE64 is counted with the side that holds it", async () => {
    const bad = changedLine(({ captureData }) =>
      Object.assign(captureData.endpointInput, { encoding: "BASE64", data: "34,gold,%%%" }),
    );
    const { malformed } = await withOneBad(bad);
    expect(malformed.count).toBe(1);
    expect(Object.keys(malformed.byReason)[0]).toMatch(/^input: .*base64/i);
  });

  test("an unknown encoding is counted with its name and the known ones", async () => {
    const bad = changedLine(({ captureData }) =>
      Object.assign(captureData.endpointOutput, { encoding: "PROTOBUF" }),
    );
    expect((await withOneBad(bad)).malformed.byReason).toEqual({
      'unknown encoding "PROTOBUF" (known: CSV, JSON, BASE64)': 1,
    });
  });

  test("a row with too few columns and one with too many are counted as rows of another width, and no row is lost", async () => {
    const few = changedLine(({ captureData }) => (captureData.endpointInput.data = "34,12.5"));
    const many = changedLine(({ captureData }) => (captureData.endpointInput.data += ",7,8"));
    const { status, summary } = await analyze(`${[...goodLines(), few, many].join("\n")}\n`);
    expect({ rows: summary.rows, malformed: summary.malformed.count }).toEqual({
      rows: ROWS + 2,
      malformed: 0,
    });
    expect(summary.notes).toMatchObject({ rowsOfOtherWidth: 2 });
    expect(status).toBeLessThan(2);
  });

  test("an inferenceTime in another century stays in its folder's hour and is counted as a wrong clock", async () => {
    const bad = changedLine(({ eventMetadata }) => (eventMetadata.inferenceTime = "1926-03-02T00:00:00Z"));
    const summary = await withOneBad(bad);
    expect({ windows: summary.windows, records: summary.records, notes: summary.notes }).toEqual({
      windows: 1,
      records: ROWS + 1,
      notes: { clockSkew: 1 },
    });
  });

  test("lines of which none can be read are a broken capture: status 1, and the reason", async () => {
    const { status, summary } = await analyze("no\nnever\n");
    expect(status).toBe(1);
    expect(summary.verdicts).toEqual({ CaptureBroken: 1 });
    expect(summary.perWindow[0]!.reason).toContain("line is not JSON");
  });
});

describe("loose files", () => {
  test("a file of several hours is cut by the times of its records, and every line is counted somewhere", async () => {
    const random = seededRandom(5);
    const lines = Array.from({ length: 4 * ROWS }, (_, row) =>
      captureLine(makeRow(random), FIRST_DAY + Math.floor(row / ROWS) * HOUR + 60_000, row),
    );
    writeText(at("day.jsonl"), [...lines.slice(0, 200), "junk", ...lines.slice(200)].join("\n"));
    const { status, out } = await run(
      [
        "analyze",
        "day.jsonl",
        "--baseline",
        "baseline",
        "--out",
        "day-out",
        "--endpoint",
        ENDPOINT,
        "--json",
      ],
      folder.path,
    );
    const summary = JSON.parse(out) as AnalysisSummary;
    expect(status).toBeLessThan(2);
    expect({
      windows: summary.windows,
      records: summary.records,
      malformed: summary.malformed.byReason,
    }).toEqual({ windows: 4, records: 4 * ROWS, malformed: { "line is not JSON": 1 } });
    expect(existsSync(at("day-out", ENDPOINT, "AllTraffic", "20260302T03Z", "verdict.json"))).toBe(true);
  });

  test("a file without any time belongs to no window: the message says where to put it", async () => {
    writeText(at("timeless.jsonl"), "{}\n");
    const { status, err } = await run(
      ["analyze", "timeless.jsonl", "--baseline", "baseline", "--out", "timeless-out"],
      folder.path,
    );
    expect(status).toBe(2);
    expect(err).toContain("none of its lines has an inferenceTime");
    expect(err).toContain("{endpoint}/{variant}/yyyy/MM/dd/HH/");
  });
});

describe("a baseline that cannot be used", () => {
  test("one that is not there: the message says how to make it", async () => {
    const { status, err } = await run(
      ["analyze", "case-1", "--baseline", "nowhere", "--out", "o"],
      folder.path,
    );
    expect(status).toBe(2);
    expect(err).toContain(
      "baseline nowhere: it does not exist; expected a folder. Make one with: plumbline suggest-baseline",
    );
  });

  test("a folder that holds none", async () => {
    mkdirSync(at("empty"), { recursive: true });
    const { status, err } = await run(
      ["analyze", "case-1", "--baseline", "empty", "--out", "o"],
      folder.path,
    );
    expect(status).toBe(2);
    expect(err).toMatch(/Got empty: it has no .*; expected a whole baseline\. Make one with/);
  });

  test("one for other columns: got and expected are named, and nothing is written", async () => {
    writeText(
      at("other.yml"),
      stringify({
        monitor: "other",
        endpoint: ENDPOINT,
        capture: { uri: "case-1" },
        columns: { names: ["score", "age", "income", "plan", "visits"] },
      }),
    );
    const { status, err } = await run(
      ["analyze", "case-1", "--monitor", "other.yml", "--baseline", "baseline", "--out", "other-out"],
      folder.path,
    );
    expect(status).toBe(2);
    expect(err).toContain(
      'Baseline baseline is for other columns than monitor other: got "spend" as column 3 of the baseline, expected "income" (5 columns, 5 expected).',
    );
    expect(existsSync(at("other-out"))).toBe(false);
  });

  test("without a monitor, captures of other columns are a structural violation in every window", async () => {
    const lines = Array.from({ length: ROWS }, (_, row) =>
      captureLine(["0.5", "1", "2"], FIRST_DAY + row * 1000, row),
    );
    const { status, summary } = await analyze(`${lines.join("\n")}\n`);
    expect(status).toBe(1);
    expect(summary.perWindow[0]).toMatchObject({ verdict: "Violations", violationRate: 1 });
  });
});

describe("a monitor definition that cannot be used", () => {
  test("a misspelt key is refused with the nearest right one", async () => {
    writeText(
      at("misspelt.yml"),
      "monitor: m\nendpoint: e\ncapture: { uri: c }\nwindw: PT1H\ncolumns: { exlude: [a] }\n",
    );
    const { status, err } = await run(["push", "misspelt.yml", "--store", "s"], folder.path);
    expect(status).toBe(2);
    expect(err).toContain('windw: unknown key; did you mean "window"?');
    expect(err).toContain('columns.exlude: unknown key; did you mean "exclude"?');
    expect(existsSync(at("s"))).toBe(false);
  });

  test("a file that is not YAML is refused with its line", async () => {
    writeText(at("not.yml"), "monitor: [\nendpoint: e\n");
    const { status, err } = await run(["push", "not.yml", "--store", "s"], folder.path);
    expect(status).toBe(2);
    expect(err).toMatch(/not\.yml:\d+:\d+ is not YAML: /);
  });

  test("a file that is not there is named", async () => {
    const { status, err } = await run(["push", "absent.yml", "--store", "s"], folder.path);
    expect(status).toBe(2);
    expect(err).toContain("absent.yml: it does not exist. Correct the path.");
  });
});

describe("a folder that cannot be read", () => {
  test.each([
    ["captures", ["analyze", "train.csv/captures", "--baseline", "baseline", "--out", "o"]],
    ["the baseline", ["analyze", "case-1", "--baseline", "train.csv", "--out", "o"]],
    ["the work store", ["records", "20260302T00Z", "age", "data_type_check", "--store", "train.csv"]],
    ["the folder of a report", ["report", "train.csv"]],
    ["the results", ["analyze", "with-empty", "--baseline", "baseline", "--out", "train.csv/out"]],
    ["the data set", ["suggest-baseline", "train.csv/x.csv", "--out", "o"]],
  ])("%s: the message names it and says what to do", async (_, argv) => {
    const { status, out, err } = await run(argv, folder.path);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain("train.csv");
    expect(err).toMatch(/expected a folder|a file stands where a folder/);
    expect(err).not.toContain("    at ");
  });
});

describe("a data set that cannot be used", () => {
  test.each([
    ["no rows", "at,score,age\n", "has no rows"],
    ["no bytes", "", "has no rows"],
  ])("with %s: the message says what a baseline needs", async (_, text, said) => {
    writeText(at("none.csv"), text);
    const { status, err } = await run(["suggest-baseline", "none.csv", "--out", "none"], folder.path);
    expect(status).toBe(2);
    expect(err).toContain(said);
    expect(err).toContain("A baseline needs the rows that the model was trained on.");
  });

  test("a time column that is not there is refused with the nearest right one", async () => {
    const { status, err } = await run(
      ["suggest-baseline", "train.csv", "--time", "att", "--out", "none"],
      folder.path,
    );
    expect(status).toBe(2);
    expect(err).toContain('has no column "att"; did you mean "at"?');
  });

  test("a file of another kind is refused with the kinds that can be read", async () => {
    const { status, err } = await run(["suggest-baseline", "baseline", "--out", "none"], folder.path);
    expect(status).toBe(2);
    expect(err).toContain("no file below it ends in .csv, .jsonl or .parquet");
  });

  test("a file shape that nobody knows is refused with those that are known", async () => {
    const { status, err } = await run(
      ["suggest-baseline", "train.csv", "--layout", "2022", "--out", "none"],
      folder.path,
    );
    expect(status).toBe(2);
    expect(err).toContain("2021, 2023");
  });
});

describe("a column name full of markup and control characters", () => {
  const NASTY = '<img src=x onerror=alert(1)>\u001b[2J\u0007\u202e"';

  test("is inert in terminal, report and messages, and can be asked for as it is shown", async () => {
    const random = seededRandom(9);
    const row = (nasty: string) => ({ score: Number(random().toFixed(3)), [NASTY]: nasty });
    const train = Array.from({ length: 400 }, () => JSON.stringify(row(random() < 0.5 ? "a" : "b")));
    writeText(at("nasty.jsonl"), train.join("\n"));
    const suggested = await run(["suggest-baseline", "nasty.jsonl", "--out", "nasty-baseline"], folder.path);
    const line = (index: number) =>
      JSON.stringify({
        captureData: {
          endpointOutput: {
            data: JSON.stringify(row("<script>alert(2)</script>\u001b[31m")),
            encoding: "JSON",
            mode: "OUTPUT",
            observedContentType: "application/json",
          },
        },
        eventMetadata: {
          eventId: `\u001b]0;owned\u0007${index}`,
          inferenceTime: new Date(FIRST_DAY + index * 1000).toISOString(),
        },
        eventVersion: "0",
      });
    writeText(
      at("nasty", captureKey(FIRST_DAY)),
      Array.from({ length: ROWS }, (_, index) => line(index)).join("\n"),
    );
    const analyzed = await run(
      ["analyze", "nasty", "--baseline", "nasty-baseline", "--out", "nasty-out"],
      folder.path,
    );
    expect(analyzed.status).toBe(1);
    const verdict = JSON.parse(
      readFileSync(at("nasty-out", ENDPOINT, "AllTraffic", "20260302T00Z", "verdict.json"), "utf8"),
    );
    const { check } = verdict.violations.find(({ column }: { column: string }) => column === NASTY);
    const records = await run(["records", "20260302T00Z", NASTY, check, "--store", "nasty-out"], folder.path);
    const absent = await run(
      ["records", "20260302T00Z", `${NASTY}x`, check, "--store", "nasty-out"],
      folder.path,
    );
    const json = await run(
      ["records", "20260302T00Z", NASTY, check, "--store", "nasty-out", "--json"],
      folder.path,
    );
    expect([records.status, absent.status, json.status]).toEqual([0, 2, 0]);
    for (const { out, err } of [suggested, analyzed, records, absent, json])
      expect(`${out}${err}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    for (const file of ["report.html", join(ENDPOINT, "AllTraffic", "20260302T00Z", "report.html")]) {
      const html = readFileSync(at("nasty-out", file), "utf8");
      expect(html).not.toMatch(/<img|<script|onerror=|\u001b|\u202e/);
    }
  });
});
