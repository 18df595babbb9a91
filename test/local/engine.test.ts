import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { diskPorts } from "../../adapters/disk/disk-ports.ts";
import { type Engine, type EngineEvent, type Step, startEngine } from "../../local/engine.ts";
import { VirtualClock } from "../../local/virtual-clock.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { MachineName, Ports } from "../../steps/ports.ts";

const START = Date.parse("2001-02-16T09:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MONITOR = parseMonitorDefinition({
  monitor: "m",
  endpoint: "e",
  capture: { uri: "captures" },
  retraining: {
    m: 2,
    n: 3,
    modelPackageGroup: "g",
    trainingJob: { AlgorithmSpecification: { TrainingImage: "image" } },
  },
});
const WINDOW = { endpoint: "e", variant: "AllTraffic", windowId: "20010216T09Z", revision: 0 };
const STEPS = [
  "profile-capture-file",
  "schedule-close",
  "close-window",
  "merge-profiles",
  "analyze-window",
  "publish-report",
  "start-retraining",
  "learn-baseline",
  "record-failure",
  "sweep-windows",
  "replay",
  "suggest-baseline",
  "retrain-on-alarm",
  "decide-retraining",
  "acquire-retraining",
  "build-training-set",
  "compare-models",
  "release-retraining",
];

const roots: string[] = [];
let root: string;
let calls: [string, number][];
let events: EngineEvent[];
let engine: Engine;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "engine-"));
  roots.push(root);
  calls = [];
  events = [];
});
afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

/** An engine whose steps write down when they are called and otherwise do what the test says. */
async function start(
  own: Record<string, (ports: Ports, input: Record<string, unknown>) => unknown> = {},
  from = START,
): Promise<void> {
  const defaults: typeof own = {
    "schedule-close": () => ({ closeAt: new Date(START + HOUR + 10 * MINUTE).toISOString() }),
    "close-window": () => ({ shards: [], missing: [] }),
    "analyze-window": () => ({ verdict: "Healthy", violationRate: null, violationRateThreshold: 0.2 }),
    "publish-report": () => ({ first: true, mayRetrain: true }),
    ...own,
  };
  const step =
    (name: string): Step =>
    async (ports: Ports, input: never) => {
      calls.push([name, ports.clock.now()]);
      return (await defaults[name]?.(ports, input)) ?? {};
    };
  const steps = Object.fromEntries(STEPS.map((name) => [name, step(name)]));
  engine = await startEngine({
    root,
    clock: new VirtualClock(from),
    steps,
    definitions: [MONITOR],
    captures: (bucket) => join(root, bucket),
    onEvent: (event) => events.push(event),
  });
}
const called = (...names: string[]) => calls.filter(([name]) => names.includes(name)).map(([name]) => name);
const open = (ports: Ports) => ports.executions.start("analyze-window", "w-1", WINDOW);
const lines = (file: string) =>
  readFileSync(join(root, file), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, never>);
const status = (machine: MachineName, name: string) => engine.ports.executions.status(machine, name);

describe("the engine", () => {
  test("with nothing to do sweeps once an hour, at minute 25", async () => {
    await start();
    await engine.runTo(START + 3 * HOUR);
    expect(calls).toEqual([25, 85, 145].map((minute) => ["sweep-windows", START + minute * MINUTE]));
    await engine.stop();
  });

  test("profiles a capture file that is put, and closes the window that this opens when it is due", async () => {
    const received: unknown[] = [];
    await start({
      "profile-capture-file": (ports, event) => {
        received.push(event);
        return open(ports);
      },
    });
    await engine.putCapture("captures", "e/AllTraffic/2001/02/16/09/a b.jsonl", "{}\n");
    await engine.settle();
    expect(received).toMatchObject([
      {
        source: "aws.s3",
        detail: {
          bucket: { name: "captures" },
          object: { key: "e/AllTraffic/2001/02/16/09/a b.jsonl", size: 3 },
        },
      },
    ]);
    expect(readFileSync(join(root, "captures/e/AllTraffic/2001/02/16/09/a b.jsonl"), "utf8")).toBe("{}\n");
    expect(await status("analyze-window", "w-1")).toBe("RUNNING");
    await engine.runTo(START + 2 * HOUR);
    expect(await status("analyze-window", "w-1")).toBe("SUCCEEDED");
    expect(calls.find(([name]) => name === "close-window")).toEqual(["close-window", START + 70 * MINUTE]);
    expect(events).toContainEqual({
      kind: "execution",
      execution: { machine: "analyze-window", name: "w-1", status: "SUCCEEDED", error: null },
    });
    await engine.stop();
  });

  test("runs an execution once however often it is started", async () => {
    await start();
    expect(await Promise.all([1, 2, 3].map(() => open(engine.ports)))).toEqual([
      "started",
      "started",
      "started",
    ]);
    await engine.runTo(START + 2 * HOUR);
    expect(called("close-window")).toHaveLength(1);
    expect(await open(engine.ports)).toBe("exists");
    await engine.stop();
  });

  test("keeps how a failed execution failed", async () => {
    await start({ "analyze-window": () => Promise.reject(new RangeError("bad")) });
    await open(engine.ports);
    await engine.runTo(START + 2 * HOUR);
    expect(called("record-failure", "publish-report")).toEqual(["record-failure"]);
    expect(await status("analyze-window", "w-1")).toBe("FAILED");
    expect(JSON.parse(readFileSync(join(root, "executions/analyze-window/w-1.json"), "utf8"))).toMatchObject({
      error: { error: "WindowFailed" },
    });
    expect(events.at(-1)).toMatchObject({
      kind: "execution",
      execution: { status: "FAILED", error: { error: "WindowFailed" } },
    });
    await engine.stop();
  });

  test("runs what another process has queued", async () => {
    await diskPorts({ root }).executions.start("analyze-window", "w-1", WINDOW);
    await start();
    await engine.runTo(START + 2 * HOUR);
    expect(await status("analyze-window", "w-1")).toBe("SUCCEEDED");
    await engine.stop();
  });

  test("gives an execution that waits back when it stops, and the next engine runs it from its start", async () => {
    await start();
    await open(engine.ports);
    await engine.stop();
    expect(called("close-window", "record-failure")).toEqual([]);
    expect(JSON.parse(readFileSync(join(root, "executions/analyze-window/w-1.json"), "utf8"))).toMatchObject({
      status: "QUEUED",
      process: null,
    });
    await start({}, START + HOUR);
    await engine.runTo(START + 2 * HOUR);
    expect(called("schedule-close")).toHaveLength(2);
    expect(await status("analyze-window", "w-1")).toBe("SUCCEEDED");
    await engine.stop();
  });

  test("delivers a capture file again after a failure, and keeps it after the fifth", async () => {
    await start({ "profile-capture-file": () => Promise.reject(new Error("disk full")) });
    await engine.putCapture("captures", "x.jsonl", "");
    await engine.runTo(START + HOUR);
    expect(called("profile-capture-file")).toHaveLength(5);
    expect(lines("dead-letters.jsonl")).toMatchObject([
      { step: "profile-capture-file", message: "disk full" },
    ]);
    expect(events.filter(({ kind }) => kind === "dead-letter")).toHaveLength(1);
    await engine.stop();
  });

  test("lets an alarm on the violation rate ask for a retraining in the minute after the second bad window", async () => {
    const asked: Record<string, unknown>[] = [];
    await start({
      "retrain-on-alarm": (_, event) => {
        asked.push(event);
      },
    });
    for (const [hour, value] of [0.1, 0.5, 0.6].entries()) {
      await engine.runTo(START + (hour + 1) * HOUR + 11 * MINUTE);
      await engine.ports.metrics.put("Plumbline", [
        {
          name: "ViolationRate",
          value,
          unit: "None",
          timestamp: START + (hour + 1) * HOUR - MINUTE,
          dimensions: { Endpoint: "e", Variant: "AllTraffic" },
        },
      ]);
    }
    expect(asked).toEqual([]);
    await engine.runTo(engine.ports.clock.now() + MINUTE);
    expect(asked).toMatchObject([
      {
        "detail-type": "CloudWatch Alarm State Change",
        detail: { alarmName: "plumbline-violation-rate-e-AllTraffic", state: { value: "ALARM" } },
      },
    ]);
    expect(
      lines("alarms.jsonl").filter(
        ({ to, alarm }) => to === "ALARM" && String(alarm).includes("violation-rate"),
      ),
    ).toHaveLength(1);
    await engine.stop();
  });

  test("retrains: trains in a process of its own while the clock stands, registers the model and notifies", async () => {
    writeFileSync(
      join(root, "train.mjs"),
      "import fs from 'node:fs'; fs.writeFileSync(process.env.SM_MODEL_DIR + '/w', '1'); console.log('auc=0.9');",
    );
    const trainingRequest = {
      TrainingJobName: "rt-1",
      AlgorithmSpecification: {
        ContainerEntrypoint: ["node", join(root, "train.mjs")],
        MetricDefinitions: [{ Name: "auc", Regex: "auc=(.*)" }],
      },
      OutputDataConfig: { S3OutputPath: join(root, "out") },
    };
    await start({
      "decide-retraining": () => ({ action: "retrain" }),
      "acquire-retraining": () => ({ acquired: true, jobName: "rt-1" }),
      "build-training-set": () => ({ enough: true, request: trainingRequest }),
      "compare-models": async (ports) => ({
        better: (await ports.trainingJobs.describe("rt-1"))?.metrics["auc"] === 0.9,
        modelPackage: { ModelPackageGroupName: "g", ClientToken: "t" },
      }),
      "release-retraining": (_, input) => ({
        subject: "challenger-won",
        message: JSON.stringify((input["modelPackage"] as object | undefined) ?? null),
      }),
    });
    await engine.ports.executions.start("retrain", "t-1", {
      endpoint: "e",
      variant: "AllTraffic",
      trigger: "window",
      windowId: "w",
      reason: "r",
    });
    await engine.runTo(START + MINUTE);
    expect(await status("retrain", "t-1")).toBe("SUCCEEDED");
    expect(calls.every(([, time]) => time === START)).toBe(true);
    expect(existsSync(join(root, "model-packages/g/1.json"))).toBe(true);
    expect(lines("notifications.jsonl")).toMatchObject([
      { subject: "challenger-won", message: expect.stringContaining("model-package/g/1") },
    ]);
    await engine.stop();
  });

  test("throws what went wrong beside its work at the next settle", async () => {
    await start();
    writeFileSync(join(root, "monitors/broken.json"), "{");
    await engine.runTo(START + 24 * MINUTE);
    await expect(engine.runTo(START + 26 * MINUTE)).rejects.toThrow(/broken\.json is not JSON/);
    await engine.stop();
  });

  test("tells the observer of each event on the bus", async () => {
    await start();
    const event = { detailType: "T", time: 1, detail: { key: "k" } };
    await engine.ports.events.put([event]);
    expect(events).toEqual([{ kind: "event", event }]);
    expect(lines("events.jsonl")).toEqual([{ key: "T/k", ...event }]);
    await engine.stop();
  });

  test("runs 300 windows of a fortnight without losing one", async () => {
    const closed = new Set<string>();
    await start({
      "schedule-close": (_, { windowId }) => ({
        closeAt: new Date(START + Number(windowId) * HOUR).toISOString(),
      }),
      "close-window": (ports, { windowId }) => {
        expect(ports.clock.now()).toBe(START + Number(windowId) * HOUR);
        closed.add(String(windowId));
        return { shards: [], missing: [] };
      },
    });
    for (let i = 1; i <= 300; i++)
      await engine.ports.executions.start("analyze-window", `w-${i}`, { ...WINDOW, windowId: String(i) });
    await engine.runTo(START + 300 * HOUR);
    expect(closed.size).toBe(300);
    for (let i = 1; i <= 300; i += 33) expect(await status("analyze-window", `w-${i}`)).toBe("SUCCEEDED");
    await engine.stop();
  });
});

test("an engine makes its folder", async () => {
  root = join(root, "new/store");
  mkdirSync(join(root, ".."), { recursive: true });
  await start();
  expect(existsSync(join(root, "monitors/m.json"))).toBe(true);
  await engine.stop();
});
