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
  flights: 2345,
  captureFiles: 36,
  captureMegabytes: 1.2,
  auc: 0.6921,
  baseline: {
    rows: 508_239,
    windowsLearntFrom: 588,
    excluded: [{ column: "day_of_week", reason: "it tells the time" }],
  },
  hardFaults: [],
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
      "0.61 against 0.62.",
    ])
      expect(text).toContain(part);
  });

  test("without crossings and retrainings the text says so", () => {
    const text = demoText({ ...summary, overThreshold: [], retrainings: [] }, 100);
    expect(text).toContain("No window reached the violation rate");
    expect(text).toContain("No retraining was started.");
  });

  test("the monitor of the repository is watched over this run's folders", async () => {
    const places = await freshPlaces(out);
    const definition = withChampion(await flightsMonitor(places), "/models/model.tar.gz");
    expect(definition.capture.uri).toBe(places.captures);
    expect(definition.retraining?.trainingData?.groundTruth).toBe(places.groundTruth);
    expect(definition.retraining?.trainingJob["InputDataConfig"]).toMatchObject([
      { ChannelName: "champion" },
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
