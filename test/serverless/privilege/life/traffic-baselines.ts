/** Baselines of traffic: learnt from its first weeks, and rolling ones. */
import { windowId } from "../../../../shared/window/window.ts";
import { monitorKey } from "../../../../shared/window/work-keys.ts";
import { putJson } from "../../../../steps/json-object.ts";
import type { Fleet } from "../fleet.ts";
import { folderOf, HOUR, TEN, WINDOW_STEPS } from "./fleet-names.ts";

/** Two days of windows of an endpoint teach a baseline: those that it has are of other models. */
export async function trafficIsLearnt(fleet: Fleet): Promise<void> {
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
export async function aBaselineRolls(fleet: Fleet): Promise<void> {
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
