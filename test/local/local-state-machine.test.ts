import { describe, expect, test } from "vitest";
import { LocalStateMachine } from "../../local/local-state-machine.ts";
import type { MachineDefinition } from "../../local/state-machine-definition.ts";
import { checkDefinition, substituteDefinition } from "../../local/state-machine-definition.ts";
import { VirtualClock } from "../../local/virtual-clock.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { MAX_WINDOWS } from "../../steps/plan-replay.ts";
import { deployedDefinition, runMachine, START, thrown } from "./machine-runs.ts";

const MINUTE = 60_000;
const task = (more: object) => ({
  Type: "Task",
  Resource: "arn:aws:lambda:us-east-1:000000000000:function:x",
  ...more,
});
const machine = (States: Record<string, object>): MachineDefinition =>
  ({ StartAt: Object.keys(States)[0]!, States }) as unknown as MachineDefinition;

describe("a state machine on this machine", () => {
  const WINDOW = { endpoint: "e", variant: "v", windowId: "20010216T10Z", revision: 0 };
  const CLOSE_AT = "2001-02-16T11:10:00.000Z";
  const PLAN = { round: 1, planKey: "k", partials: 3, shards: [], missing: [] };
  const HAPPY = {
    "schedule-close": { closeAt: CLOSE_AT },
    "close-window": PLAN,
    "analyze-window": { verdict: "Violations", violationRate: 0.1, violationRateThreshold: 0.2 },
    "publish-report": { first: true, mayRetrain: true },
  };

  describe("analyze-window", () => {
    const definition = deployedDefinition("analyze-window");
    const run = (tasks: object = {}) =>
      runMachine(definition, WINDOW, { ...HAPPY, ...tasks }, "w-20010216T10Z-r0");
    const STRAIGHT = ["schedule-close", "close-window", "analyze-window", "publish-report"];

    test("closes, analyzes and publishes a window below the threshold, when it is due", async () => {
      const { called, output, inputs, endedAt } = await run();
      expect(called).toEqual(STRAIGHT);
      expect(endedAt).toBe(Date.parse(CLOSE_AT));
      expect(inputs["schedule-close"]).toEqual([WINDOW]);
      expect(inputs["close-window"]).toEqual([
        { ...WINDOW, schedule: { closeAt: CLOSE_AT }, replay: "live" },
      ]);
      expect(output).toMatchObject({
        ...WINDOW,
        plan: PLAN,
        replay: "live",
        published: HAPPY["publish-report"],
      });
    });

    test("does not wait for a closing time that has passed", async () => {
      expect((await run({ "schedule-close": { closeAt: "2001-02-01T00:00:00Z" } })).endedAt).toBe(START);
    });

    test("profiles missing files and closes again", async () => {
      const missing = [{ objects: [{ bucket: "b", key: "1" }] }, { objects: [{ bucket: "b", key: "2" }] }];
      const { called, inputs } = await run({
        "close-window": (_: unknown, round: number) => ({
          ...PLAN,
          round,
          missing: round === 0 ? missing : [],
        }),
      });
      expect(called).toEqual([
        "schedule-close",
        "close-window",
        "profile-capture-file",
        "profile-capture-file",
        "close-window",
        "analyze-window",
        "publish-report",
      ]);
      expect(inputs["profile-capture-file"]).toEqual(missing);
      expect(inputs["close-window"]![1]).toMatchObject({ ...WINDOW, plan: { round: 0, missing } });
    });

    test("goes on without a file that cannot be profiled", async () => {
      const { called, failure } = await run({
        "close-window": (_: unknown, round: number) => ({
          ...PLAN,
          missing: round === 0 ? [{ objects: [] }] : [],
        }),
        "profile-capture-file": thrown("ObjectNotFound"),
      });
      expect(failure).toBeUndefined();
      expect(called.at(-1)).toBe("publish-report");
    });

    test("merges each shard with the window in its input", async () => {
      const shards = Array.from({ length: 120 }, (_, i) => i);
      const { called, inputs } = await run({ "close-window": { ...PLAN, shards } });
      expect(called).toEqual([
        ...STRAIGHT.slice(0, 2),
        ...shards.map(() => "merge-profiles"),
        ...STRAIGHT.slice(2),
      ]);
      expect(inputs["merge-profiles"]).toEqual(shards.map((shard) => ({ ...WINDOW, replay: "live", shard })));
      expect(inputs["analyze-window"]![0]).not.toHaveProperty("merged");
    });

    test.each([
      ["at", 0.2, true, true],
      ["above", 1, true, true],
      ["just below", 0.2 - 1e-9, true, false],
      ["above, when somebody else has published,", 1, false, false],
      ["of null, where nothing was evaluated,", null, true, false],
    ])(
      "a violation rate %s the threshold asks for a retraining only if it should (%d, may retrain: %s)",
      async (_, violationRate, mayRetrain, starts) => {
        const { called, inputs, failure } = await run({
          "analyze-window": { violationRate, violationRateThreshold: 0.2 },
          "publish-report": { first: mayRetrain, mayRetrain },
        });
        expect(failure).toBeUndefined();
        expect(called).toEqual(starts ? [...STRAIGHT, "start-retraining"] : STRAIGHT);
        if (starts)
          expect(inputs["start-retraining"]![0]).toMatchObject({ ...WINDOW, verdict: { violationRate } });
      },
    );

    test.each([
      ["schedule-close", {}],
      ["close-window", {}],
      ["merge-profiles", { "close-window": { ...PLAN, shards: [0, 1, 2] } }],
      ["analyze-window", {}],
      ["publish-report", {}],
      ["start-retraining", { "analyze-window": { violationRate: 1, violationRateThreshold: 0.2 } }],
    ])("an error in %s is recorded and fails the execution", async (state, more) => {
      const { called, inputs, failure } = await run({
        ...more,
        [state]: thrown("TooLate", "the sources have expired"),
      });
      expect(called.at(-1)).toBe("record-failure");
      expect(failure).toMatchObject({
        error: "WindowFailed",
        message: expect.stringContaining("recorded beside the window"),
      });
      const error = inputs["record-failure"]![0]!["error"] as { Error: string; Cause: string };
      expect(error.Error).toBe("TooLate");
      expect(JSON.parse(error.Cause)).toMatchObject({
        errorType: "TooLate",
        errorMessage: "the sources have expired",
      });
    });

    test("a throttled step is tried again after its interval, and the failure after the seventh try is recorded", async () => {
      const twice = await run({
        "analyze-window": (_: unknown, before: number) =>
          before < 2 ? thrown("Throttled")() : HAPPY["analyze-window"],
      });
      expect(twice.called).toEqual([
        ...STRAIGHT.slice(0, 2),
        "analyze-window",
        "analyze-window",
        "analyze-window",
        "publish-report",
      ]);
      expect(twice.endedAt).toBe(Date.parse(CLOSE_AT) + 2 * 2000);
      const always = await run({ "analyze-window": thrown("Throttled") });
      expect(always.called.filter((name) => name === "analyze-window")).toHaveLength(7);
      expect(always.failure?.error).toBe("WindowFailed");
    });

    test("a result of more than 256 KiB fails the execution and is caught by nobody, as on AWS", async () => {
      const { called, failure } = await run({ "analyze-window": { text: "x".repeat(256 * 1024) } });
      expect(called).not.toContain("record-failure");
      expect(failure).toMatchObject({
        error: "States.DataLimitExceeded",
        message: expect.stringMatching(/analyze-window has 2621\d\d bytes; Step Functions takes 262144/),
      });
    });
  });

  describe("retrain", () => {
    const definition = deployedDefinition("retrain");
    const REQUEST = {
      endpoint: "e",
      variant: "v",
      trigger: "window",
      windowId: "20010216T10Z",
      reason: "2 of 3",
    };
    const JOB = { TrainingJobName: "rt-1" };
    const PACKAGE = { ModelPackageGroupName: "g" };
    const GOOD = {
      "decide-retraining": { action: "retrain", reasons: [] },
      "acquire-retraining": { acquired: true, jobName: "rt-1", reason: "" },
      "build-training-set": { enough: true, rows: 9000, request: JOB },
      "create-training-job": { ...JOB, TrainingJobStatus: "Completed" },
      "compare-models": { better: true, modelPackage: PACKAGE },
      "release-retraining": { outcome: "challenger-won", subject: "s", message: "m" },
    };
    const run = (tasks: object = {}) =>
      runMachine(definition, REQUEST, { ...GOOD, ...tasks }, "t-20010216T10Z");
    const END = ["release-retraining", "notify"];
    const BEGIN = ["decide-retraining", "acquire-retraining", "build-training-set"];

    test("registers a challenger that is better and says so", async () => {
      const { called, inputs, failure } = await run();
      expect(called).toEqual([
        ...BEGIN,
        "create-training-job",
        "compare-models",
        "create-model-package",
        ...END,
      ]);
      expect(inputs["acquire-retraining"]).toEqual([{ ...REQUEST, owner: "t-20010216T10Z" }]);
      expect(inputs["create-training-job"]).toEqual([JOB]);
      expect(inputs["create-model-package"]).toEqual([PACKAGE]);
      expect(inputs["notify"]).toEqual([
        { TopicArn: "arn:aws:sns:us-east-1:000000000000:NotificationTopic", Subject: "s", Message: "m" },
      ]);
      expect(failure).toBeUndefined();
    });

    test.each([
      [
        "the decision is to wait",
        { "decide-retraining": { action: "wait", reasons: ["cooldown"] } },
        ["decide-retraining"],
      ],
      ["somebody else holds the lock", { "acquire-retraining": { acquired: false } }, BEGIN.slice(0, 2)],
      [
        "there is too little data",
        { "build-training-set": { enough: false, rows: 3, request: JOB } },
        [...BEGIN, ...END],
      ],
      [
        "the champion is kept",
        { "compare-models": { better: false } },
        [...BEGIN, "create-training-job", "compare-models", ...END],
      ],
      [
        "the champion is kept, whatever package there would be",
        { "compare-models": { better: false, modelPackage: PACKAGE } },
        [...BEGIN, "create-training-job", "compare-models", ...END],
      ],
      [
        "the monitor names no model package group",
        { "compare-models": { better: true } },
        [...BEGIN, "create-training-job", "compare-models", ...END],
      ],
    ])("ends well and registers nothing when %s", async (_, tasks, path) => {
      const { called, failure } = await run(tasks);
      expect(called).toEqual(path);
      expect(failure).toBeUndefined();
    });

    test.each([
      ["build-training-set", "ObjectNotFound"],
      ["create-training-job", "States.TaskFailed"],
      ["create-training-job", "SageMaker.ResourceLimitExceededException"],
      ["compare-models", "Error"],
      ["create-model-package", "SageMaker.ValidationException"],
    ])("gives the lock back, notifies and fails when %s fails with %s", async (state, error) => {
      const { called, inputs, failure } = await run({ [state]: thrown(error, "why") });
      expect(called.slice(-3)).toEqual([state, ...END]);
      expect(inputs["release-retraining"]![0]).toMatchObject({
        lock: { jobName: "rt-1" },
        error: { Error: error, Cause: expect.stringContaining("why") },
      });
      expect(failure?.error).toBe("RetrainingFailed");
    });

    test("adopts a job of its name that an earlier try has started", async () => {
      const { called, inputs, failure } = await run({
        "create-training-job": thrown("SageMaker.ResourceInUseException"),
      });
      expect(called).toEqual([
        ...BEGIN,
        "create-training-job",
        "compare-models",
        "create-model-package",
        ...END,
      ]);
      expect(inputs["compare-models"]![0]).toHaveProperty(
        "adopted.Error",
        "SageMaker.ResourceInUseException",
      );
      expect(failure).toBeUndefined();
    });

    test("asks an adopted job every five minutes until it has ended", async () => {
      const { called, endedAt } = await run({
        "compare-models": (_: unknown, before: number) =>
          before < 12 ? thrown("TrainingInProgress")() : GOOD["compare-models"],
      });
      expect(called.filter((name) => name === "compare-models")).toHaveLength(13);
      expect(endedAt).toBe(START + 12 * 5 * MINUTE);
    });

    test("does not take a lock when the decision itself fails", async () => {
      const { called, failure } = await run({ "decide-retraining": thrown("UnusableInput") });
      expect(called).toEqual(["decide-retraining"]);
      expect(failure?.error).toBe("UnusableInput");
    });
  });

  describe("replay", () => {
    const MAX_PAYLOAD = 256 * 1024;
    const definition = deployedDefinition("replay");
    const windows = ["20010216T10Z", "20010216T11Z", "20010216T12Z"];
    const INPUT = { id: "r-1", endpoint: "e", variant: "v", source: "partials", windows };
    const run = (tasks: object = {}, input: object = INPUT) =>
      runMachine(definition, input, { ...HAPPY, ...tasks });

    test("of no windows does nothing", async () => {
      const { called, output } = await run({}, { ...INPUT, windows: [] });
      expect(called).toEqual([]);
      expect(output).toEqual({ ...INPUT, windows: [] });
    });

    test("closes, analyzes and publishes each window as revision 0 of the replay, and never retrains", async () => {
      const { called, inputs, output } = await run({
        "analyze-window": { verdict: "Violations", violationRate: 1, violationRateThreshold: 0.2 },
      });
      expect(inputs["close-window"]).toEqual(
        windows.map((windowId) => ({
          endpoint: "e",
          variant: "v",
          replay: "r-1",
          source: "partials",
          windowId,
          revision: 0,
        })),
      );
      expect(called.filter((name) => name === "publish-report")).toHaveLength(3);
      expect(called).not.toContain("start-retraining");
      expect(output).toEqual(INPUT);
    });

    test("profiles missing files and merges shards inside each window", async () => {
      const close = (input: { plan?: unknown; windowId: string }) => ({
        ...PLAN,
        shards: [0, 1],
        missing: input.plan === undefined ? [{ objects: [input.windowId] }] : [],
      });
      const { inputs, called } = await run({ "close-window": close });
      expect(inputs["profile-capture-file"]).toEqual(windows.map((windowId) => ({ objects: [windowId] })));
      expect(new Set(inputs["merge-profiles"])).toEqual(
        new Set(
          windows.flatMap((windowId) =>
            [0, 1].map((shard) => ({
              endpoint: "e",
              variant: "v",
              windowId,
              revision: 0,
              replay: "r-1",
              shard,
            })),
          ),
        ),
      );
      expect(called.filter((name) => name === "close-window")).toHaveLength(6);
    });

    test("goes on past a window that fails, and leaves its reason with it", async () => {
      const { failure, inputs } = await run({
        "analyze-window": (_: unknown, before: number) => (before === 0 ? thrown("ObjectNotFound")() : {}),
      });
      expect(failure).toBeUndefined();
      expect(inputs["record-failure"]).toMatchObject([
        { windowId: "20010216T10Z", replay: "r-1", error: { Error: "ObjectNotFound" } },
      ]);
      expect(inputs["publish-report"]).toHaveLength(2);
    });

    test("goes on where the reason cannot be written either", async () => {
      const { failure } = await run({
        "close-window": thrown("ObjectNotFound"),
        "record-failure": thrown("Refused"),
      });
      expect(failure).toBeUndefined();
    });

    test("gives so little back for a window that all of a replay fit into a state", () => {
      const map = definition.States["replay-windows"]!;
      const { replayed, "not-replayed": failed } = map.ItemProcessor!.States;
      const largest = Math.max(...[replayed, failed].map((state) => JSON.stringify(state!.Result).length));
      expect(MAX_WINDOWS * (largest + 1)).toBeLessThan(MAX_PAYLOAD);
      // The longest id that a window may have; Step Functions counts bytes of UTF-8.
      const input = {
        ...INPUT,
        id: "x".repeat(60),
        windows: Array(MAX_WINDOWS).fill("20260301T0000Z-PT57M36S"),
      };
      const names = { endpoint: "e".repeat(63), variant: "v".repeat(63) };
      expect(JSON.stringify({ ...input, ...names }).length).toBeLessThan(MAX_PAYLOAD);
      expect(map).toMatchObject({ ToleratedFailureCount: MAX_WINDOWS, ResultPath: null });
    });
  });

  describe("suggest-baseline", () => {
    const definition = deployedDefinition("suggest-baseline");

    test("ends with what the step gives", async () => {
      expect(
        (await runMachine(definition, { monitor: "m" }, { "suggest-baseline": { baseline: "b" } })).output,
      ).toEqual({ baseline: "b" });
    });

    test("fails with the step's own error and words when the input cannot be used", async () => {
      const { failure } = await runMachine(
        definition,
        {},
        { "suggest-baseline": thrown("UnusableInput", "Got nothing.") },
      );
      expect(failure?.error).toBe("UnusableInput");
      expect(JSON.parse(failure!.message)).toMatchObject({ errorMessage: "Got nothing." });
    });

    test("fails with any other error too", async () => {
      expect(
        (await runMachine(definition, {}, { "suggest-baseline": thrown("RangeError") })).failure?.error,
      ).toBe("RangeError");
    });
  });
});

describe("a definition", () => {
  test.each([null, false, 0, ""])("may have a Pass state whose result is %j", async (Result) => {
    const { output } = await runMachine(
      machine({ pass: { Type: "Pass", Result, ResultPath: "$.x", End: true } }),
      { y: 1 },
    );
    expect(output).toEqual({ y: 1, x: Result });
  });

  test("may have a Task that takes longer than the interpreter's minute, in virtual time", async () => {
    const day = new Date(START + 86_400_000).toISOString();
    const states = {
      a: task({ TimeoutSeconds: 1, ResultPath: "$.a", Next: "w" }),
      w: { Type: "Wait", TimestampPath: "$.a.at", Next: "b" },
      b: task({ End: true }),
    };
    expect((await runMachine(machine(states), {}, { a: { at: day } })).endedAt).toBe(START + 86_400_000);
  });

  test("that is not valid is refused with its name", () => {
    const wrong = machine({ a: { Type: "Pass", Next: "nowhere" } });
    expect(() => checkDefinition(wrong, "x.asl.json")).toThrow(/^x\.asl\.json: .*invalid/);
  });

  test("that is not JSON is refused with its name", () => {
    expect(() => substituteDefinition("{", "x.asl.json")).toThrow(UnusableInput);
    expect(() => substituteDefinition("{", "x.asl.json")).toThrow(/^x\.asl\.json is not JSON/);
  });

  test("with a Task that nobody does is refused", () => {
    expect(
      () => new LocalStateMachine(machine({ a: task({ End: true }) }), () => undefined, new VirtualClock(0)),
    ).toThrow(/State a has no function/);
  });

  test("whose Task gives no time to the Wait after it fails with what it gave", async () => {
    const states = {
      a: task({ ResultPath: "$.a", Next: "w" }),
      w: { Type: "Wait", TimestampPath: "$.a.at", End: true },
    };
    const { failure } = await runMachine(machine(states), {}, { a: { at: "soon" } });
    expect(failure?.message).toContain('a gave at = "soon"; expected an ISO 8601 time');
  });

  test("runs many executions at once without mixing them up", async () => {
    const clock = new VirtualClock(0);
    const states = {
      a: task({ ResultPath: "$.a", Next: "w" }),
      w: { Type: "Wait", TimestampPath: "$.a.at", Next: "b" },
      b: task({ ResultPath: "$.b", End: true }),
    };
    const local = new LocalStateMachine(
      machine(states),
      (state) => async (input) =>
        state === "a"
          ? { at: new Date((input as { i: number }).i * 1000).toISOString() }
          : { at: clock.now() },
      clock,
    );
    const runs = Array.from({ length: 300 }, (_, i) => local.run(`r-${i}`, { i }));
    await clock.runTo(300_000);
    expect((await Promise.all(runs)).map((output) => (output as { b: { at: number } }).b.at)).toEqual(
      runs.map((_, i) => i * 1000),
    );
  });
});
