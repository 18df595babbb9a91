import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AcknowledgementIndex } from "../../shared/acknowledgements/acknowledgement.ts";
import { TrainingInProgress } from "../../shared/errors.ts";
import type { FaultStateName, FaultsState } from "../../shared/faults/fault-state.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import type { RetrainingState } from "../../shared/retraining/retraining-state.ts";
import { parseWindowId } from "../../shared/window/window.ts";
import { acquireRetraining } from "../../steps/acquire-retraining.ts";
import { buildTrainingSet } from "../../steps/build-training-set.ts";
import { compareModels } from "../../steps/compare-models.ts";
import { decideRetraining } from "../../steps/decide-retraining.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import type { TrainingJobStatus } from "../../steps/ports.ts";
import { releaseRetraining } from "../../steps/release-retraining.ts";
import { retrainOnAlarm } from "../../steps/retrain-on-alarm.ts";
import { startRetraining } from "../../steps/start-retraining.ts";
import { at, capture, HOUR, line, type World, world } from "./world.ts";

const REQUEST = {
  endpoint: "shop",
  variant: "AllTraffic",
  trigger: "window",
  windowId: "20010216T10Z",
  reason: "Window 20010216T10Z has violation rate 0.5, threshold 0.2.",
} as const;
const policy = (more: Record<string, unknown> = {}) => ({
  retraining: {
    m: 2,
    n: 3,
    cooldown: "P1D",
    minRows: 3,
    trainingJob: { RoleArn: "arn:role", AlgorithmSpecification: { TrainingImage: "image" } },
    ...more,
  },
});
let here: World;
afterEach(() => here.remove());

const state = async () =>
  (await getJson<RetrainingState>(here.ports.work, "retraining/shop/state.json"))!.value;
const withJob = (job: Partial<TrainingJobStatus>) => ({
  ...here.ports,
  trainingJobs: {
    describe: async (name: string) => ({ name, status: "Completed" as const, metrics: {}, ...job }),
    stop: async () => {},
  },
});

async function putVerdict(
  hour: string,
  violationRate: number | null,
  violations: unknown[] = [],
): Promise<void> {
  const id = `${hour.slice(0, 13).replace(/[-:]/g, "")}Z`;
  const folder = `windows/shop/AllTraffic/${id}/`;
  await putJson(here.ports.work, `${folder}r0/verdict.json`, {
    window: { id },
    violationRate,
    violationRateThreshold: 0.2,
    violations,
  } satisfies Partial<Record<keyof Verdict, unknown>>);
  await putJson(here.ports.work, `${folder}current.json`, { revision: 0, folder: "r0/" });
}

/** A unit fault of one window's files. */
const putUnitFault = (id: string, state: FaultStateName) =>
  putJson(here.ports.work, "faults/shop/AllTraffic/state.json", {
    version: 1,
    faults: [
      {
        kind: "unit-changed",
        column: "amount",
        windows: [],
        told: [{ window: id, first: id, last: id, description: "", state }],
      },
    ],
    untold: [],
  } satisfies FaultsState);

/** What somebody said of the drift of `amount` in that window, for a week. */
async function putAnswer(id: string, as: "expected" | "fault" | "drift"): Promise<void> {
  const { start } = parseWindowId(id);
  const cause = { column: "amount", check: "baseline_drift_check", kind: "drift", measure: null } as const;
  await putJson(here.ports.work, "acknowledgements/shop/AllTraffic.json", {
    acknowledgements: [
      {
        ...{ version: 1, id: "a", endpoint: "shop", variant: "AllTraffic", window: id, revision: 0, as },
        ...{ at: new Date(start + HOUR).toISOString(), by: null, note: null },
        start: new Date(start).toISOString(),
        until: new Date(start + 168 * HOUR).toISOString(),
        causes: [{ ...cause, distance: 0.4, n: 900 }],
      },
    ],
    version: 1,
  } satisfies AcknowledgementIndex);
}

describe("asking", () => {
  const summary = {
    verdict: "Violations",
    reason: "",
    violationRate: 0.5,
    violationRateThreshold: 0.2,
    severity: "ticket",
    rows: 900,
    violations: [],
    violationCount: 2,
  } as const;

  test("a window starts one retraining at most, whatever its revision", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    const window = { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z", verdict: summary };
    const first = await startRetraining(here.ports, { ...window, revision: 0 });
    await startRetraining(here.ports, { ...window, revision: 1 });
    expect(here.ports.executions.started).toEqual([{ machine: "retrain", name: first.name, input: REQUEST }]);
  });

  const alarm = (value: string, timestamp = "2001-02-16T11:10:00.000+0000") => ({
    "detail-type": "CloudWatch Alarm State Change",
    detail: {
      alarmName: "plumbline-shop-violation-rate",
      state: { value, timestamp },
      configuration: {
        metrics: [
          {
            metricStat: {
              metric: {
                namespace: "Plumbline",
                name: "ViolationRate",
                dimensions: { Endpoint: "shop", Variant: "AllTraffic" },
              },
            },
          },
        ],
      },
    },
  });

  test("an alarm that goes off starts the same machine, once for each change of state", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    expect(await retrainOnAlarm(here.ports, alarm("ALARM"))).toMatchObject({ started: true });
    await retrainOnAlarm(here.ports, alarm("ALARM"));
    expect(here.ports.executions.started).toHaveLength(1);
    await retrainOnAlarm(here.ports, alarm("ALARM", "2001-02-17T11:10:00.000+0000"));
    expect(here.ports.executions.started).toHaveLength(2);
    expect(here.ports.executions.started[0]!.input).toMatchObject({
      endpoint: "shop",
      variant: "AllTraffic",
      trigger: "alarm",
      windowId: null,
    });
  });

  test.each([
    [alarm("OK"), "only ALARM starts a retraining"],
    [{ "detail-type": "CloudWatch Alarm Contributor State Change" }, "expected"],
    [
      {
        "detail-type": "CloudWatch Alarm State Change",
        detail: { alarmName: "composite", state: { value: "ALARM" }, configuration: {} },
      },
      "has no metric with the dimensions",
    ],
    [null, "expected"],
  ])("what is no alarm of a monitor is left aside with its reason (%#)", async (event, reason) => {
    here = await world("2001-02-16T11:10:00Z", policy());
    const answer = await retrainOnAlarm(here.ports, event);
    expect(answer.started).toBe(false);
    expect(answer.reason).toContain(reason);
  });
});

describe("deciding", () => {
  test("silent windows neither break a series nor count in it", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    await putVerdict("2001-02-16T10:00", 0.5);
    await putVerdict("2001-02-16T09:00", null);
    await putVerdict("2001-02-16T08:00", 0.5);
    expect((await decideRetraining(here.ports, REQUEST)).action).toBe("retrain");
  });

  test("a data fault among the windows is a veto, and the decision is an event", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    await putVerdict("2001-02-16T10:00", 0.5, [
      { kind: "fault", severity: "page", check: "data_type_check", column: "amount" },
    ]);
    await putVerdict("2001-02-16T09:00", 0.5);
    const decision = await decideRetraining(here.ports, REQUEST);
    expect(decision.action).toBe("wait");
    expect(decision.reasons.join()).toContain("data_type_check on amount");
  });

  test("a hard fault of the variant's files is a veto, though no verdict has it", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    await putVerdict("2001-02-16T10:00", 0.5);
    await putVerdict("2001-02-16T09:00", 0.5);
    await putUnitFault("20010216T10Z", "opened");
    expect(await decideRetraining(here.ports, REQUEST)).toMatchObject({
      action: "wait",
      reasons: [expect.stringContaining("20010216T10Z has a hard fault (unit-changed on amount)")],
    });
  });

  test("nor a hard fault that somebody has answered as drift: the new unit is what a model is to learn", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    await putVerdict("2001-02-16T10:00", 0.5);
    await putVerdict("2001-02-16T09:00", 0.5);
    await putUnitFault("20010216T10Z", "confirmed");
    await putAnswer("20010216T10Z", "drift");
    expect(await decideRetraining(here.ports, REQUEST)).toMatchObject({ action: "retrain" });
  });
});

describe("the lock", () => {
  const ask = (owner: string) => acquireRetraining(here.ports, { ...REQUEST, owner });

  test("is taken by one execution; the same one may try again; another waits", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    here.ports.executions.statuses.set("t-1", "RUNNING");
    const lock = await ask("t-1");
    expect(lock).toMatchObject({
      acquired: true,
      jobName: expect.stringMatching(/^rt-shop-[0-9a-f]{12}-20010216T10Z$/),
    });
    expect(await ask("t-1")).toMatchObject({ acquired: true, jobName: lock.jobName });
    expect(await ask("t-2")).toMatchObject({
      acquired: false,
      reason: "execution t-1 is retraining this endpoint",
    });
  });

  test("of two that race for it exactly one gets it", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    for (const name of ["t-1", "t-2", "t-3"]) here.ports.executions.statuses.set(name, "RUNNING");
    const locks = await Promise.all([ask("t-1"), ask("t-2"), ask("t-3")]);
    expect(locks.filter(({ acquired }) => acquired)).toHaveLength(1);
  });

  test("of an execution that died holds nobody back: a later window decides to retrain and takes it over", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    await ask("t-1");
    here.ports.executions.statuses.set("t-1", "ABORTED");
    await putVerdict("2001-02-16T12:00", 0.5);
    await putVerdict("2001-02-16T11:00", 0.5);
    const later = { ...REQUEST, windowId: "20010216T12Z" };
    expect((await decideRetraining(here.ports, later)).action).toBe("retrain");
    expect(await acquireRetraining(here.ports, { ...later, owner: "t-2" })).toMatchObject({ acquired: true });
    expect((await state()).history.map(({ outcome }) => outcome)).toEqual(["failed", "running"]);
  });

  test("of an execution that died is taken over, and its running job adopted", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    const { jobName } = await ask("t-1");
    here.ports.executions.statuses.set("t-1", "FAILED");
    expect(
      await acquireRetraining(withJob({ status: "InProgress" }), {
        ...REQUEST,
        windowId: "20010216T12Z",
        owner: "t-2",
      }),
    ).toMatchObject({ acquired: true, jobName, reason: `took over job ${jobName} of t-1` });
  });

  test("is given back with the cooldown; a failure doubles it; inside it nobody gets the lock", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    const lock = await ask("t-1");
    const released = await releaseRetraining(here.ports, {
      ...REQUEST,
      lock,
      error: { Error: "States.TaskFailed", Cause: "no capacity" },
    });
    expect(released).toMatchObject({ outcome: "failed", message: expect.stringContaining("no capacity") });
    expect(await state()).toMatchObject({
      owner: null,
      attempts: 1,
      cooldownUntil: "2001-02-18T11:10:00.000Z",
    });
    expect((await state()).history).toMatchObject([
      { outcome: "failed", endedAt: "2001-02-16T11:10:00.000Z" },
    ]);
    expect(await ask("t-2")).toMatchObject({
      acquired: false,
      reason: "the cooldown lasts until 2001-02-18T11:10:00.000Z",
    });
    here.now += 48 * HOUR;
    expect((await ask("t-2")).jobName).toMatch(/-a2$/);
  });

  test("a notification has a subject of at most 100 characters and stays short whatever the cause is", async () => {
    const endpoint = "e".repeat(63);
    here = await world("2001-02-16T11:10:00Z", { ...policy(), endpoint });
    const request = { ...REQUEST, endpoint };
    const lock = await acquireRetraining(here.ports, { ...request, owner: "t-1" });
    const Cause = "ü".repeat(32_768);
    const failed = await releaseRetraining(here.ports, {
      ...request,
      lock,
      error: { Error: "States.TaskFailed", Cause },
    });
    expect(Buffer.byteLength(failed.message)).toBeLessThan(8192);
    const comparison = { better: true, reason: "", champion: null, challenger: 0.7 };
    const won = await releaseRetraining(here.ports, { ...request, lock, comparison });
    expect([failed.subject.length, won.subject.length]).toEqual([95, 100]);
    expect(won.subject).toMatch(/^Plumbline: [\x20-\x7e]+$/);
  });

  test("is free from the last millisecond of the cooldown on, not before", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    const comparison = { better: false, reason: "0.6 against 0.7.", champion: 0.7, challenger: 0.6 };
    await releaseRetraining(here.ports, { ...REQUEST, lock: await ask("t-1"), comparison });
    const until = at((await state()).cooldownUntil!);
    here.now = until - 1;
    expect((await ask("t-2")).acquired).toBe(false);
    here.now = until;
    expect((await ask("t-2")).acquired).toBe(true);
  });

  test("that was taken over is not given back by the execution that had it before", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    const first = await ask("t-1");
    here.ports.executions.statuses.set("t-1", "TIMED_OUT");
    const ports = withJob({ status: "InProgress" });
    await acquireRetraining(ports, { ...REQUEST, owner: "t-2" });
    // Its last step was under way when Step Functions gave it up.
    await releaseRetraining(here.ports, { ...REQUEST, lock: first, error: { Error: "States.Timeout" } });
    expect(await state()).toMatchObject({ owner: "t-2", attempts: 0 });
  });

  test("is taken twice in 48 hours of drift with a cooldown of a day, though every window asks", async () => {
    here = await world("2001-02-16T00:10:00Z", policy());
    const comparison = { better: false, reason: "0.6 against 0.7.", champion: 0.7, challenger: 0.6 };
    const starts: number[] = [];
    for (let hour = 0; hour < 48; hour++) {
      const start = new Date(at("2001-02-15T23:00:00Z") + hour * HOUR).toISOString();
      await putVerdict(start.slice(0, 16), 0.5);
      const request = { ...REQUEST, windowId: `${start.slice(0, 13).replace(/[-:]/g, "")}Z` };
      if ((await decideRetraining(here.ports, request)).action === "retrain") {
        const lock = await acquireRetraining(here.ports, { ...request, owner: `t-${hour}` });
        starts.push(hour);
        await releaseRetraining(here.ports, { ...request, lock, comparison });
      }
      here.now += HOUR;
    }
    // Two of three windows are there after the second hour; a day later the cooldown is over.
    expect(starts).toEqual([1, 25]);
  });

  test("a success resets the failures", async () => {
    here = await world("2001-02-16T11:10:00Z", policy());
    const lock = await ask("t-1");
    const comparison = { better: true, reason: "0.7 against 0.6.", champion: 0.6, challenger: 0.7 };
    expect((await releaseRetraining(here.ports, { ...REQUEST, lock, comparison })).outcome).toBe(
      "challenger-won",
    );
    expect(await state()).toMatchObject({ attempts: 0, cooldownUntil: "2001-02-17T11:10:00.000Z" });
  });
});

describe("the training set", () => {
  const lock = { acquired: true, jobName: "rt-1", reason: "" };

  async function labelled(
    labels: readonly (readonly [id: string, label: string, hour: string])[],
  ): Promise<void> {
    for (const [id, label, hour] of labels) {
      const text = JSON.stringify({
        groundTruthData: { data: label, encoding: "CSV" },
        eventMetadata: { eventId: id },
        eventVersion: "0",
      });
      await here.ports
        .captures(`${here.root}/truth`)
        .put(`${hour.replace(/[-T]/g, "/")}/${id}.jsonl`, `${text}\n`);
    }
  }

  test("joins rows and labels by inference id; rows without a label are left out", async () => {
    here = await world("2001-02-16T20:10:00Z", (root) =>
      policy({ trainingData: { groundTruth: `${root}/truth`, lookback: "P1D" } }),
    );
    const lines = ["a", "b", "c", "d"].map((id, index) =>
      line(`${index},DE`, `0.${index}`, "2001-02-16T10:10:00Z", { inferenceId: id }),
    );
    await capture(here, "2001-02-16T10:10:00Z", lines);
    await labelled([
      ["a", "1", "2001-02-16T10"],
      ["b", "0", "2001-02-16T13"],
      ["d", "1", "2001-02-16T15"],
      ["zzz", "1", "2001-02-16T11"],
    ]);
    const training = await buildTrainingSet(here.ports, { ...REQUEST, lock });
    expect(training).toMatchObject({ enough: true, rows: 3, wanted: 3 });
    const csv = new TextDecoder().decode(
      (await here.ports.work.get("training-sets/shop/rt-1/part-00000.csv"))!.body,
    );
    expect(csv).toBe("label,score,amount,country\n1,0.0,0,DE\n0,0.1,1,DE\n1,0.3,3,DE\n");
    expect(training.request).toMatchObject({
      TrainingJobName: "rt-1",
      RoleArn: "arn:role",
      InputDataConfig: [{ ChannelName: "train" }],
    });
  });

  test("has the columns of the day it is built: rows from before a declared change under today's names", async () => {
    const versions = [
      {
        from: "2001-02-16T12:00:00Z",
        renamed: { amount: "price" },
        dropped: ["country"],
        added: ["clicks"],
        names: ["score", "clicks", "price"],
      },
      { from: "2001-02-20T00:00:00Z", dropped: ["clicks"] }, // not yet
    ];
    here = await world("2001-02-16T20:10:00Z", (root) => ({
      ...policy({ trainingData: { groundTruth: `${root}/truth`, lookback: "P1D" } }),
      columns: { names: ["score", "amount", "country"], versions },
    }));
    await capture(here, "2001-02-16T10:10:00Z", [
      line("10,DE", "0.1", "2001-02-16T10:10:00Z", { inferenceId: "a" }),
    ]);
    await capture(here, "2001-02-16T12:10:00Z", [
      line("7,20", "0.2", "2001-02-16T12:10:00Z", { inferenceId: "b" }),
    ]);
    await labelled([
      ["a", "1", "2001-02-16T10"],
      ["b", "0", "2001-02-16T12"],
    ]);
    await buildTrainingSet(here.ports, { ...REQUEST, lock });
    const csv = await here.ports.work.get("training-sets/shop/rt-1/part-00000.csv");
    expect(new TextDecoder().decode(csv!.body)).toBe("label,score,clicks,price\n1,0.1,,10\n0,0.2,7,20\n");
  });

  test("holds what a mapping makes of the records, by name; a dropped record and its label are left out", async () => {
    const mapping =
      'rows[amount != 1].{ "country": country, "score": score, "double": amount > 1 ? amount * 2 }';
    here = await world("2001-02-16T20:10:00Z", (root) => ({
      ...policy({ trainingData: { groundTruth: `${root}/truth`, lookback: "P1D" } }),
      mapping,
    }));
    const lines = ["2", "1", "0", "5"].map((amount) =>
      line(`${amount},DE`, `${amount}.0`, "2001-02-16T10:10:00Z", { inferenceId: `id-${amount}` }),
    );
    await capture(here, "2001-02-16T10:10:00Z", lines);
    await labelled(["0", "1", "2", "5"].map((id) => [`id-${id}`, "1", "2001-02-16T11"] as const));
    expect(await buildTrainingSet(here.ports, { ...REQUEST, lock })).toMatchObject({ rows: 3 });
    const { body } = (await here.ports.work.get("training-sets/shop/rt-1/part-00000.csv"))!;
    expect(new TextDecoder().decode(body)).toBe(
      "label,country,score,double\n1,DE,2.0,4\n1,DE,0.0,\n1,DE,5.0,10\n",
    );
  });

  describe("of an hour in which the data were broken", () => {
    const rows = async () => {
      const { rows: taken, leftOut, enough } = await buildTrainingSet(here.ports, { ...REQUEST, lock });
      return { taken, leftOut, enough };
    };

    beforeEach(async () => {
      here = await world("2001-02-18T20:10:00Z", (root) =>
        policy({ trainingData: { groundTruth: `${root}/truth`, lookback: "P3D" } }),
      );
      for (const [id, hour] of [
        ["a", "2001-02-16T09"],
        ["b", "2001-02-16T10"],
        ["c", "2001-02-16T11"],
      ] as const) {
        const time = `${hour}:10:00Z`;
        await capture(here, time, [line("1,DE", "0.1", time, { inferenceId: id })]);
        await labelled([[id, "1", hour]]);
      }
    });

    test.each([
      ["confirmed", 2],
      ["ended", 2],
      ["opened", 2],
      ["withdrawn", 3],
    ] as const)("a hard fault is not learnt from: %s, %d rows are taken", async (state, taken) => {
      await putUnitFault("20010216T10Z", state);
      expect(await rows()).toEqual({ taken, leftOut: 3 - taken, enough: taken === 3 });
    });

    test.each([
      ["fault", 2],
      ["drift", 3],
      ["expected", 3],
    ] as const)("a window that was answered as %s gives %d rows with its neighbours", async (as, taken) => {
      await putAnswer("20010216T10Z", as);
      expect(await rows()).toMatchObject({ taken, leftOut: 3 - taken });
    });

    test("a hard fault that was answered as drift is learnt from, as fault it is not", async () => {
      await putUnitFault("20010216T10Z", "confirmed");
      await putAnswer("20010216T10Z", "drift");
      expect(await rows()).toMatchObject({ taken: 3 });
      await putAnswer("20010216T10Z", "fault");
      expect(await rows()).toMatchObject({ taken: 2 });
    });

    test("and the release says how many were left out", async () => {
      await putUnitFault("20010216T10Z", "confirmed");
      const training = await buildTrainingSet(here.ports, { ...REQUEST, lock });
      expect(await releaseRetraining(here.ports, { ...REQUEST, lock, training })).toMatchObject({
        outcome: "too-little-data",
        message: expect.stringContaining(
          "2 labelled rows beside 1 that came while the data were broken; the policy asks for 3.",
        ),
      });
    });
  });

  test("too few labelled rows are not trained on", async () => {
    here = await world("2001-02-16T20:10:00Z", (root) =>
      policy({ trainingData: { groundTruth: `${root}/captures`, lookback: "PT2H" } }),
    );
    const training = await buildTrainingSet(here.ports, { ...REQUEST, lock });
    expect(training).toMatchObject({ enough: false, rows: 0 });
  });
});

describe("champion and challenger", () => {
  const objective = { champion: "champion_auc", challenger: "challenger_auc", margin: 0.01 };
  const input = { ...REQUEST, lock: { acquired: true, jobName: "rt-1", reason: "" } };

  test.each([
    [0.6, 0.62, true],
    [0.6, 0.605, false],
    [0.6, 0.5, false],
  ])("champion %d, challenger %d with margin 0.01: better is %s", async (champion, challenger, better) => {
    here = await world("2001-02-16T11:10:00Z", policy({ objective, modelPackageGroup: "shop" }));
    const comparison = await compareModels(
      withJob({ modelArtifacts: "s3://m", metrics: { champion_auc: champion, challenger_auc: challenger } }),
      input,
    );
    expect(comparison).toMatchObject({
      better,
      champion,
      challenger,
      modelPackage: { ModelPackageGroupName: "shop" },
    });
  });

  test("a job that reported no metric is not better, and says what to look at", async () => {
    here = await world("2001-02-16T11:10:00Z", policy({ objective }));
    const comparison = await compareModels(withJob({ modelArtifacts: "s3://m" }), input);
    expect(comparison.better).toBe(false);
    expect(comparison.reason).toContain("MetricDefinitions");
    expect(comparison).not.toHaveProperty("modelPackage");
  });

  test("a job that still runs is waited for; one that failed is an error with its class, not with its words", async () => {
    here = await world("2001-02-16T11:10:00Z", policy({ objective }));
    await expect(compareModels(withJob({ status: "InProgress" }), input)).rejects.toThrow(TrainingInProgress);
    await expect(
      compareModels(withJob({ status: "Failed", failureReason: "AlgorithmError: row 7,DE" }), input),
    ).rejects.toThrow(
      /^Training job rt-1 is Failed \(AlgorithmError\); why: aws sagemaker describe-training-job/,
    );
  });
});
