import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { listResults, readResults } from "../../steps/model-monitor-results.ts";
import { temporaryFolder } from "../cli/run.ts";

const STATISTICS = '{"version": 0.0, "dataset": {"item_count": 2}, "features": []}';
const VIOLATIONS = JSON.stringify({
  violations: [{ feature_name: "age", constraint_check_type: "data_type_check", description: "d" }],
});

let folder: ReturnType<typeof temporaryFolder>;
let store: DiskObjectStore;
beforeEach(() => {
  folder = temporaryFolder();
  store = new DiskObjectStore(folder.path);
});
afterEach(() => folder.remove());

describe("results of Model Monitor", () => {
  test("are one run a folder, by schedule and time, with the files that are there", async () => {
    for (const key of [
      "out/churn/dq/2026/03/04/07/statistics.json",
      "out/churn/dq/2026/03/04/06/statistics.json",
      "out/churn/dq/2026/03/04/06/constraint_violations.json",
      "out/churn/another/2026/03/04/06/statistics.json",
      "out/churn/dq/2026/03/04/06/report.pdf",
      "elsewhere/churn/dq/2026/03/04/06/statistics.json",
    ])
      await store.put(key, "{}");
    const runs = await listResults(store, "out/");
    expect(runs.map(({ folder: place, files }) => [place, files])).toEqual([
      ["out/churn/another/2026/03/04/06/", ["statistics.json"]],
      ["out/churn/dq/2026/03/04/06/", ["constraint_violations.json", "statistics.json"]],
      ["out/churn/dq/2026/03/04/07/", ["statistics.json"]],
    ]);
  });

  test("are read as they are and as what they say; an absent file is undefined", async () => {
    await store.put("a/2026/03/04/06/statistics.json", STATISTICS);
    await store.put("a/2026/03/04/06/constraint_violations.json", VIOLATIONS);
    const { statistics, constraints, violations } = await readResults(store, "a/2026/03/04/06/");
    expect(statistics?.text).toBe(STATISTICS);
    expect(statistics?.value.dataset.item_count).toBe(2);
    expect(constraints).toBeUndefined();
    expect(violations?.value.violations).toHaveLength(1);
  });

  test("that are of another kind of monitor say which file and what was expected", async () => {
    await store.put("a/statistics.json", '{"version": 0.0, "regression_metrics": {}}');
    await expect(readResults(store, "a/")).rejects.toMatchObject({
      name: "UnusableInput",
      message: expect.stringContaining("a/statistics.json cannot be used:\n  dataset: missing"),
    });
  });
});
