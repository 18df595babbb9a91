import { describe, expect, test } from "vitest";
import { checkConstraints } from "../../shared/constraints/check-constraints.ts";
import type { CheckContext, CheckLimits } from "../../shared/constraints/constraint-check.ts";
import type { Constraints } from "../../shared/constraints/constraints.ts";
import { measuredDrifts } from "../../shared/constraints/measured-drifts.ts";
import { kolmogorovSmirnov } from "../../shared/drift/kolmogorov-smirnov.ts";
import { populationStabilityIndex } from "../../shared/drift/population-stability-index.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";
import { baselineOf, contextOf } from "./contexts.ts";
import { cells, profileOf } from "./profiles.ts";

const ROWS = 1000;
const numbers = cells(ROWS, (i) => String(i % 100));
const fractions = cells(ROWS, (i) => `${i % 100}.5`);
const letters = cells(ROWS, (i) => "abcd"[i % 4]!);
const columns = (rows: number) => ({
  age: numbers.slice(0, rows),
  pay: fractions.slice(0, rows),
  kind: letters.slice(0, rows),
});
const baseline = baselineOf(profileOf({ age: numbers, pay: fractions, kind: letters }));

/** A window whose columns are the baseline's but for the given ones. */
const window = (changed: Parameters<typeof profileOf>[0], options = {}) =>
  profileOf({ age: numbers, pay: fractions, kind: letters, ...changed }, options);
const judge = (changed: Parameters<typeof profileOf>[0], context = {}, against = baseline) =>
  checkConstraints(contextOf(window(changed), against, context));
const texts = (result: ReturnType<typeof judge>) =>
  result.findings.map(({ column, check }) => `${column} ${check}`);

const withConfig = (monitoring_config: Constraints["monitoring_config"]) =>
  baselineOf(baseline.profile, { constraints: { ...baseline.constraints, monitoring_config } });
const learnt = (limits: { drift?: number; share?: number }): CheckLimits => ({
  sensitivity: () => ({ smallestChange: 0, rowsFor: () => 0 }),
  drift: () =>
    limits.drift === undefined
      ? undefined
      : { limit: limits.drift, from: "learnt from 588 windows of 31 days, slot hour 10" },
  share: () =>
    limits.share === undefined
      ? undefined
      : { limit: limits.share, from: "learnt from 588 windows of 31 days" },
});

describe("a window", () => {
  test("without rows has nothing evaluated and no finding", () => {
    for (const compat of [false, true])
      expect(checkConstraints(contextOf(profileOf({}), baseline, { compat }))).toEqual({
        findings: [],
        reported: [],
        columnsEvaluated: 0,
        checksEvaluated: 0,
        structural: false,
      });
  });

  test("of one row has no fault of type or completeness", () => {
    const one = profileOf({ age: ["5"], pay: ["5.5"], kind: ["a"] });
    const { findings } = checkConstraints(contextOf(one, baseline));
    expect(findings.filter(({ kind }) => kind === "fault")).toEqual([]);
  });

  test("that repeats the baseline has three columns and all their checks evaluated, and no finding", () => {
    const result = judge({});
    expect(result).toMatchObject({ findings: [], reported: [], columnsEvaluated: 3, structural: false });
    // missing 3, extra 1, type 3, completeness 3, non-negative 2, domain 1, drift 3
    expect(result.checksEvaluated).toBe(16);
  });

  test("is not judged by excluded columns, missing or extra ones included", () => {
    const exclude = new Set(["age", "more"]);
    const changed = profileOf({ pay: fractions, kind: letters, more: numbers });
    const result = checkConstraints(contextOf(changed, baseline, { exclude }));
    expect(result).toMatchObject({ findings: [], columnsEvaluated: 2, structural: false });
  });

  test("without names of its own is compared by position", () => {
    const rows = profileOf({ _c0: numbers, _c1: fractions, _c2: cells(ROWS, () => "z") });
    expect(texts(checkConstraints(contextOf(rows, baseline)))).toEqual([
      "kind categorical_values_check",
      "kind baseline_drift_check",
    ]);
  });
});

test("Model Monitor goes by position whatever the names, and prints the baseline's", () => {
  const swapped = profileOf({ kind: numbers, pay: fractions, age: letters });
  expect(texts(checkConstraints(contextOf(swapped, baseline)))).toContain("kind data_type_check");
  expect(checkConstraints(contextOf(swapped, baseline, { compat: true })).findings).toEqual([]);
});

describe("the completeness check", () => {
  const missing = (n: number) => ({ age: numbers.map((cell, i) => (i < n ? null : cell)) });

  test("opens with Model Monitor's text and names what it accepted, and why", () => {
    const [finding] = judge(missing(300)).findings;
    expect(finding).toMatchObject({
      column: "age",
      check: "completeness_check",
      severity: "page",
      kind: "fault",
      n: 1000,
      m: 1000,
    });
    expect(finding!.distance).toBeCloseTo(0.3, 15);
    expect(finding!.description).toBe(
      "Data completeness requirement is not met. Expected: 100.0%. Observed: Only 70.0%." +
        " (shortfall 0.3, accepted 0.01632: of independent rows, 1000 against 1000 of the baseline; unchanged data looks like this less than once in a million months)",
    );
    expect(finding!.evidence.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
  });

  test("lets pass what sampling explains, 16 cells of 1000 against 1000 complete ones", () => {
    // 16·ln(2) less 984·ln(1008/1000) … = 11.15 nats: e^−11.15 = 1.43e-5, and 0.1 ÷ (4 · 730.5 · 3) = 1.14e-5 is accepted
    expect(texts(judge(missing(16)))).toEqual([]);
    expect(texts(judge(missing(17)))).toEqual(["age completeness_check"]);
  });

  test("lets pass what was learnt, and prints it", () => {
    expect(texts(judge(missing(99), { limits: learnt({ share: 0.1 }) }))).toEqual([]);
    const [finding] = judge(missing(200), { limits: learnt({ share: 0.1 }) }).findings;
    expect(finding!.description).toMatch(
      /\(shortfall 0\.2, accepted 0\.1: learnt from 588 windows of 31 days\)$/,
    );
    expect(finding!).toMatchObject({ threshold: 0.1, thresholdFrom: "learnt from 588 windows of 31 days" });
  });

  test("counts a row without the cell as one without a value", () => {
    const short = { kind: letters.map((cell, i) => (i < 300 ? undefined : cell)) };
    const [finding] = judge(short).findings;
    expect(finding).toMatchObject({ column: "kind", check: "completeness_check" });
    expect(finding!.evidence).toHaveLength(5);
  });

  test("asks of a season slot no more than it ever had", () => {
    const gappy = profileOf({
      age: numbers.map((cell, i) => (i % 2 ? cell : null)),
      pay: fractions,
      kind: letters,
    });
    const slot = { ...baseline, profile: gappy, slot: "h03" };
    const changed = { age: numbers.map((cell, i) => (i % 2 ? cell : null)) };
    expect(texts(judge(changed, {}, slot))).not.toContain("age completeness_check");
    expect(texts(judge(changed))).toContain("age completeness_check");
  });

  test("honours a requirement that somebody lowered", () => {
    const constraints = structuredClone(baseline.constraints);
    constraints.features[0]!.completeness = 0.5;
    expect(texts(judge(missing(400), {}, { ...baseline, constraints }))).not.toContain(
      "age completeness_check",
    );
  });
});

describe("the data type check", () => {
  const wrong = (n: number) => ({ age: numbers.map((cell, i) => (i < n ? "n/a" : cell)) });

  test("opens with Model Monitor's text and points at the wrong cells", () => {
    const [finding] = judge(wrong(250)).findings;
    expect(finding).toMatchObject({
      column: "age",
      check: "data_type_check",
      severity: "page",
      kind: "fault",
    });
    expect(finding!.description).toMatch(
      /^Data type match requirement is not met\. Expected data type: Integral, Expected match: 100\.0%\. Observed: Only 75\.0% of data is Integral\. \(shortfall 0\.25, accepted 0\.0\d+: of independent rows, /,
    );
    expect(finding!.evidence.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
  });

  test("takes integers for fractions, which Model Monitor does not", () => {
    const whole = { pay: numbers.map((_, i) => String(i % 100)) };
    expect(texts(judge(whole))).toEqual([]);
    const [finding] = judge(whole, { compat: true }).findings;
    expect(finding!.description).toBe(
      "Data type match requirement is not met. Expected data type: Fractional, Expected match: 100.0%. Observed: Only 0.0% of data is Fractional.",
    );
  });

  test("expects no more than the baseline's own share, where Model Monitor flags the baseline itself", () => {
    const codes = cells(ROWS, (i) => (i % 10 === 0 ? "A1" : String(i)));
    const mixed = baselineOf(profileOf({ age: codes, pay: fractions, kind: letters }));
    expect(texts(judge({ age: codes }, {}, mixed))).toEqual([]);
    expect(texts(judge({ age: codes }, { compat: true }, mixed))).toEqual(["age data_type_check"]);
  });

  test("lets pass what the file's threshold allows", () => {
    const lenient = withConfig({ datatype_check_threshold: 0.7 });
    expect(texts(judge(wrong(250), {}, lenient))).not.toContain("age data_type_check");
  });

  test("and the other constraint checks are switched off by evaluate_constraints, for all or one column", () => {
    const off = withConfig({ evaluate_constraints: "Disabled" });
    expect(texts(judge({ age: cells(ROWS, () => null) }, {}, off))).toEqual([]);
    const constraints = structuredClone(baseline.constraints);
    constraints.features[0]!.monitoring_config_overrides = { evaluate_constraints: "Disabled" };
    expect(
      texts(judge({ ...wrong(250), kind: cells(ROWS, () => null) }, {}, { ...baseline, constraints })),
    ).toEqual(["kind completeness_check"]);
  });
});

describe("the non-negative check", () => {
  const negative = (n: number) => ({ pay: fractions.map((cell, i) => (i < n ? `-${cell}` : cell)) });

  test("asks what Model Monitor suggests and never asks, and points at the cells", () => {
    const [finding, ...others] = judge(negative(40)).findings;
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      column: "pay",
      check: "non_negative_check",
      severity: "ticket",
      kind: "fault",
      distance: expect.closeTo(0.04, 15),
    });
    expect(finding!.description).toMatch(
      /^Non-negative value requirement is not met\. Expected: 100\.0%\. Observed: Only 96\.0% of the numbers are not negative\. \(shortfall 0\.04, accepted 0\.0\d+: of independent rows, /,
    );
    expect(finding!.evidence.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
    expect(texts(judge(negative(40), { compat: true }))).toEqual([]);
  });

  test("lets pass what sampling explains, 17 cells of 1000", () => {
    // Half of the part that missing cells have: e^−11.86 = 7.1e-6 of 17, e^−12.56 = 3.5e-6 of 18, and 0.05 ÷ (4 · 730.5 · 3) = 5.7e-6.
    expect(texts(judge(negative(17)))).toEqual([]);
    expect(texts(judge(negative(18)))).toEqual(["pay non_negative_check"]);
  });

  test("does not ask where the constraints say nothing or false, nor of a negative zero", () => {
    const constraints = structuredClone(baseline.constraints);
    constraints.features[1]!.num_constraints = { is_non_negative: false };
    expect(texts(judge(negative(40), {}, { ...baseline, constraints }))).toEqual([]);
    expect(texts(judge({ pay: fractions.map(() => "-0.0") }))).not.toContain("pay non_negative_check");
  });
});

describe("the categorical values check", () => {
  test("opens with Model Monitor's text", () => {
    const [finding] = judge({ kind: letters.map((cell, i) => (i % 2 ? "new" : cell)) }).findings;
    expect(finding).toMatchObject({
      column: "kind",
      check: "categorical_values_check",
      severity: "ticket",
      kind: "drift",
    });
    expect(finding!.description).toMatch(
      /^Categorical value match requirement is not met\. Expected match: 100\.0%\. Observed: 50\.0% of the values match the known values\. \(/,
    );
  });

  test("does not count missing cells as unknown values", () => {
    const half = { kind: letters.map((cell, i) => (i % 2 ? null : cell)) };
    expect(texts(judge(half))).not.toContain("kind categorical_values_check");
  });

  test("knows numbers among texts by their value, in a window of numbers alone too", () => {
    const codes = cells(ROWS, (i) => ["A", "1", "2"][i % 3]!);
    const coded = baselineOf(profileOf({ age: numbers, pay: fractions, kind: codes }));
    const onlyNumbers = { kind: cells(ROWS, (i) => ["1.0", "2"][i % 2]!) };
    expect(texts(judge(onlyNumbers, {}, coded))).not.toContain("kind categorical_values_check");
    expect(texts(judge({ kind: cells(ROWS, () => "3") }, {}, coded))).toContain(
      "kind categorical_values_check",
    );
  });

  test("is not asked of a sensitive column: no values of it are kept", () => {
    const options = { sensitive: ["kind"], sensitiveKey: "k" };
    const secret = baselineOf(profileOf({ age: numbers, pay: fractions, kind: letters }, options));
    expect(JSON.stringify(secret.constraints)).not.toContain("domains");
    const constraints = structuredClone(secret.constraints);
    constraints.features[2]!.string_constraints = { domains: ["q"] };
    const result = checkConstraints(contextOf(window({}, options), { ...secret, constraints }));
    expect(result.findings).toEqual([]);
  });
});

describe("the column checks", () => {
  test("name a missing column, and say in Model Monitor's words that columns are missing", () => {
    const result = checkConstraints(contextOf(profileOf({ pay: fractions, kind: letters }), baseline));
    expect(texts(result)).toEqual(["age missing_column_check"]);
    expect(result).toMatchObject({ structural: true, columnsEvaluated: 3 });
    expect(result.findings[0]).toMatchObject({ severity: "page", kind: "fault", distance: 1 });
    expect(result.findings[0]!.description).toBe(
      "There are missing columns in current dataset. Number of columns in current dataset: 2, Number of columns in baseline constraints: 3" +
        ' (1 missing: "age"; columns.versions declares no such change)',
    );
  });

  test("call a column missing when more than half of the rows lack it, and point at some", () => {
    const absent = (n: number) => ({ age: numbers.map((cell, i) => (i < n ? undefined : cell)) });
    expect(texts(judge(absent(500)))).toEqual(["age completeness_check"]);
    const { findings } = judge(absent(501));
    expect(findings.map(({ column, check }) => `${column} ${check}`)).toEqual(["age missing_column_check"]);
    expect(findings[0]!.evidence).toHaveLength(5);
  });

  test("call a column extra when more than half of the rows have it", () => {
    const more = (n: number) => ({ more: cells(ROWS, (i) => (i < n ? "1" : undefined)) });
    expect(texts(judge(more(500)))).toEqual([]);
    const result = judge(more(501));
    expect(result.structural).toBe(true);
    expect(result.findings[0]).toMatchObject({
      column: "more",
      check: "extra_column_check",
      severity: "ticket",
      kind: "fault",
    });
    expect(result.findings[0]!.description).toBe(
      "There are extra columns in current dataset. Number of columns in current dataset: 4, Number of columns in baseline constraints: 3" +
        ' (1 extra: "more" in 50.1% of the rows; columns.versions declares no such change)',
    );
  });

  test("are one violation for the whole change, which names both sides with their counts; common columns are judged", () => {
    const changed = profileOf({
      pay: cells(ROWS, () => "1e6"),
      ...Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`new${i}`, cells(ROWS, () => "1")])),
    });
    const result = checkConstraints(contextOf(changed, baseline));
    expect(texts(result)).toEqual(["Missing columns missing_column_check", "pay baseline_drift_check"]);
    expect(result.findings[0]!.description).toBe(
      "There are missing columns in current dataset. Number of columns in current dataset: 8, Number of columns in baseline constraints: 3" +
        ' (2 missing: "age", "kind"; 7 extra: "new0", "new1", "new2", "new3", "new4" and 2 more; columns.versions declares no such change)',
    );
  });

  test("count no column that is left out on purpose and not the baseline's", () => {
    const exclude = new Set(["more"]);
    const { pay: _pay, ...fewer } = { age: numbers, pay: fractions, kind: letters };
    const result = checkConstraints(contextOf(profileOf({ ...fewer, more: numbers }), baseline, { exclude }));
    expect(result.findings[0]!.description).toContain(
      "current dataset: 2, Number of columns in baseline constraints: 3",
    );
  });

  describe("propose a rename", () => {
    const random = seededRandom(5);
    const draw = (n: number, of: () => number) => cells(n, () => of().toFixed(3));
    const income = () => 30_000 * (1 + random() + random());
    const flag = () => cells(ROWS, () => (random() < 0.1 ? "1" : "0"));
    const then = baselineOf(
      profileOf({
        income: draw(ROWS, income),
        height: draw(ROWS, () => 150 + 40 * random()),
        z_score_a: draw(ROWS, () => random()),
        z_score_b: draw(ROWS, () => random()),
        is_new: flag(),
        plan: letters,
      }),
    );
    const now = (table: Parameters<typeof profileOf>[0]) =>
      checkConstraints(contextOf(profileOf(table), then)).findings[0]!.description;
    const kept = {
      height: draw(ROWS, () => 150 + 40 * random()),
      z_score_a: draw(ROWS, () => random()),
      z_score_b: draw(ROWS, () => random()),
      is_new: flag(),
      plan: letters,
    };

    test("where one column left, one came, and they are alike", () => {
      expect(now({ ...kept, revenue: draw(ROWS, income) })).toContain(
        'looks renamed: "income" → "revenue", to be declared; columns.versions declares no such change)',
      );
    });

    test("not where they are not alike, nor of another kind", () => {
      expect(now({ ...kept, revenue: draw(ROWS, () => income() + 60_000) })).not.toContain("renamed");
      expect(now({ ...kept, revenue: letters })).not.toContain("renamed");
    });

    test("not of two flags, which are alike whatever they mean, unless their names share a word", () => {
      const { is_new: _flag, ...others } = kept;
      const rest = { income: draw(ROWS, income), ...others };
      expect(now({ ...rest, beta: flag() })).not.toContain("renamed");
      expect(now({ ...rest, newCustomer: flag() })).toContain('"is_new" → "newCustomer"');
    });

    test("not among several that are as alike, unless a word tells which", () => {
      const { z_score_a: _a, z_score_b: _b, ...others } = kept;
      const rest = { income: draw(ROWS, income), ...others };
      const uniform = () => draw(ROWS, () => random());
      expect(now({ ...rest, first: uniform(), second: uniform() })).not.toContain("renamed");
      expect(now({ ...rest, score_1: uniform(), second: uniform() })).not.toContain("renamed");
      const { height: _height, ...tall } = kept;
      const both = { ...tall, income: draw(ROWS, income), heights: draw(ROWS, () => 150 + 40 * random()) };
      const { income: _income, ...neither } = both;
      expect(now({ ...neither, annual_income: draw(ROWS, income) })).toContain(
        '"income" → "annual_income", "height" → "heights"',
      );
    });

    test("not of a sensitive column and one that is not: their values are not comparable", () => {
      const options = { sensitive: ["plan"], sensitiveKey: "k" };
      const secret = baselineOf(profileOf({ age: numbers, plan: letters }, options));
      const opened = checkConstraints(contextOf(profileOf({ age: numbers, tariff: letters }), secret));
      expect(opened.findings[0]!.description).not.toContain("renamed");
      const closed = profileOf(
        { age: numbers, tariff: letters },
        { sensitive: ["tariff"], sensitiveKey: "k" },
      );
      expect(checkConstraints(contextOf(closed, secret)).findings[0]!.description).toContain(
        '"plan" → "tariff"',
      );
    });

    test("not where more than twenty columns left or came: that is another table", () => {
      const many = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`c${i}`, letters]));
      expect(now({ ...kept, ...many, revenue: draw(ROWS, income) })).not.toContain("renamed");
    });
  });

  describe("of rows that go by position and have another width", () => {
    const names = ["age", "pay", "kind"];
    const wide = (share: number, width: number, options = { names }) => {
      const profile = new DatasetProfile(options);
      for (let row = 0; row < 100; row++) {
        const cells = ["1", "2.5", "a", "7"].slice(0, row < share * 100 ? width : 3);
        profile.addRow({ cells, typed: false }, { key: "f", line: row + 1 });
      }
      return checkConstraints(contextOf(profile, baseline));
    };

    test.each([
      [
        4,
        "Extra columns extra_column_check",
        "rows of 4 columns without names, where columns.names has another number",
      ],
      [
        2,
        "Missing columns missing_column_check",
        "rows of 2 columns without names, where columns.names has another number",
      ],
    ])("%d cells: one violation, and no column is compared with its neighbour", (width, finding, said) => {
      const result = wide(1, width);
      expect(texts(result)).toEqual([finding]);
      expect(result.findings[0]!.description).toContain(said);
      expect(result).toMatchObject({ structural: true, reported: [] });
    });

    test("more than half of them decide", () => {
      expect(wide(0.5, 2).structural).toBe(false);
      expect(wide(0.51, 2).structural).toBe(true);
    });

    test("are not compared either where the definition has no names", () => {
      expect(texts(wide(1, 2, { names: [] }))).toEqual(["Missing columns missing_column_check"]);
      expect(texts(wide(1, 4, { names: [] }))).toEqual(["Extra columns extra_column_check"]);
    });
  });

  test("as Model Monitor's say one thing about numbers of columns and nothing else", () => {
    const fewer = profileOf({ age: fractions, pay: letters });
    expect(checkConstraints(contextOf(fewer, baseline, { compat: true })).findings).toMatchObject([
      {
        column: "Missing columns",
        description:
          "There are missing columns in current dataset. Number of columns in current dataset: 2, Number of columns in baseline constraints: 3",
      },
    ]);
    const more = window({ more: letters, evenMore: letters });
    const extra = checkConstraints(contextOf(more, baseline, { compat: true }));
    expect(extra.findings.map(({ column }) => column)).toEqual(["Extra columns"]);
    expect(extra.structural).toBe(true);
  });
});

describe("the baseline drift check", () => {
  const shifted = (by: number) => ({ age: numbers.map((_, i) => String((i % 100) + by)) });

  const simple = withConfig({ distribution_constraints: { comparison_method: "Simple" } });

  test("opens with Model Monitor's text", () => {
    const [finding] = judge(shifted(31), {}, simple).findings;
    expect(finding).toMatchObject({
      column: "age",
      check: "baseline_drift_check",
      severity: "ticket",
      kind: "drift",
      n: 1000,
      m: 1000,
      threshold: 0.1,
      thresholdFrom: "constraint",
    });
    expect(finding!.description).toMatch(
      /^Baseline drift distance: 0\.310{0,13}\d* exceeds threshold: 0\.1$/,
    );
  });

  test("fires above the threshold, not at it", () => {
    expect(texts(judge(shifted(9), {}, simple))).toEqual([]);
    const [{ distance: threshold } = { distance: null }] = judge(shifted(11), {}, simple).findings;
    expect(texts(judge(shifted(11), { threshold }, simple))).toEqual([]);
    expect(texts(judge(shifted(12), { threshold }, simple))).toEqual(["age baseline_drift_check"]);
  });

  /** 0 to 99, of which so many in the lower half have gone up by 50: nothing moves in the tails. */
  const inMiddle = (share: number) => (i: number) => {
    const value = i % 100;
    return String(value >= 25 && value < 25 + share ? value + 50 : value);
  };

  test("of constraints that say Robust asks for more than chance explains, too", () => {
    // 300 against 1000 rows: 4·exp(−2 · D² · 230.8) is 1.2e-4 at 0.15 and 3.0e-5 at 0.16; 0.6 ÷ (4 · 730.5 · 3) = 6.8e-5 is accepted
    const few = (share: number) =>
      checkConstraints(contextOf(profileOf({ ...columns(300), age: cells(300, inMiddle(share)) }), baseline));
    expect(texts(few(15))).toEqual([]);
    const [finding] = few(16).findings;
    expect(finding).toMatchObject({ column: "age", distance: expect.closeTo(0.16, 12), returnMonths: 2.3 });
    expect(finding!.description).toMatch(
      /^Baseline drift distance: 0\.16\d* exceeds threshold: 0\.1 \(limit 0\.1\d+ of independent rows, 300 against 1000; unchanged data looks like this once in 2\.3 months\): values up to \d+: /,
    );
  });

  test("takes off what the ranks of sketches may be off by", () => {
    const many = (share: number) => profileOf({ age: cells(5000, inMiddle(share)) });
    const large = baselineOf(many(0));
    const { rankError } = large.profile.column("age")!.sketch;
    expect(rankError).toBeGreaterThan(0.001);
    const context = (rank: number): CheckContext => contextOf(many(4), large, { threshold: 0.01 + rank });
    const [found] = measuredDrifts(context(0));
    const nats = (distance: number) => Math.log(4 / 1) - 2 * distance ** 2 * 2500;
    // What is printed is the chance of the distance less both errors, as months: 0.6 ÷ (4 · 730.5) ÷ 4·exp(−2 · D² · 2500)
    const months = 0.6 / (4 * 730.5) / Math.exp(nats(found!.distance - 2 * rankError));
    expect(found!.limit!.returnMonths).toBeCloseTo(Number(months.toPrecision(2)), 10);
  });

  test("fires beyond the learnt limit only, and prints it", () => {
    const limits = learnt({ drift: 0.18 });
    expect(texts(judge(shifted(15), { limits }))).toEqual([]);
    const [finding] = judge(shifted(31), { limits }).findings;
    expect(finding!.description).toMatch(
      /^Baseline drift distance: 0\.31\d* exceeds threshold: 0\.1 \(limit 0\.18 learnt from 588 windows of 31 days, slot hour 10\)$/,
    );
    expect(finding).toMatchObject({
      threshold: 0.18,
      thresholdFrom: "learnt from 588 windows of 31 days, slot hour 10",
    });
  });

  test("reports what is beyond the limit and under the threshold, and calls it no violation", () => {
    const result = judge(shifted(7), { limits: learnt({ drift: 0.05 }) });
    expect(result.findings).toEqual([]);
    expect(result.reported).toMatchObject([{ column: "age", threshold: 0.05 }]);
    expect(result.reported[0]!.description).toMatch(
      /^Baseline drift distance: 0\.07\d* does not exceed threshold: 0\.1, but is beyond limit 0\.05 learnt from 588 windows of 31 days, slot hour 10$/,
    );
  });

  test("takes the first threshold that something says: the column, the definition, the file, the statistic", () => {
    const comparison_method = "Simple";
    const file = withConfig({ distribution_constraints: { comparison_method, comparison_threshold: 0.3 } });
    expect(texts(judge(shifted(29), {}, file))).toEqual([]);
    expect(texts(judge(shifted(31), {}, file))).toEqual(["age baseline_drift_check"]);
    expect(texts(judge(shifted(31), { threshold: 0.4 }, file))).toEqual([]);
    const constraints = structuredClone(file.constraints);
    constraints.features[0]!.monitoring_config_overrides = {
      distribution_constraints: { comparison_threshold: 0.05 },
    };
    expect(texts(judge(shifted(6), { threshold: 0.4 }, { ...file, constraints }))).toEqual([
      "age baseline_drift_check",
    ]);
    // 0.1 of the file is no threshold for an index; its own is 0.25
    const [finding] = judge(shifted(60), { statistic: populationStabilityIndex }).findings;
    expect(finding).toMatchObject({ threshold: 0.25 });
  });

  test("measures categories by L-infinity where the chosen statistic knows only numbers", () => {
    const moved = { kind: letters.map((cell, i) => (i < 600 ? "a" : cell)) };
    const [finding] = judge(moved, { statistic: kolmogorovSmirnov }).findings;
    expect(finding).toMatchObject({ column: "kind" });
    expect(finding!.distance).toBeCloseTo(0.45, 12); // a: 0.6 + 0.4/4 − 0.25
    // and holds them against the limit that was learnt the same way
    expect(texts(judge(moved, { statistic: kolmogorovSmirnov, limits: learnt({ drift: 0.5 }) }))).toEqual([]);
  });

  test("is switched off by perform_comparison", () => {
    const off = withConfig({ distribution_constraints: { perform_comparison: "Disabled" } });
    expect(texts(judge(shifted(60), {}, off))).toEqual([]);
  });

  test("as Model Monitor's is Robust by the numbers of different values: these 100 never drift", () => {
    // 0.5 − 1.8·√(2/100) = 0.245 > 0.1; 0.3 − 0.2546 < 0.1
    expect(texts(judge(shifted(30), { compat: true }))).toEqual([]);
    const [finding] = judge(shifted(50), { compat: true }).findings;
    expect(finding!.distance).toBeCloseTo(0.5 - 1.8 * Math.sqrt(200 / 10_000), 12);
    expect(finding!.description).toMatch(/^Baseline drift distance: 0\.2454\d+ exceeds threshold: 0\.1$/);
    expect(judge(shifted(30), { compat: true }, simple).findings[0]!.distance).toBeCloseTo(0.3, 12);
  });

  describe("of a file that asks for a chi-squared test", () => {
    /** The first `rows` of the thousand are "a"; the others are a, b, c and d in turn. */
    const moreOfA = (rows: number) => ({ kind: letters.map((cell, i) => (i < rows ? "a" : cell)) });
    const asking = (threshold: number) =>
      withConfig({
        distribution_constraints: {
          categorical_drift_method: "ChiSquared",
          categorical_comparison_threshold: threshold,
        },
      });

    test("as Model Monitor's fires when the p-value is below the file's threshold, and says what it compares", () => {
      // scipy.stats.chisquare of 268, 244 × 3 and of 310, 230 × 3 against 250 × 4: p = 0.63 and 0.0002485614983266283
      expect(texts(judge({}, { compat: true }, asking(0.1)))).toEqual([]);
      expect(texts(judge(moreOfA(25), { compat: true }, asking(0.1)))).toEqual([]);
      const [finding] = judge(moreOfA(80), { compat: true }, asking(0.1)).findings;
      expect(finding).toMatchObject({ column: "kind", threshold: 0.9, n: 1000, m: 1000 });
      expect(finding!.distance).toBeCloseTo(1 - 0.0002485614983266283, 14);
      expect(finding!.description).toMatch(
        /^Baseline drift distance: 0\.99975\d+ exceeds threshold: 0\.9 \(1 − p-value of the chi-squared test, against 1 − the file's threshold\)$/,
      );
      expect(texts(judge(moreOfA(80), { compat: true }, asking(0.0001)))).toEqual([]);
    });

    test("takes the method of a column's own override", () => {
      const constraints = structuredClone(baseline.constraints);
      constraints.features[2]!.monitoring_config_overrides = {
        distribution_constraints: { categorical_drift_method: "ChiSquared" },
      };
      // L-infinity of these is 0.06 and Robust makes 0 of it
      expect(texts(judge(moreOfA(80), { compat: true }, { ...baseline, constraints }))).toEqual([
        "kind baseline_drift_check",
      ]);
      expect(texts(judge(moreOfA(80), { compat: true }))).toEqual([]);
    });

    test("measures numbers as ever", () => {
      const [finding] = judge(shifted(50), { compat: true }, asking(0.1)).findings;
      expect(finding).toMatchObject({ column: "age", threshold: 0.1 });
      expect(finding!.description).not.toContain("chi-squared");
    });

    test("otherwise leaves its thresholds for categories alone: they are p-values, no distances", () => {
      // L-infinity 0.06 is above 0.01, which is asked of a p-value, and below its own 0.1
      expect(texts(judge(moreOfA(80), {}, asking(0.01)))).toEqual([]);
      expect(texts(judge(moreOfA(200), { threshold: 0.05 }, asking(0.01)))).toEqual([
        "kind baseline_drift_check",
      ]);
      const [finding] = judge(moreOfA(400), {}, asking(0.9)).findings;
      expect(finding).toMatchObject({ column: "kind", threshold: 0.1 });
    });
  });

  test("as Model Monitor's leaves a column out whose inferred type changed", () => {
    const fractional = { age: numbers.map((_, i) => `${(i % 100) + 60}.5`) };
    expect(texts(judge(fractional, { compat: true }))).toEqual(["age data_type_check"]);
    expect(texts(judge(fractional))).toEqual(["age data_type_check", "age baseline_drift_check"]);
  });
});
