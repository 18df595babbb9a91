import { readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { DiskMetrics } from "../../adapters/disk/disk-metrics.ts";
import type { AlarmProperties } from "../../local/alarm-evaluation.ts";
import { LocalAlarms } from "../../local/local-alarms.ts";
import { monitorAlarms } from "../../shared/monitors/monitor-alarms.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";

const HOUR = 3_600_000;
const START = Date.parse("2001-02-16T00:00:00Z");
const MONITOR = parseMonitorDefinition({
  monitor: "m",
  endpoint: "e",
  capture: { uri: "c" },
  retraining: { m: 2, n: 3, trainingJob: {} },
});
const roots: string[] = [];
let root: string;
let now: number;
let metrics: DiskMetrics;
let events: Record<string, unknown>[];
let alarms: LocalAlarms;

function evaluator(definitions: readonly AlarmProperties[]): LocalAlarms {
  return new LocalAlarms({
    metrics,
    clock: { now: () => now },
    path: join(root, "alarms.jsonl"),
    alarms: async () => definitions,
    onChange: (event) => events.push(event),
  });
}
/** Publishes the window that ended at `hour` as AWS has it: its own time, a minute before its end, ten minutes later. */
async function publish(hour: number, name: string, value: number): Promise<void> {
  now = START + hour * HOUR + 11 * 60_000;
  await metrics.put("Plumbline", [
    {
      name,
      value,
      unit: "None",
      timestamp: START + hour * HOUR - 60_000,
      dimensions: { Endpoint: "e", Variant: "AllTraffic" },
    },
  ]);
  await alarms.evaluate();
}
const lines = () =>
  readFileSync(join(root, "alarms.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const RATE = "plumbline-violation-rate-e-AllTraffic";

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "local-alarms-"));
  roots.push(root);
  now = START;
  events = [];
  metrics = new DiskMetrics(join(root, "metrics.jsonl"));
  alarms = evaluator(monitorAlarms(MONITOR).filter(({ AlarmName }) => AlarmName === RATE));
});
afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

describe("a monitor's violation rate alarm on a laptop", () => {
  test("keeps its first state while nothing is published", async () => {
    await alarms.evaluate();
    expect(alarms.stateOf(RATE)).toBe("INSUFFICIENT_DATA");
    expect(events).toEqual([]);
  });

  test("goes off at the second of three windows, once, and goes back when two are well again", async () => {
    const states: string[] = [];
    for (const [hour, rate] of [0, 0.5, 0, 0.2, 0.9, 0.1, 0, 0].entries()) {
      await publish(hour + 1, "ViolationRate", rate);
      states.push(alarms.stateOf(RATE));
    }
    expect(states).toEqual(["OK", "OK", "OK", "ALARM", "ALARM", "ALARM", "OK", "OK"]);
    expect(lines().map(({ from, to }) => [from, to])).toEqual([
      ["INSUFFICIENT_DATA", "OK"],
      ["OK", "ALARM"],
      ["ALARM", "OK"],
    ]);
    expect(events).toHaveLength(3);
  });

  test("keeps its state through a silence", async () => {
    for (const [hour, rate] of [0, 0.5, 0.5].entries()) await publish(hour + 1, "ViolationRate", rate);
    now += 48 * HOUR;
    await alarms.evaluate();
    expect(alarms.stateOf(RATE)).toBe("ALARM");
  });

  test("tells EventBridge what CloudWatch tells it", async () => {
    for (const [hour, rate] of [0, 0.5, 0.6].entries()) await publish(hour + 1, "ViolationRate", rate);
    expect(events.at(-1)).toMatchObject({
      source: "aws.cloudwatch",
      "detail-type": "CloudWatch Alarm State Change",
      time: "2001-02-16T03:11:00.000Z",
      resources: [`arn:aws:cloudwatch:us-east-1:000000000000:alarm:${RATE}`],
      detail: {
        alarmName: RATE,
        state: { value: "ALARM", timestamp: "2001-02-16T03:11:00.000+0000" },
        previousState: { value: "OK", timestamp: "2001-02-16T01:11:00.000+0000" },
        configuration: {
          metrics: [
            {
              metricStat: {
                metric: {
                  namespace: "Plumbline",
                  name: "ViolationRate",
                  dimensions: { Endpoint: "e", Variant: "AllTraffic" },
                },
                period: 3600,
                stat: "Maximum",
              },
            },
          ],
        },
      },
    });
  });

  test("does not go off again in a new process", async () => {
    for (const [hour, rate] of [0, 0.5, 0.6].entries()) await publish(hour + 1, "ViolationRate", rate);
    const again = evaluator(monitorAlarms(MONITOR).filter(({ AlarmName }) => AlarmName === RATE));
    const before = events.length;
    await again.evaluate();
    expect(again.stateOf(RATE)).toBe("ALARM");
    expect(events).toHaveLength(before);
  });

  test("changes once however many evaluations run at once", async () => {
    for (const [hour, rate] of [0, 0.5].entries()) await publish(hour + 1, "ViolationRate", rate);
    await metrics.put("Plumbline", [
      {
        name: "ViolationRate",
        value: 0.7,
        unit: "None",
        timestamp: START + 3 * HOUR - 60_000,
        dimensions: { Endpoint: "e", Variant: "AllTraffic" },
      },
    ]);
    now = START + 3 * HOUR + 11 * 60_000;
    await Promise.all([alarms.evaluate(), alarms.evaluate(), alarms.evaluate()]);
    expect(events).toHaveLength(2);
  });
});

test("a monitor's dead-man alarm goes off when no window is published, and back when one is", async () => {
  const name = "plumbline-dead-man-e-AllTraffic";
  alarms = evaluator(monitorAlarms(MONITOR));
  for (let hour = 1; hour <= 6; hour++) await publish(hour, "WindowsProcessed", 1);
  expect(alarms.stateOf(name)).toBe("OK");
  now += 24 * HOUR;
  await alarms.evaluate();
  expect(alarms.stateOf(name)).toBe("ALARM");
  await publish(30, "WindowsProcessed", 1);
  expect(alarms.stateOf(name)).toBe("OK");
});
