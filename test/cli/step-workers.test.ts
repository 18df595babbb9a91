import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { replayThreads } from "../../cli/replay/replay-threads.ts";
import { StepWorkers } from "../../cli/step-workers.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { ReplayPlan } from "../../steps/plan-replay.ts";
import { temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe("steps on threads", () => {
  test("throw what the step throws, by its name and words, and go on afterwards", async () => {
    mkdirSync(join(folder.path, "captures"));
    const definition = parseMonitorDefinition({
      monitor: "shop",
      endpoint: "shop",
      capture: { uri: "captures" },
      columns: { names: ["a"] },
    });
    const threads = new StepWorkers({
      io: { cwd: folder.path, env: {} },
      root: join(folder.path, "work"),
      definition,
    });
    threads.open(1);
    const window = { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z", revision: 0 };
    const calls = [
      threads.run("close-window", {}, 0),
      threads.run("merge-profiles", { ...window, shard: 0 }, 0),
      threads.run("record-failure", { ...window, replay: "r" }, Date.UTC(2001, 1, 16)),
    ];
    const [unusable, absent, recorded] = await Promise.allSettled(calls);
    expect(unusable).toMatchObject({ reason: expect.any(UnusableInput) });
    expect(absent).toMatchObject({
      reason: { name: "ObjectNotFound", message: expect.stringContaining("Run close-window first") },
    });
    expect(recorded).toMatchObject({ status: "fulfilled" });
    await threads.close();
  });
});

describe("threads for a replay", () => {
  const plan = (more: Partial<ReplayPlan>) =>
    ({ windows: 0, files: 0, bytes: 0, partials: 0, filesToRead: 0, ...more }) as ReplayPlan;

  test.each([
    ["nothing", plan({}), 0],
    ["a day of hours from a file each", plan({ windows: 24, partials: 24 }), 0],
    ["a month of hours from stored partials", plan({ windows: 744, partials: 432_000 }), 4],
    ["fewer threads than cores where the work is small", plan({ windows: 120 }), 2],
    ["a day of raw files", plan({ windows: 24, files: 1440, bytes: 1440e6, filesToRead: 1440 }), 4],
    ["files that are not read again", plan({ windows: 24, files: 1440, bytes: 1440e6 }), 0],
  ])("of %s on four cores", (_, asked, threads) => {
    expect(replayThreads(asked, 4)).toBe(threads);
  });

  test("are none on one core: this thread is one", () => {
    expect(replayThreads(plan({ windows: 744 }), 1)).toBe(0);
  });
});
