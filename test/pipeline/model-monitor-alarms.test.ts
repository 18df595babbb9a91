/** An alarm that somebody made for Model Monitor goes on working: `analyze` publishes what it watches, and it goes off. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DiskMetrics } from "../../adapters/disk/disk-metrics.ts";
import type { AlarmProperties, AlarmState } from "../../local/alarm-evaluation.ts";
import { LocalAlarms } from "../../local/local-alarms.ts";
import { run, temporaryFolder } from "../cli/run.ts";

const input = join(dirname(fileURLToPath(import.meta.url)), "input");
const folder = temporaryFolder();
afterAll(() => folder.remove());
const METRICS = join(folder.path, "results/.plumbline/metrics.jsonl");
const HOUR = 3_600_000;
/** Two windows: 9:00 is like the baseline, at 10:00 the amounts have moved. */
const NINE = Date.parse("2001-02-16T09:00:00Z");

/** As in aws-samples/amazon-sagemaker-safe-deployment-pipeline (`SagemakerScheduleAlarm`), over an hour. */
const alarm = (more: Partial<AlarmProperties> = {}): AlarmProperties => ({
  AlarmName: "drift-of-amount",
  Namespace: "aws/sagemaker/Endpoints/data-metrics",
  MetricName: "feature_baseline_drift_amount",
  Dimensions: [
    { Name: "Endpoint", Value: "shop" },
    { Name: "MonitoringSchedule", Value: "shop-schedule" },
  ],
  Statistic: "Maximum",
  Period: 3600,
  EvaluationPeriods: 1,
  Threshold: 0.1,
  ComparisonOperator: "GreaterThanThreshold",
  ...more,
});

/** `metrics.jsonl` as it was when the window of that hour had been published. */
function publishedBy(hour: number): DiskMetrics {
  const path = join(folder.path, `metrics-${hour}.jsonl`);
  const lines = readFileSync(METRICS, "utf8").trim().split("\n");
  const known = lines.filter((line) => (JSON.parse(line) as { timestamp: number }).timestamp < hour + HOUR);
  writeFileSync(path, known.map((line) => `${line}\n`).join(""));
  return new DiskMetrics(path);
}

let evaluations = 0;
/** The state of an alarm 10 minutes after the end of the window of that hour. */
async function stateAfter(hour: number, definition: AlarmProperties): Promise<AlarmState> {
  const alarms = new LocalAlarms({
    metrics: publishedBy(hour),
    clock: { now: () => hour + HOUR + 10 * 60_000 },
    path: join(folder.path, `alarms-${evaluations++}.jsonl`),
    alarms: async () => [definition],
    onChange: () => undefined,
  });
  await alarms.evaluate();
  return alarms.stateOf(definition.AlarmName);
}

beforeAll(async () => {
  cpSync(join(input, "training.csv"), join(folder.path, "training.csv"));
  cpSync(join(input, "healthy-and-drifting"), folder.path, { recursive: true });
  const definition = [
    "monitor: shop",
    "endpoint: shop",
    "capture: { uri: captures }",
    "columns: { names: [score, amount, country], sensitive: [score] }",
    "minRows: 20",
    "metrics: { modelMonitor: shop-schedule }",
    "compatibility: ModelMonitor",
  ];
  writeFileSync(join(folder.path, "monitor.yml"), definition.join("\n"));
  const environment = { PLUMBLINE_SENSITIVE_KEY: "k" };
  const suggest = "suggest-baseline training.csv --time time --min-rows 20 --monitor monitor.yml --out baseline";
  const analyze = "analyze captures --monitor monitor.yml --baseline baseline --out results";
  for (const [line, status] of [
    [suggest, 0],
    [analyze, 1],
  ] as const) {
    const ran = await run(line.split(" "), folder.path, environment);
    expect(ran.status, ran.err).toBe(status);
  }
});

test("an alarm on a feature's drift is OK after the window that is like the baseline, and goes off after the other", async () => {
  for (const Statistic of ["Maximum", "Average", "Sum"]) {
    expect(await stateAfter(NINE, alarm({ Statistic })), Statistic).toBe("OK");
    expect(await stateAfter(NINE + HOUR, alarm({ Statistic })), Statistic).toBe("ALARM");
  }
});

test("alarms on a column's values see their extremes, sum, mean and number", async () => {
  const statistics = join(folder.path, "results/shop/AllTraffic/20010216T10Z/statistics.json");
  const column = JSON.parse(readFileSync(statistics, "utf8")).features[1].numerical_statistics;
  const of = { Maximum: column.max, Minimum: column.min, Sum: column.sum, SampleCount: 120, Average: column.sum / 120 };
  for (const [Statistic, value] of Object.entries(of)) {
    const watching = (Threshold: number) =>
      stateAfter(NINE + HOUR, alarm({ MetricName: "feature_data_amount", Statistic, Threshold }));
    expect([await watching(value - 0.001), await watching(value)], Statistic).toEqual(["ALARM", "OK"]);
  }
});

test("completeness is there, also of a sensitive column, whose values are not", async () => {
  const below = { ComparisonOperator: "LessThanThreshold", Threshold: 1 };
  const state = (MetricName: string) => stateAfter(NINE + HOUR, alarm({ ...below, MetricName }));
  expect(await state("feature_non_null_score")).toBe("OK");
  expect(await state("feature_non_null_country")).toBe("OK");
  expect(await state("feature_data_score")).toBe("INSUFFICIENT_DATA");
  expect(readFileSync(METRICS, "utf8")).not.toContain("feature_data_score");
});
