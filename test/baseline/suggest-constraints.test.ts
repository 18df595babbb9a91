import { describe, expect, test } from "vitest";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import { renderJavaJson } from "../../shared/statistics/java-json.ts";
import { cells, profileOf } from "../constraints/profiles.ts";

describe("suggested constraints", () => {
  test("of nothing are the service's configuration and no column", () => {
    expect(renderJavaJson(suggestConstraints(profileOf({})))).toBe(`{
  "version" : 0.0,
  "features" : [ ],
  "monitoring_config" : {
    "evaluate_constraints" : "Enabled",
    "emit_metrics" : "Enabled",
    "datatype_check_threshold" : 1.0,
    "domain_content_threshold" : 1.0,
    "distribution_constraints" : {
      "perform_comparison" : "Enabled",
      "comparison_threshold" : 0.1,
      "comparison_method" : "Robust",
      "categorical_comparison_threshold" : 0.1,
      "categorical_drift_method" : "LInfinity"
    }
  }
}`);
  });

  test("have type, completeness, sign and domain of each column, in the order of the service's fields", () => {
    const table = {
      age: ["1", "20", null, "3"],
      change: ["-0.5", "2.5", "1.0", "0"],
      city: ["b", "a", "b", null],
      on: ["true", "false", "true", "true"],
      gone: [null, null, null, null],
    };
    expect(JSON.stringify(suggestConstraints(profileOf(table)).features)).toBe(
      JSON.stringify([
        {
          name: "age",
          inferred_type: "Integral",
          completeness: 0.75,
          num_constraints: { is_non_negative: true },
        },
        {
          name: "change",
          inferred_type: "Fractional",
          completeness: 1,
          num_constraints: { is_non_negative: false },
        },
        {
          name: "city",
          inferred_type: "String",
          completeness: 0.75,
          string_constraints: { domains: ["a", "b"] },
        },
        {
          name: "on",
          inferred_type: "Boolean",
          completeness: 1,
          string_constraints: { domains: ["false", "true"] },
        },
        { name: "gone", inferred_type: "Unknown", completeness: 0 },
      ]),
    );
  });

  test("take 0 for non-negative", () => {
    const [zero] = suggestConstraints(profileOf({ zero: ["0", "5"] })).features;
    expect(zero!.num_constraints).toEqual({ is_non_negative: true });
  });

  test("count a row without the cell as one without a value", () => {
    const [, late] = suggestConstraints(profileOf({ a: ["1", "1"], late: [undefined, "1"] })).features;
    expect(late).toMatchObject({ completeness: 0.5 });
  });

  test("have a domain up to 120 values and none beyond", () => {
    const domain = (n: number) =>
      suggestConstraints(profileOf({ city: cells(n, (i) => `c${i}`) })).features[0]!.string_constraints
        ?.domains;
    expect(domain(120)).toHaveLength(120);
    expect(domain(121)).toBeUndefined();
    expect(domain(3000)).toBeUndefined();
  });

  test("do not share the configuration: changing one leaves the next alone", () => {
    const first = suggestConstraints(profileOf({}));
    first.monitoring_config!.datatype_check_threshold = 0.5;
    expect(suggestConstraints(profileOf({})).monitoring_config!.datatype_check_threshold).toBe(1);
  });
});
