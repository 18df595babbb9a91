import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeDataQualityJobDefinitionCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelPackageCommand,
  DescribeMonitoringScheduleCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readDefinition } from "../../cli/read-definition.ts";
import { objectBody } from "../adapters/object-body.ts";
import { makeDataset } from "../fixtures/make-captures.ts";
import { descriptionFile, descriptionJson, MONITORS } from "./import/descriptions.ts";
import { type Ran, run, temporaryFolder } from "./run.ts";

const s3 = mockClient(S3Client);
const sagemaker = mockClient(SageMakerClient);
let folder: ReturnType<typeof temporaryFolder>;
const at = (...names: string[]) => join(folder.path, ...names);
const COLUMNS = ["score", "age", "spend", "plan", "visits"];

const runImport = (...argv: string[]): Promise<Ran> => run(["import", ...argv], folder.path);
const fromFiles = (names: readonly string[], ...more: string[]) =>
  runImport("--from", ...names.map(descriptionFile), ...more);
const definition = (name: string) => readDefinition({ cwd: folder.path }, `monitors/${name}.yml`);

/** A baseline of this program, as the bucket's two files. */
async function baselineInBucket(): Promise<Record<"statistics.json" | "constraints.json", string>> {
  makeDataset(at("train.csv"), { days: 1, hoursPerDay: 4 });
  await run(["suggest-baseline", "train.csv", "--time", "at", "--out", "made"], folder.path);
  const files = {
    "statistics.json": readFileSync(at("made", "statistics.json"), "utf8"),
    "constraints.json": readFileSync(at("made", "constraints.json"), "utf8"),
  };
  s3.on(GetObjectCommand).callsFake(({ Key }: { Key: string }) => {
    const text = files[Key.split("/").at(-1) as keyof typeof files];
    if (text === undefined)
      throw Object.assign(new Error("no"), { name: "NoSuchKey", $metadata: { httpStatusCode: 404 } });
    return { ETag: '"e"', Body: objectBody(text) };
  });
  return files;
}

function forbidBucket(): void {
  s3.on(GetObjectCommand).rejects(
    Object.assign(new Error("Access Denied"), { name: "AccessDenied", $metadata: { httpStatusCode: 403 } }),
  );
}

beforeEach(() => {
  folder = temporaryFolder();
  s3.reset();
  sagemaker.reset();
  s3.on(ListObjectsV2Command).resolves({});
});
afterEach(() => folder.remove());

describe("import from files", () => {
  test("writes the definition of an hourly schedule with its baseline, and ends with 0", async () => {
    const files = await baselineInBucket();
    const { status, out, err } = await fromFiles(MONITORS.hourly);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(await definition("churn-data-quality")).toMatchObject({
      monitor: "churn-data-quality",
      endpoint: "churn-xgb",
      variants: ["AllTraffic"],
      capture: { uri: "s3://ml-captures/datacapture", samplingPercent: 20 },
      window: "PT1H",
      columns: { names: COLUMNS, exclude: [] },
      baseline: { uri: "../baselines/churn-data-quality" },
      minRows: 1,
      metrics: { modelMonitor: "churn-data-quality" },
      compatibility: "ModelMonitor",
    });
    for (const [name, text] of Object.entries(files))
      expect(readFileSync(at("baselines", "churn-data-quality", name), "utf8")).toBe(text);
    expect(out).toContain("Next: plumbline push monitors/churn-data-quality.yml");
    expect(out).toContain(
      "--results s3://ml-monitoring/churn/results --monitor monitors/churn-data-quality.yml",
    );
  });

  test("leaves what push takes as it is", async () => {
    await baselineInBucket();
    await fromFiles(MONITORS.hourly);
    const { status, out } = await run(["push"], folder.path);
    expect(status).toBe(0);
    expect(out).toMatch(/^churn-data-quality: definition new, baseline b0001-\w+ new$/m);
  });

  test("says in the definition which expression its window is", async () => {
    forbidBucket();
    await fromFiles(MONITORS.hourly);
    expect(readFileSync(at("monitors", "churn-data-quality.yml"), "utf8")).toContain(
      "window: PT1H # cron(0 * ? * * *)\n",
    );
  });

  test("names the baseline by its prefix where its files may not be read", async () => {
    forbidBucket();
    const { status, out } = await fromFiles(MONITORS.hourly);
    expect(status).toBe(0);
    expect((await definition("churn-data-quality")).baseline).toEqual({
      uri: "s3://ml-monitoring/churn/baseline",
    });
    expect(out).toContain("it stays where it is, because it could not be read from here (Got 403");
    expect(existsSync(at("baselines"))).toBe(false);
  });

  test("a file that is no statistics is not copied", async () => {
    await baselineInBucket();
    s3.on(GetObjectCommand, { Key: "churn/baseline/statistics.json" }).resolves({
      Body: objectBody('{"a": 1}'),
    });
    const { status, out } = await fromFiles(MONITORS.hourly);
    expect(status).toBe(0);
    expect(out).toContain("statistics.json cannot be used");
    expect(existsSync(at("baselines"))).toBe(false);
  });

  test("a daily schedule with scripts: exclusions by name and position, both variants, 1 for what is left behind", async () => {
    await baselineInBucket();
    const { status, out } = await fromFiles(MONITORS.daily);
    expect(status).toBe(1);
    const { columns, variants, shadowVariants, capture, window } = await definition("loans-daily");
    expect({ exclude: columns.exclude, variants, shadowVariants, capture, window }).toMatchObject({
      exclude: ["score", "visits"], // column 0 of the baseline, and a name
      variants: ["champion", "challenger"],
      shadowVariants: ["candidate"],
      capture: { uri: "s3://ml-captures/datacapture", samplingPercent: 100 },
      window: "P1D",
    });
    expect(out).toContain("window: jobs looked from 05:00 on, every 24 hours; windows begin at 00:00 UTC.");
    expect(out).toContain("RecordPreprocessorSourceUri: it changed records before they were judged");
    expect(out).toContain("→ Say the same in the definition: key `mapping`, docs/rules.md");
    expect(out).toContain("PostAnalyticsProcessorSourceUri: it ran after each job");
    expect(out).not.toContain("categories were compared by");
    expect(out).toContain('--param="captureKeyArns=arn:aws:kms:');
    expect(out).toContain("only the inputs are captured");
    expect(out).toMatch(/NetworkConfig.*: no job is started/);
  });

  test("positions of excluded columns are left behind where the baseline cannot be read", async () => {
    forbidBucket();
    const { out } = await fromFiles(MONITORS.daily);
    expect((await definition("loans-daily")).columns.exclude).toEqual(["visits"]);
    expect(out).toContain("it names columns by their position (0)");
  });

  test("a job inside its schedule, as before 2021", async () => {
    await baselineInBucket();
    const { status, out } = await fromFiles(MONITORS.inline);
    expect(await definition("boston-hourly")).toMatchObject({
      window: "PT6H",
      endpoint: "boston",
      baseline: { uri: "../baselines/boston-hourly" },
    });
    expect({ status, said: out.includes("data capture has stopped") }).toEqual({ status: 1, said: true });
  });

  test.each([
    ["endpoint", "DataCaptureConfig.CurrentSamplingPercentage", "abc", "expected a number from 0 to 100"],
    ["endpoint", "DataCaptureConfig.DestinationS3Uri", "notauri", "expected s3://bucket/prefix"],
    ["hourly-schedule", "MonitoringScheduleName", 5, "expected a name"],
    [
      "inline-schedule",
      "MonitoringScheduleConfig.MonitoringJobDefinition.BaselineConfig.ConstraintsResource.S3Uri",
      7,
      "expected a text",
    ],
    ["hourly-schedule", "MonitoringScheduleConfig.ScheduleConfig.ScheduleExpression", 5, "expected a name"],
  ])("a %s whose %s is %j becomes no default", async (name, path, value, expected) => {
    const description = descriptionJson(name);
    const keys = path.split(".");
    const parent = keys.slice(0, -1).reduce((fields, key) => fields[key] as typeof description, description);
    parent[keys.at(-1)!] = value;
    writeFileSync(at("wrong.json"), JSON.stringify(description));
    const { status, err } = await runImport("--from", "wrong.json");
    expect([status, err]).toEqual([
      2,
      expect.stringContaining(`Got wrong.json, whose ${path} is ${JSON.stringify(value)}; ${expected}`),
    ]);
  });

  test("half a file is told as no JSON; the same file twice is one", async () => {
    writeFileSync(at("half.json"), readFileSync(descriptionFile("hourly-job"), "utf8").slice(0, 500));
    const half = await runImport("--from", "half.json");
    expect([half.status, half.err]).toEqual([
      2,
      expect.stringContaining("Got half.json, which is not JSON ("),
    ]);
    await baselineInBucket();
    const { status, out } = await fromFiles(["hourly-schedule", "hourly-job", "hourly-job", "endpoint"]);
    expect([status, out]).toEqual([0, expect.not.stringContaining("does not belong to this monitor")]);
  });

  test("batch transform: the manifests of its outputs, and that Parquet is not read", async () => {
    await baselineInBucket();
    const { status, out } = await fromFiles(MONITORS.batch);
    expect(status).toBe(1);
    expect(await definition("scores-batch")).toMatchObject({
      endpoint: "scores-batch",
      capture: { uri: "s3://ml-captures/scores-batch/output", kind: "batch-transform" },
      window: "PT1H",
    });
    expect((await definition("scores-batch")).metrics.modelMonitor).toBeUndefined(); // its job says nothing of metrics
    expect(out).toContain("they hold the request too where the transform job joins it");
    expect(out).toContain("a monitor reads no Parquet");
    expect(out).not.toContain("plumbline parity s3");
  });

  test("an endpoint without a schedule, with the baselines registered with its model", async () => {
    await baselineInBucket();
    const { status, out } = await fromFiles(MONITORS.registered);
    expect(status).toBe(0);
    expect(await definition("churn-xgb")).toMatchObject({
      endpoint: "churn-xgb",
      baseline: { uri: "../baselines/churn-xgb", modelVersion: "churn/7" },
    });
    expect(s3.commandCalls(GetObjectCommand).map(({ args }) => args[0].input.Key)).toEqual([
      "churn/7/statistics.json",
      "churn/7/constraints.json",
    ]);
    expect(out).toContain("it is the baseline of a monitor of another kind");
  });

  test("the job's own baseline goes before the one registered with the model", async () => {
    await baselineInBucket();
    const { out } = await fromFiles([...MONITORS.hourly, "model-package"]);
    expect(s3.commandCalls(GetObjectCommand)[0]?.args[0].input.Key).toBe("churn/baseline/statistics.json");
    expect(out).toContain("the schedule judged by the baseline of its own job");
  });

  test("a baseline on this machine is copied from there", async () => {
    await baselineInBucket();
    const job = JSON.parse(
      JSON.stringify(descriptionJson("hourly-job")).replaceAll("s3://ml-monitoring/churn/baseline", "made"),
    );
    writeFileSync(at("job.json"), JSON.stringify(job));
    const { status } = await runImport(
      "--from",
      at("job.json"),
      ...["hourly-schedule", "endpoint"].map(descriptionFile),
    );
    expect(status).toBe(0);
    expect(readdirSync(at("baselines", "churn-data-quality"))).toEqual([
      "constraints.json",
      "statistics.json",
    ]);
    expect(s3.calls()).toHaveLength(0);
  });

  test("--json says of every field what became of it", async () => {
    await baselineInBucket();
    const summary = JSON.parse((await fromFiles(MONITORS.daily, "--json")).out);
    expect(summary).toMatchObject({
      version: 1,
      monitor: "loans-daily",
      file: "monitors/loans-daily.yml",
      baseline: { state: "copied", uri: "../baselines/loans-daily" },
      baselineFolder: "baselines/loans-daily",
      definition: { window: "P1D" },
    });
    expect(summary.fields).toContainEqual({
      of: "schedule",
      name: "loans-daily",
      field: "MonitoringScheduleConfig.ScheduleConfig.ScheduleExpression",
      fate: "carried",
      to: "window",
      remark: "jobs looked from 05:00 on, every 24 hours; windows begin at 00:00 UTC",
    });
  });

  test("twice gives the same bytes; an edited definition is replaced with --force only", async () => {
    await baselineInBucket();
    await fromFiles(MONITORS.hourly);
    const path = at("monitors", "churn-data-quality.yml");
    const text = readFileSync(path, "utf8");
    expect((await fromFiles(MONITORS.hourly)).status).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(text);
    writeFileSync(path, `${text}season: hour-of-day\n`);
    const { status, err } = await fromFiles(MONITORS.hourly);
    expect({ status, kept: readFileSync(path, "utf8").endsWith("hour-of-day\n") }).toEqual({
      status: 2,
      kept: true,
    });
    expect(err).toContain("--force to replace it");
    expect((await fromFiles(MONITORS.hourly, "--force")).status).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("a baseline of suggest-baseline that lies there is not half replaced", async () => {
    await baselineInBucket();
    await run(
      ["suggest-baseline", "train.csv", "--time", "at", "--out", "baselines/churn-data-quality"],
      folder.path,
    );
    const { status, err } = await fromFiles(MONITORS.hourly);
    expect(status).toBe(2);
    expect(err).toContain("baseline.json, which is there already");
    expect(existsSync(at("monitors"))).toBe(false);
    expect((await fromFiles(MONITORS.hourly, "--force")).status).toBe(0);
    expect(readdirSync(at("baselines", "churn-data-quality"))).toEqual([
      "constraints.json",
      "statistics.json",
    ]);
  });
});

describe("import of what cannot be used ends with 2", () => {
  const written = (name: string, value: unknown) => {
    writeFileSync(at(name), typeof value === "string" ? value : JSON.stringify(value));
    return name;
  };

  test.each([
    [["model-quality-schedule", "model-quality-job", "endpoint"], "which monitors ModelQuality"],
    [
      ["hourly-schedule", "hourly-job"],
      "aws sagemaker describe-endpoint --endpoint-name churn-xgb > endpoint.json",
    ],
    [["model-package"], "expected at least one of them"],
    [
      ["hourly-schedule", "daily-schedule", "endpoint"],
      "Got 2 schedules (given: churn-data-quality, loans-daily)",
    ],
    [["endpoint", "loans-endpoint", "hourly-job", "daily-job"], "Got 2 descriptions"],
  ])("%j", async (names, said) => {
    const { status, out, err } = await fromFiles(names);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain(said);
    expect(err).not.toContain("    at ");
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test("neither a schedule nor files", async () => {
    expect((await runImport()).err).toContain("aws sagemaker list-monitoring-schedules");
    const { err } = await fromFiles(["endpoint"], "--model-package", "churn");
    expect(err).toContain("Got --from and --model-package churn");
  });

  test("a schedule that is not among the descriptions", async () => {
    const { status, err } = await fromFiles(["hourly-schedule", "endpoint"], "--schedule", "other");
    expect(status).toBe(2);
    expect(err).toContain("Got no description of schedule other; expected one (given: churn-data-quality)");
  });

  test("of several schedules the named one is imported, and the others are told of", async () => {
    forbidBucket();
    const names = [...MONITORS.hourly, "daily-schedule", "model-quality-schedule"];
    const { status, out } = await fromFiles(names, "--schedule", "churn-data-quality");
    expect(status).toBe(0);
    expect(readdirSync(at("monitors"))).toEqual(["churn-data-quality.yml"]);
    expect(out).toContain("schedule loans-daily: it does not belong to this monitor");
    expect(out).toContain("schedule churn-model-quality: it is of a monitor of another kind");
  });

  test.each(["[]", '{"Buckets": []}'])("a file that says %j", async (text) => {
    const { status, err } = await runImport("--from", written("a.json", text));
    expect(status).toBe(2);
    expect(err).toContain("Got a.json, which describes nothing of Model Monitor");
  });

  test("a name that leads out of the folder is refused before anything is read or written", async () => {
    const schedule = written("s.json", {
      ...descriptionJson("hourly-schedule"),
      MonitoringScheduleName: "../../churn",
    });
    const { status, err } = await runImport(
      "--from",
      schedule,
      ...["hourly-job", "endpoint"].map(descriptionFile),
    );
    expect(status).toBe(2);
    expect(err).toContain("expected 1 to 63 letters, digits and dashes");
    expect(readdirSync(folder.path)).toEqual(["s.json"]);
    expect(s3.calls()).toHaveLength(0);
  });

  test("what a description says does nothing to the terminal or to the YAML", async () => {
    forbidBucket();
    const schedule = descriptionJson("hourly-schedule") as { MonitoringScheduleConfig: object };
    const file = written("s.json", {
      ...schedule,
      MonitoringScheduleConfig: {
        ...schedule.MonitoringScheduleConfig,
        ScheduleConfig: { ScheduleExpression: "x\u001b[2J\ncompatibility: none" },
      },
    });
    const { status, out } = await runImport(
      "--from",
      file,
      ...["hourly-job", "endpoint"].map(descriptionFile),
    );
    expect(status).toBe(1);
    expect(out).not.toContain("\u001b");
    expect(out).toContain("is no expression of a schedule; the window is an hour");
    expect(await definition("churn-data-quality")).toMatchObject({
      window: "PT1H",
      compatibility: "ModelMonitor",
    });
  });

  test("a place that cannot be written", async () => {
    forbidBucket();
    mkdirSync(at("monitors", "churn-data-quality.yml"), { recursive: true });
    const { status, err } = await fromFiles(MONITORS.hourly);
    expect(status).toBe(2);
    expect(err).toContain("churn-data-quality.yml");
  });
});

describe("import from SageMaker", () => {
  const answers = () => {
    sagemaker.on(DescribeMonitoringScheduleCommand).resolves(descriptionJson("hourly-schedule"));
    sagemaker.on(DescribeDataQualityJobDefinitionCommand).resolves(descriptionJson("hourly-job"));
    sagemaker.on(DescribeEndpointCommand).resolves(descriptionJson("endpoint"));
    sagemaker.on(DescribeEndpointConfigCommand).resolves(descriptionJson("endpoint-config"));
    sagemaker.on(DescribeModelPackageCommand).resolves(descriptionJson("model-package"));
  };
  const asked = () => sagemaker.calls().map(({ args }) => args[0].constructor.name);

  test("asks for the schedule, its job, its endpoint and the configuration, and writes what files would give", async () => {
    await baselineInBucket();
    answers();
    const live = await runImport("--schedule", "churn-data-quality", "--out", "live/monitors");
    const files = await fromFiles(MONITORS.hourly);
    expect(live.status).toBe(0);
    expect(readFileSync(at("live", "monitors", "churn-data-quality.yml"), "utf8")).toBe(
      readFileSync(at("monitors", "churn-data-quality.yml"), "utf8"),
    );
    expect(live.out.replaceAll("live/", "")).toBe(files.out);
    expect(asked()).toEqual([
      "DescribeMonitoringScheduleCommand",
      "DescribeDataQualityJobDefinitionCommand",
      "DescribeEndpointCommand",
      "DescribeEndpointConfigCommand",
    ]);
  });

  test("asks for the model package that is named", async () => {
    forbidBucket();
    answers();
    const arn = descriptionJson("model-package")["ModelPackageArn"] as string;
    await runImport("--schedule", "churn-data-quality", "--model-package", arn);
    expect(sagemaker.commandCalls(DescribeModelPackageCommand)[0]?.args[0].input).toEqual({
      ModelPackageName: arn,
    });
  });

  test("asks no more for a schedule of another kind", async () => {
    sagemaker.on(DescribeMonitoringScheduleCommand).resolves(descriptionJson("model-quality-schedule"));
    const { status, err } = await runImport("--schedule", "churn-model-quality");
    expect(status).toBe(2);
    expect(err).toContain("which monitors ModelQuality");
    expect(asked()).toEqual(["DescribeMonitoringScheduleCommand"]);
  });

  test.each([
    ["ResourceNotFound", "Got no schedule churn from SageMaker"],
    ["AccessDeniedException", "expected the right to describe it (sagemaker:Describe*)"],
    ["ExpiredTokenException", "Set AWS_PROFILE or sign in"],
    ["ThrottlingException", "SageMaker asks to slow down"],
  ])("%s is explained with what to do", async (name, said) => {
    sagemaker.on(DescribeMonitoringScheduleCommand).rejects(Object.assign(new Error("no"), { name }));
    const { status, err } = await runImport("--schedule", "churn");
    expect(status).toBe(2);
    expect(err).toContain(said);
    expect(err).not.toContain("    at ");
  });

  test("an endpoint that is gone is named", async () => {
    answers();
    sagemaker
      .on(DescribeEndpointCommand)
      .rejects(
        Object.assign(new Error('Could not find endpoint "churn-xgb".'), { name: "ValidationException" }),
      );
    expect((await runImport("--schedule", "churn-data-quality")).err).toContain(
      "Got no endpoint churn-xgb from SageMaker",
    );
  });
});
