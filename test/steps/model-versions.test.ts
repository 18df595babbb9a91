import { mkdirSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import type { EndpointCapture } from "../../shared/monitors/capture-coverage.ts";
import { seededRandom } from "../../shared/random.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { windowId } from "../../shared/window/window.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow, type WindowPlan } from "../../steps/close-window.ts";
import { decideRetraining } from "../../steps/decide-retraining.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import type { DeployedModel, Deployments } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { type SuggestedBaseline, writeBaseline } from "../../steps/stored-baseline.ts";
import { baselineFrom } from "../../steps/suggest-baseline.ts";
import { at, COLUMNS, capture, HOUR, traffic, type World, world } from "./world.ts";

const DEPLOYMENTS = "deployments/shop/AllTraffic.json";
const COMPARED = ["statistics.json", "constraint_violations.json", "verdict.json", "report.html"];
let here: World;
afterEach(() => here.remove());

let learnt: Promise<SuggestedBaseline> | undefined;

/** A baseline of rows like `traffic`, without times and so without learnt limits; made once. */
function baseline(): Promise<SuggestedBaseline> {
  const random = seededRandom(7);
  const row = () => [
    random().toFixed(4),
    (100 + 20 * (random() + random() + random() - 1.5)).toFixed(2),
    random() < 0.7 ? "DE" : "FR",
  ];
  async function* rows() {
    yield Array.from({ length: 3000 }, () => ({ names: COLUMNS, cells: row(), typed: false }));
  }
  learnt ??= baselineFrom(rows(), "training.csv", { monitor: "shop" });
  return learnt;
}

/** The baseline under an id, bound to a version of the model, or to none. */
async function give(id: string, modelVersion: string | null): Promise<void> {
  const { facts, ...files } = await baseline();
  const bound = { ...files, facts: { ...facts, id, modelVersion } };
  await writeBaseline(here.ports.work, `baselines/shop/${id}/`, bound);
}

const model = (modelVersion: string, since: string): DeployedModel => ({
  modelVersion,
  names: [modelVersion, `${modelVersion.replace("/", "-")}-model`],
  since: at(since),
  endpointConfig: `config-${modelVersion}`,
});

/** SageMaker that says one thing. */
const says = (deployed: DeployedModel | string, capture?: EndpointCapture): Deployments => ({
  current: async () => ({
    ...(typeof deployed === "string"
      ? { ok: false as const, reason: deployed }
      : { ok: true as const, model: deployed }),
    ...(capture && { capture }),
  }),
});

const windowAt = (start: string, revision = 0) => {
  const window = { endpoint: "shop", variant: "AllTraffic", start: at(start), end: at(start) + HOUR };
  return { endpoint: "shop", variant: "AllTraffic", windowId: windowId(window), revision };
};

/** A window of 200 rows from its file to its publication; `shift` moves the amounts. */
async function judged(start: string, deployments: Deployments, shift = 0) {
  const window = windowAt(start);
  const key = await capture(here, start, traffic(start, 200, 3, shift), window.windowId);
  await profileCaptureFile(here.ports, { objects: [{ bucket: here.captures, key }] });
  here.now = at(start) + HOUR + 600_000;
  await closeWindow({ ...here.ports, deployments }, window);
  await analyzeWindow(here.ports, window);
  const published = await publishReport(here.ports, window);
  return { verdict: await read<Verdict>(window, "verdict.json"), published };
}

async function read<T>(window: { windowId: string; revision: number }, file: string): Promise<T> {
  const folder = `windows/shop/AllTraffic/${window.windowId}/r${window.revision}/`;
  return (await getJson<T>(here.ports.work, `${folder}${file}`))!.value;
}
const planOf = (start: string) => read<WindowPlan>(windowAt(start), "plan.json");

describe("the baseline of the model that answered", () => {
  test("judges it, whichever of its names the baseline is bound by, and no other version", async () => {
    here = await world("2001-02-16T10:00:00Z");
    await give("b1", "churn-7-model");
    const seven = says(model("churn/7", "2001-02-01T00:00:00Z"));
    const before = await judged("2001-02-16T10:00:00Z", seven);
    expect(before.verdict).toMatchObject({
      verdict: "Healthy",
      baseline: { id: "b1", modelVersion: "churn-7-model" },
      models: [{ modelVersion: "churn/7", since: "2001-02-01T00:00:00.000Z", share: 1 }],
    });
    const eight = says(model("churn/8", "2001-02-16T11:00:00Z"));
    const { verdict, published } = await judged("2001-02-16T11:00:00Z", eight, 60);
    expect(verdict).toMatchObject({ verdict: "Learning", severity: "note", violationRate: null, rows: 200 });
    expect(verdict.reason).toContain("The monitor has baselines of churn-7-model and none of it.");
    expect(published.mayRetrain).toBe(true); // without a rate the machine asks for nothing
    await give("b2", "churn/8");
    expect((await judged("2001-02-16T12:00:00Z", eight)).verdict).toMatchObject({
      verdict: "Healthy",
      baseline: { id: "b2" },
    });
    // Rolled back: the older baseline judges again.
    expect(
      (await judged("2001-02-16T13:00:00Z", says(model("churn/7", "2001-02-16T13:00:00Z")))).verdict,
    ).toMatchObject({ verdict: "Healthy", baseline: { id: "b1" } });
  });

  test("bound to none judges whatever answers, until a bound one comes after it", async () => {
    here = await world("2001-02-16T10:00:00Z");
    await give("b1", null);
    const seven = says(model("churn/7", "2001-02-01T00:00:00Z"));
    const eight = says(model("churn/8", "2001-02-16T11:00:00Z"));
    expect((await judged("2001-02-16T10:00:00Z", seven)).verdict.baseline!.id).toBe("b1");
    await give("b2", "churn/7");
    expect((await judged("2001-02-16T11:00:00Z", eight)).verdict.verdict).toBe("Learning");
    await give("b3", null);
    expect((await judged("2001-02-16T12:00:00Z", eight)).verdict.baseline!.id).toBe("b3");
  });

  test("is the newest where nobody knows the model, and the plan says why nobody does", async () => {
    here = await world("2001-02-16T10:00:00Z");
    await give("b1", "churn/7");
    const { verdict } = await judged("2001-02-16T10:00:00Z", says("SageMaker does not tell."));
    expect(verdict).toMatchObject({ verdict: "Healthy", baseline: { id: "b1" } });
    expect(verdict).not.toHaveProperty("models");
    expect(await planOf("2001-02-16T10:00:00Z")).toMatchObject({
      models: null,
      modelsUnknown: "SageMaker does not tell.",
    });
  });

  test("goes by what was seen before when SageMaker does not tell", async () => {
    here = await world("2001-02-16T10:00:00Z");
    await give("b1", "churn/7");
    await judged("2001-02-16T10:00:00Z", says(model("churn/8", "2001-02-16T09:00:00Z")));
    expect((await judged("2001-02-16T11:00:00Z", says("no"))).verdict.verdict).toBe("Learning");
  });
});

describe("a deployment inside a window", () => {
  const DEPLOYED = "2001-02-16T11:45:00Z";

  test("marks it, is judged by the version that answered longest, and retrains nothing", async () => {
    here = await world("2001-02-16T10:00:00Z", { retraining: { m: 1, n: 1, trainingJob: {} } });
    await give("b1", "churn/7");
    await judged("2001-02-16T10:00:00Z", says(model("churn/7", "2001-02-01T00:00:00Z")));
    const { verdict, published } = await judged("2001-02-16T11:00:00Z", says(model("churn/8", DEPLOYED)), 60);
    expect(verdict).toMatchObject({
      verdict: "Violations",
      flags: ["mixed"],
      baseline: { id: "b1" },
      models: [
        { modelVersion: "churn/7", share: 0.75 },
        { modelVersion: "churn/8", since: "2001-02-16T11:45:00.000Z", share: 0.25 },
      ],
      decision: { action: "none" },
    });
    expect(published).toEqual({ first: true, mayRetrain: false });
  });

  test("after the window's end is not the window's", async () => {
    here = await world("2001-02-16T10:00:00Z");
    await give("b1", "churn/7");
    await judged("2001-02-16T10:00:00Z", says(model("churn/7", "2001-02-01T00:00:00Z")));
    const { verdict } = await judged("2001-02-16T11:00:00Z", says(model("churn/8", "2001-02-16T12:05:00Z")));
    expect(verdict).toMatchObject({ flags: [], models: [{ modelVersion: "churn/7", share: 1 }] });
  });

  test("ends the series that a retraining counts, for a window and for an alarm", async () => {
    here = await world("2001-02-16T08:00:00Z", { retraining: { m: 2, n: 3, trainingJob: {} } });
    await give("b1", "churn/7");
    await give("b2", "churn/8");
    const seven = says(model("churn/7", "2001-02-01T00:00:00Z"));
    const eight = says(model("churn/8", DEPLOYED));
    const decided = (start: string, trigger: "window" | "alarm") =>
      decideRetraining(here.ports, {
        endpoint: "shop",
        variant: "AllTraffic",
        trigger,
        windowId: windowAt(start).windowId,
        reason: "",
      });
    await judged("2001-02-16T09:00:00Z", seven, 60);
    await judged("2001-02-16T10:00:00Z", seven, 60);
    expect(await decided("2001-02-16T10:00:00Z", "window")).toMatchObject({ action: "retrain" });
    await judged("2001-02-16T11:00:00Z", eight, 60); // mixed: the third breach in a row by its rate
    await judged("2001-02-16T12:00:00Z", eight, 60);
    for (const trigger of ["window", "alarm"] as const)
      expect(await decided("2001-02-16T12:00:00Z", trigger)).toMatchObject({
        action: "wait",
        reasons: [
          "1 of the last 1 judged windows of this version of the model reached the threshold; the policy asks for 2 of 3.",
        ],
      });
    await judged("2001-02-16T13:00:00Z", eight, 60);
    expect(await decided("2001-02-16T13:00:00Z", "window")).toMatchObject({ action: "retrain" });
    // Rolled back: what the old version did before the new one is another series.
    await judged("2001-02-16T14:00:00Z", says(model("churn/7", "2001-02-16T14:00:00Z")), 60);
    expect(await decided("2001-02-16T14:00:00Z", "window")).toMatchObject({ action: "wait" });
  });
});

describe("what is written down", () => {
  test("is a deployment once, however many windows see it", async () => {
    here = await world("2001-02-16T10:00:00Z");
    const seven = says(model("churn/7", "2001-02-01T00:00:00Z"));
    await closeWindow({ ...here.ports, deployments: seven }, windowAt("2001-02-16T10:00:00Z"));
    const before = await here.ports.work.head(DEPLOYMENTS);
    await closeWindow({ ...here.ports, deployments: seven }, windowAt("2001-02-16T11:00:00Z"));
    expect(await here.ports.work.head(DEPLOYMENTS)).toEqual(before);
    expect((await getJson(here.ports.work, DEPLOYMENTS))!.value).toEqual({
      version: 1,
      deployments: [
        {
          since: "2001-02-01T00:00:00.000Z",
          modelVersion: "churn/7",
          names: ["churn/7", "churn-7-model"],
          endpointConfig: "config-churn/7",
        },
      ],
    });
  });

  test("by hand is read as it stands on a laptop, up to the clock", async () => {
    here = await world("2001-02-16T11:10:00Z");
    await putJson(here.ports.work, DEPLOYMENTS, {
      version: 1,
      deployments: [
        { since: "2001-02-16T10:30:00Z", modelVersion: "b" },
        { since: "2001-02-16T09:00:00Z", modelVersion: "a" },
        { since: "2001-02-16T12:00:00Z", modelVersion: "c" },
      ],
    });
    expect(await here.ports.deployments.current("shop", "AllTraffic")).toMatchObject({
      ok: true,
      model: { modelVersion: "b" },
    });
    expect(await here.ports.deployments.current("shop", "Canary")).toMatchObject({ ok: false });
    await closeWindow(here.ports, windowAt("2001-02-16T10:00:00Z"));
    expect((await planOf("2001-02-16T10:00:00Z")).models).toMatchObject([
      { modelVersion: "a", share: 0.5 },
      { modelVersion: "b", share: 0.5 },
    ]);
  });

  test("and cannot be read fails no window", async () => {
    here = await world("2001-02-16T11:10:00Z");
    await give("b1", "churn/7");
    await putJson(here.ports.work, DEPLOYMENTS, { version: 2, deployments: [] });
    const { verdict } = await judged("2001-02-16T10:00:00Z", says(model("churn/7", "2001-02-01T00:00:00Z")));
    expect(verdict.verdict).toBe("Healthy");
    expect((await planOf("2001-02-16T10:00:00Z")).modelsUnknown).toContain("cannot be used: version");
    expect((await getJson(here.ports.work, DEPLOYMENTS))!.value).toEqual({ version: 2, deployments: [] });
  });

  test("is nothing of a batch transform: SageMaker knows no endpoint of that name, and nobody counts it", async () => {
    here = await world("2001-02-16T11:10:00Z", (root) => ({
      capture: { uri: `${root}/captures/output`, kind: "batch-transform" },
    }));
    mkdirSync(`${here.captures}/output`);
    const asked: string[] = [];
    const deployments = {
      current: async () => {
        asked.push("model");
        return { ok: false as const, reason: "" };
      },
    };
    const counted = async () => {
      asked.push("requests");
      return 5000;
    };
    const trafficOf = { invocations: counted, errors: counted };
    await closeWindow({ ...here.ports, deployments, traffic: trafficOf }, windowAt("2001-02-16T10:00:00Z"));
    expect(asked).toEqual([]);
    expect(await planOf("2001-02-16T10:00:00Z")).toMatchObject({ invocations: null, models: null });
    await analyzeWindow(here.ports, windowAt("2001-02-16T10:00:00Z"));
    expect(await read<Verdict>(windowAt("2001-02-16T10:00:00Z"), "verdict.json")).toMatchObject({
      verdict: "NoTraffic",
    });
  });
});

test("a replay takes model, requests, errors and capture setting from the live window, and writes the same bytes", async () => {
  here = await world("2001-02-16T10:00:00Z");
  await give("b1", "churn/7");
  await judged("2001-02-16T09:00:00Z", says(model("churn/7", "2001-02-01T00:00:00Z")));
  const start = "2001-02-16T10:00:00Z";
  const live = { invocations: async () => 400, errors: async () => 20 };
  here = Object.assign(here, { ports: { ...here.ports, traffic: live } });
  const capture = { on: true, samplingPercent: 50 };
  const { verdict } = await judged(start, says(model("churn/8", "2001-02-16T10:20:00Z"), capture), 60);
  expect(verdict).toMatchObject({ verdict: "Learning", flags: ["mixed", "undercaptured"] });
  expect(verdict.reason).toContain("The endpoint samples 50 %, the definition says 100 %");
  // Since then the endpoint has been deployed again and its requests are no longer counted.
  const gone = async () => undefined;
  const later = {
    ...here.ports,
    traffic: { invocations: gone, errors: gone },
    deployments: says(model("churn/9", "2001-02-16T10:00:00Z")),
  };
  const again = { ...windowAt(start), replay: "again" };
  await closeWindow(later, again);
  await analyzeWindow(later, again);
  const bytes = async (folder: string) =>
    Promise.all(COMPARED.map(async (file) => (await here.ports.work.get(`${folder}r0/${file}`))?.body));
  const place = `windows/shop/AllTraffic/${again.windowId}/`;
  expect(await bytes(`replays/again/${place}`)).toEqual(await bytes(place));
  expect(
    (await getJson<{ deployments: unknown[] }>(here.ports.work, DEPLOYMENTS))!.value.deployments,
  ).toHaveLength(2);
});

test("a plan of before the model was known is judged by the newest baseline, live and in a replay", async () => {
  here = await world("2001-02-16T10:00:00Z");
  await give("b1", "churn/7");
  const start = "2001-02-16T10:00:00Z";
  await judged(start, says(model("churn/8", "2001-02-01T00:00:00Z")));
  const { models: _models, errors: _errors, ...old } = await planOf(start);
  const folder = `windows/shop/AllTraffic/${windowAt(start).windowId}/r0/`;
  await putJson(here.ports.work, `${folder}plan.json`, old);
  expect(await analyzeWindow(here.ports, windowAt(start))).toMatchObject({ verdict: "Healthy" });
  const again = { ...windowAt(start), replay: "again" };
  await closeWindow({ ...here.ports, deployments: says(model("churn/8", start)) }, again);
  expect(await analyzeWindow(here.ports, again)).toMatchObject({ verdict: "Healthy" });
});
