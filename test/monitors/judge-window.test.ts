import { describe, expect, test } from "vitest";
import type { Cell } from "../../shared/capture/row.ts";
import { judgeFailure } from "../../shared/monitors/judge-failure.ts";
import { judgeWindow, type WindowToJudge } from "../../shared/monitors/judge-window.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { violationRate } from "../../shared/monitors/violation-rate.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";
import { judgedBaseline } from "./judged-baseline.ts";

const window = {
  endpoint: "e",
  variant: "v",
  start: Date.parse("2001-02-16T10:00:00Z"),
  end: Date.parse("2001-02-16T11:00:00Z"),
};
const definition = (more: Record<string, unknown> = {}) =>
  parseMonitorDefinition({ monitor: "m", endpoint: "e", capture: { uri: "captures" }, ...more });

function profileOf(
  rows: number,
  row: (index: number, random: () => number) => readonly Cell[],
  seed = 1,
): DatasetProfile {
  const profile = new DatasetProfile({ names: ["score", "amount"] });
  const random = seededRandom(seed);
  for (let index = 0; index < rows; index++) {
    profile.countRecord();
    profile.addRow({ cells: row(index, random), typed: false }, { key: "file", line: index + 1 });
  }
  return profile;
}

const usual = (_index: number, random: () => number) => [random().toFixed(4), (100 * random()).toFixed(2)];
const reference = profileOf(5000, usual, 7);
const baseline = judgedBaseline(reference);
const judge = (given: Partial<WindowToJudge>) =>
  judgeWindow({
    definition: definition(),
    window,
    profile: profileOf(300, usual),
    baseline,
    invocations: undefined,
    unprofiled: 0,
    ...given,
  });

describe("judgeWindow", () => {
  test.each([
    ["KolmogorovSmirnov", true],
    ["LInfinity", false],
  ])("a drift by %s tells the p-value where there is one", (statistic, has) => {
    const shifted = profileOf(300, (_, random) => [random().toFixed(4), (50 + 100 * random()).toFixed(2)]);
    const { violations } = judge({
      definition: definition({ drift: { statistic } }),
      profile: shifted,
    }).verdict;
    const drift = violations.find(({ check }) => check === "baseline_drift_check")!;
    expect(drift.column).toBe("amount");
    expect(drift.pValue !== undefined).toBe(has);
    // The limit law's first term, 2·exp(−2λ²) with λ = 0.5·√(300·5000/5300) = 8.4: 7e-62
    if (has) expect(drift.pValue).toBeLessThan(1e-40);
    expect(drift.description.includes("(p-value ")).toBe(has);
  });

  test("a window like the baseline is healthy, with every count", () => {
    expect(judge({ invocations: 300 }).verdict).toMatchObject({
      verdict: "Healthy",
      records: 300,
      rows: 300,
      coverage: 1,
      violationRate: 0,
      columnsEvaluated: 2,
      severity: "none",
      flags: [],
      baseline: { id: "b1", modelVersion: null, slot: "none" },
      decision: { action: "none" },
    });
  });

  test("half of the expected records are a healthy window all the same, and a ticket that says so", () => {
    const { verdict } = judge({ invocations: 600, errors: 0 });
    expect(verdict).toMatchObject({
      verdict: "Healthy",
      coverage: 0.5,
      severity: "ticket",
      flags: ["undercaptured"],
    });
    // 600 expected, of which 2 % (12) may lie at the edges: 588 ÷ 600 = 98 %
    expect(verdict.reason).toContain(
      "none violates it. Only 300 of about 600 expected records were captured (50\u202f% of 600 invocations × 100 %; from 98\u202f% on it is chance).",
    );
  });

  test.each([
    [undefined, "Is data capture on at 100 %, and the instance's disk below 75 % full?"],
    [{ on: true, samplingPercent: 100 }, "Data capture is on: is the instance's disk below 75 % full?"],
    [{ on: false, samplingPercent: 100 }, "The endpoint's data capture is off."],
    [
      { on: true, samplingPercent: 20 },
      "The endpoint samples 20 %, the definition says 100 %: correct capture.samplingPercent.",
    ],
  ])("what the endpoint says of its capture (%j) is the cause that is told", (capture, cause) => {
    for (const profile of [profileOf(300, usual), profileOf(0, usual)])
      expect(judge({ profile, invocations: 600, errors: 0, capture }).verdict.reason).toMatch(
        new RegExp(`${cause.replace(/[?.]/g, "\\$&")}$`),
      );
  });

  test("a few rows that came of many requests are not judged, and are a ticket", () => {
    const few = judge({ profile: profileOf(50, usual), invocations: 5000, errors: 0 }).verdict;
    expect(few).toMatchObject({
      verdict: "InsufficientData",
      severity: "ticket",
      flags: ["undercaptured"],
    });
  });

  test("more records than the sampled share of the requests are a note", () => {
    const tenth = definition({ capture: { uri: "c", samplingPercent: 10 } });
    expect(judge({ invocations: 1000, errors: 0, definition: tenth }).verdict).toMatchObject({
      verdict: "Healthy",
      coverage: 3,
      severity: "note",
      flags: ["overcaptured"],
    });
  });

  test("a silence that errors or chance explain is no broken capture", () => {
    const silent = { profile: profileOf(0, usual), invocations: 5000 };
    expect(judge({ ...silent, errors: 5000 }).verdict).toMatchObject({
      verdict: "NoTraffic",
      reason: "No captured record came; the endpoint had 5000 invocations, 5000 of them ended in an error.",
    });
    // 50 expected of 5,000 × 1 %: minRows 10 would page, and 4·√(50·0.99) = 28 leaves 22 − 5 at the edges
    const sampled = definition({ capture: { uri: "c", samplingPercent: 1 }, minRows: 10 });
    expect(judge({ ...silent, errors: 0, definition: sampled }).verdict.verdict).toBe("CaptureBroken");
    // 15 expected: 4·√(15·0.99) = 15.4 explains none
    expect(judge({ ...silent, invocations: 1500, errors: 0, definition: sampled }).verdict.verdict).toBe(
      "NoTraffic",
    );
  });

  describe("the model that answered", () => {
    const model = (modelVersion: string, since: string, share = 1) => ({
      modelVersion,
      names: [modelVersion],
      since,
      share,
    });
    const eight = model("churn/8", "2001-02-14T09:30:00.000Z");
    const shifted = profileOf(300, (index, random) => [usual(index, random)[0]!, String(200 + random())]);

    test("is in the verdict where somebody knows it", () => {
      expect(judge({ models: [eight] }).verdict.models).toEqual([
        { modelVersion: "churn/8", since: "2001-02-14T09:30:00.000Z", share: 1 },
      ]);
      expect(judge({}).verdict).not.toHaveProperty("models");
    });

    test("is learnt of where the baselines are of others, with what to do", () => {
      const { verdict } = judge({ baseline: undefined, models: [eight], otherVersions: ["churn/7"] });
      expect(verdict).toMatchObject({
        verdict: "Learning",
        severity: "note",
        violationRate: null,
        baseline: null,
        decision: { action: "none" },
      });
      expect(verdict.reason).toBe(
        "Model churn/8, since 14 Feb 2001, 09:30 UTC, answered. The monitor has baselines of churn/7 and none of it. Suggest one: plumbline suggest-baseline DATASET --monitor monitors/m.yml --model-version churn/8 --out FOLDER; then put it there: plumbline push monitors/m.yml --baseline FOLDER",
      );
    });

    test("without any baseline is a forgotten monitor, and after a week of learning a ticket", () => {
      expect(judge({ baseline: undefined, models: [eight] }).verdict.verdict).toBe("BaselineMissing");
      const week = model("churn/8", "2001-02-09T10:59:59.000Z");
      expect(
        judge({ baseline: undefined, models: [week], otherVersions: ["churn/7"] }).verdict,
      ).toMatchObject({ verdict: "Learning", severity: "ticket" });
    });

    test("that changes inside the window is flagged, and asks for no retraining", () => {
      const models = [
        model("churn/7", "2001-02-01T00:00:00.000Z", 0.75),
        model("churn/8", "2001-02-16T10:45:00.000Z", 0.25),
      ];
      const { verdict } = judge({
        profile: shifted,
        models,
        definition: definition({ retraining: { trainingJob: {} } }),
      });
      expect(verdict).toMatchObject({
        verdict: "Violations",
        violationRate: 0.5,
        flags: ["mixed"],
        decision: { action: "none", reasons: [expect.anything(), "several models answered in the window"] },
      });
      expect(verdict.reason).toMatch(
        / The model changed in this window: churn\/7, churn\/8, since 16 Feb 2001, 10:45 UTC\. It is judged as a window of churn\/7, which answered longest, and asks for no retraining\.$/,
      );
    });
  });

  test("coverage is of the share that capture samples", () => {
    expect(
      judge({ invocations: 600, definition: definition({ capture: { uri: "c", samplingPercent: 50 } }) })
        .verdict.coverage,
    ).toBe(1);
  });

  test("a shifted column violates, and the window asks for a retraining where the monitor has a policy", () => {
    const profile = profileOf(300, (index, random) => [usual(index, random)[0]!, String(200 + random())]);
    const judged = judge({ profile, definition: definition({ retraining: { trainingJob: {} } }) });
    expect(judged.verdict).toMatchObject({
      verdict: "Violations",
      violationRate: 0.5,
      severity: "ticket",
      decision: { action: "ask-to-retrain" },
    });
    expect(judged.drift["amount"]).toMatchObject({ distance: 1, violated: true });
    expect(judged.violationsFile).toEqual({
      violations: [
        expect.objectContaining({ feature_name: "amount", constraint_check_type: "baseline_drift_check" }),
      ],
    });
    expect(judge({ profile }).verdict.decision.action).toBe("none");
  });

  test("a critical column is one severity up", () => {
    const profile = profileOf(300, (index, random) => [usual(index, random)[0]!, String(200 + random())]);
    expect(
      judge({ profile, definition: definition({ columns: { critical: ["amount"] } }) }).verdict.severity,
    ).toBe("page");
  });

  describe("a shadow variant", () => {
    const shadow = (more: Record<string, unknown> = {}) =>
      definition({ shadowVariants: ["v"], retraining: { trainingJob: {} }, ...more });
    const shifted = profileOf(300, (index, random) => [usual(index, random)[0]!, String(200 + random())]);

    test("is judged like the others, asks for no retraining and is named in the flags", () => {
      const { verdict } = judge({ profile: shifted, definition: shadow() });
      expect(verdict).toMatchObject({
        verdict: "Violations",
        violationRate: 0.5,
        flags: ["shadow"],
        decision: { action: "none" },
      });
    });

    test("never pages, not by a critical column, not by wrong types, not by a broken capture", () => {
      const critical = shadow({ columns: { critical: ["amount"] } });
      const words = profileOf(300, () => ["a", "b"]);
      for (const profile of [shifted, words]) {
        const { verdict } = judge({ profile, definition: critical });
        expect(verdict.severity).toBe("ticket");
        expect(verdict.violations.map(({ severity }) => severity)).not.toContain("page");
      }
      const broken = judge({ profile: profileOf(0, usual), definition: shadow(), invocations: 600 });
      expect(broken.verdict).toMatchObject({
        verdict: "CaptureBroken",
        severity: "ticket",
        flags: ["shadow"],
      });
    });

    test("is named when its window fails, and beside the production variant that is none", () => {
      expect(judgeFailure(shadow(), window, "x").flags).toEqual(["shadow"]);
      expect(judge({ definition: definition({ shadowVariants: ["other"] }) }).verdict.flags).toEqual([]);
    });
  });

  test("an excluded column is reported with the reason and not judged", () => {
    const profile = profileOf(300, (index, random) => [usual(index, random)[0]!, String(200 + random())]);
    const judged = judge({
      profile,
      baseline: { ...baseline, excluded: [{ column: "amount", reason: "a clock" }] },
    });
    expect(judged.verdict).toMatchObject({ verdict: "Healthy", columnsEvaluated: 1 });
    expect(judged.columns.find(({ name }) => name === "amount")).toMatchObject({ excluded: "a clock" });
    expect(judged.drift).not.toHaveProperty("amount");
  });

  test.each([
    ["no record, and nobody counted", { profile: profileOf(0, usual) }, "NoTraffic", "none"],
    ["no record, and no invocation", { profile: profileOf(0, usual), invocations: 0 }, "NoTraffic", "none"],
    [
      "no record of many invocations",
      { profile: profileOf(0, usual), invocations: 5000 },
      "CaptureBroken",
      "page",
    ],
    ["no baseline", { baseline: undefined }, "BaselineMissing", "ticket"],
    ["too few rows", { profile: profileOf(99, usual) }, "InsufficientData", "none"],
  ] as const)("%s: %#", (_case, given, verdict, severity) => {
    const judged = judge(given).verdict;
    expect(judged).toMatchObject({ verdict, severity, violationRate: null, columnsEvaluated: 0 });
    expect(judged.reason).not.toBe("");
  });

  test("lines of which none could be read are broken capture, with the most frequent reason", () => {
    const profile = new DatasetProfile({});
    for (let line = 1; line <= 3; line++) profile.countMalformed("line is not JSON", { key: "f", line });
    profile.countMalformed("line is cut off", { key: "f", line: 4 });
    expect(judge({ profile }).verdict).toMatchObject({
      verdict: "CaptureBroken",
      reason: "4 captured lines came and none of them could be read: line is not JSON.",
      malformed: { count: 4 },
    });
  });

  test.each([
    [1000, "CaptureBroken", "page", ["incomplete"]],
    [10, "Healthy", "none", ["incomplete"]],
    [2, "Healthy", "none", []],
  ] as const)("%d unreadable lines beside 300 records: %s", (unreadable, verdict, severity, flags) => {
    const profile = profileOf(300, usual);
    for (let line = 1; line <= unreadable; line++)
      profile.countMalformed("line is not JSON", { key: "f", line });
    expect(judge({ profile }).verdict).toMatchObject({ verdict, severity, flags });
  });

  test("a column of numbers that are none is a fault of its type", () => {
    const profile = profileOf(300, (index, random) => [usual(index, random)[0]!, "1e400"]);
    expect(judge({ profile }).verdict.violations).toMatchObject([
      { column: "amount", check: "data_type_check", severity: "page" },
    ]);
  });

  test("one bad cell of 2,000 is sampling, also where the baseline never had one", () => {
    const profile = profileOf(2000, (index, random) => [
      usual(index, random)[0]!,
      index === 7 ? "n/a" : usual(index, random)[1]!,
    ]);
    const learnt = { limit: 0, windows: 168, days: 7 };
    const calibration = {
      version: 1 as const,
      statistic: "LInfinity",
      minRows: 100,
      windows: 168,
      days: 7,
      falseAlarmRate: 1e-4,
      columns: { amount: { shares: { data_type_check: learnt, completeness_check: learnt } } },
    };
    expect(judge({ profile, baseline: { ...baseline, calibration } }).verdict).toMatchObject({
      verdict: "Healthy",
      violationRate: 0,
    });
  });

  test("files that could not be profiled make the window incomplete", () => {
    expect(judge({ unprofiled: 2 }).verdict.flags).toEqual(["incomplete"]);
  });

  test("is a function of its input: the same twice", () => {
    expect(JSON.stringify(judge({}))).toBe(JSON.stringify(judge({})));
  });

  test("a window whose executions failed says why", () => {
    expect(judgeFailure(definition(), window, "3 revisions failed")).toMatchObject({
      verdict: "Failed",
      reason: "The window could not be analyzed: 3 revisions failed.",
      violationRate: null,
      severity: "ticket",
    });
  });
});

describe("violationRate", () => {
  const drift = (column: string) => ({ column, check: "baseline_drift_check" });

  test("counts columns, not violations", () => {
    expect(violationRate(4, [drift("a"), drift("a"), drift("b")])).toBe(0.5);
  });
  test("of other columns than the baseline's is 1", () =>
    expect(violationRate(4, [{ column: "a", check: "missing_column_check" }])).toBe(1));
  test("is null when nothing was evaluated, never 0 and never NaN", () =>
    expect(violationRate(0, [])).toBeNull());
});
