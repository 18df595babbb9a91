import { describe, expect, test } from "vitest";
import { UnusableInput } from "../../shared/errors.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";

const least = { monitor: "flights", endpoint: "flights-delay", capture: { uri: "s3://bucket/prefix" } };
const refusal = (value: unknown) => {
  try {
    parseMonitorDefinition(value, "monitors/flights.yml");
  } catch (error) {
    expect(error).toBeInstanceOf(UnusableInput);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
};

describe("parseMonitorDefinition", () => {
  test("a statistic that would be ignored is refused: Model Monitor's judgement has its own", () => {
    const drift = { statistic: "PopulationStabilityIndex" };
    expect(refusal({ ...least, drift, compatibility: "ModelMonitor" })).toContain(
      'drift.statistic: got "PopulationStabilityIndex"; expected none but LInfinity with compatibility ModelMonitor',
    );
    expect(parseMonitorDefinition({ ...least, drift }).drift.statistic).toBe("PopulationStabilityIndex");
  });

  test("a name has 1 to 63 letters, digits and dashes", () => {
    for (const place of ["monitor", "endpoint"]) {
      for (const length of [1, 62, 63])
        expect(parseMonitorDefinition({ ...least, [place]: "n".repeat(length) })).toMatchObject({
          [place]: "n".repeat(length),
        });
      for (const length of [0, 64])
        expect(refusal({ ...least, [place]: "n".repeat(length) })).toContain("expected 1 to 63 letters");
    }
    expect(refusal({ ...least, variants: ["v".repeat(64)] })).toContain("expected 1 to 63 letters");
  });

  test("the least definition gets every default", () => {
    expect(parseMonitorDefinition(least)).toMatchObject({
      variants: ["AllTraffic"],
      shadowVariants: [],
      capture: { kind: "endpoint", samplingPercent: 100 },
      window: "PT1H",
      lateness: "PT10M",
      maxLateness: "P7D",
      season: "none",
      timezone: "UTC",
      minRows: 100,
      columns: { order: "output-first", exclude: [], sensitive: [], critical: [] },
      drift: { statistic: "LInfinity", calibration: "on" },
      violationRate: { threshold: 0.2 },
      metrics: { perColumn: 0 },
      compatibility: "none",
    });
  });

  test("a definition reads back from its own JSON", () => {
    const definition = parseMonitorDefinition({ ...least, retraining: { trainingJob: { RoleArn: "arn" } } });
    expect(parseMonitorDefinition(JSON.parse(JSON.stringify(definition)))).toEqual(definition);
  });

  test.each([
    [{ ...least, latness: "PT5M" }, 'latness: unknown key; did you mean "lateness"?'],
    [
      { ...least, metrics: { modelMonitr: "s" } },
      'metrics.modelMonitr: unknown key; did you mean "modelMonitor"?',
    ],
    [{ ...least, drift: { treshold: 0.1 } }, 'drift.treshold: unknown key; did you mean "threshold"?'],
    [
      { ...least, retraining: { coldown: "P1D", trainingJob: {} } },
      'retraining.coldown: unknown key; did you mean "cooldown"?',
    ],
    [{ ...least, zzz: 1 }, "zzz: unknown key; known here: monitor, endpoint"],
  ])("a misspelt key is refused with the nearest right one", (value, message) => {
    expect(refusal(value)).toContain(message);
  });

  test.each([
    [{ ...least, window: "PT7M" }, "divides a day evenly"],
    [{ ...least, window: "PT1M" }, "PT5M to P1D"],
    [{ ...least, timezone: "Mars/Olympus" }, "IANA time zone"],
    [{ ...least, violationRate: { threshold: 20 } }, "expected a number from 0 to 1"],
    [{ ...least, drift: { statistic: "L-infinity" } }, "expected one of LInfinity"],
    [{ ...least, metrics: { modelMonitor: "" } }, "expected 1 to 63 letters, digits and dashes"],
    [{ ...least, metrics: { modelMonitor: "s".repeat(64) } }, "expected 1 to 63 letters, digits and dashes"],
    [{ ...least, metrics: { modelMonitorColumns: 0 } }, "expected a whole number of at least 1"],
    [{ ...least, metrics: { modelMonitorColumns: 10_001 } }, "expected at most 10000"],
    [{ ...least, metrics: { modelMonitorFeatureDimension: "yes" } }, "expected on or off"],
    [{ ...least, retraining: { m: 4, n: 3, trainingJob: {} } }, "expected m to be at most n"],
    [{ ...least, endpoint: "a/../b" }, "expected 1 to 63 letters, digits and dashes"],
    [{ monitor: "flights", capture: { uri: "x" } }, "endpoint: missing"],
    ["text", "cannot be used"],
    [
      { ...least, shadowVariants: ["AllTraffic"] },
      'shadowVariants: got ["AllTraffic"]; expected variants that are not',
    ],
    [
      { ...least, capture: { uri: "s3://b/p", kind: "batch-transform" } },
      'capture.uri: got "s3://b/p"; expected an address that ends in /output or /input',
    ],
    [
      { ...least, capture: { uri: "s3://b/p/output", kind: "batch-transform" }, variants: ["a", "b"] },
      'variants: got ["a","b"]; expected one variant',
    ],
    [{ ...least, capture: { uri: "x", kind: "batch" } }, "expected endpoint or batch-transform"],
  ])("%j is refused with what was expected", (value, message) => {
    expect(refusal(value)).toContain(message);
  });

  test("every fault is named at once, with the file", () => {
    const message = refusal({ ...least, window: "PT7M", season: "weekly" });
    expect(message).toContain("monitors/flights.yml cannot be used");
    expect(message).toContain("window:");
    expect(message).toContain("season:");
  });
});
