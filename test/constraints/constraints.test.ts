import { describe, expect, test } from "vitest";
import { parseConstraints } from "../../shared/constraints/constraints.ts";
import { featureConfig } from "../../shared/constraints/feature-config.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { renderJavaJson } from "../../shared/statistics/java-json.ts";

const age = { name: "age", inferred_type: "Integral", completeness: 1 };

describe("constraints.json", () => {
  test("without columns is read", () => {
    expect(parseConstraints({ features: [] })).toEqual({ version: 0, features: [] });
  });

  test("keeps keys that nobody here knows, through reading and writing", () => {
    const file = { version: 0, features: [{ ...age, note: "ours" }], team: { pager: 7 } };
    const back = JSON.parse(renderJavaJson(parseConstraints(file)));
    expect(back).toEqual(file);
  });

  test.each([
    [{}, /features: missing; expected a value/],
    ["text", /\(top\): got "text"; expected an object/],
    [{ features: [{ inferred_type: "String" }] }, /features\.0\.name: missing; expected a value/],
    [
      { features: [{ ...age, inferred_type: "Number" }] },
      /features\.0\.inferred_type: got "Number"; expected one of Integral, Fractional, String, Boolean, Unknown/,
    ],
    [
      { features: [{ ...age, completeness: 99.5 }] },
      /features\.0\.completeness: got 99\.5; expected a number from 0 to 1/,
    ],
    [{ features: [age, age] }, /features: got Array; expected every column once/],
    [
      { features: [], monitoring_config: { evaluate_constraints: true } },
      /monitoring_config\.evaluate_constraints: got true; expected "Enabled" or "Disabled"/,
    ],
    [
      { features: [], monitoring_config: { distribution_constraints: { comparison_method: "Robst" } } },
      /comparison_method: got "Robst"; expected "Robust" or "Simple"/,
    ],
  ])("%j is refused with where, what came and what was expected", (file, message) => {
    expect(() => parseConstraints(file, "mine/constraints.json")).toThrow(UnusableInput);
    expect(() => parseConstraints(file, "mine/constraints.json")).toThrow(message);
    expect(() => parseConstraints(file, "mine/constraints.json")).toThrow(
      /^mine\/constraints\.json cannot be used:[\s\S]*plumbline suggest-baseline$/,
    );
  });

  test("with a thousand faults names ten and counts the rest", () => {
    const features = Array.from({ length: 1000 }, () => 1);
    expect(() => parseConstraints({ features })).toThrow(/features\.9: [\s\S]*and 990 more/);
    expect(() => parseConstraints({ features })).not.toThrow(/features\.10:/);
  });
});

describe("how a column is judged", () => {
  const configOf = (feature: object, monitoring_config?: object) => {
    const file = parseConstraints({
      features: [{ ...age, ...feature }],
      ...(monitoring_config && { monitoring_config }),
    });
    return featureConfig(file, file.features[0]!);
  };

  test("is what the service does where the file says nothing", () => {
    expect(configOf({})).toEqual({
      evaluateConstraints: true,
      performComparison: true,
      emitMetrics: true,
      datatypeThreshold: 1,
      domainThreshold: 1,
      method: { comparison: "Robust", categorical: "LInfinity" },
      own: { numeric: undefined, categorical: undefined },
      file: { numeric: undefined, categorical: undefined },
    });
  });

  test("takes the file's one threshold for categories too where it has no other (files before 2023)", () => {
    const old = configOf({}, { distribution_constraints: { comparison_threshold: 0.3 } });
    expect(old.file).toEqual({ numeric: 0.3, categorical: 0.3 });
    const both = { comparison_threshold: 0.3, categorical_comparison_threshold: 0.2 };
    expect(configOf({}, { distribution_constraints: both }).file).toEqual({ numeric: 0.3, categorical: 0.2 });
  });

  test.each([
    ["monitoringConfigOverrides on the column", (o: object) => ({ monitoringConfigOverrides: o })],
    ["monitoring_config_overrides on the column", (o: object) => ({ monitoring_config_overrides: o })],
    [
      "monitoring_config_overrides in string_constraints",
      (o: object) => ({ string_constraints: { monitoring_config_overrides: o } }),
    ],
    [
      "monitoringConfigOverrides in num_constraints",
      (o: object) => ({ num_constraints: { monitoringConfigOverrides: o } }),
    ],
  ])("is overridden by %s", (_, place) => {
    const own = { evaluate_constraints: "Disabled", distribution_constraints: { comparison_threshold: 0.5 } };
    const config = configOf(place(own), {
      datatype_check_threshold: 0.9,
      distribution_constraints: { comparison_method: "Simple", categorical_drift_method: "ChiSquared" },
    });
    expect(config).toMatchObject({
      evaluateConstraints: false,
      datatypeThreshold: 0.9,
      method: { comparison: "Simple", categorical: "ChiSquared" },
    });
    expect(config.own).toEqual({ numeric: 0.5, categorical: 0.5 });
  });
});
