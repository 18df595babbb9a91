import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { steps } from "../steps/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const context = {
  getRemainingTimeInMillis: () => 60_000,
  awsRequestId: "recorded",
  functionName: "recorded",
};

/** What each function answers to its recorded event, on the folder that a fresh clone has. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  "profile-capture-file": { batchItemFailures: [] },
  "schedule-close": { closeAt: "2001-02-16T11:10:00.000Z" },
  "close-window": { round: 1, partials: 1, shards: [], missing: [] },
  "merge-profiles": { key: "windows/shop/AllTraffic/20010216T10Z/r0/shards/00000.profile" },
  "analyze-window": { verdict: "Violations", rows: 60, violationRate: 1 / 3, violationCount: 1 },
  // Its three hours are over: a window speaks to the alarms once, and in time.
  "publish-report": { first: false, mayRetrain: false },
  "start-retraining": { started: true },
  "learn-baseline": { baseline: null, reason: "Monitor shop does not learn from traffic." },
  "record-failure": { recorded: "windows/shop/AllTraffic/20010216T10Z/r2/failure.json" },
  "sweep-windows": { failed: [] },
  replay: { windows: 2, files: 2, partials: 2, started: false },
  "suggest-baseline": { folder: "baselines/shop/b2/", rows: 4320, windows: 72 },
  "retrain-on-alarm": { started: true },
  "decide-retraining": { action: "retrain" },
  "acquire-retraining": { acquired: true, jobName: "rt-shop-2294186e5dd0-20010216T10Z" },
  "build-training-set": { enough: false, rows: 0, wanted: 50 },
  "compare-models": { better: true, champion: 0.61, challenger: 0.66 },
  "release-retraining": {
    outcome: "challenger-won",
    subject: "Plumbline: retraining of shop challenger-won",
  },
};

let store: string;
beforeAll(() => {
  store = mkdtempSync(join(tmpdir(), "plumbline-handlers-"));
  cpSync(join(root, "events/store"), store, { recursive: true });
  vi.stubEnv("PLUMBLINE_STORE", store);
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});
afterAll(() => rmSync(store, { recursive: true, force: true }));

const recorded = (name: string) => JSON.parse(readFileSync(join(root, "events", `${name}.json`), "utf8"));

describe("handlers with the recorded events", () => {
  test("every step has a function, an event and an expected answer", () => {
    const names = Object.keys(steps).sort();
    expect(Object.keys(ANSWERS).sort()).toEqual(names);
    expect(
      readdirSync(join(root, "events"))
        .filter((name) => name.endsWith(".json"))
        .map((name) => name.slice(0, -5))
        .sort(),
    ).toEqual(names);
  });

  test.each(Object.entries(ANSWERS))("%s answers its event", async (name, answer) => {
    const { handler } = (await import(`../functions/${name}.ts`)) as {
      handler: (event: unknown, context: unknown) => Promise<unknown>;
    };
    expect(await handler(recorded(name), context)).toMatchObject(answer as object);
  });

  test("replay takes its other events: from the captures, started, and then to be resumed or promoted by its id", async () => {
    const { handler } = await import("../functions/replay.ts");
    const ask = (event: object) =>
      (handler as unknown as (event: object, context: object) => Promise<unknown>)(event, context);
    expect(await ask(recorded("replay/from-captures"))).toMatchObject({
      source: "raw",
      filesToRead: 2,
      started: false,
    });
    const { id, started } = (await ask(recorded("replay/start"))) as { id: string; started: boolean };
    expect(started).toBe(true);
    // On a folder an execution is only queued; `plumbline replay` runs it.
    for (const event of [{ resume: id }, { promote: id }])
      await expect(ask(event)).rejects.toThrow(`Replay ${id} is running or queued, as execution p-${id}`);
  });

  test("of two messages the one that cannot be read fails alone: it comes again, and after five times goes to the dead letters", async () => {
    const { handler } = (await import("../functions/profile-capture-file.ts")) as {
      handler: (event: unknown, context: unknown) => Promise<unknown>;
    };
    const [message] = recorded("profile-capture-file").Records;
    const events = [message, { ...message, messageId: "second", body: "no JSON" }];
    expect(await handler({ Records: events }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: "second" }],
    });
  });
});
