import { describe, expect, test } from "vitest";
import { parseResultKey } from "../../shared/statistics/result-key.ts";

describe("the key of a result", () => {
  test("names endpoint, schedule, hour and file, whatever stands above", () => {
    expect(parseResultKey("monitoring/out/churn-xgb/churn-dq/2026/03/04/06/statistics.json")).toEqual({
      folder: "monitoring/out/churn-xgb/churn-dq/2026/03/04/06/",
      above: "monitoring/out/churn-xgb",
      schedule: "churn-dq",
      hour: Date.UTC(2026, 2, 4, 6),
      file: "statistics.json",
    });
  });

  test("of batch transform has no endpoint; below the schedule's own folder it has no name", () => {
    expect(parseResultKey("scores-batch/2026/03/04/06/constraints.json")).toMatchObject({
      above: "",
      schedule: "scores-batch",
    });
    expect(parseResultKey("2026/03/04/06/constraint_violations.json")).toMatchObject({
      folder: "2026/03/04/06/",
      above: "",
      schedule: "",
    });
  });

  test.each([
    "churn/dq/2026/03/04/06/report.html",
    "churn/dq/2026/03/04/06/deeper/statistics.json",
    "churn/dq/2026/13/04/06/statistics.json",
    "churn/dq/2026/02/30/06/statistics.json",
    "churn/dq/2026/03/04/24/statistics.json",
    "churn/dq/2026/03/04/statistics.json",
    "baseline/statistics.json",
  ])("%s is none", (key) => expect(parseResultKey(key)).toBeUndefined());
});
