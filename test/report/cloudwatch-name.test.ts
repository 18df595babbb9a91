import { describe, expect, test } from "vitest";
import { dimensionValue, metricName } from "../../shared/report/cloudwatch-name.ts";
import { HOSTILE } from "./small-report.ts";

const NAMES = [...HOSTILE, "遅延", "", " ", ":a", "x".repeat(300), "délai", "tab\tname"];

describe("a dimension's value", () => {
  test("is 1 to 255 printable ASCII characters, never blank, and never starts with a colon", () => {
    for (const name of NAMES)
      expect(dimensionValue(name), JSON.stringify(name)).toMatch(/^(?!:)(?=.*\S)[\x20-\x7e]{1,255}$/);
  });

  test("is a plain name itself, and names that differ stay different", () => {
    expect(dimensionValue("departure delay (min)")).toBe("departure delay (min)");
    expect(dimensionValue("délai")).toMatch(/^d-lai-[0-9a-f]{8}$/);
    expect(new Set(["遅延", "遅廷", "délai", "délaı"].map(dimensionValue)).size).toBe(4);
  });
});

describe("a metric's name", () => {
  test("is 1 to 255 printable ASCII characters whatever the feature is called", () => {
    for (const name of NAMES)
      expect(metricName("feature_data_", name), JSON.stringify(name)).toMatch(
        /^feature_data_[\x20-\x7e]{0,242}$/,
      );
  });

  test("is the service's own where that was a name that CloudWatch takes, so that alarms on it go on", () => {
    // Real names: the telecom churn data of AWS's notebooks, and headerless CSV.
    for (const name of ["Int'l Plan_yes", "Area Code_657", "_c0", "total_amount", ":a", " ", "<script>"])
      expect(metricName("feature_baseline_drift_", name)).toBe(`feature_baseline_drift_${name}`);
    const longest = "x".repeat(255 - "feature_data_".length);
    expect(metricName("feature_data_", longest)).toBe(`feature_data_${longest}`);
  });

  test("is the name's ASCII and a hash where CloudWatch takes no such name, and names that differ stay different", () => {
    expect(metricName("feature_data_", "délai")).toMatch(/^feature_data_d-lai-[0-9a-f]{8}$/);
    const odd = ["遅延", "遅廷", "délai", "délaı", "x".repeat(243), "x".repeat(244), "a\tb", "a\nb"];
    expect(new Set(odd.map((name) => metricName("feature_data_", name))).size).toBe(odd.length);
  });
});
