/**
 * What happens to a fleet, in the order of time: every step in every way that it asks the world for something. A call
 * that is not made here is not known to the test of the roles, so a new branch of a step that asks for something needs
 * its line here; the test names the line of the step.
 */
import { afterSighting } from "../../../shared/faults/fault-changes.ts";
import type { FaultsState } from "../../../shared/faults/fault-state.ts";
import { windowId } from "../../../shared/window/window.ts";
import { faultStateKey, monitorKey } from "../../../shared/window/work-keys.ts";
import { getJson, putJson } from "../../../steps/json-object.ts";
import { writeParquet } from "../../fixtures/write-parquet.ts";
import { DATA_BUCKET, type Fleet } from "./fleet.ts";

const HOUR = 3_600_000;
const SHOP = { endpoint: "shop", variant: "AllTraffic" };
const JOBS = { endpoint: "jobs", variant: "AllTraffic" };
const COMPAT = { endpoint: "compat", variant: "AllTraffic" };
const TEN = { ...SHOP, windowId: "20010216T10Z", revision: 0 };
const REPLAYED = { ...TEN, replay: "again" };
const MANIFEST = "jobs/output/2001/02/16/10/e824d723-e1f2-4986-90fc-0b0ac58ea0fc.json";
const folderOf = ({ endpoint, variant, windowId }: typeof TEN, above = "") =>
  `${above}windows/${endpoint}/${variant}/${windowId}/`;

export async function lifeOfAFleet(fleet: Fleet): Promise<void> {
  fleet.setClock("2001-02-16T09:00:00Z");
  await fleet.putMonitor(shop(fleet));
  await fleet.putMonitor(jobs(fleet, "jobs"));
  await fleet.putMonitor({ ...jobs(fleet, "compat"), compatibility: "ModelMonitor" });
  await baselines(fleet);
  await filesLand(fleet);
  await faultsShow(fleet);
  await windowsClose(fleet);
  await windowsAreJudged(fleet);
  await faultsAreLeftUntold(fleet, SHOP);
  await windowsArePublished(fleet);
  await trafficIsLearnt(fleet);
  await aBaselineRolls(fleet);
  await faultsAreLeftUntold(fleet, JOBS);
  await windowsAreSwept(fleet);
  await rangesAreReplayed(fleet);
  await modelsAreRetrained(fleet);
}

const shop = ({ captureBucket }: Fleet) => ({
  monitor: "shop",
  endpoint: "shop",
  capture: { uri: `s3://${captureBucket}/c` },
  since: "2001-02-16T10:00:00Z",
  columns: { names: ["score", "amount", "country"], sensitive: ["country"] },
  minRows: 1,
  // Of a row or two nothing else can be certain.
  rules: [{ name: "traffic", assert: "rows >= 100", message: "expected a hundred rows", severity: "page" }],
  metrics: { modelMonitor: "shop-schedule", perColumn: 2 },
  retraining: {
    m: 1,
    n: 1,
    minRows: 1,
    trainingData: { groundTruth: `s3://${DATA_BUCKET}/truth`, lookback: "PT2H" },
    modelPackageGroup: "shop",
    trainingJob: { RoleArn: "arn:role", AlgorithmSpecification: { TrainingImage: "image" } },
  },
});

const jobs = ({ captureBucket }: Fleet, endpoint: string) => ({
  monitor: endpoint,
  endpoint,
  capture: { uri: `s3://${captureBucket}/${endpoint}/output`, kind: "batch-transform" },
  since: "2001-02-16T10:00:00Z",
  columns: { names: ["score", "amount", "country"] },
  minRows: 1,
  metrics: { modelMonitor: `${endpoint}-schedule` },
});

async function baselines(fleet: Fleet): Promise<void> {
  for (const bucket of [fleet.data, fleet.captures]) await bucket.put("training.csv", TRAINING);
  const columns = ["score", "amount", "country"].map((name) => ({
    name,
    type: "DOUBLE" as const,
    values: [1, 2],
  }));
  await fleet.data.put("training/a.parquet", writeParquet(columns));
  const dataset = (name: string) => `s3://${DATA_BUCKET}/${name}`;
  await fleet.run("suggest-baseline", { monitor: "shop", dataset: dataset("training.csv"), time: "time" });
  await fleet.run("suggest-baseline", { monitor: "jobs", dataset: dataset("training") });
  await fleet.run("suggest-baseline", { monitor: "compat", dataset: dataset("training") });
  const among = (name: string) => `s3://${fleet.captureBucket}/${name}`;
  await fleet.run("suggest-baseline", { monitor: "shop", dataset: among("training.csv") });
  await fleet.run("suggest-baseline", { monitor: "shop", dataset: among("training") }, "UnusableInput");
  await fleet.run("suggest-baseline", { monitor: "nobody", dataset: dataset("training") }, "UnusableInput");
  await fleet.run("suggest-baseline", { monitor: "shop", dataset: dataset("gone.csv") }, "ObjectNotFound");
}

const TRAINING = [
  "time,score,amount,country",
  ...Array.from({ length: 216 }, (_, row) => {
    const time = new Date(Date.parse("2001-02-10T00:00:00Z") + Math.floor(row / 3) * HOUR).toISOString();
    return `${time},0.${row % 10},${100 + (row % 7)},${row % 3 === 0 ? "FR" : "DE"}`;
  }),
].join("\n");

async function filesLand(fleet: Fleet): Promise<void> {
  fleet.setClock("2001-02-16T10:30:00Z");
  const profile = (...keys: string[]) =>
    fleet.run("profile-capture-file", {
      objects: keys.map((key) => ({ bucket: fleet.captureBucket, key })),
    });
  // One of the rows belongs to the hour before; the second time the partial is there.
  const first = await fleet.putCapture("2001-02-16T10:00:00Z", [
    "2001-02-16T09:59:59Z",
    "2001-02-16T10:00:10Z",
  ]);
  await profile(first);
  await profile(first);
  await fleet.putCapture("2001-02-16T10:00:00Z", ["2001-02-16T10:00:10Z"]);
  await profile(first);
  // The partial expires between the write that is refused and the look at it.
  fleet.account.afterPut = async (key, written) => {
    if (!written) await fleet.work.delete(key);
    fleet.account.afterPut = async () => {};
  };
  await profile(first);
  await profile(first.replace("-a.jsonl", "-gone.jsonl"));
  await fleet.data.put("out/a.csv.out", "0.5,100,DE\n0.6,101,FR\n");
  const manifests = { jobs: ["a.csv.out", "gone.csv.out"], compat: ["a.csv.out"] };
  for (const [endpoint, names] of Object.entries(manifests)) {
    const key = MANIFEST.replace("jobs", endpoint);
    await fleet.captures.put(key, JSON.stringify([{ prefix: `s3://${DATA_BUCKET}/out/` }, ...names]));
    await profile(key);
  }
}

/** A baseline that is bound to a model, and files that show a fault: in one of many rows, in small ones together, and of another model. */
async function faultsShow(fleet: Fleet): Promise<void> {
  const facts = fleet.work.keys("baselines/shop/").filter((key) => key.endsWith("/baseline.json"));
  const bound = (modelVersion: string | null) =>
    Promise.all(
      facts.map(async (key) => {
        const known = (await getJson<object>(fleet.work, key))!.value;
        await putJson(fleet.work, key, { ...known, modelVersion });
      }),
    );
  const show = async (time: string, rows: number) => {
    const times = Array.from({ length: rows }, (_, row) =>
      new Date(Date.parse(time) + 1000 * row).toISOString().replace(".000", ""),
    );
    const key = await fleet.putCapture(time, times, "lots");
    await fleet.run("profile-capture-file", { objects: [{ bucket: fleet.captureBucket, key }] });
  };
  fleet.setClock("2001-02-16T10:50:00Z");
  await bound("shop-xgb-6");
  await show("2001-02-16T10:44:00Z", 60);
  await bound("shop-xgb-7");
  await show("2001-02-16T10:42:00Z", 49);
  await show("2001-02-16T10:43:00Z", 49);
  await show("2001-02-16T10:44:00Z", 60);
  await bound(null);
}

/** Somebody died between writing down what he found and telling it: whoever publishes or gives up a window of the endpoint next does. */
async function faultsAreLeftUntold(fleet: Fleet, at: typeof SHOP): Promise<void> {
  const { endpoint, variant } = at;
  const key = faultStateKey(endpoint, variant);
  const found = { severity: "page", rows: 60, share: 1, expected: 0.001, description: "" } as const;
  const cause = { endpoint, variant, window: TEN.windowId, time: 0, by: "a file", now: 0 };
  const there = (await getJson<FaultsState>(fleet.work, key))?.value;
  await putJson(
    fleet.work,
    key,
    afterSighting(there, [{ kind: "empty-column", column: "score", ...found }], cause),
  );
  for (const incidents of fleet.work.keys("faults/incidents/empty-column"))
    await fleet.work.delete(incidents);
}

async function windowsClose(fleet: Fleet): Promise<void> {
  await fleet.run("schedule-close", TEN);
  fleet.setClock("2001-02-16T11:10:00Z");
  const forgotten = await fleet.putCapture("2001-02-16T10:40:00Z", ["2001-02-16T10:40:00Z"], "lots");
  await fleet.run("close-window", TEN);
  const objects = [{ bucket: fleet.captureBucket, key: forgotten }];
  await fleet.run("profile-capture-file", { objects, fence: "others", windowId: TEN.windowId });
  // A twin of the closer writes the plan in between; tried again, the state finds it.
  fleet.account.beforePut = async (key) => {
    if (!key.endsWith("plan.json")) return;
    fleet.account.beforePut = async () => {};
    await putJson(fleet.work, key, { partials: [], shardSize: 200, unprofiled: [], invocations: 1 });
  };
  await fleet.run("close-window", TEN);
  await fleet.run("close-window", TEN);
  // The endpoint is gone: what was written down of it is looked up.
  fleet.account.model = undefined;
  await fleet.run("close-window", { ...TEN, revision: 1 });
  fleet.account.model = "shop-xgb-7";
  await fleet.run("close-window", { ...TEN, ...JOBS });
  await fleet.run("close-window", { ...TEN, ...COMPAT });
  // A file comes late, and a window that has nobody's traffic is replayed.
  await fleet.run("profile-capture-file", { objects });
  await fleet.run("close-window", REPLAYED);
}

async function windowsAreJudged(fleet: Fleet): Promise<void> {
  await fleet.run("merge-profiles", { ...TEN, revision: 1, shard: 0 });
  await fleet.run("merge-profiles", { ...REPLAYED, shard: 0 });
  const open = { ...TEN, windowId: "20010216T12Z", shard: 0 };
  await fleet.run("merge-profiles", open, "ObjectNotFound");
  await fleet.run("merge-profiles", { ...open, replay: "again" }, "ObjectNotFound");
  // Partials expire after 14 days, and a monitor may be removed while a window of it waits.
  const expired = { ...TEN, windowId: "20010216T03Z" };
  const partials = [{ key: "partials/shop/AllTraffic/20010216T03Z/c/gone.bin" }];
  const putPlan = (monitor: string) =>
    putJson(fleet.work, `${folderOf(expired)}r0/plan.json`, {
      monitor,
      partials,
      shardSize: 200,
      unprofiled: [],
    });
  await putPlan("shop");
  await fleet.run("merge-profiles", { ...expired, shard: 0 }, "ObjectNotFound");
  await fleet.run("analyze-window", expired, "ObjectNotFound");
  await putPlan("removed");
  await fleet.run("analyze-window", expired, "UnusableInput");
  await fleet.run("analyze-window", { ...TEN, revision: 1 });
  await fleet.run("analyze-window", REPLAYED);
  await fleet.run("analyze-window", { ...TEN, ...JOBS });
  await fleet.run("analyze-window", { ...TEN, ...COMPAT });
  await fleet.run("analyze-window", { ...TEN, windowId: "20010216T12Z" }, "ObjectNotFound");
  await fleet.run("analyze-window", { ...REPLAYED, windowId: "20010216T12Z" }, "ObjectNotFound");
  // A window of many partials is read from its shards.
  const plan = (await getJson<{ partials: unknown[] }>(fleet.work, `${folderOf(TEN)}r1/plan.json`))!.value;
  for (const above of ["", "replays/again/"])
    await putJson(fleet.work, `${folderOf(expired, above)}r0/plan.json`, { ...plan, shardSize: 1 });
  for (const window of [expired, { ...expired, replay: "again" }]) {
    for (const shard of plan.partials.keys()) await fleet.run("merge-profiles", { ...window, shard });
    await fleet.run("analyze-window", window);
  }
}

async function windowsArePublished(fleet: Fleet): Promise<void> {
  await fleet.run("publish-report", { ...TEN, revision: 1 });
  await fleet.run("publish-report", { ...TEN, ...JOBS });
  await fleet.run("publish-report", { ...TEN, ...COMPAT });
  await fleet.run("publish-report", REPLAYED);
  await fleet.run("publish-report", { ...TEN, windowId: "20010216T12Z" }, "ObjectNotFound");
  await fleet.run("publish-report", { ...REPLAYED, windowId: "20010216T12Z" }, "ObjectNotFound");
  // A replay takes the traffic that the live window was judged by; a late revision moves `current.json` on.
  await fleet.run("close-window", { ...REPLAYED, replay: "later" });
  await fleet.run("close-window", { ...TEN, revision: 2 });
  await fleet.run("analyze-window", { ...TEN, revision: 2 });
  await fleet.run("publish-report", { ...TEN, revision: 2 });
  // Six hours end with the next window.
  fleet.setClock("2001-02-16T12:10:00Z");
  const eleven = { ...TEN, windowId: "20010216T11Z", revision: 0 };
  for (const step of ["close-window", "analyze-window", "publish-report"]) await fleet.run(step, eleven);
  // What a window was made of has expired, and its file too: the next revision is a part of it only.
  for (const key of fleet.work.keys("partials/jobs/")) await fleet.work.delete(key);
  await fleet.captures.delete(MANIFEST);
  const part = { ...TEN, ...JOBS, revision: 1 };
  for (const step of ["close-window", "analyze-window", "publish-report"]) await fleet.run(step, part);
  const summary = { violationRate: 0.5, violationRateThreshold: 0.2 };
  await fleet.run("start-retraining", { ...TEN, verdict: summary });
  await fleet.run("record-failure", { ...TEN, windowId: "20010216T12Z", error: { Error: "States.Timeout" } });
}

/** Two days of windows of an endpoint teach a baseline: those that it has are of other models. */
async function trafficIsLearnt(fleet: Fleet): Promise<void> {
  const since = "2001-02-14T12:00:00Z";
  await fleet.putMonitor({
    monitor: "fresh",
    endpoint: "fresh",
    capture: { uri: `s3://${fleet.captureBucket}/fresh` },
    since,
    minRows: 1,
    baseline: { learnFrom: "traffic", for: "P2D" },
  });
  await putJson(fleet.work, "baselines/fresh/b0001-00000000/baseline.json", { modelVersion: "shop-xgb-6" });
  const FRESH = { ...TEN, endpoint: "fresh" };
  await hoursWereJudged(fleet, FRESH, since, 48);
  const twelve = { ...FRESH, windowId: "20010216T12Z" };
  fleet.setClock("2001-02-16T13:10:00Z");
  for (const step of WINDOW_STEPS) await fleet.run(step, twelve);
  // Another learner writes down what it takes just before.
  const theirs = fleet.work.keys("windows/fresh/").filter((key) => key.endsWith("window.profile"));
  fleet.account.beforePut = async (key) => {
    if (!key.endsWith("windows.json")) return;
    fleet.account.beforePut = async () => {};
    const windows = [{ start: since, profiles: theirs }];
    await putJson(fleet.work, key, { version: 1, windows, leftOut: [] });
  };
  await fleet.run("learn-baseline", twelve);
  await fleet.run("learn-baseline", twelve);
  fleet.setClock("2001-02-16T14:10:00Z");
  const thirteen = { ...FRESH, windowId: "20010216T13Z" };
  for (const step of WINDOW_STEPS) await fleet.run(step, thirteen);
  // The next one dies before it is whole.
  for (const key of fleet.work.keys("baselines/fresh/"))
    if (key.endsWith("/baseline.json")) await fleet.work.delete(key);
  await fleet.run("learn-baseline", twelve);
  await fleet.run("learn-baseline", { ...FRESH, windowId: "20010216T14Z" }, "ObjectNotFound");
  await fleet.run("learn-baseline", { ...TEN, revision: 2 });
  await fleet.work.delete(monitorKey("fresh"));
  await fleet.run("learn-baseline", twelve, "UnusableInput");
}

/** Hours of an endpoint as they lie in the store afterwards. */
async function hoursWereJudged(fleet: Fleet, of: typeof TEN, since: string, hours: number): Promise<void> {
  const profile = (await fleet.work.get(`${folderOf(TEN)}r2/window.profile`))!.body;
  const models = [{ modelVersion: "shop-xgb-7", since, share: 1 }];
  for (let hour = 0; hour < hours; hour++) {
    const start = Date.parse(since) + hour * HOUR;
    const folder = folderOf({ ...of, windowId: windowId({ start, end: start + HOUR }) });
    await putJson(fleet.work, `${folder}current.json`, { revision: 0 });
    await putJson(fleet.work, `${folder}r0/verdict.json`, {
      window: { start: new Date(start).toISOString() },
      violationRate: null,
      verdict: "Learning",
      flags: [],
      rows: 10,
      models,
    });
    await fleet.work.put(`${folder}r0/window.profile`, profile);
  }
}

/** A week of windows makes a baseline of its own beside the fixed one. */
async function aBaselineRolls(fleet: Fleet): Promise<void> {
  const ROLLED = { ...TEN, endpoint: "rolled" };
  const since = "2001-02-07T00:00:00Z";
  const rolling = (name: string) => ({
    monitor: name,
    endpoint: name,
    capture: { uri: `s3://${fleet.captureBucket}/${name}` },
    since,
    minRows: 1,
    baseline: { rolling: "P7D", lag: "P1D" },
  });
  await fleet.putMonitor(rolling("rolled"));
  const fixed = fleet.work.keys("baselines/fresh/").filter((key) => !key.includes("b0001-00000000"));
  for (const key of fixed)
    await fleet.work.put(key.replace("fresh", "rolled"), (await fleet.work.get(key))!.body);
  await hoursWereJudged(fleet, ROLLED, since, 9 * 24);
  const twelve = { ...ROLLED, windowId: "20010216T12Z" };
  fleet.setClock("2001-02-16T13:10:00Z");
  for (const step of WINDOW_STEPS) await fleet.run(step, twelve);
  for (let turn = 0; turn < 2; turn++) await fleet.run("learn-baseline", twelve);
  // It died before it was whole.
  for (const key of fleet.work.keys("rolling/rolled/"))
    if (key.endsWith("/baseline.json")) await fleet.work.delete(key);
  await fleet.run("learn-baseline", twelve);
  fleet.setClock("2001-02-16T14:10:00Z");
  for (const step of WINDOW_STEPS) await fleet.run(step, { ...ROLLED, windowId: "20010216T13Z" });
  // Somebody has removed it.
  for (const key of fleet.work.keys("rolling/rolled/"))
    if (key.endsWith("/baseline.json")) await fleet.work.delete(key);
  await fleet.run("analyze-window", { ...ROLLED, windowId: "20010216T13Z" }, "UnusableInput");
  // A monitor without that week: nobody looks for it again.
  await fleet.putMonitor(rolling("thin"));
  for (const key of fixed)
    await fleet.work.put(key.replace("fresh", "thin"), (await fleet.work.get(key))!.body);
  for (const step of [...WINDOW_STEPS, "learn-baseline"])
    await fleet.run(step, { ...twelve, endpoint: "thin" });
}

async function windowsAreSwept(fleet: Fleet): Promise<void> {
  fleet.setClock("2001-02-16T12:25:00Z");
  await fleet.run("sweep-windows", {});
  // What it has opened dies, three times over; the last time the window is given up.
  for (let revision = 0; revision < 4; revision++) {
    for (const name of fleet.account.executions.keys()) fleet.account.executions.set(name, "FAILED");
    await fleet.run("sweep-windows", {});
  }
  await fleet.run("sweep-windows", {});
}

async function rangesAreReplayed(fleet: Fleet): Promise<void> {
  const range = { ...SHOP, from: "2001-02-16T10:00:00Z", to: "2001-02-16T11:00:00Z" };
  await fleet.run("replay", { ...range, dryRun: true });
  await fleet.run("replay", range);
  const [first] = replaysOf(fleet);
  await fleet.run("replay", { resume: first }, "UnusableInput"); // it runs
  endExecutions(fleet);
  await fleet.run("replay", { resume: first });
  await fleet.run("replay", { resume: "nobodys" }, "UnusableInput");
  await fleet.run("record-failure", { ...TEN, replay: first, error: { Error: "States.Timeout" } });
  await oneIsPromoted(fleet, first!);
}

/** A window whose files are read again, and which becomes the live one. */
async function oneIsPromoted(fleet: Fleet, before: string): Promise<void> {
  fleet.setClock("2001-02-16T14:30:00Z");
  const file = await fleet.putCapture("2001-02-16T13:00:00Z", ["2001-02-16T13:00:10Z"], "lots");
  const request = { objects: [{ bucket: fleet.captureBucket, key: file }] };
  const live = { ...TEN, windowId: "20010216T13Z" };
  await fleet.run("profile-capture-file", request);
  for (const step of WINDOW_STEPS) await fleet.run(step, live);
  const range = { ...SHOP, from: "2001-02-16T13:00:00Z", to: "2001-02-16T14:00:00Z" };
  await fleet.run("replay", { ...range, source: "raw" });
  const id = replaysOf(fleet).find((replay) => replay !== before)!;
  const again = { ...live, replay: id, source: "raw" };
  await fleet.run("close-window", again);
  for (const more of [{}, {}, { again: true }])
    await fleet.run("profile-capture-file", { ...request, fence: "none", replay: id, ...more });
  for (const step of WINDOW_STEPS) await fleet.run(step, again);
  await fleet.run("merge-profiles", { ...again, shard: 0 });
  endExecutions(fleet);
  // Another partial lies there than the one that the replay has counted, until it does no more.
  const [partial] = fleet.work.keys("partials/shop/AllTraffic/20010216T13Z/");
  const { body } = (await fleet.work.get(partial!))!;
  await fleet.work.put(partial!, "another");
  await fleet.run("replay", { promote: id });
  await fleet.work.put(partial!, body);
  await fleet.run("replay", { promote: id });
  await fleet.run("replay", { promote: id });
}

const WINDOW_STEPS = ["close-window", "analyze-window", "publish-report"];

const replaysOf = (fleet: Fleet) =>
  fleet.work.keys("replays/").flatMap((key) => /^replays\/([^/]+)\/request\.json$/.exec(key)?.[1] ?? []);

function endExecutions(fleet: Fleet): void {
  for (const name of fleet.account.executions.keys()) fleet.account.executions.set(name, "FAILED");
}

async function modelsAreRetrained(fleet: Fleet): Promise<void> {
  const asked = { ...SHOP, trigger: "window", windowId: TEN.windowId, reason: "Violations." };
  await fleet.run("retrain-on-alarm", alarm("shop"));
  await fleet.run("retrain-on-alarm", alarm("nobody"));
  await fleet.run("decide-retraining", asked);
  await fleet.run("decide-retraining", { ...asked, windowId: "20010216T09Z" });
  await fleet.run("decide-retraining", { ...asked, windowId: null, trigger: "alarm" });
  await fleet.work.delete(faultStateKey(SHOP.endpoint, SHOP.variant));
  await fleet.run("acquire-retraining", { ...asked, owner: "t-1" });
  await fleet.run("decide-retraining", asked);
  await fleet.run("acquire-retraining", { ...asked, owner: "t-2" });
  // The first execution dies; the second adopts its job.
  const { trainingJobName } = (await getJson<{ trainingJobName: string }>(
    fleet.work,
    "retraining/shop/state.json",
  ))!.value;
  const artifacts = {
    ModelArtifacts: { S3ModelArtifacts: `s3://${fleet.workBucket}/retraining/shop/model.tar.gz` },
  };
  fleet.account.trainingJobs.set(trainingJobName, { TrainingJobStatus: "Completed", ...artifacts });
  await fleet.run("acquire-retraining", { ...asked, owner: "t-3" });
  const locked = { ...asked, lock: { acquired: true, jobName: trainingJobName, reason: "" } };
  const hour = "truth/2001/02/16/10";
  const id = "event-2001-02-16T10:40:00Z-lots,DE";
  const label = { groundTruthData: { data: "1", encoding: "CSV" }, eventMetadata: { eventId: id } };
  await fleet.data.put(`${hour}/labels.jsonl`, `${JSON.stringify(label)}\n`);
  fleet.setClock("2001-02-16T12:00:00Z");
  await fleet.run("build-training-set", locked);
  await fleet.run("compare-models", locked);
  await fleet.run("release-retraining", locked);
  // Somebody has removed the state, to begin anew.
  await fleet.work.delete("retraining/shop/state.json");
  await fleet.run("release-retraining", locked);
}

const alarm = (endpoint: string) => ({
  "detail-type": "CloudWatch Alarm State Change",
  detail: {
    alarmName: "rate",
    state: { value: "ALARM", timestamp: "2001-02-16T11:10:00.000+0000" },
    configuration: {
      metrics: [{ metricStat: { metric: { dimensions: { Endpoint: endpoint, Variant: "AllTraffic" } } } }],
    },
  },
});
