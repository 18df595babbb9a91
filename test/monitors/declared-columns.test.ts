import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FirstCalibration } from "../../shared/calibration/first-calibration.ts";
import type { Cell } from "../../shared/capture/row.ts";
import { judgeWindow, type WindowToJudge } from "../../shared/monitors/judge-window.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { profileConfig } from "../../shared/profile/profile-config.ts";
import { seededRandom } from "../../shared/random.ts";
import { profileOf } from "../constraints/profiles.ts";
import { judgedBaseline } from "./judged-baseline.ts";

const HOUR = 3_600_000;
const CHANGE = Date.parse("2026-03-03T10:00:00Z");
const BACK = Date.parse("2026-03-03T14:00:00Z");
const ROWS = 400;

const VERSIONS = [
  {
    from: "2026-03-03T10:00:00Z",
    renamed: { income: "annual_income" },
    dropped: ["fax"],
    added: ["clicks"],
  },
];
const ROLLED_BACK = [
  ...VERSIONS,
  {
    from: "2026-03-03T14:00:00Z",
    renamed: { annual_income: "income" },
    dropped: ["clicks"],
    added: ["fax"],
  },
];
const define = (versions: unknown, more: Record<string, unknown> = {}, columns: object = {}) =>
  parseMonitorDefinition({
    monitor: "m",
    endpoint: "e",
    capture: { uri: "captures" },
    columns: { ...(versions === undefined ? {} : { versions }), ...columns },
    ...more,
  });

type Table = Record<string, Cell[]>;

/** What every row could hold, seeded; `only` keeps a column to a part of the rows. */
function values(rows: number, seed: number): Record<string, Cell[]> {
  const random = seededRandom(seed);
  const column = (of: () => Cell) => Array.from({ length: rows }, of);
  return {
    score: column(() => random().toFixed(4)),
    income: column(() => String(Math.round(20_000 + 30_000 * (random() + random() + random())))),
    fax: column(() => String(Math.floor(10 * random()))),
    age: column(() => String(18 + Math.floor(60 * random()))),
    clicks: column(() => String(Math.floor(-20 * Math.log(1 - random())))),
  };
}
const part = (cells: Cell[], from: number, to: number) =>
  cells.map((cell, row) => (row >= from * cells.length && row < to * cells.length ? cell : undefined));

const { clicks: _none, ...trained } = values(4000, 7);
const baselineOf = (table: Table, calibration?: FirstCalibration) =>
  judgedBaseline(profileOf(table), { calibration });
const baseline = baselineOf(trained);
const all = values(ROWS, 1);
/** A row as version 1 has it. */
const changed = {
  score: all["score"]!,
  annual_income: all["income"]!,
  age: all["age"]!,
  clicks: all["clicks"]!,
};
const { clicks: _no, ...unchanged } = all;

function judge(table: Table, start: number, more: Partial<WindowToJudge> = {}) {
  return judgeWindow({
    definition: define(VERSIONS),
    window: { endpoint: "e", variant: "v", start, end: start + HOUR },
    profile: profileOf(table),
    baseline,
    invocations: undefined,
    unprofiled: 0,
    ...more,
  });
}
const found = ({ verdict }: ReturnType<typeof judge>) =>
  verdict.violations.map(({ column, check }) => `${column} ${check}`);

describe("a window after a declared change", () => {
  const judged = judge(changed, CHANGE);

  test("is healthy where only the names changed: the common columns are compared", () => {
    expect(judged.verdict).toMatchObject({
      verdict: "Healthy",
      violationRate: 0,
      columnsEvaluated: 3,
      flags: [],
      schema: {
        since: "2026-03-03T10:00:00.000Z",
        changes: [],
        renamed: { annual_income: "income" },
        added: ["clicks"],
        dropped: ["fax"],
        notes: [],
      },
    });
    expect(Object.keys(judged.drift)).toEqual(["score", "annual_income", "age"]);
    expect(judged.drift["annual_income"]!.distance).toBeLessThan(0.1);
  });

  test("a rule reads a renamed column by the old name and by the new one, and counts at the column", () => {
    const rules = [
      {
        name: "old",
        assert: "columns.income.mean < 2 * baseline.columns.income.mean",
        message: "m",
        column: "income",
      },
      {
        name: "new",
        assert: "columns.annual_income.mean < 2 * baseline.columns.annual_income.mean",
        message: "m",
      },
      { name: "each once", assert: "$count($keys(columns)) = 4", message: "m" },
    ];
    const { verdict } = judge(changed, CHANGE, { definition: define(VERSIONS, { rules }) });
    expect(verdict.reason).not.toContain("Not evaluated");
    // Three compared columns, of which the first rule is at one; two rules at no column.
    expect([verdict.verdict, verdict.columnsEvaluated]).toEqual(["Healthy", 5]);
  });

  test("segments go on by the new name of their column", () => {
    const segments = { column: "fax", most: 10 };
    const versions = [{ from: "2026-03-03T10:00:00Z", renamed: { fax: "line" } }];
    const definition = define(versions, { segments });
    const rowsOf = (table: Table, names: readonly string[]) => {
      const profile = new DatasetProfile({ segments: profileConfig(definition).segments });
      for (let row = 0; row < table["score"]!.length; row++) {
        profile.countRecord();
        const cells = names.map((name) => table[name]![row]!);
        profile.addRow({ names, cells, typed: false }, { key: "a", line: row + 1 });
      }
      return profile;
    };
    const before = rowsOf(trained, ["score", "income", "fax", "age"]);
    const now = rowsOf({ ...unchanged, line: unchanged["fax"]! }, ["score", "income", "line", "age"]);
    const given = { definition, profile: now, baseline: { ...baseline, profile: before } };
    const { segments: told } = judge({}, CHANGE, given).verdict;
    expect(told?.segments.map(({ value }) => value).sort()).toEqual([..."0123456789"]);
    expect(told?.segments.every(({ columns }) => !columns.includes("line"))).toBe(true);
  });

  test("says in its reason which version of the columns it was judged by", () => {
    expect(judged.verdict.reason).toBe(
      "3 columns were compared with the baseline (all hours); none violates it. Columns as declared from 3 Mar 2026, 10:00 UTC on (annual_income is income in the baseline; not in the baseline: clicks; no longer compared: fax).",
    );
  });

  test("shows the new name with the old one, and the added column with why it is not judged", () => {
    const columnOf = (name: string) => judged.columns.find((column) => column.name === name);
    expect(columnOf("annual_income")).toMatchObject({ was: "income", m: 4000, n: ROWS });
    expect(columnOf("age")).not.toHaveProperty("was");
    expect(columnOf("clicks")).toMatchObject({
      excluded: "added on 3 Mar 2026, 10:00 UTC, not in the baseline yet",
      n: ROWS,
      distance: null,
    });
    expect(columnOf("fax")).toBeUndefined();
  });

  test("finds a renamed column that drifted, under its new name and beyond the limit of its old one", () => {
    const doubled = {
      ...changed,
      annual_income: changed.annual_income.map((cell) => String(2 * Number(cell))),
    };
    const drifted = judge(doubled, CHANGE);
    expect(found(drifted)).toEqual(["annual_income baseline_drift_check"]);
    expect(drifted.verdict.violationRate).toBeCloseTo(1 / 3, 15);
    const drift = { multiple: 1, variance: 4, windows: 72, days: 3 }; // 1 · √(1/n + 1/m + 4) > 1
    const calibration: FirstCalibration = {
      version: 1,
      statistic: "LInfinity",
      minRows: 100,
      windows: 72,
      days: 3,
      columns: { income: { drift, shares: {} } },
    };
    expect(found(judge(doubled, CHANGE, { baseline: baselineOf(trained, calibration) }))).toEqual([]);
  });

  test("is one violation where another column is missing that nobody declared", () => {
    const { age: _age, ...without } = changed;
    const { verdict } = judge(without, CHANGE);
    expect(verdict.violations).toMatchObject([
      { column: "age", check: "missing_column_check", severity: "page" },
    ]);
    expect(verdict.violations[0]!.description).toContain(
      'Number of columns in current dataset: 2, Number of columns in baseline constraints: 3 (1 missing: "age"; columns.versions declares no such change)',
    );
    expect(verdict.violationRate).toBe(1);
  });
});

describe("a window before a declared change", () => {
  test("is judged to the byte as if nothing were declared", () => {
    const start = CHANGE - HOUR;
    const undeclared = judge(unchanged, start, { definition: define(undefined) });
    expect(JSON.stringify(judge(unchanged, start))).toBe(JSON.stringify(undeclared));
    expect(undeclared.verdict).not.toHaveProperty("schema");
  });

  test("misses a column that leaves before its time, and says that it is declared for later", () => {
    const { fax: _fax, ...early } = unchanged;
    const { verdict } = judge(early, CHANGE - HOUR);
    expect(verdict.violations.map(({ column }) => column)).toEqual(["fax"]);
    expect(verdict.reason).toContain(
      '100\u202f% of the rows lack "fax": declared as dropped on 3 Mar 2026, 10:00 UTC.',
    );
  });
});

describe("a change that comes at another time than declared", () => {
  test.each([
    [
      "late: everything is as before an hour later",
      unchanged,
      CHANGE + HOUR,
      [
        '"income" still comes in 100\u202f% of the rows: declared as renamed to "annual_income" on 3 Mar 2026, 10:00 UTC.',
        '"fax" still comes in 100\u202f% of the rows: declared as dropped on 3 Mar 2026, 10:00 UTC.',
        '100\u202f% of the rows lack "clicks": declared as added on 3 Mar 2026, 10:00 UTC.',
      ],
      3,
    ],
    [
      "early: two of four instances have the release an hour before",
      {
        score: all["score"]!,
        income: part(all["income"]!, 0, 0.5),
        annual_income: part(all["income"]!, 0.5, 1),
        fax: all["fax"]!,
        age: all["age"]!,
        clicks: part(all["clicks"]!, 0.5, 1),
      },
      CHANGE - HOUR,
      [
        '"annual_income" already comes in 50\u202f% of the rows: declared as the new name of "income" on 3 Mar 2026, 10:00 UTC.',
        '"clicks" already comes in 50\u202f% of the rows: declared as added on 3 Mar 2026, 10:00 UTC.',
      ],
      4,
    ],
  ])("%s", (_, table, start, notes, columnsEvaluated) => {
    const { verdict } = judge(table, start);
    expect(verdict).toMatchObject({ verdict: "Healthy", columnsEvaluated, schema: { notes } });
    for (const note of notes) expect(verdict.reason).toContain(note);
  });

  test("is not worth a note where one row of a hundred straggles", () => {
    const straggling = { ...changed, fax: part(all["fax"]!, 0, 0.01) };
    expect(judge(straggling, CHANGE).verdict.schema!.notes).toEqual([]);
    const more = { ...changed, fax: part(all["fax"]!, 0, 0.0125) };
    expect(judge(more, CHANGE).verdict.schema!.notes).toHaveLength(1);
  });
});

describe("a window in which the change happens", () => {
  const mixed = {
    score: all["score"]!,
    income: part(all["income"]!, 0, 0.6),
    fax: part(all["fax"]!, 0, 0.6),
    age: all["age"]!,
    annual_income: part(all["income"]!, 0.6, 1),
    clicks: part(all["clicks"]!, 0.6, 1),
  };
  const start = CHANGE - 0.6 * HOUR;
  const judged = judge(mixed, start);

  test("accepts both: the column is one under both names, and what came and went is not judged", () => {
    expect(judged.verdict).toMatchObject({
      verdict: "Healthy",
      columnsEvaluated: 3,
      flags: ["mixed"],
      schema: { changes: ["2026-03-03T10:00:00.000Z"], renamed: { annual_income: "income" } },
    });
    const of = (name: string) => judged.columns.find((column) => column.name === name);
    expect(of("annual_income")).toMatchObject({ n: ROWS, missingShare: 0 });
    expect(of("income")).toBeUndefined();
    expect(of("fax")!.excluded).toBe("dropped on 3 Mar 2026, 10:00 UTC, inside the window");
    expect(of("clicks")!.excluded).toBe("added on 3 Mar 2026, 10:00 UTC, inside the window");
    expect(judged.verdict.reason).toContain("they change inside the window, and both are accepted");
  });

  test("finds drift in the rows of either side", () => {
    const shifted = { ...mixed, annual_income: mixed.annual_income.map((cell) => cell && "500000") };
    expect(found(judge(shifted, start))).toEqual(["annual_income baseline_drift_check"]);
  });

  test("takes the fuller one where a team sends both names for a while: no cell counts twice", () => {
    const both = { ...mixed, income: all["income"]! };
    expect(judge(both, start).columns.find(({ name }) => name === "annual_income")).toMatchObject({
      n: ROWS,
      missingShare: 0,
    });
  });

  test("judges nothing where columns go by position alone, and says what to give", () => {
    const random = seededRandom(3);
    const positional = new DatasetProfile();
    for (let row = 0; row < ROWS; row++) {
      const cells = [random().toFixed(4), "40000", ...(row < 240 ? ["3"] : []), "40"];
      positional.addRow({ cells, typed: false }, { key: "f", line: row + 1 });
      positional.countRecord();
    }
    const { verdict, columns } = judge({}, start, {
      profile: positional,
      definition: define([{ from: VERSIONS[0]!.from, dropped: ["fax"] }]),
    });
    expect(verdict).toMatchObject({ verdict: "Healthy", columnsEvaluated: 0, violationRate: null });
    expect(columns.map(({ excluded }) => excluded)).toEqual(
      Array(4).fill(
        "without names, and the columns move on 3 Mar 2026, 10:00 UTC, inside the window: give columns.names",
      ),
    );
  });
});

describe("columns that go by position, without names", () => {
  const positional = (names: readonly string[]) => {
    const profile = new DatasetProfile();
    for (let row = 0; row < ROWS; row++) {
      profile.countRecord();
      profile.addRow(
        { cells: names.map((name) => all[name]![row]), typed: false },
        { key: "f", line: row + 1 },
      );
    }
    return profile;
  };

  test("take the names of the version: a dropped column leaves no gap", () => {
    const definition = define([
      { from: VERSIONS[0]!.from, dropped: ["fax"], renamed: { income: "annual_income" } },
    ]);
    const { verdict, drift } = judge({}, CHANGE, {
      definition,
      profile: positional(["score", "income", "age"]),
    });
    expect(verdict).toMatchObject({ verdict: "Healthy", columnsEvaluated: 3 });
    expect(Object.keys(drift).slice(0, 3)).toEqual(["score", "annual_income", "age"]);
    expect(drift["age"]).toMatchObject({ n: ROWS, violated: false });
  });

  test("are one violation where a column was added and nothing says where", () => {
    const { verdict, drift } = judge({}, CHANGE, {
      profile: positional(["score", "income", "age", "clicks"]),
    });
    expect(verdict.violations.map(({ column, check }) => [column, check])).toEqual([
      ["Extra columns", "extra_column_check"],
    ]);
    expect(verdict.violations[0]!.description).toContain(
      "rows of 4 columns without names, where the baseline has 3",
    );
    expect(drift).toEqual({});
  });
});

describe("a baseline of the changed columns", () => {
  const { fax: _fax, income, ...rest } = values(4000, 7);
  const newer = baselineOf({ ...rest, annual_income: income! });

  test("judges what was added, and says the version only", () => {
    const { verdict } = judge(changed, CHANGE, { baseline: newer });
    expect(verdict).toMatchObject({ verdict: "Healthy", columnsEvaluated: 4 });
    expect(verdict.reason).toMatch(/none violates it\. Columns as declared from 3 Mar 2026, 10:00 UTC on\.$/);
  });

  test("judges windows from before the change by the columns of that time", () => {
    const { verdict, columns, drift } = judge(unchanged, CHANGE - HOUR, { baseline: newer });
    expect(verdict).toMatchObject({
      verdict: "Healthy",
      columnsEvaluated: 3,
      schema: { since: null, renamed: { income: "annual_income" }, added: ["fax"], dropped: ["clicks"] },
    });
    expect(Object.keys(drift).sort()).toEqual(["age", "income", "score"]);
    expect(columns.find(({ name }) => name === "fax")!.excluded).toBe(
      "dropped on 3 Mar 2026, 10:00 UTC, and the baseline is of the columns after it",
    );
  });
});

describe("a change that is taken back", () => {
  const definition = define(ROLLED_BACK);

  test("leaves the windows after it as they were before it", () => {
    const after = judge(unchanged, BACK, { definition });
    const before = judge(unchanged, CHANGE - HOUR, { definition });
    expect(after.drift).toEqual(before.drift);
    expect(after.verdict).toMatchObject({
      verdict: "Healthy",
      columnsEvaluated: 4,
      schema: { since: "2026-03-03T14:00:00.000Z", renamed: {}, added: [], dropped: [] },
    });
  });

  test("is one table over a window that holds both changes", () => {
    const day = {
      score: all["score"]!,
      income: all["income"]!.map((cell, row) => (row % 2 ? cell : undefined)),
      annual_income: all["income"]!.map((cell, row) => (row % 2 ? undefined : cell)),
      fax: part(all["fax"]!, 0.5, 1),
      age: all["age"]!,
      clicks: part(all["clicks"]!, 0, 0.5),
    };
    const start = Date.parse("2026-03-03T00:00:00Z");
    const { verdict, columns } = judge(day, start, {
      definition,
      window: { endpoint: "e", variant: "v", start, end: start + 24 * HOUR },
    });
    expect(verdict).toMatchObject({ verdict: "Healthy", columnsEvaluated: 3 });
    expect(verdict.schema!.changes).toHaveLength(2);
    expect(columns.find(({ name }) => name === "income")).toMatchObject({ n: ROWS });
  });
});

test("a column that is renamed and dropped within a window is judged under neither name", () => {
  const definition = define([
    { from: VERSIONS[0]!.from, renamed: { income: "annual_income" } },
    { from: "2026-03-03T10:15:00Z", dropped: ["annual_income"] },
  ]);
  const table = {
    score: all["score"]!,
    fax: all["fax"]!,
    age: all["age"]!,
    income: part(all["income"]!, 0, 0.7),
    annual_income: part(all["income"]!, 0.7, 0.9),
  };
  const { verdict, columns } = judge(table, CHANGE - 0.7 * HOUR, { definition });
  expect(verdict).toMatchObject({ verdict: "Healthy", columnsEvaluated: 3, schema: { dropped: ["income"] } });
  const reasons = columns.filter(({ name }) => name.includes("income")).map(({ excluded }) => excluded);
  expect(reasons).toEqual(Array(2).fill("dropped on 3 Mar 2026, 10:15 UTC, inside the window"));
});

describe("what a definition says of a column", () => {
  test("holds under its other names: critical, left out", () => {
    const doubled = {
      ...changed,
      annual_income: changed.annual_income.map((cell) => String(2 * Number(cell))),
    };
    const of = (columns: object) =>
      judge(doubled, CHANGE, { definition: define(VERSIONS, {}, columns) }).verdict;
    expect(of({ critical: ["income"] })).toMatchObject({ severity: "page" });
    expect(of({ exclude: ["income"] })).toMatchObject({ verdict: "Healthy", columnsEvaluated: 2 });
  });

  test("holds for what the baseline proposes to leave out", () => {
    const excluded = [{ column: "income", reason: "a clock" }];
    const { columns, verdict } = judge(changed, CHANGE, { baseline: { ...baseline, excluded } });
    expect(verdict.columnsEvaluated).toBe(2);
    expect(columns.find(({ name }) => name === "annual_income")!.excluded).toBe("a clock");
  });
});

test("Model Monitor knows no versions: a declared change is one violation by number", () => {
  const definition = define(VERSIONS, { compatibility: "ModelMonitor" });
  const { annual_income: _income, ...fewer } = changed;
  const { verdict } = judge(fewer, CHANGE, { definition });
  expect(verdict.violations.map(({ column, description }) => [column, description])).toEqual([
    [
      "Missing columns",
      "There are missing columns in current dataset. Number of columns in current dataset: 3, Number of columns in baseline constraints: 4",
    ],
  ]);
  expect(verdict).not.toHaveProperty("schema");
});

test("two columns of the baseline under one name are told apart by nobody: the first is compared, the other left out", () => {
  const definition = define([{ from: VERSIONS[0]!.from, renamed: { income: "age" } }]);
  const table = { score: all["score"]!, age: all["income"]!, fax: all["fax"]! };
  const { verdict, drift } = judge(table, CHANGE, { definition });
  expect(verdict.columnsEvaluated).toBe(3);
  expect(drift["age"]!.distance).toBeLessThan(0.1);
});

test("whatever is renamed, dropped and added: what is common is as far from the baseline as without names changing", () => {
  const seed = 20260303;
  const columns = Object.keys(trained);
  const fate = fc.constantFrom("stays", "renamed", "dropped");
  fc.assert(
    fc.property(fc.array(fate, { minLength: 4, maxLength: 4 }), fc.boolean(), (fates, adds) => {
      const of = (what: string) => columns.filter((_, at) => fates[at] === what);
      const version = {
        from: VERSIONS[0]!.from,
        renamed: Object.fromEntries(of("renamed").map((name) => [name, `new_${name}`])),
        dropped: of("dropped"),
        added: adds ? ["clicks"] : [],
      };
      fc.pre(Object.keys(version.renamed).length + version.dropped.length + version.added.length > 0);
      const table = Object.fromEntries([
        ...of("stays").map((name) => [name, all[name]!]),
        ...of("renamed").map((name) => [`new_${name}`, all[name]!]),
        ...version.added.map((name) => [name, all[name]!]),
      ]);
      fc.pre(Object.keys(table).length > 0);
      const now = judge(table, CHANGE, { definition: define([version]) });
      const before = judge(unchanged, CHANGE, { definition: define(undefined) });
      expect(now.verdict.violations).toEqual([]);
      for (const name of columns) {
        if (fates[columns.indexOf(name)] === "dropped") expect(now.drift).not.toHaveProperty(name);
        else expect(now.drift[version.renamed[name] ?? name]).toEqual(before.drift[name]);
      }
    }),
    { seed, numRuns: 60 },
  );
});
