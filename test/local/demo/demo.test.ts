import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { flightsMonitor, freshPlaces, withChampion } from "../../../local/demo/demo-places.ts";
import type { DemoSummary } from "../../../local/demo/demo-summary.ts";
import { demoText } from "../../../local/demo/demo-text.ts";
import { PeakMemory } from "../../../local/demo/peak-memory.ts";
import { UnusableInput } from "../../../shared/errors.ts";

const out = mkdtempSync(join(tmpdir(), "plumbline-demo-"));
afterEach(() => rmSync(out, { recursive: true, force: true }));

const summary: DemoSummary = {
  windows: 3,
  verdicts: { Healthy: 2, Violations: 1 },
  overThreshold: [
    {
      window: "20010216T21Z",
      violationRate: 0.375,
      columns: ["late_probability", "origin_delay", "route_delay"],
    },
  ],
  before: {
    windows: 240,
    judged: 190,
    inViolation: 0,
    mostSurprising: { window: "20010216T21Z", column: "origin_delay", returnMonths: 0.0125 },
    worstDay: { day: "2001-02-16", lateShare: 0.423 },
    worstDayLearnt: { day: "2001-01-19", lateShare: 0.381 },
  },
  since: {
    windows: 120,
    judged: 100,
    inViolation: 97,
    rollout: "2001-02-20T00:00:00.000Z",
    firstFound: { window: "20010220T06Z", columns: ["distance", "origin"], judgedBefore: 0 },
  },
  flights: 2345,
  captureFiles: 36,
  captureMegabytes: 1.2,
  auc: 0.6921,
  baseline: {
    rows: 508_239,
    windowsLearntFrom: 588,
    excluded: [{ column: "day_of_week", reason: "it tells the time" }],
  },
  hardFaults: {
    told: [
      {
        time: "2001-02-27T12:06:31.000Z",
        state: "opened",
        column: "distance",
        window: "20010227T12Z",
        reason: "they are metres.",
      },
      {
        time: "2001-02-27T13:10:00.000Z",
        state: "confirmed",
        column: "distance",
        window: "20010227T12Z",
        reason: "",
      },
    ],
    vetoed: ["20010227T12Z", "20010227T13Z"],
  },
  retrainings: [
    {
      job: "rt-1",
      startedAt: "2001-02-16T22:10:00.000Z",
      endedAt: null,
      trigger: "window",
      outcome: "kept-champion",
      reason: "0.61 against 0.62.",
    },
  ],
  seconds: 12.34,
  peakMegabytes: 610,
};

describe("demo", () => {
  test("the text names every figure that the run measured", () => {
    const text = demoText(summary, 100);
    for (const part of [
      "AUC 0.692",
      "508,239 rows",
      "588 of its own windows",
      "day_of_week (it tells the time)",
      "2,345 flights",
      "3: 2 Healthy, 1 Violations",
      "12.3 s",
      "610 MB",
      "20010216T21Z",
      "37.5 %",
      "kept-champion",
      "Arranged: who asks",
      "2001-02-27T12:06 distance opened by files of 20010227T12Z: they are metres.",
      "2001-02-27T13:10 distance confirmed: the closed window has it too",
      "2 windows asked for a retraining and got none for this reason alone.",
      "no alarm in 190 judged windows",
      "42 % late on 2001-02-16",
      "38 % late on 2001-01-19",
      "origin_delay in 20010216T21Z: unchanged data looks like this 18 times a week",
      "97 of 100 judged windows in violation",
      "The first judged window, 20010220T06Z, says so: distance, origin.",
      "0.61 against 0.62.",
    ])
      expect(text).toContain(part);
  });

  test("of a run that ends before the rollout, or begins after it, one half is told", () => {
    expect(demoText({ ...summary, since: null }, 100)).not.toContain("Since the rollout");
    expect(demoText({ ...summary, before: null }, 100)).not.toContain("Before the rollout");
  });

  test("many windows over the threshold are counted by column", () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      ...summary.overThreshold[0]!,
      window: `window-${i}`,
    }));
    many[3] = { ...many[3]!, columns: ["late_probability"] };
    expect(demoText({ ...summary, overThreshold: many }, 100)).toContain(
      "Windows over the threshold: 20, from window-0 to window-19: late_probability in 20, origin_delay in 19, route_delay in 19.",
    );
  });

  test("a challenger that won waits for approval, and the text says so", () => {
    const [run] = summary.retrainings;
    expect(demoText(summary, 100)).not.toContain("waits for somebody's approval");
    const won = { ...summary, retrainings: [{ ...run!, outcome: "challenger-won" as const }] };
    expect(demoText(won, 100)).toContain("waits for somebody's approval");
  });

  test("without crossings and retrainings the text says so", () => {
    const text = demoText(
      { ...summary, overThreshold: [], retrainings: [], hardFaults: { told: [], vetoed: [] } },
      100,
    );
    expect(text).toContain("No window reached the violation rate");
    expect(text).toContain("No retraining was started.");
    expect(text).not.toContain("Hard faults");
  });

  test("the monitor of the repository is watched over this run's folders", async () => {
    const places = await freshPlaces(out);
    const definition = withChampion(await flightsMonitor(places), {
      artifacts: "/models/model.tar.gz",
      trainedOn: "/tables/train",
    });
    expect(definition.capture.uri).toBe(places.captures);
    expect(definition.retraining?.trainingData?.groundTruth).toBe(places.groundTruth);
    expect(definition.retraining?.trainingJob["InputDataConfig"]).toMatchObject([
      { ChannelName: "champion" },
      { ChannelName: "history", DataSource: { S3DataSource: { S3Uri: "/tables/train" } } },
    ]);
  });

  test("a second run empties the folder of the first, and nobody else's", async () => {
    const places = await freshPlaces(out);
    writeFileSync(join(places.store, "left.json"), "{}");
    await freshPlaces(out);
    expect(readdirSync(places.store)).toEqual([]);
    rmSync(join(out, ".plumbline-demo"));
    await expect(freshPlaces(out)).rejects.toThrow(UnusableInput);
    expect(readdirSync(out)).toContain("store");
  });

  test("the peak is at least what the process holds now", () => {
    const memory = new PeakMemory();
    expect(memory.stop()).toBeGreaterThan(process.memoryUsage.rss() / 1e6 / 2);
  });
});
