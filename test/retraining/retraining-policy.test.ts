import { describe, expect, test } from "vitest";
import type { FaultStateName } from "../../shared/faults/fault-state.ts";
import type { RetrainingPolicy } from "../../shared/monitors/monitor-definition.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { Violation } from "../../shared/report/verdict.ts";
import {
  cooldownAfter,
  decideRetraining,
  type RetrainingQuestion,
} from "../../shared/retraining/retraining-policy.ts";
import { NO_RETRAINING, type RetrainingRecord } from "../../shared/retraining/retraining-state.ts";
import {
  modelPackageRequest,
  trainingJobName,
  trainingJobRequest,
} from "../../shared/retraining/training-job-request.ts";

const NOW = Date.parse("2001-02-16T12:00:00Z");
const DAY = 86_400_000;
const policy: RetrainingPolicy = { m: 2, n: 3, cooldown: "P1D", perWeek: 3, minRows: 5000, trainingJob: {} };
const violation = (kind: "fault" | "drift"): Violation => ({
  column: "origin_delay",
  check: kind === "fault" ? "completeness_check" : "baseline_drift_check",
  kind,
  severity: kind === "fault" ? "page" : "ticket",
  distance: 0.4,
  threshold: 0.1,
  thresholdFrom: "constraint",
  n: 900,
  m: 9000,
  description: "",
  evidence: [],
});
const verdict = (violationRate: number, violations: readonly Violation[] = [violation("drift")]) => ({
  window: { id: "20010216T10Z", start: "", end: "" },
  violationRate,
  violationRateThreshold: 0.2,
  violations,
});
const question = (change: Partial<RetrainingQuestion> = {}): RetrainingQuestion => ({
  policy,
  shadow: false,
  trigger: "window",
  verdicts: [verdict(0.5), verdict(0.5), verdict(0)],
  state: NO_RETRAINING("flights"),
  now: NOW,
  ...change,
});
const started = (daysAgo: number): RetrainingRecord => ({
  job: "j",
  startedAt: new Date(NOW - daysAgo * DAY).toISOString(),
  endedAt: null,
  trigger: "window",
  outcome: "challenger-won",
  reason: "",
});

describe("decideRetraining", () => {
  test.each(["window", "alarm"] as const)(
    "a shadow variant is never retrained for, whatever asks: %s",
    (trigger) => {
      expect(decideRetraining(question({ shadow: true, trigger }))).toEqual({
        action: "wait",
        reasons: ["A shadow variant is judged and never retrained for."],
      });
    },
  );

  test("retrains when m of the last n judged windows reached the threshold", () => {
    expect(decideRetraining(question())).toEqual({
      action: "retrain",
      reasons: ["2 of the last 3 judged windows reached the violation rate 0.2."],
    });
  });

  test("a rate equal to the threshold reaches it", () => {
    expect(decideRetraining(question({ verdicts: [verdict(0.2), verdict(0.2)] })).action).toBe("retrain");
  });

  test("waits when fewer did, and says how many", () => {
    const decision = decideRetraining(question({ verdicts: [verdict(0.5), verdict(0.1), verdict(0)] }));
    expect(decision).toEqual({
      action: "wait",
      reasons: ["1 of the last 3 judged windows reached the threshold; the policy asks for 2 of 3."],
    });
  });

  test("only the last n windows count", () => {
    expect(
      decideRetraining(question({ verdicts: [verdict(0), verdict(0.5), verdict(0), verdict(0.5)] })).action,
    ).toBe("wait");
  });

  test("an alarm has done its own counting", () => {
    expect(decideRetraining(question({ trigger: "alarm", verdicts: [verdict(0.5)] })).action).toBe("retrain");
  });

  test.each(["window", "alarm"] as const)("never answers a data fault, whoever asks (%s)", (trigger) => {
    const decision = decideRetraining(
      question({ trigger, verdicts: [verdict(0.5, [violation("drift"), violation("fault")]), verdict(0.5)] }),
    );
    expect(decision.action).toBe("wait");
    expect(decision.reasons.join()).toContain("has a data fault (completeness_check on origin_delay)");
  });

  const hardFault = (state: FaultStateName, last = "20010216T10Z") => ({
    kind: "unit-changed" as const,
    column: "distance",
    told: [{ window: "20010216T09Z", state, first: "20010216T09Z", last, description: "" }],
  });

  test.each(["opened", "undecided", "confirmed", "ended"] as const)(
    "nor a hard fault that files have shown, though the verdicts call it drift: %s",
    (state) => {
      expect(decideRetraining(question({ faults: [hardFault(state)] }))).toEqual({
        action: "wait",
        reasons: [
          "Windows 20010216T09Z to 20010216T10Z have a hard fault (unit-changed on distance): training on broken data makes the model worse. Mend the data first.",
        ],
      });
    },
  );

  test("a hard fault that ended before the windows in question stands in nobody's way", () => {
    expect(decideRetraining(question({ faults: [hardFault("ended", "20010216T09Z")] })).action).toBe(
      "retrain",
    );
  });

  test.each([
    [-1, "wait"],
    [0, "retrain"],
    [1, "retrain"],
  ] as const)("the cooldown ends to the millisecond: %d ms after it, %s", (ms, action) => {
    const state = { ...NO_RETRAINING("flights"), cooldownUntil: new Date(NOW - ms).toISOString() };
    expect(decideRetraining(question({ state })).action).toBe(action);
  });

  test("waits while another retraining of the endpoint is under way", () => {
    const state = { ...NO_RETRAINING("flights"), owner: "t-1", trainingJobName: "rt-1" };
    expect(decideRetraining(question({ state })).reasons).toEqual([
      "Retraining rt-1 of this endpoint is under way.",
    ]);
  });

  test("keeps the weekly bound; what is older than seven days is forgotten", () => {
    const state = (days: number[]) => ({ ...NO_RETRAINING("flights"), history: days.map(started) });
    expect(decideRetraining(question({ state: state([1, 2, 3]) })).reasons).toEqual([
      "3 retrainings started within seven days; the policy allows 3.",
    ]);
    expect(decideRetraining(question({ state: state([1, 2, 8]) })).action).toBe("retrain");
  });

  test("without a policy nothing is retrained", () => {
    expect(decideRetraining(question({ policy: undefined })).action).toBe("wait");
  });
});

describe("cooldownAfter", () => {
  test.each([
    [0, 1],
    [1, 2],
    [3, 8],
    [5, 32],
    [9, 32],
  ])("after %d failures in a row the cooldown is %d days", (attempts, days) => {
    expect(cooldownAfter(policy, attempts, NOW)).toBe(NOW + days * DAY);
  });
});

const channelsOf = (count: number) => Array.from({ length: count }, (_, at) => ({ ChannelName: `c${at}` }));
const parametersOf = (count: number, keyLength: number, valueLength: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`${at}`.padStart(keyLength, "k"), "v".repeat(valueLength)]),
  );

describe("training job requests", () => {
  const definition = (trainingJob: Record<string, unknown>) =>
    parseMonitorDefinition({
      monitor: "flights",
      endpoint: "flights",
      capture: { uri: "s3://b/p" },
      retraining: {
        trainingJob: { AlgorithmSpecification: { TrainingImage: "image" }, ...trainingJob },
        modelPackageGroup: "flights",
      },
    });

  test("a job's name has at most 63 letters, digits and dashes and ends in neither dash nor blank", () => {
    for (const endpoint of ["f", "flights-delay", "e".repeat(63), "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t"])
      for (const attempt of [1, 2, 12])
        expect(trainingJobName(endpoint, "AllTraffic", "20010216T10Z", attempt)).toMatch(
          /^(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9])*$/,
        );
  });

  test("a further attempt has another name", () => {
    expect(trainingJobName("f", "v", "20010216T10Z", 2)).toBe(
      `${trainingJobName("f", "v", "20010216T10Z", 1)}-a2`,
    );
  });

  test("the training channel stands beside the definition's own channels", () => {
    const request = trainingJobRequest(definition({ InputDataConfig: [{ ChannelName: "champion" }] }), {
      name: "j",
      trainingData: "s3://w/train/",
      output: "s3://w/out",
    });
    expect(
      (request["InputDataConfig"] as { ChannelName: string }[]).map(({ ChannelName }) => ChannelName),
    ).toEqual(["train", "champion"]);
    expect(request["OutputDataConfig"]).toEqual({ S3OutputPath: "s3://w/out" });
  });

  test("more than the service takes is refused with both numbers", () => {
    const channels = Array.from({ length: 21 }, (_, index) => ({ ChannelName: `c${index}` }));
    expect(() =>
      trainingJobRequest(definition({ InputDataConfig: channels }), { name: "j", output: "o" }),
    ).toThrow("21 input channels; SageMaker takes at most 20");
  });

  describe.each([
    ["input channels", 19, (count: number) => ({ InputDataConfig: channelsOf(count) })],
    ["hyperparameters", 100, (count: number) => ({ HyperParameters: parametersOf(count, 3, 3) })],
    ["tags, ours among them", 49, (count: number) => ({ Tags: channelsOf(count) })],
    [
      "characters in the name of hyperparameter",
      256,
      (count: number) => ({ HyperParameters: parametersOf(1, count, 3) }),
    ],
    [
      "characters in hyperparameter",
      2_500,
      (count: number) => ({ HyperParameters: parametersOf(1, 3, count) }),
    ],
    [
      "seconds of MaxRuntimeInSeconds",
      28 * 86_400,
      (count: number) => ({ StoppingCondition: { MaxRuntimeInSeconds: count } }),
    ],
  ])("of %s", (what, most, job) => {
    const made = (count: number) => () =>
      trainingJobRequest(definition(job(count)), { name: "j", output: "o", trainingData: "s3://w/train/" });

    test(`${most - 1} and ${most} are taken and one more is refused`, () => {
      expect(made(most - 1)).not.toThrow();
      expect(made(most)).not.toThrow();
      expect(made(most + 1)).toThrow(what);
    });
  });

  test("a request is taken up to 100,000 bytes: a state holds it twice", () => {
    const made = (length: number) => () =>
      trainingJobRequest(definition({ Environment: { text: "ü".repeat(length / 2) } }), {
        name: "j",
        output: "o",
      });
    const bare = Buffer.byteLength(JSON.stringify(made(0)()));
    const room = 100_000 - bare - (bare % 2);
    expect(made(room)).not.toThrow();
    expect(made(room + 2)).toThrow("a state machine carries 100000");
  });

  test("a description is one line of at most 1,024 characters", () => {
    const described = (description: string) =>
      modelPackageRequest(definition({}), { name: "j", modelArtifacts: "s3://m", description })?.[
        "ModelPackageDescription"
      ] as string;
    expect(described("a\nb\tc")).toBe("a b c");
    expect([1023, 1024, 1025].map((length) => described("x".repeat(length)).length)).toEqual([
      1023, 1024, 1024,
    ]);
  });

  test("a model package waits for approval and is registered once a job", () => {
    const request = modelPackageRequest(definition({ AlgorithmSpecification: { TrainingImage: "image" } }), {
      name: "j",
      modelArtifacts: "s3://m",
      description: "why",
    });
    expect(request).toMatchObject({
      ModelApprovalStatus: "PendingManualApproval",
      ModelPackageGroupName: "flights",
    });
    expect(request?.["ClientToken"]).toMatch(/^[0-9a-f]{36}$/);
  });
});
