import { afterEach, expect, test } from "vitest";
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import { windowExecutionName } from "../../shared/window/execution-name.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow } from "../../steps/close-window.ts";
import { decideRetraining } from "../../steps/decide-retraining.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { retrainOnAlarm } from "../../steps/retrain-on-alarm.ts";
import { sweepWindows } from "../../steps/sweep-windows.ts";
import { at, giveBaseline, traffic, type World, world } from "./world.ts";

const SHADOW = "Shadow-01";
let here: World;
afterEach(() => here.remove());

async function shadowWorld(now: string): Promise<void> {
  here = await world(now, {
    shadowVariants: [SHADOW],
    since: "2001-02-16T10:00:00Z",
    retraining: { m: 1, n: 1, trainingJob: { RoleArn: "arn:role" } },
  });
  await giveBaseline(here);
}

/** A window of a variant whose amounts have moved, from its capture file to its publication. */
async function published(variant: string) {
  const key = captureKeyOf({
    prefix: "",
    endpoint: "shop",
    variant,
    time: at("2001-02-16T10:10:00Z"),
    id: "a",
  });
  const lines = traffic("2001-02-16T10:00:00Z", 300, 1, 60);
  await here.ports.captures(here.captures).put(key, `${lines.join("\n")}\n`);
  const profiled = await profileCaptureFile(here.ports, { objects: [{ bucket: here.captures, key }] });
  expect(profiled).toMatchObject({ files: 1, records: 300, ignored: [] });
  const window = { endpoint: "shop", variant, windowId: "20010216T10Z", revision: 0 };
  await closeWindow(here.ports, window);
  const verdict = await analyzeWindow(here.ports, window);
  return { verdict, outcome: await publishReport(here.ports, window) };
}

test("a shadow variant's window is judged and published beside the production variant's, and may not retrain", async () => {
  await shadowWorld("2001-02-16T11:20:00Z");
  const [production, shadow] = [await published("AllTraffic"), await published(SHADOW)];
  expect(shadow.verdict.violationRate).toBe(production.verdict.violationRate);
  expect(production.outcome).toEqual({ first: true, mayRetrain: true });
  expect(shadow.outcome).toEqual({ first: true, mayRetrain: false });
});

test("neither a window nor an alarm of a shadow variant retrains", async () => {
  await shadowWorld("2001-02-16T11:20:00Z");
  await published(SHADOW);
  const decision = await decideRetraining(here.ports, {
    endpoint: "shop",
    variant: SHADOW,
    trigger: "window",
    windowId: "20010216T10Z",
    reason: "",
  });
  expect(decision).toMatchObject({ action: "wait" });
  const alarm = {
    "detail-type": "CloudWatch Alarm State Change",
    detail: {
      alarmName: "x",
      state: { value: "ALARM", timestamp: "2001-02-16T11:10:00Z" },
      configuration: {
        metrics: [{ metricStat: { metric: { dimensions: { Endpoint: "shop", Variant: SHADOW } } } }],
      },
    },
  };
  expect(await retrainOnAlarm(here.ports, alarm)).toMatchObject({
    started: false,
    reason: `no monitor watches endpoint shop, production variant ${SHADOW}`,
  });
});

test("the sweep opens its silent windows too", async () => {
  await shadowWorld("2001-02-16T11:40:00Z");
  await sweepWindows(here.ports);
  const window = { endpoint: "shop", start: at("2001-02-16T10:00:00Z"), end: at("2001-02-16T11:00:00Z") };
  expect(here.ports.executions.started.map(({ name }) => name)).toEqual(
    ["AllTraffic", SHADOW].map((variant) => windowExecutionName({ ...window, variant }, 0)),
  );
});
