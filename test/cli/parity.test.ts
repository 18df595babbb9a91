import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ExplainedDifference } from "../../cli/parity/explain-differences.ts";
import type { ParitySummary } from "../../cli/parity/parity-summary.ts";
import { renderJavaJson } from "../../shared/statistics/java-json.ts";
import { objectBody } from "../adapters/object-body.ts";
import { naiveConstraints, naiveStatistics, typeText, violation } from "./parity/naive-service.ts";
import { run, temporaryFolder } from "./run.ts";

const NAMES = ["score", "age", "spend", "plan"];
const HOUR = 3_600_000;
const FIRST = Date.UTC(2026, 2, 4, 5);
type Cells = readonly string[];

/** Ascending, so that a sketch holds them in this order however it is made. */
const ROWS: readonly Cells[] = [
  ["0.25", "20", "1.5", "gold"],
  ["0.5", "30", "2.5", "gold"],
  ["0.75", "40", "4.5", "gold"],
];
const BASELINE = Array.from({ length: 40 }, (_, i) => [`0.${25 + i}`, `${20 + i}`, `${i}.5`, "gold"]);

let folder: ReturnType<typeof temporaryFolder>;
const at = (...names: string[]) => join(folder.path, ...names);

function write(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

const hourFolder = (time: number) => new Date(time).toISOString().slice(0, 13).replace(/[-T]/g, "/");

interface Side {
  readonly data: string;
  readonly encoding?: string;
}

/** A captured record: the answer and the request. */
function record(time: number, output: Side, input: Side): string {
  const side = ({ data, encoding = "CSV" }: Side) => ({ observedContentType: "text/csv", data, encoding });
  return JSON.stringify({
    captureData: { endpointInput: side(input), endpointOutput: side(output) },
    eventMetadata: {
      eventId: `e-${time}`,
      inferenceTime: new Date(time).toISOString().replace(".000Z", "Z"),
    },
    eventVersion: "0",
  });
}

const rowRecord = (time: number, [score, ...input]: Cells) =>
  record(time, { data: score! }, { data: input.join(",") });

/** A capture file in the folder of an hour. */
function capture(
  hour: number,
  lines: readonly string[],
  { variant = "AllTraffic", name = "00-00-000-a" } = {},
): void {
  write(`captures/churn/${variant}/${hourFolder(hour)}/${name}.jsonl`, `${lines.join("\n")}\n`);
}

const minutes = (hour: number, rows: readonly Cells[]) =>
  rows.map((row, index) => rowRecord(hour + (index + 1) * 60_000, row));

/** What the service has written for the hour that begins at `start`: its folder is the hour after. */
function result(
  start: number,
  rows: readonly Cells[],
  {
    violations = [] as readonly object[],
    schedule = "churn-data-quality",
    change = (text: string) => text,
  } = {},
): void {
  const place = `results/churn/${schedule}/${hourFolder(start + HOUR)}`;
  const ran = { names: NAMES, rows };
  write(`${place}/statistics.json`, change(naiveStatistics(ran)));
  write(`${place}/constraints.json`, naiveConstraints(ran));
  if (violations.length > 0) write(`${place}/constraint_violations.json`, renderJavaJson({ violations }));
}

async function parity(...more: string[]): Promise<{ status: number; err: string; summary: ParitySummary }> {
  const argv = ["parity", "captures", "--results", "results", "--baseline", "baseline", "--json", ...more];
  const { status, out, err } = await run(argv, folder.path);
  return { status, err, summary: out === "" ? ({} as ParitySummary) : JSON.parse(out) };
}

const differencesOf = ({ hours }: ParitySummary) => hours.flatMap(({ differences }) => differences);
const causesOf = (summary: ParitySummary) => [...new Set(differencesOf(summary).map(({ cause }) => cause))];
const about = (summary: ParitySummary, field: string): ExplainedDifference | undefined =>
  differencesOf(summary).find((difference) => difference.field === field);

beforeEach(() => {
  folder = temporaryFolder();
  const baseline = { names: NAMES, rows: BASELINE };
  write("baseline/statistics.json", naiveStatistics(baseline));
  write("baseline/constraints.json", naiveConstraints(baseline));
});
afterEach(() => folder.remove());

describe("an hour that both judged", () => {
  test("without differences ends with 0, and its files are equal to the byte", async () => {
    capture(FIRST, minutes(FIRST, ROWS));
    result(FIRST, ROWS);
    const { status, summary } = await parity("--strict");
    expect(status).toBe(0);
    expect(summary).toMatchObject({
      endpoint: "churn",
      schedule: "churn-data-quality",
      window: "PT1H",
      totals: { hours: 1, compared: 1, same: 1, explained: 0, unexplained: 0 },
      causes: [],
    });
    expect(summary.hours).toEqual([
      {
        window: "20260304T05Z",
        folder: "churn/churn-data-quality/2026/03/04/06/",
        service: { files: ["statistics.json", "constraints.json"], rows: 3, violations: 0 },
        plumbline: { files: ["statistics.json", "constraints.json"], rows: 3, violations: 0 },
        identical: ["statistics.json", "constraints.json"],
        differences: [],
      },
    ]);
  });

  // Two of three integers are 66.66666666666666 % (text of a run of the service on public data).
  const FAULTY: readonly Cells[] = [ROWS[0]!, ["0.5", "30.5", "2.5", "gold"], ROWS[2]!];
  const FAULT = violation("age", "data_type_check", typeText("Integral", "66.66666666666666"));

  test("with the same violations has no difference", async () => {
    capture(FIRST, minutes(FIRST, FAULTY));
    result(FIRST, FAULTY, { violations: [FAULT] });
    const { status, summary } = await parity("--strict");
    expect({ status, differences: differencesOf(summary) }).toEqual({ status: 0, differences: [] });
    expect(summary.hours[0]).toMatchObject({
      service: { violations: 1 },
      plumbline: { violations: 1 },
      identical: ["statistics.json", "constraints.json", "constraint_violations.json"],
    });
  });

  test("a violation with another number is told with both texts, and nothing explains it", async () => {
    capture(FIRST, minutes(FIRST, FAULTY));
    const other = violation("age", "data_type_check", typeText("Integral", "75.0"));
    result(FIRST, FAULTY, { violations: [other] });
    const { status, summary } = await parity();
    expect(status).toBe(1);
    expect(differencesOf(summary)).toEqual([
      {
        kind: "violation",
        feature: "age",
        field: "data_type_check",
        service: typeText("Integral", "75.0"),
        plumbline: typeText("Integral", "66.66666666666666"),
        relative: expect.closeTo(0.111, 3),
        cause: null,
      },
    ]);
  });

  test("a violation that one side lacks is unexplained", async () => {
    capture(FIRST, minutes(FIRST, FAULTY));
    result(FIRST, FAULTY, { violations: [violation("plan", "completeness_check", "x")] });
    const { status, summary } = await parity();
    expect(status).toBe(1);
    expect(
      differencesOf(summary).map(({ feature, service, plumbline, cause }) => [
        feature,
        service,
        plumbline?.slice(0, 9),
        cause,
      ]),
    ).toEqual([
      ["plan", "x", undefined, null],
      ["age", null, "Data type", null],
    ]);
  });

  test("the same violations in another order are explained; --strict ends with 1 all the same", async () => {
    const rows: readonly Cells[] = [
      ["1", "20.5", "1.5", "gold"],
      ["2", "30.5", "2.5", "gold"],
    ];
    const violations = [
      violation("score", "data_type_check", typeText("Fractional", "0.0")),
      violation("age", "data_type_check", typeText("Integral", "0.0")),
    ];
    capture(FIRST, minutes(FIRST, rows));
    result(FIRST, rows, { violations: [...violations].reverse() });
    const { status, summary } = await parity();
    expect({ status, causes: causesOf(summary) }).toEqual({ status: 0, causes: ["order-of-sets"] });
    expect((await parity("--strict")).status).toBe(1);
  });

  test("a number that only the service has in this way is unexplained", async () => {
    capture(FIRST, minutes(FIRST, ROWS));
    result(FIRST, ROWS, { change: (text) => text.replace('"mean" : 30.0', '"mean" : 30.5') });
    const { status, summary } = await parity();
    expect(status).toBe(1);
    expect(differencesOf(summary)).toEqual([
      {
        kind: "statistic",
        feature: "age",
        field: "mean",
        service: "30.5",
        plumbline: "30",
        relative: expect.closeTo(0.5 / 30.5, 12),
        cause: null,
      },
    ]);
  });

  test("a mean that is off by its last digit is rounding", async () => {
    capture(FIRST, minutes(FIRST, ROWS));
    result(FIRST, ROWS, { change: (text) => text.replace('"mean" : 30.0', '"mean" : 30.000000000000004') });
    const { status, summary } = await parity();
    expect({ status, causes: causesOf(summary) }).toEqual({ status: 0, causes: ["rounding"] });
  });

  test("fields that the layout of before 2023 has not are explained", async () => {
    capture(FIRST, minutes(FIRST, ROWS));
    result(FIRST, ROWS, {
      change: (text) => text.replace(/,\s*"(approximate_num_distinct_values|completeness)" : [\d.]+/g, ""),
    });
    const { status, summary } = await parity();
    expect(status).toBe(0);
    expect(causesOf(summary)).toEqual(["older-layout"]);
  });
});

describe("records that the service reads otherwise", () => {
  const late = rowRecord(FIRST + HOUR + 1000, ["0.875", "50", "6.5", "gold"]);

  test("by the hour of their folder: judged so, both sides say the same", async () => {
    // The last record of the folder happened a second after its hour.
    capture(FIRST, [...minutes(FIRST, ROWS), late]);
    capture(FIRST + HOUR, minutes(FIRST + HOUR, ROWS));
    result(FIRST, [...ROWS, ["0.875", "50", "6.5", "gold"]]);
    result(FIRST + HOUR, ROWS);
    const { status, summary } = await parity();
    expect(status).toBe(0);
    expect(about(summary, "dataset.item_count")).toMatchObject({
      service: "4",
      plumbline: "3",
      cause: "folder-hour",
    });
    expect(summary.hours.map(({ plumbline }) => plumbline?.rows)).toEqual([3, 4]);
    expect(causesOf(summary)).toEqual(["folder-hour"]);
  });

  test("a difference that stays when it is judged so is unexplained", async () => {
    capture(FIRST, [...minutes(FIRST, ROWS), late]);
    result(FIRST, [...ROWS, ["0.875", "50", "6.5", "gold"]], {
      change: (text) => text.replace('"max" : 50.0', '"max" : 51.0'),
    });
    const { status, summary } = await parity();
    expect(status).toBe(1);
    expect(differencesOf(summary).filter(({ cause }) => cause === null)).toEqual([
      expect.objectContaining({ feature: "age", field: "max", service: "51" }),
    ]);
    expect(about(summary, "dataset.item_count")?.cause).toBe("folder-hour");
  });

  test("nothing hides behind an hour that only one side had", async () => {
    // All records lie in the next folder; the service's result of that hour is not of these rows.
    capture(FIRST, minutes(FIRST, ROWS));
    capture(FIRST + HOUR, minutes(FIRST, ROWS), { name: "00-00-000-b" });
    result(FIRST, ROWS);
    result(FIRST + HOUR, [...ROWS, ["0.875", "50", "6.5", "gold"]]);
    const { status, summary } = await parity();
    expect(status).toBe(1);
    const [, second] = summary.hours;
    expect(second?.plumbline).toBeNull();
    expect(second?.differences.find(({ kind }) => kind === "hour")?.cause).toBe("folder-hour");
    expect(second?.differences.filter(({ cause }) => cause === null)).toContainEqual(
      expect.objectContaining({ field: "dataset.item_count", service: "4", plumbline: "3" }),
    );
  });

  test("the first row of a payload: the others are not among the service's", async () => {
    const [first, second, third] = ROWS.map(([, ...input]) => input.join(","));
    capture(FIRST, [
      record(FIRST + 1000, { data: "0.25\n0.5\n0.75\n" }, { data: `${first}\n${second}\n${third}` }),
    ]);
    result(FIRST, [ROWS[0]!]);
    const { status, summary } = await parity();
    expect(status).toBe(0);
    expect(about(summary, "dataset.item_count")).toMatchObject({
      service: "1",
      plumbline: "3",
      cause: "first-row",
    });
    expect(causesOf(summary)).toEqual(["first-row"]);
  });

  test("answers on one line are one row: more columns, one violation and no other file", async () => {
    const inputs = ROWS.map(([, ...input]) => input.join(",")).join("\n");
    capture(FIRST, [record(FIRST + 1000, { data: "0.25,0.5,0.75" }, { data: inputs })]);
    const text =
      "There are extra columns in current dataset. Number of columns in current dataset: 6, Number of columns in baseline constraints: 4";
    write(
      "results/churn/churn-data-quality/2026/03/04/06/constraint_violations.json",
      renderJavaJson({ violations: [violation("Extra columns", "extra_column_check", text)] }),
    );
    const { status, summary } = await parity();
    expect(status).toBe(0);
    expect(summary.hours[0]?.differences.map(({ field, cause }) => [field, cause])).toEqual([
      ["constraints.json", "column-count"],
      ["statistics.json", "column-count"],
      ["extra_column_check", "first-row"],
    ]);
  });

  test("both in one hour", async () => {
    const inputs = ROWS.slice(0, 2)
      .map(([, ...input]) => input.join(","))
      .join("\n");
    capture(FIRST, [record(FIRST + 1000, { data: "0.25\n0.5" }, { data: inputs }), late]);
    result(FIRST, [ROWS[0]!, ["0.875", "50", "6.5", "gold"]]);
    const { status, summary } = await parity();
    expect(status).toBe(0);
    // A row of the payload less and a record of the next hour more: the number of rows is the same.
    expect(about(summary, "dataset.item_count")).toBeUndefined();
    expect(causesOf(summary)).toContain("folder-hour+first-row");
    expect(summary.causes.map(({ name }) => name)).toEqual(["folder-hour", "first-row"]);
  });

  test("all variants of an endpoint together", async () => {
    capture(FIRST, minutes(FIRST, ROWS.slice(0, 2)), { variant: "blue" });
    capture(FIRST, minutes(FIRST, ROWS.slice(2)), { variant: "green" });
    result(FIRST, ROWS);
    const { status, summary } = await parity();
    expect({ status, causes: causesOf(summary) }).toEqual({ status: 0, causes: ["variants-together"] });
    expect(about(summary, "dataset.item_count")).toMatchObject({ service: "3", plumbline: "2" });
  });
});

describe("an hour that one side lacks", () => {
  const around = (middle: () => void) => {
    for (const hour of [0, 2]) {
      capture(FIRST + hour * HOUR, minutes(FIRST + hour * HOUR, ROWS));
      result(FIRST + hour * HOUR, ROWS);
    }
    middle();
  };
  const middle = ({ hours }: ParitySummary) => hours.find(({ window }) => window === "20260304T06Z");

  test("because the job failed on mixed encodings", async () => {
    around(() =>
      capture(FIRST + HOUR, [
        record(FIRST + HOUR + 1000, { data: "[0.25]", encoding: "JSON" }, { data: "20,1.5,gold" }),
      ]),
    );
    const { status, summary } = await parity();
    expect(status).toBe(0);
    expect(middle(summary)?.differences).toEqual([
      {
        kind: "hour",
        feature: null,
        field: "result",
        service: null,
        plumbline: "1 row",
        cause: "mixed-encodings",
      },
    ]);
    expect(summary.totals).toMatchObject({ hours: 3, compared: 2, same: 2 });
  });

  test("because the job failed on nested JSON", async () => {
    around(() =>
      capture(FIRST + HOUR, [
        record(
          FIRST + HOUR + 1000,
          { data: '{"score": 0.25}', encoding: "JSON" },
          { data: '{"age": 20, "spend": {"sum": 1.5}, "plan": "gold"}', encoding: "JSON" },
        ),
      ]),
    );
    expect(causesOf((await parity()).summary)).toEqual(["nested-json"]);
  });

  test("for no known reason", async () => {
    around(() => capture(FIRST + HOUR, minutes(FIRST + HOUR, ROWS)));
    const { status, summary } = await parity();
    expect(status).toBe(1);
    expect(middle(summary)).toMatchObject({ folder: null, service: null, differences: [{ cause: null }] });
    expect(summary.causes[0]).toMatchObject({ name: "unknown", differences: 1 });
  });

  test("because its captures were not given", async () => {
    around(() => result(FIRST + HOUR, ROWS));
    const { status, summary } = await parity();
    expect(status).toBe(0);
    expect(middle(summary)).toMatchObject({
      plumbline: null,
      differences: [{ service: "3 rows", plumbline: null, cause: "captures-not-given" }],
    });
  });

  test("hours before the first and after the last result are nobody's difference", async () => {
    for (const hour of [0, 1, 2, 30]) capture(FIRST + hour * HOUR, minutes(FIRST + hour * HOUR, ROWS));
    result(FIRST + HOUR, ROWS);
    const { status, summary } = await parity("--strict");
    expect({ status, windows: summary.hours.map(({ window }) => window) }).toEqual({
      status: 0,
      windows: ["20260304T06Z"],
    });
  });

  test("a file that is not among the results is told", async () => {
    around(() => {});
    rmSync(at("results/churn/churn-data-quality/2026/03/04/06/constraints.json"));
    const { status, summary } = await parity();
    expect({ status, causes: causesOf(summary) }).toEqual({ status: 0, causes: ["results-not-given"] });
  });
});

describe("what the definition says", () => {
  const monitor = (more: object) =>
    write(
      "churn.json",
      JSON.stringify({
        monitor: "churn-data-quality",
        endpoint: "churn",
        capture: { uri: "captures" },
        baseline: { uri: "baseline" },
        ...more,
        columns: { names: NAMES, ...("columns" in more ? (more.columns as object) : {}) },
      }),
    );
  const withMonitor = async (...more: string[]) => {
    const argv = ["parity", "captures", "--results", "results", "--monitor", "churn.json", ...more];
    const { status, out, err } = await run(argv, folder.path);
    return { status, out, err };
  };

  test("an excluded column's violation is the service's alone", async () => {
    const rows: readonly Cells[] = [["0.25", "20.5", "1.5", "gold"]];
    capture(FIRST, minutes(FIRST, rows));
    result(FIRST, rows, { violations: [violation("age", "data_type_check", typeText("Integral", "0.0"))] });
    monitor({ columns: { exclude: ["age"] } });
    const { status, out } = await withMonitor();
    expect(status).toBe(0);
    expect(out).toContain("excluded-column (1)");
  });

  test("values of a sensitive column stand nowhere in the comparison", async () => {
    const rows: readonly Cells[] = [["0.25", "77177", "1.5", "gold"]];
    capture(FIRST, minutes(FIRST, rows));
    result(FIRST, rows);
    monitor({ columns: { sensitive: ["age"] } });
    const text = await withMonitor("--out", "kept");
    const json = await withMonitor("--json");
    expect(text.status).toBe(0);
    expect(text.out).toContain("sensitive-column");
    expect(text.out + json.out + readFileSync(at("kept", "parity.json"), "utf8")).not.toContain("77177");
  });

  test("its window's length: a daily schedule at midnight", async () => {
    const day = Date.UTC(2026, 2, 4);
    for (const [at, row] of ROWS.entries()) capture(day + at * 8 * HOUR, minutes(day + at * 8 * HOUR, [row]));
    result(day + 23 * HOUR, ROWS);
    monitor({ window: "P1D" });
    const { status, out } = await withMonitor("--strict", "--json");
    expect(status).toBe(0);
    expect((JSON.parse(out) as ParitySummary).hours).toEqual([
      expect.objectContaining({
        window: "20260304T0000Z-P1D",
        plumbline: expect.objectContaining({ rows: 3, violations: 0 }),
      }),
    ]);
  });

  test("a daily schedule at five has no window to compare with", async () => {
    capture(FIRST, minutes(FIRST, ROWS));
    result(FIRST - HOUR, ROWS); // folder 05
    monitor({ window: "P1D" });
    const { status, err } = await withMonitor();
    expect(status).toBe(2);
    expect(err).toContain("which end at another hour than windows of P1D do");
  });

  test("the monitor's name chooses among schedules; without it --schedule does", async () => {
    capture(FIRST, minutes(FIRST, ROWS));
    result(FIRST, ROWS);
    result(FIRST, ROWS.slice(1), { schedule: "another" });
    monitor({});
    expect((await withMonitor("--strict")).status).toBe(0);
    const { status, err } = await parity();
    expect(status).toBe(2);
    expect(err).toContain("Got results of 2 schedules in results (churn/another, churn/churn-data-quality)");
    expect((await parity("--schedule", "churn-data-quality", "--strict")).status).toBe(0);
    expect((await parity("--schedule", "none")).err).toContain("expected some of schedule none");
  });
});

describe("results and captures that cannot be compared end with 2", () => {
  test("no folder, no result, another endpoint's hours", async () => {
    capture(FIRST, minutes(FIRST, ROWS));
    expect((await parity()).err).toContain("Got results results: it does not exist");
    mkdirSync(at("results"));
    expect((await parity()).err).toContain("which holds no result of Model Monitor");
    result(FIRST + 48 * HOUR, ROWS);
    const { status, err } = await parity();
    expect(status).toBe(2);
    expect(err).toContain(
      "Got captures of no hour from 2026-03-06T05:00:00.000Z to 2026-03-06T06:00:00.000Z",
    );
    expect(existsSync(at("parity.json"))).toBe(false);
  });

  test.each([
    ["statistics.json", "{", "is not JSON"],
    ["statistics.json", '{"version": 0, "binary_classification_metrics": {}}', "dataset: missing"],
    ["constraint_violations.json", '{"violations": [{"metric_name": "auc"}]}', "feature_name: missing"],
  ])("a %s that says %j", async (file, text, said) => {
    capture(FIRST, minutes(FIRST, ROWS));
    result(FIRST, ROWS);
    write(`results/churn/churn-data-quality/2026/03/04/06/${file}`, text);
    const { status, err } = await parity();
    expect(status).toBe(2);
    expect(err).toContain(said);
    expect(err).not.toContain("    at ");
  });

  test("nothing is left in the temporary folder", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("plumbline-parity-"));
    capture(FIRST, minutes(FIRST, ROWS));
    result(FIRST, ROWS);
    await parity();
    write("results/churn/churn-data-quality/2026/03/04/06/statistics.json", "{");
    await parity();
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("plumbline-parity-"))).toEqual(before);
  });
});

describe("where results lie", () => {
  test("any depth above the hours will do", async () => {
    capture(FIRST, minutes(FIRST, ROWS));
    result(FIRST, ROWS);
    for (const place of ["results/churn", "results/churn/churn-data-quality", "."]) {
      const argv = ["parity", "captures", "--results", place, "--baseline", "baseline", "--strict"];
      expect((await run(argv, folder.path)).status, place).toBe(0);
    }
  });

  test("s3:// is read as it is", async () => {
    capture(FIRST, minutes(FIRST, ROWS));
    result(FIRST, ROWS);
    const key = (file: string) => `runs/churn/churn-data-quality/2026/03/04/06/${file}`;
    const s3 = mockClient(S3Client);
    s3.on(ListObjectsV2Command, { Bucket: "ml-monitoring", Prefix: "runs/" }).resolves({
      Contents: ["statistics.json", "constraints.json"].map((file) => ({
        Key: key(file),
        ETag: '"e"',
        Size: 1,
      })),
    });
    s3.on(GetObjectCommand).callsFake(({ Key }: { Key: string }) => {
      const path = at(Key.replace(/^runs/, "results"));
      if (!existsSync(path))
        throw Object.assign(new Error("no"), { name: "NoSuchKey", $metadata: { httpStatusCode: 404 } });
      return { ETag: '"e"', Body: objectBody(new Uint8Array(readFileSync(path))) };
    });
    const argv = [
      "parity",
      "captures",
      "--results",
      "s3://ml-monitoring/runs",
      "--baseline",
      "baseline",
      "--strict",
    ];
    const { status, err } = await run(argv, folder.path);
    s3.restore();
    expect({ status, err: err.split("\n").at(-2) }).toEqual({ status: 0, err: "Writing reports" });
  });

  test("--out keeps the analysis, and parity.json says what --json prints", async () => {
    capture(FIRST, minutes(FIRST, ROWS));
    result(FIRST, ROWS);
    const { summary } = await parity("--out", "kept");
    expect(JSON.parse(readFileSync(at("kept", "parity.json"), "utf8"))).toEqual(summary);
    expect(existsSync(at("kept/churn/AllTraffic/20260304T05Z/report.html"))).toBe(true);
  });
});

test("for a terminal: hours, what differs with the unexplained first, causes with what they mean", async () => {
  capture(FIRST, [...minutes(FIRST, ROWS), rowRecord(FIRST + HOUR + 1000, ["0.875", "50", "6.5", "gold"])]);
  capture(FIRST + HOUR, minutes(FIRST + HOUR, ROWS));
  result(FIRST, [...ROWS, ["0.875", "50", "6.5", "gold"]]);
  result(FIRST + HOUR, ROWS, { change: (text) => text.replace('"mean" : 30.0', '"mean" : 30.5') });
  const argv = ["parity", "captures", "--results", "results", "--baseline", "baseline"];
  const { status, out } = await run(argv, folder.path);
  expect(status).toBe(1);
  const lines = out.split("\n");
  expect(lines[2]).toMatch(/^20260304T05Z {2}4 rows, 0 violations {2}3 rows, 0 violations {2}\d+ explained$/);
  expect(lines.findIndex((line) => line.includes("unknown"))).toBe(7);
  expect(out).toMatch(/20260304T05Z {2}4 columns {2,}num_present, mean, sum and \d+ more/);
  expect(out).toContain("folder-hour (");
  expect(out).toContain(
    "aws sagemaker list-monitoring-executions --monitoring-schedule-name churn-data-quality",
  );
  expect(out).toMatch(/2 of 2 hours compared: 0 the same, 2 not\. .* 1 unexplained\.\n$/);
});
