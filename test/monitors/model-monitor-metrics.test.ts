import { describe, expect, test } from "vitest";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import { type Constraints, parseConstraints } from "../../shared/constraints/constraints.ts";
import { type JudgedBaseline, judgeWindow } from "../../shared/monitors/judge-window.ts";
import { modelMonitorMetrics } from "../../shared/monitors/model-monitor-metrics.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { featureMetrics } from "../../shared/report/feature-metrics.ts";
import { parseStatistics } from "../../shared/statistics/statistics.ts";
import { profileOf, profileOfCsv } from "../constraints/profiles.ts";
import { column, verdict } from "../report/small-report.ts";
import { readReal, realFilesPresent } from "../statistics/real-files.ts";
import { judgedBaseline } from "./judged-baseline.ts";

const WINDOW = {
  endpoint: "e",
  variant: "AllTraffic",
  start: Date.parse("2001-02-16T10:00:00Z"),
  end: Date.parse("2001-02-16T11:00:00Z"),
};
const TABLE = { amount: ["1", "2.5", null, "4"], country: ["DE", "FR", "DE", null] };

interface Given {
  readonly metrics?: Record<string, unknown>;
  readonly more?: Record<string, unknown>;
  readonly current?: DatasetProfile;
  readonly baseline?: DatasetProfile;
  readonly constraints?: (suggested: Constraints) => Constraints;
  readonly variant?: string;
  readonly judged?: Partial<JudgedBaseline> | undefined;
}

function measured({
  metrics = { modelMonitor: "e-schedule" },
  more = {},
  current = profileOf(TABLE),
  baseline = current,
  constraints = (suggested) => suggested,
  variant = WINDOW.variant,
  judged = {},
}: Given = {}) {
  const definition = parseMonitorDefinition({
    monitor: "m",
    endpoint: "e",
    capture: { uri: "c" },
    minRows: 1,
    metrics,
    ...more,
  });
  const window = { ...WINDOW, variant };
  const given = judgedBaseline(baseline, {
    constraints: constraints(suggestConstraints(baseline)),
    ...judged,
  });
  const judgement = judgeWindow({
    definition,
    window,
    profile: current,
    baseline: given,
    invocations: undefined,
    unprofiled: 0,
  });
  return {
    judgement,
    metrics: modelMonitorMetrics({ definition, window, judgement, constraints: given.constraints }),
  };
}
const featuresOf = (given: Given) => measured(given).metrics?.features ?? [];
const namesOf = (given: Given) => featuresOf(given).map(({ feature }) => feature);

describe("what goes into Model Monitor's namespace", () => {
  test("is nothing where the definition does not ask for it", () => {
    expect(measured({ metrics: {} }).metrics).toBeUndefined();
  });

  test("goes on under the baseline's name of a column that was renamed", () => {
    const versions = [{ from: "2001-02-01T00:00:00Z", renamed: { amount: "total" } }];
    const current = profileOf({ total: TABLE.amount, country: TABLE.country });
    const features = featuresOf({ more: { columns: { versions } }, baseline: profileOf(TABLE), current });
    expect(features.map(({ feature, nonNull }) => [feature, nonNull])).toEqual([
      ["amount", 0.75],
      ["country", 0.75],
    ]);
  });

  test("is the numbers, completeness and distance of every column of the baseline, in its order, at the window's start", () => {
    expect(measured().metrics).toEqual({
      version: 1,
      source: "endpoint",
      endpoint: "e",
      monitoringSchedule: "e-schedule",
      time: "2001-02-16T10:00:00.000Z",
      featureDimension: false,
      features: [
        {
          feature: "amount",
          data: { sampleCount: 3, sum: 7.5, minimum: 1, maximum: 4 },
          nonNull: 0.75,
          drift: 0,
        },
        { feature: "country", data: null, nonNull: 0.75, drift: 0 },
      ],
      leftOut: [],
    });
  });

  test("is nothing for windows that are not judged: too few rows, no rows", () => {
    expect(measured({ more: { minRows: 5 } }).metrics).toBeUndefined();
    const nothing = profileOf({ amount: [], country: [] });
    expect(measured({ current: nothing, baseline: profileOf(TABLE) }).metrics).toBeUndefined();
  });

  test("is the first variant's: the service knows no variants, and Sum over two of them would double a distance", () => {
    const more = { variants: ["A", "B"] };
    expect(measured({ more, variant: "A" }).metrics?.features).toHaveLength(2);
    expect(measured({ more, variant: "B" }).metrics).toBeUndefined();
  });

  test("leaves out a column that the window lacks and one that the baseline does not know", () => {
    const current = profileOf({ amount: ["1", "2"], extra: ["x", "y"] });
    expect(namesOf({ current, baseline: profileOf(TABLE) })).toEqual(["amount"]);
  });

  test("leaves out columns that are excluded, by the definition or by the baseline", () => {
    expect(namesOf({ more: { columns: { exclude: ["amount"] } } })).toEqual(["country"]);
    const excluded = [{ column: "country", reason: "an identifier" }];
    expect(namesOf({ judged: { excluded } })).toEqual(["amount"]);
  });

  test("has no numbers of a sensitive column, and its completeness", () => {
    const sensitive = { sensitive: ["amount"], sensitiveKey: "k" };
    const current = profileOf(TABLE, sensitive);
    const { judgement, metrics } = measured({ current, more: { columns: { sensitive: ["amount"] } } });
    expect(judgement.columns.map((report) => "numbers" in report)).toEqual([false, false]);
    expect(metrics?.features[0]).toMatchObject({ feature: "amount", data: null, nonNull: 0.75 });
  });

  test("has no numbers of a sensitive column even where somebody has measured them", () => {
    const numbers = { sampleCount: 1, sum: 4, minimum: 4, maximum: 4 };
    expect(featureMetrics(column({ numbers, sensitive: true }), 5).metrics.data).toBeNull();
    expect(featureMetrics(column({ numbers }), 5).metrics.data).toEqual(numbers);
  });

  test("says what was captured, which decides the namespace", () => {
    expect(measured().metrics?.source).toBe("endpoint");
    const capture = { uri: "s3://bucket/captures/output", kind: "batch-transform" };
    expect(measured({ more: { capture } }).metrics?.source).toBe("batch-transform");
  });

  test("has no numbers of a column that holds a text, and no distance of one whose distance nobody measured", () => {
    const current = profileOf({ amount: ["1", "two", "3"] });
    const [amount] = featuresOf({ current, baseline: profileOf({ amount: ["1", "2", "3"] }) });
    expect(amount).toEqual({ feature: "amount", data: null, nonNull: 1, drift: null });
  });
});

describe("emit_metrics", () => {
  const emit = (value: "Enabled" | "Disabled") => ({ emit_metrics: value });
  const file = (value: "Enabled" | "Disabled") => (suggested: Constraints) => ({
    ...suggested,
    monitoring_config: { ...suggested.monitoring_config, ...emit(value) },
  });

  test("Disabled for the file switches all of them off", () => {
    expect(measured({ constraints: file("Disabled") }).metrics).toBeUndefined();
    expect(namesOf({ constraints: file("Enabled") })).toEqual(["amount", "country"]);
  });

  test("of a column goes over the file's", () => {
    const own = (column: string, value: "Enabled" | "Disabled") => (suggested: Constraints) => ({
      ...suggested,
      features: suggested.features.map((feature) =>
        feature.name === column ? { ...feature, monitoringConfigOverrides: emit(value) } : feature,
      ),
    });
    expect(namesOf({ constraints: own("amount", "Disabled") })).toEqual(["country"]);
    const one = (suggested: Constraints) => own("country", "Enabled")(file("Disabled")(suggested));
    expect(namesOf({ constraints: one })).toEqual(["country"]);
  });
});

describe("what is left out", () => {
  const wide = profileOf(Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`c${i}`, ["1", "2"]])));

  test("beyond the columns that were asked for is counted and named; the same ones in every window", () => {
    const { metrics } = measured({
      current: wide,
      metrics: { modelMonitor: "s", modelMonitorColumns: 3 },
    });
    expect(metrics?.features.map(({ feature }) => feature)).toEqual(["c0", "c1", "c2"]);
    expect(metrics?.leftOut).toEqual([
      {
        reason: "beyond the first 3 columns (metrics.modelMonitorColumns)",
        metrics: 6,
        features: ["c3", "c4"],
      },
    ]);
  });

  test("are numbers that CloudWatch cannot hold: a sum that overflows, a value beyond 2^360", () => {
    const current = profileOf({ a: ["1.5e308", "1.5e308"], b: ["1e109", "1"], c: ["1", "2"] });
    const { metrics } = measured({ current });
    expect(metrics?.features.map(({ data }) => data)).toEqual([
      null,
      null,
      { sampleCount: 2, sum: 3, minimum: 1, maximum: 2 },
    ]);
    expect(metrics?.leftOut).toEqual([
      { reason: "a number that CloudWatch cannot hold", metrics: 2, features: ["a", "b"] },
    ]);
  });

  test("a window of 10,000 columns has metrics of 1,000 of them unless more are asked for", () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
    const numbers = { sampleCount: 5, sum: 25, minimum: 3, maximum: 9 };
    const of = (metrics: Record<string, unknown>) =>
      modelMonitorMetrics({
        definition: parseMonitorDefinition({ monitor: "m", endpoint: "e", capture: { uri: "c" }, metrics }),
        window: WINDOW,
        judgement: { verdict: verdict(), columns: names.map((name) => column({ name, numbers })) },
        constraints: { version: 0, features: names.map((name) => ({ name, inferred_type: "Integral" })) },
      });
    const some = of({ modelMonitor: "s" });
    expect(some?.features).toHaveLength(1000);
    expect(some?.leftOut.map(({ metrics, features }) => [metrics, features.length])).toEqual([
      [27_000, 9_000],
    ]);
    expect(of({ modelMonitor: "s", modelMonitorColumns: 10_000 })?.features).toHaveLength(10_000);
  });
});

describe("in a compatible monitor", () => {
  const more = { compatibility: "ModelMonitor" };

  test("a distance is the service's own: of flags, whose numbers of different values it counts, none", () => {
    // Spec §4.1: n and m are the different values, so Robust takes 1.8·√((2 + 2) ÷ (2 · 2)) = 1.8 off.
    const flags = (ones: number) =>
      profileOf({ flag: Array.from({ length: 100 }, (_, i) => (i < ones ? "1" : "0")) });
    const given = { current: flags(90), baseline: flags(10) };
    expect(featuresOf({ ...given, more })[0]?.drift).toBe(0);
    expect(featuresOf(given)[0]?.drift).toBeCloseTo(0.8, 10);
  });

  test("a distance that was a violation is the one that the violation prints", () => {
    const spread = (from: number) =>
      profileOf({ x: Array.from({ length: 400 }, (_, i) => String(from + i)) });
    const { judgement, metrics } = measured({ more, current: spread(300), baseline: spread(0) });
    const [violation] = judgement.verdict.violations;
    expect(violation?.description).toContain(`distance: ${metrics?.features[0]?.drift} exceeds`);
  });

  test("a window with another number of columns has none: the service reports that and nothing else", () => {
    const current = profileOf({ amount: ["1", "2"] });
    expect(measured({ more, current, baseline: profileOf(TABLE) }).metrics).toBeUndefined();
    expect(measured({ current, baseline: profileOf(TABLE) }).metrics).toBeDefined();
  });

  test.skipIf(!realFilesPresent("metrics of a run of the service"))(
    "a run of the service on four rows of scores has the numbers of its statistics.json",
    () => {
      const current = profileOfCsv(readReal("scores-packt/run.reconstructed.csv"));
      const judged = {
        constraints: parseConstraints(
          JSON.parse(readReal("scores-packt/run.baseline_constraints.edited.json")),
        ),
        statistics: parseStatistics(JSON.parse(readReal("scores-packt/baseline.statistics.json"))),
        profile: new DatasetProfile(),
      };
      const service = parseStatistics(JSON.parse(readReal("scores-packt/run.statistics.json"))).features;
      expect(service.length).toBeGreaterThan(0);
      expect(featuresOf({ more, current, judged })).toMatchObject(
        service.map(({ numerical_statistics: numbers, string_statistics: texts }) => ({
          data: numbers
            ? {
                sampleCount: numbers.common.num_present,
                sum: expect.closeTo(numbers.sum!, 9),
                minimum: numbers.min,
                maximum: numbers.max,
              }
            : null,
          nonNull: (numbers ?? texts)!.common.num_present / 4,
        })),
      );
    },
  );
});
