/** Windows from their closing to their end. */
import { getJson, putJson } from "../../../../steps/json-object.ts";
import type { Fleet } from "../fleet.ts";
import { COMPAT, folderOf, JOBS, MANIFEST, REPLAYED, TEN } from "./fleet-names.ts";

export async function windowsClose(fleet: Fleet): Promise<void> {
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

export async function windowsAreJudged(fleet: Fleet): Promise<void> {
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

export async function windowsArePublished(fleet: Fleet): Promise<void> {
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

export async function windowsAreSwept(fleet: Fleet): Promise<void> {
  fleet.setClock("2001-02-16T12:25:00Z");
  await fleet.run("sweep-windows", {});
  // What it has opened dies, three times over; the last time the window is given up.
  for (let revision = 0; revision < 4; revision++) {
    for (const name of fleet.account.executions.keys()) fleet.account.executions.set(name, "FAILED");
    await fleet.run("sweep-windows", {});
  }
  await fleet.run("sweep-windows", {});
}
