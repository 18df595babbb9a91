import { describe, expect, test } from "vitest";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import type { Cell } from "../../shared/capture/row.ts";
import { judgeWindow, type WindowToJudge } from "../../shared/monitors/judge-window.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { parseStatistics, statisticsOf } from "../../shared/statistics/statistics.ts";
import { cells, profileOf } from "../constraints/profiles.ts";
import { judgedBaseline } from "../monitors/judged-baseline.ts";

const ROWS = 200;
/** Ages 20 to 59, mean 39.5; gold 50, silver 150; a salary that nobody may see. */
const healthy: Record<string, readonly Cell[]> = {
  age: cells(ROWS, (i) => String(20 + (i % 40))),
  plan: cells(ROWS, (i) => (i % 4 === 0 ? "gold" : "silver")),
  salary: cells(ROWS, (i) => String(1_234_500 + i)),
};
const SENSITIVE = { sensitive: ["salary"], sensitiveKey: "key" };
const reference = profileOf(healthy, SENSITIVE);
const baseline = judgedBaseline(reference);
const window = {
  endpoint: "e",
  variant: "v",
  start: Date.parse("2001-02-16T10:00:00Z"),
  end: Date.parse("2001-02-16T11:00:00Z"),
};

interface Asked {
  readonly table?: Record<string, readonly Cell[]>;
  readonly profile?: DatasetProfile;
  readonly definition?: Record<string, unknown>;
  readonly given?: Partial<WindowToJudge>;
}

/** The verdict of a window by these rules, like the baseline unless it is said otherwise. */
function judge(rules: readonly Record<string, unknown>[], { table, profile, definition, given }: Asked = {}) {
  return judgeWindow({
    definition: parseMonitorDefinition({
      monitor: "m",
      endpoint: "e",
      capture: { uri: "c" },
      columns: { sensitive: ["salary"] },
      rules,
      ...definition,
    }),
    window,
    profile: profile ?? profileOf({ ...healthy, ...table }, SENSITIVE),
    baseline,
    invocations: undefined,
    unprofiled: 0,
    ...given,
  });
}
const rule = (assert: string, more: Record<string, unknown> = {}) => ({
  name: "r1",
  assert,
  message: "Something is odd.",
  ...more,
});
/** Whether a rule is true, false, or neither, of a window. */
function truth(assert: string, asked: Asked = {}): boolean | string {
  const { verdict } = judge([rule(assert)], asked);
  const { reported, violations } = verdict;
  const own = ({ check }: { check: string }) => check === "custom_rule_check";
  return reported.find(own)?.description ?? !violations.some(own);
}

describe("a rule", () => {
  test("that is true is one more thing that was judged", () => {
    const { verdict } = judge([rule("columns.age.mean > 30")]);
    expect(verdict).toMatchObject({
      verdict: "Healthy",
      columnsEvaluated: 4,
      violationRate: 0,
      reason: "4 columns and rules were judged (baseline: all hours); none is violated.",
      reported: [],
    });
    expect(verdict.checksEvaluated).toBe(judge([]).verdict.checksEvaluated + 1);
  });

  test("that is false is a violation: a ticket, a fault, with its message, what was expected and what was read", () => {
    const { verdict, violationsFile } = judge([rule("columns.age.mean <\n  baseline.columns.age.mean - 1")]);
    expect(verdict).toMatchObject({
      verdict: "Violations",
      violationRate: 0.25,
      severity: "ticket",
      reason: "1 of 4 columns and rules are violated (baseline: all hours): rule:r1.",
    });
    expect(verdict.violations).toEqual([
      {
        column: "rule:r1",
        check: "custom_rule_check",
        kind: "fault",
        severity: "ticket",
        distance: null,
        threshold: 0,
        thresholdFrom: "rule r1",
        n: ROWS,
        m: ROWS,
        description:
          "Something is odd. Expected: columns.age.mean < baseline.columns.age.mean - 1. Observed: columns.age.mean = 39.5, baseline.columns.age.mean = 39.5.",
        evidence: [],
      },
    ]);
    expect(violationsFile?.violations).toEqual([
      {
        feature_name: "rule:r1",
        constraint_check_type: "custom_rule_check",
        description: verdict.violations[0]!.description,
      },
    ]);
  });

  test("has the severity, kind and column that the definition gives it; a critical column is one up", () => {
    const odd = rule("columns.age.mean > 99", { severity: "note", kind: "drift", column: "age" });
    const { verdict } = judge([odd], { definition: { columns: { critical: ["age"] } } });
    expect(verdict.violations).toMatchObject([{ column: "age", severity: "ticket", kind: "drift" }]);
    // It counts in its column: three columns were judged, as without it.
    expect(verdict).toMatchObject({ columnsEvaluated: 3, violationRate: 1 / 3 });
  });

  test("of a column that is not judged counts as one more", () => {
    const odd = rule("columns.age.mean > 99", { column: "age" });
    const { verdict } = judge([odd], { definition: { columns: { exclude: ["age"] } } });
    expect(verdict).toMatchObject({ columnsEvaluated: 3, violationRate: 1 / 3 });
  });

  test("that cannot be evaluated is reported and told of, not counted and never silent", () => {
    const { verdict } = judge([rule("columns.nowhere.mean > 1"), { ...rule("rows > 1"), name: "r2" }]);
    expect(verdict).toMatchObject({
      verdict: "Healthy",
      columnsEvaluated: 4,
      reason:
        "4 columns and rules were judged (baseline: all hours); none is violated. Not evaluated: rule r1.",
    });
    expect(verdict.reported).toMatchObject([
      {
        column: "rule:r1",
        severity: "note",
        description:
          'Rule "r1" could not be evaluated: it gives nothing, expected true or false (columns.nowhere.mean is missing).',
      },
    ]);
  });

  test.each([
    ["columns.age.mean + 1", "it gives number, expected true or false (columns.age.mean = 39.5)"],
    [
      "columns.age.mean > columns.age.type",
      "line 1, column 18: > compares a number with a text; expected two of one kind",
    ],
    ["$count([1..1000000]) > 1", "line 1, column 10: it takes more steps than it may"],
    ["coverage > 0.9", "it gives nothing, expected true or false (coverage is missing)"],
  ])("%s gives neither true nor false: %s", (assert, why) => {
    expect(truth(assert)).toContain(why);
  });
});

describe("what a rule sees", () => {
  test.each([
    "rows = 200 and records = 200 and malformed = 0",
    'columns.age.type = "Integral" and columns.plan.type = "String"',
    "columns.age.present = 200 and columns.age.missing = 0 and columns.age.completeness = 1",
    "columns.age.distinct = 40 and columns.plan.distinct = 2",
    "columns.age.mean = 39.5 and columns.age.sum = 7900",
    // (40² − 1) ÷ 12 = 133.25, the variance of forty whole numbers in a row
    "$round(columns.age.stdDev, 6) = $round($sqrt(133.25), 6)",
    "columns.age.min = 20 and columns.age.max = 59",
    "columns.age.quantiles.p50 = 39 and columns.age.quantiles.p25 = 29 and columns.age.quantiles.p99 = 59",
    "columns.plan.categories.gold = 50 and columns.plan.categories.silver = 150",
    "$sum(columns.plan.categories.*) = rows",
    "columns.age.distance = 0 and columns.age.threshold = 0.1",
    "baseline.rows = 200 and baseline.columns.plan.categories.gold = 50",
    "$not($exists(columns.plan.mean)) and $not($exists(columns.age.categories))",
    "$count(columns.*[completeness < 0.5]) = 0",
    '$keys(columns) = ["age", "plan", "salary"]',
  ])("%s", (assert) => {
    expect(truth(assert)).toBe(true);
  });

  test("an empty cell and an absent one are missing", () => {
    const age = cells(ROWS, (i) => (i < 20 ? null : i < 50 ? undefined : "30"));
    expect(truth("columns.age.missing = 50 and columns.age.completeness = 0.75", { table: { age } })).toBe(
      true,
    );
  });

  test("a category that the other side alone has is there 0 times", () => {
    const plan = cells(ROWS, () => "trial");
    const assert = "columns.plan.categories.gold = 0 and baseline.columns.plan.categories.trial = 0";
    expect(truth(assert, { table: { plan } })).toBe(true);
  });

  test("malformed records and coverage", () => {
    const profile = profileOf(healthy, SENSITIVE);
    for (let line = 0; line < 10; line++) profile.countMalformed("line is not JSON", { key: "f", line });
    const assert = "malformed / (records + malformed) < 0.05 and coverage = 0.5";
    expect(truth(assert, { profile, given: { invocations: 400 } })).toBe(true);
    expect(truth(assert, { profile, given: { invocations: 200 } })).toBe(false);
  });

  test("columns that the baseline has not, and excluded ones", () => {
    const table = { extra: cells(ROWS, () => "5") };
    expect(truth("columns.extra.mean = 5 and $not($exists(baseline.columns.extra))", { table })).toBe(true);
    const definition = { columns: { exclude: ["age"] } };
    expect(truth("columns.age.mean = 39.5 and $not($exists(columns.age.distance))", { definition })).toBe(
      true,
    );
  });

  test("columns without names by the names of the baseline", () => {
    const profile = new DatasetProfile();
    for (let line = 0; line < ROWS; line++) {
      profile.countRecord();
      profile.addRow({ cells: ["30", "gold", "1"], typed: false }, { key: "f", line });
    }
    expect(truth("columns.age.mean = 30 and columns.plan.categories.gold = 200", { profile })).toBe(true);
  });

  test("a column that is named like a statistic", () => {
    const table = { type: cells(ROWS, () => "1") };
    expect(truth("columns.type = 5 ? 1 : 2", { table })).toBe(
      'Rule "r1" could not be evaluated: it gives number, expected true or false.',
    );
  });

  test("names in backquotes", () => {
    const table = { "a b.c": cells(ROWS, () => "1") };
    expect(truth("columns.`a b.c`.mean = 1", { table })).toBe(true);
  });

  test("what Model Monitor's own file says, where the baseline has no profile", () => {
    const open = profileOf(healthy);
    const statistics = parseStatistics(JSON.parse(JSON.stringify(statisticsOf(open))));
    const file = {
      ...baseline,
      constraints: suggestConstraints(open),
      profile: new DatasetProfile(),
      statistics,
    };
    const assert =
      "baseline.rows = 200 and baseline.columns.age.mean = 39.5 and baseline.columns.plan.categories.gold = 50";
    expect(truth(assert, { given: { baseline: file } })).toBe(true);
  });
});

describe("a sensitive column", () => {
  const CANARY = "7654321";
  const table = { salary: cells(ROWS, (i) => (i % 2 ? CANARY : "canary-text")) };

  test.each(["mean", "sum", "stdDev", "min", "max", "quantiles", "categories"])(
    "shows no %s to a rule",
    (statistic) => {
      for (const side of ["columns", "baseline.columns"])
        expect(truth(`$exists(${side}.salary.${statistic})`, { table })).toBe(false);
    },
  );

  test("shows counts and its type", () => {
    expect(truth('columns.salary.present = 200 and columns.salary.type = "String"', { table })).toBe(true);
  });

  test("tells no value, whatever a rule says of it", () => {
    const asserts = [
      "$string(columns.salary) = ''",
      "$string($$) = ''",
      "$keys(columns.salary.categories) = 1",
      "columns.salary.max < 1",
      "$error",
      "columns.salary",
      "$$.columns.**[0] = 5",
      "columns.salary.quantiles.p50 > 1",
      "$assertion := columns.salary",
    ];
    const known = asserts.filter((assert) => !/\$error/.test(assert));
    const said = JSON.stringify(
      judge(
        known.map((assert, i) => ({ ...rule(assert), name: `r${i}` })),
        { table },
      ),
    );
    expect(said).not.toMatch(/7654321|7\.654|canary|12345/);
  });
});

describe("compatibility: ModelMonitor", () => {
  test("rules are judged beside Model Monitor's checks, unless the columns are others: then that alone is told", () => {
    const definition = { compatibility: "ModelMonitor" };
    const rules = [rule("rows > 1000")];
    expect(judge(rules, { definition }).verdict.violations.map(({ check }) => check)).toEqual([
      "custom_rule_check",
    ]);
    const table = { extra: cells(ROWS, () => "5") };
    expect(judge(rules, { definition, table }).verdict.violations.map(({ check }) => check)).toEqual([
      "extra_column_check",
    ]);
  });
});

describe("a definition's rules", () => {
  const refusal = (rules: unknown) => {
    try {
      parseMonitorDefinition({ monitor: "m", endpoint: "e", capture: { uri: "c" }, rules }, "m.yml");
    } catch (thrown) {
      return (thrown as Error).message;
    }
    throw new Error("nothing was refused");
  };

  test("are refused where they are read, each with its key, place and caret", () => {
    const message = refusal([
      rule("columns.age.mean >"),
      { ...rule("columns.age.men > 1 and\n  row > 5"), name: "r2" },
      { ...rule("row > 5"), name: "r3" },
    ]);
    expect(message).toContain(
      [
        "m.yml cannot be used:",
        "  rules.0.assert: line 1, column 19: got the end of the expression; expected a value",
        "    columns.age.mean >",
        "                      ^",
      ].join("\n"),
    );
    expect(message).toContain('rules.1.assert: line 2, column 3: unknown name "row"; did you mean rows?');
    expect(message).toContain('rules.2.assert: line 1, column 1: unknown name "row"; did you mean rows?');
  });

  test.each([
    ["columns.age.men > 1", 'line 1, column 13: unknown statistic "men"; did you mean mean?'],
    ["baseline.columns.age.maxx > 1", 'unknown statistic "maxx"; did you mean max?'],
    ["baseline.row > 1", 'unknown statistic "row"; did you mean rows?'],
    ["columns.age.quantiles.p90 > 1", 'unknown statistic "p90"; known here: p01, p05'],
    ["columns.age.zebra > 1", 'unknown statistic "zebra"; known here: type, present'],
  ])("%s: a misspelt statistic is refused", (assert, fault) => {
    expect(refusal([rule(assert)])).toContain(fault);
  });

  test.each([
    [[{ ...rule("true"), severty: "page" }], 'rules.0.severty: unknown key; did you mean "severity"?'],
    [[{ ...rule("true"), severity: "high" }], "expected page, ticket or note"],
    [[{ ...rule("true"), kind: "error" }], "expected fault or drift"],
    [[{ name: "r1", assert: "true" }], "rules.0.message: missing"],
    [[rule("true", { name: "a/b" })], "expected 1 to 63 letters, digits, blanks and dashes"],
    [[rule("true"), rule("false")], "expected a name of its own for every rule"],
    [[rule("true", { message: "" })], "expected a sentence that says what is wrong"],
    [Array.from({ length: 101 }, (_, i) => rule("true", { name: `r${i}` })), "expected at most 100 rules"],
    [[rule(5 as never)], "rules.0.assert: got 5; expected string"],
  ])("%j is refused", (rules, fault) => {
    expect(refusal(rules)).toContain(fault);
  });
});
