/** What a window publishes, from its capture file to the sink: ours always, Model Monitor's where they are asked for. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Refused, Throttled } from "../../shared/errors.ts";
import type { DriftMeasured } from "../../shared/monitors/column-reports.ts";
import type { Statistics } from "../../shared/statistics/statistics.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow } from "../../steps/close-window.ts";
import { getJson } from "../../steps/json-object.ts";
import type { MetricDatum } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { type Published, publishReport } from "../../steps/publish-report.ts";
import { capture, giveBaseline, traffic, type World, world } from "./world.ts";

const WINDOW = { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z", revision: 0 };
const FOLDER = "windows/shop/AllTraffic/20010216T10Z/r0/";
const MODEL_MONITOR = "aws/sagemaker/Endpoints/data-metrics";
let here: World;
/** Namespace → datums, as the sink got them. */
let put: Map<string, readonly MetricDatum[]>;
beforeEach(() => {
  put = new Map();
});
afterEach(() => here.remove());

/** A drifting window, analyzed; `metrics` of its definition. */
async function analyzed(metrics: Record<string, unknown>): Promise<void> {
  here = await world("2001-02-16T11:10:00Z", { metrics });
  await giveBaseline(here);
  const key = await capture(here, "2001-02-16T10:00:00Z", traffic("2001-02-16T10:00:00Z", 200, 3, 15));
  await profileCaptureFile(here.ports, { objects: [{ bucket: here.captures, key }] });
  await closeWindow(here.ports, WINDOW);
  await analyzeWindow(here.ports, WINDOW);
}

/** Publishes into a sink that remembers; `answer` is what the service does in a namespace. */
function published(
  answer: (namespace: string) => number | Error = () => 0,
  input: Parameters<typeof publishReport>[1] = WINDOW,
): Promise<Published> {
  const metrics = {
    async put(namespace: string, datums: readonly MetricDatum[]) {
      const answered = answer(namespace);
      if (answered instanceof Error) throw answered;
      put.set(namespace, datums);
      return answered;
    },
  };
  return publishReport({ ...here.ports, metrics }, input);
}
const lineage = async () =>
  (await getJson<Record<string, unknown>>(here.ports.work, `${FOLDER}lineage.json`))!.value;
const namesIn = (namespace: string) => put.get(namespace)?.map(({ name }) => name);

describe("a window's metrics", () => {
  test("are ours alone, and there is no metrics.json, where no schedule is named", async () => {
    await analyzed({});
    expect(await published()).toEqual({ first: true, mayRetrain: true });
    expect([...put.keys()]).toEqual(["Plumbline"]);
    expect(await here.ports.work.head(`${FOLDER}metrics.json`)).toBeUndefined();
    expect(await lineage()).toMatchObject({ metrics: { leftOut: 0 } });
  });

  test("go into Model Monitor's namespace too where its schedule is named, with the numbers of the window's files", async () => {
    await analyzed({ modelMonitor: "shop-schedule" });
    expect(await published()).toEqual({ first: true, mayRetrain: true });
    expect(namesIn(MODEL_MONITOR)).toEqual([
      "feature_data_score",
      "feature_non_null_score",
      "feature_baseline_drift_score",
      "feature_data_amount",
      "feature_non_null_amount",
      "feature_baseline_drift_amount",
      "feature_non_null_country",
      "feature_baseline_drift_country",
    ]);
    for (const { dimensions, timestamp, unit } of put.get(MODEL_MONITOR)!) {
      expect(dimensions).toEqual({ Endpoint: "shop", MonitoringSchedule: "shop-schedule" });
      expect([new Date(timestamp).toISOString(), unit]).toEqual(["2001-02-16T10:00:00.000Z", "None"]);
    }
    const file = async <T>(name: string) => (await getJson<T>(here.ports.work, `${FOLDER}${name}`))!.value;
    const { features } = await file<Statistics>("statistics.json");
    const { sum, min, max } = features[1]!.numerical_statistics!;
    const found = (name: string) => put.get(MODEL_MONITOR)!.find((datum) => datum.name === name);
    expect(found("feature_data_amount")).toMatchObject({
      statistics: { sampleCount: 200, sum, minimum: min, maximum: max },
    });
    const { distance } = (await file<DriftMeasured>("drift.json"))["amount"]!;
    expect(distance).toBeGreaterThan(0.1);
    expect(found("feature_baseline_drift_amount")).toMatchObject({ value: distance });
  });

  test("are published once: a later revision has its file and says nothing of the window, a replay has the same bytes", async () => {
    await analyzed({ modelMonitor: "shop-schedule" });
    await published();
    put.clear();
    const later = { ...WINDOW, revision: 1 };
    const again = { ...WINDOW, replay: "again" };
    for (const input of [later, again]) {
      await closeWindow(here.ports, input);
      await analyzeWindow(here.ports, input);
      expect(await published(undefined, input)).toEqual({ first: false, mayRetrain: false });
    }
    // What tells of the events: of the later revision, not of the replay.
    expect([...put.values()].flat().map(({ name }) => name)).toEqual(["ReconciledFiles", "ReconciledFiles"]);
    const bytes = async (key: string) => (await here.ports.work.get(key))!.body;
    const replayed = await bytes(`replays/again/${FOLDER}metrics.json`);
    expect(Buffer.compare(replayed, await bytes(`${FOLDER}metrics.json`))).toBe(0);
  });

  test("that are left out are counted in the result, which the function logs, and in lineage.json", async () => {
    await analyzed({ modelMonitor: "shop-schedule", modelMonitorColumns: 1 });
    // 5 of two columns beyond the first, and 2 + 2 that the service could not hold.
    expect(await published(() => 2)).toEqual({ first: true, mayRetrain: true, metricsLeftOut: 9 });
    expect(await lineage()).toMatchObject({ metrics: { leftOut: 9 } });
  });
});

describe("where CloudWatch takes nothing in Model Monitor's namespace", () => {
  const refusing = (error: Error) => (namespace: string) => (namespace === MODEL_MONITOR ? error : 0);

  test("the window is published all the same, may retrain, and says why", async () => {
    await analyzed({ modelMonitor: "shop-schedule" });
    const refused = new Refused("CloudWatch takes no metrics in namespace aws/…");
    expect(await published(refusing(refused))).toEqual({ first: true, mayRetrain: true, metricsLeftOut: 8 });
    expect([...put.keys()]).toEqual(["Plumbline"]);
    expect(await lineage()).toMatchObject({ metrics: { leftOut: 8, refused: refused.message } });
    expect(await here.ports.work.head("windows/shop/AllTraffic/20010216T10Z/current.json")).toBeDefined();
  });

  test("because it asks to slow down, the step is tried again", async () => {
    await analyzed({ modelMonitor: "shop-schedule" });
    await expect(published(refusing(new Throttled("slow")))).rejects.toMatchObject({ name: "Throttled" });
  });

  test("nor in ours, the step fails: nobody would hear of the window", async () => {
    await analyzed({ modelMonitor: "shop-schedule" });
    await expect(published(() => new Refused("no"))).rejects.toMatchObject({ name: "Refused" });
  });
});
