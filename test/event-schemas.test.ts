import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { afterEach, describe, expect, test } from "vitest";
import { acquireRetraining } from "../steps/acquire-retraining.ts";
import { analyzeWindow } from "../steps/analyze-window.ts";
import { closeWindow } from "../steps/close-window.ts";
import { decideRetraining } from "../steps/decide-retraining.ts";
import { putJson } from "../steps/json-object.ts";
import type { PlumblineEvent } from "../steps/ports.ts";
import { profileCaptureFile } from "../steps/profile-capture-file.ts";
import { publishReport } from "../steps/publish-report.ts";
import { releaseRetraining } from "../steps/release-retraining.ts";
import { capture, giveBaseline, traffic, type World, world } from "./steps/world.ts";

const ajv = new Ajv2020({ allErrors: true });
(formats as unknown as (to: Ajv2020) => void)(ajv);
const schemaOf = (name: string) =>
  JSON.parse(
    readFileSync(join(fileURLToPath(new URL("..", import.meta.url)), `docs/schemas/${name}.v1.json`), "utf8"),
  );
const SCHEMAS: Readonly<Record<string, string>> = {
  "Plumbline Window Verdict": "window-verdict",
  "Plumbline Retraining Decision": "retraining-decision",
  "Plumbline Retraining Outcome": "retraining-outcome",
  "Plumbline Hard Fault": "hard-fault",
};

let here: World;
afterEach(() => here.remove());

const WINDOW = { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z", revision: 0 };
const REQUEST = {
  endpoint: "shop",
  variant: "AllTraffic",
  trigger: "window",
  windowId: "20010216T10Z",
  reason: "because",
} as const;

/** Every event that the world has seen. */
function sent(): PlumblineEvent[] {
  const text = readFileSync(join(here.root, "work/events.jsonl"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

async function run(rows: number, shift: number): Promise<void> {
  if (rows > 0)
    await profileCaptureFile(here.ports, {
      objects: [
        {
          bucket: here.captures,
          key: await capture(here, "2001-02-16T10:00:00Z", traffic("2001-02-16T10:00:00Z", rows, 3, shift)),
        },
      ],
    });
  await closeWindow(here.ports, WINDOW);
  await analyzeWindow(here.ports, WINDOW);
  await publishReport(here.ports, WINDOW);
}

describe("events keep their JSON Schemas", () => {
  test.each([
    ["Violations", 200, 15],
    ["Healthy", 200, 0],
    ["InsufficientData", 20, 0],
    ["NoTraffic", 0, 0],
  ] as const)("a window that ends with %s", async (verdict, rows, shift) => {
    here = await world("2001-02-16T11:10:00Z");
    await giveBaseline(here);
    await run(rows, shift);
    const [event] = sent();
    expect(event!.detail).toMatchObject({ verdict });
    expect(ajv.validate(schemaOf("window-verdict"), event!.detail), ajv.errorsText()).toBe(true);
  });

  test("a window that is judged by declared columns: the version, without the names", async () => {
    const versions = [{ from: "2001-02-16T09:30:00Z", renamed: { amount: "price" } }];
    here = await world("2001-02-16T11:10:00Z", {
      columns: { names: ["score", "amount", "country"], versions },
    });
    await giveBaseline(here);
    await run(200, 0);
    const { detail } = sent()[0]!;
    expect(detail).toMatchObject({
      verdict: "Healthy",
      schema: { since: "2001-02-16T09:30:00.000Z", changes: [], notes: [] },
    });
    expect(detail).not.toHaveProperty("schema.renamed");
    expect(ajv.validate(schemaOf("window-verdict"), detail), ajv.errorsText()).toBe(true);
  });

  test("a window in which the model changed and records were lost", async () => {
    here = await world("2001-02-16T11:10:00Z");
    await giveBaseline(here);
    const traffic = { invocations: async () => 400, errors: async () => 0 };
    here = Object.assign(here, { ports: { ...here.ports, traffic } });
    const deployments = ["2001-02-16T08:00:00Z", "2001-02-16T10:40:00Z"].map((since) => ({
      since,
      modelVersion: since,
    }));
    await putJson(here.ports.work, "deployments/shop/AllTraffic.json", { version: 1, deployments });
    await run(200, 0);
    const { detail } = sent()[0]!;
    expect(detail).toMatchObject({ flags: ["mixed", "undercaptured"], models: [{}, {}] });
    expect(ajv.validate(schemaOf("window-verdict"), detail), ajv.errorsText()).toBe(true);
  });

  test("a hard fault of a column and one of the table, from opening to end", async () => {
    here = await world("2001-02-16T10:10:00Z");
    await giveBaseline(here);
    const land = async (time: string, change: (data: string) => string) => {
      const lines = traffic(time, 120, 3).map((text) =>
        text.replace(/"data":"([^"]*,[^"]*)"/, (_, data) => `"data":"${change(data)}"`),
      );
      const key = await capture(here, time, lines);
      await profileCaptureFile(here.ports, { objects: [{ bucket: here.captures, key }] });
    };
    const close = async (windowId: string) => {
      const window = { ...WINDOW, windowId };
      await closeWindow(here.ports, window);
      await analyzeWindow(here.ports, window);
      await publishReport(here.ports, window);
    };
    await land("2001-02-16T10:00:00Z", (data) => data.replace(/^[^,]*/, ""));
    here.now += 3_600_000;
    await close("20010216T10Z");
    await land("2001-02-16T11:00:00Z", (data) => `${data},1`);
    here.now += 3_600_000;
    await close("20010216T11Z");
    const faults = sent().filter(({ detailType }) => detailType === "Plumbline Hard Fault");
    expect(faults.map(({ detail }) => `${detail["state"]} ${detail["column"]}`)).toEqual([
      "opened amount",
      "confirmed amount",
      "opened *",
      "ended amount",
      "confirmed *",
    ]);
    for (const { detail } of faults)
      expect(ajv.validate(schemaOf("hard-fault"), detail), ajv.errorsText()).toBe(true);
    const { key: _key, ...without } = faults[0]!.detail;
    expect(ajv.validate(schemaOf("hard-fault"), without)).toBe(false);
  });

  test("a decision and an outcome", async () => {
    here = await world("2001-02-16T11:10:00Z", { retraining: { m: 1, n: 1, trainingJob: {} } });
    await decideRetraining(here.ports, REQUEST);
    const lock = await acquireRetraining(here.ports, { ...REQUEST, owner: "t-1" });
    await releaseRetraining(here.ports, {
      ...REQUEST,
      lock,
      error: { Error: "States.TaskFailed", Cause: "no capacity" },
    });
    const events = sent();
    expect(events.map(({ detailType }) => detailType)).toEqual([
      "Plumbline Retraining Decision",
      "Plumbline Retraining Outcome",
    ]);
    for (const { detailType, detail } of events)
      expect(ajv.validate(schemaOf(SCHEMAS[detailType]!), detail), `${detailType}: ${ajv.errorsText()}`).toBe(
        true,
      );
  });

  test("a detail without its key is refused", async () => {
    here = await world("2001-02-16T11:10:00Z");
    await run(0, 0);
    const { key: _key, ...detail } = sent()[0]!.detail;
    expect(ajv.validate(schemaOf("window-verdict"), detail)).toBe(false);
  });
});
