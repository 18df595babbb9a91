/** What is muted of a window, and what that leaves of its verdict. */
import { describe, expect, test } from "vitest";
import type { Answer } from "../../shared/acknowledgements/acknowledgement.ts";
import { causeOf } from "../../shared/acknowledgements/cause.ts";
import type { Mute } from "../../shared/acknowledgements/mutes.ts";
import type { Cell } from "../../shared/capture/row.ts";
import { judgeWindow, type WindowToJudge } from "../../shared/monitors/judge-window.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";
import type { Violation } from "../../shared/report/verdict.ts";
import { judgedBaseline } from "./judged-baseline.ts";

const window = {
  endpoint: "e",
  variant: "v",
  start: Date.parse("2001-02-16T10:00:00Z"),
  end: Date.parse("2001-02-16T11:00:00Z"),
};
const definition = (more: Record<string, unknown> = {}) =>
  parseMonitorDefinition({ monitor: "m", endpoint: "e", capture: { uri: "captures" }, ...more });

function profileOf(rows: number, names: readonly string[], shift = 0, seed = 1): DatasetProfile {
  const profile = new DatasetProfile({ names });
  const random = seededRandom(seed);
  for (let index = 0; index < rows; index++) {
    profile.countRecord();
    const cells: Cell[] = names.map((name) => (100 * random() + (name === "amount" ? shift : 0)).toFixed(2));
    profile.addRow({ cells, typed: false }, { key: "file", line: index + 1 });
  }
  return profile;
}

const NAMES = ["score", "amount", "age"];
const reference = profileOf(5000, NAMES, 0, 7);
const baseline = judgedBaseline(reference);
const judge = (given: Partial<WindowToJudge>) =>
  judgeWindow({
    definition: definition(),
    window,
    profile: profileOf(300, NAMES),
    baseline,
    invocations: undefined,
    unprofiled: 0,
    ...given,
  });

/** Mutes all that a window was found to have. */
const answered = (violations: readonly Violation[], as: Answer): Mute[] =>
  violations.map((violation) => ({
    ...causeOf(violation, "LInfinity"),
    acknowledged: {
      as,
      window: "20010216T09Z",
      at: "2001-02-16T10:30:00.000Z",
      by: null,
      until: "2001-02-23T10:00:00.000Z",
    },
  }));

describe("a muted window", () => {
  const drifted = { profile: profileOf(300, NAMES, 40) };
  const { violations } = judge(drifted).verdict;

  test.each([
    ["expected", 0, "none"],
    ["fault", 0, "none"],
    ["drift", 1 / 3, "ask-to-retrain"],
  ] as const)("as %s has the violation rate %d and asks: %s", (as, violationRate, action) => {
    const trainingJob = { RoleArn: "r", AlgorithmSpecification: { TrainingImage: "i" } };
    const retraining = { trainingData: { groundTruth: "t" }, modelPackageGroup: "g", trainingJob };
    const given = { ...drifted, definition: definition({ retraining }) };
    expect(judge(given).verdict).toMatchObject({ verdict: "Violations", violationRate: 1 / 3 });
    expect(judge({ ...given, mutes: answered(violations, as) }).verdict).toMatchObject({
      verdict: "Healthy",
      violations: [],
      severity: "none",
      violationRate,
      decision: { action },
    });
  });

  test("tells what is muted beside what is not", () => {
    const profile = profileOf(300, NAMES, 40);
    const rule = {
      name: "age",
      assert: "columns.age.max < 50",
      message: "too old",
      severity: "ticket",
      kind: "fault",
      column: "age",
    };
    const given = {
      profile,
      definition: definition({ rules: [rule] }),
      mutes: answered(violations, "expected"),
    };
    const { verdict } = judge(given);
    expect(verdict.violations.map(({ column }) => column)).toEqual(["age"]);
    expect(verdict.reason).toBe(
      "1 of 3 columns and rules are violated (baseline: all hours): age. amount: muted until 23 Feb 2001, 10:00 UTC, acknowledged as expected.",
    );
  });

  test("of other columns than the baseline's is judged by what is left when those were expected", () => {
    const other = { profile: profileOf(300, ["score", "amount"], 40) };
    const found = judge(other).verdict;
    expect(found).toMatchObject({ verdict: "Violations", violationRate: 1 });
    const missing = found.violations.filter(({ check }) => check === "missing_column_check");
    const { verdict } = judge({ ...other, mutes: answered(missing, "expected") });
    expect(verdict.violationRate).toBeLessThan(1);
    expect(verdict.violations.map(({ column }) => column)).toEqual(["amount"]);
    expect(verdict.reason).toMatch(/columns violate the baseline .*: amount.*\. age: muted until/);
    // Another column that goes is another change.
    const less = judge({ profile: profileOf(300, ["amount"], 40), mutes: answered(missing, "expected") });
    expect(less.verdict).toMatchObject({ violationRate: 1, severity: "page" });
  });

  test("of too few rows is not called healthy for it, unless it counts for retraining", () => {
    const rule = {
      name: "traffic",
      assert: "rows >= 100",
      message: "too little",
      severity: "ticket",
      kind: "fault",
    };
    const few = { profile: profileOf(8, NAMES), definition: definition({ minRows: 5, rules: [rule] }) };
    const found = judge(few).verdict;
    expect(found).toMatchObject({ verdict: "Violations", violations: [{ column: "rule:traffic" }] });
    const as = (answer: Answer) => judge({ ...few, mutes: answered(found.violations, answer) }).verdict;
    expect(as("expected")).toMatchObject({
      verdict: "InsufficientData",
      severity: "none",
      violationRate: null,
      muted: [{ column: "rule:traffic" }],
    });
    expect(as("expected").reason).toMatch(
      / rule:traffic: muted until 23 Feb 2001, 10:00 UTC, acknowledged as expected\.$/,
    );
    expect(as("drift").violationRate).toBe(1 / 4);
  });

  test("writes Model Monitor's file as the service does where it judges so, and without what is muted elsewhere", () => {
    const compat = { ...drifted, definition: definition({ compatibility: "ModelMonitor" }) };
    const as = judge(compat);
    const muted = judge({ ...compat, mutes: answered(as.verdict.violations, "expected") });
    expect(muted.verdict.violations).toEqual([]);
    expect(muted.violationsFile).toEqual(as.violationsFile);
    expect(judge({ ...drifted, mutes: answered(violations, "expected") }).violationsFile).toBeUndefined();
  });
});
