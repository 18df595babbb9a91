/** What every rule of hard faults promises; a new one is held by its line in the registry. */
import { describe, expect, test } from "vitest";
import type { Cell } from "../../shared/capture/row.ts";
import { constraintChecks } from "../../shared/constraints/checks/index.ts";
import { FAULT_KINDS } from "../../shared/faults/fault-kinds.ts";
import { findHardFaults } from "../../shared/faults/find-hard-faults.ts";
import type { HardFaultRule } from "../../shared/faults/hard-fault.ts";
import { hardFaultRules } from "../../shared/faults/rules/index.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { decodeProfile, encodeProfile } from "../../shared/profile/profile-codec.ts";
import { cells, profileOf } from "../constraints/profiles.ts";
import { healthyTable, lookOf, type Table, withColumn } from "../faults/looks.ts";
import { randomTable, SENSITIVE } from "./random-table.ts";

const rules: readonly HardFaultRule[] = hardFaultRules;
const baseline = profileOf(healthyTable(1, 5000));
const FIFTY = healthyTable(2, 50);

/** Fifty rows that each rule must speak up about. */
const BROKEN: Readonly<Record<string, { rows: Table; column: string }>> = {
  "missing-column": {
    rows: Object.fromEntries(Object.entries(FIFTY).filter(([name]) => name !== "word")),
    column: "word",
  },
  "extra-column": { rows: { ...FIFTY, more: FIFTY["word"]! }, column: "more" },
  "type-changed": { rows: withColumn(FIFTY, "amount", () => "n/a"), column: "amount" },
  "empty-column": { rows: withColumn(FIFTY, "amount", () => null), column: "amount" },
  "unit-changed": {
    rows: withColumn(FIFTY, "amount", (cell) => String(Number(cell) * 1000)),
    column: "amount",
  },
};

const HEALTHY = Array.from({ length: 300 }, (_, seed) => profileOf(healthyTable(10 + seed, 50)));

/** A table of every kind of column, and parts of it; made once for all rules. */
const made = new Map<number, { whole: DatasetProfile; parts: DatasetProfile[] }>();
function anyTable(seed: number) {
  const rows = 1500;
  const table = randomTable(seed, rows);
  const part = (from: number) =>
    Object.fromEntries(Object.entries(table).map(([name, all]) => [name, all.slice(from, from + 50)]));
  const known = made.get(seed) ?? {
    whole: profileOf(table, SENSITIVE),
    parts: Array.from({ length: rows / 50 }, (_, at) => profileOf(part(50 * at), SENSITIVE)),
  };
  made.set(seed, known);
  return known;
}

const fewer = (table: Table, rows: number): Table =>
  Object.fromEntries(Object.entries(table).map(([name, column]) => [name, column.slice(0, rows)]));

test("every kind has a rule, and checks of a closed window that confirm it", () => {
  expect(rules.map(({ kind }) => kind).sort()).toEqual(Object.keys(FAULT_KINDS).sort());
  const checks = new Set<string>(constraintChecks.map(({ name }) => name));
  for (const names of Object.values(FAULT_KINDS)) for (const name of names) expect(checks).toContain(name);
});

describe.each(rules.map((rule) => [rule.kind, rule] as const))("%s", (kind, rule) => {
  const { rows, column } = BROKEN[kind]!;

  test("finds its example in fifty rows, says how many, and how large a share", () => {
    const faults = findHardFaults(lookOf(rows, baseline));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ kind, column, rows: 50, share: 1 });
    expect(faults[0]!.expected).toBeLessThan(0.1);
    expect(faults[0]!.description).toMatch(new RegExp(`^${column} .*(100.%|50)`));
  });

  // Six, where the baseline's sketch promises less than its rows do: its range is known to 0.4 %.
  test("says nothing of 49 rows, and nothing of fifty that four records brought", () => {
    expect(findHardFaults(lookOf(fewer(rows, 49), baseline))).toEqual([]);
    expect(findHardFaults(lookOf(rows, baseline, { records: 4 }))).toEqual([]);
    expect(findHardFaults(lookOf(rows, baseline, { records: 6 }))).toHaveLength(1);
  });

  test("finds nothing in 300 parts of healthy traffic", () => {
    for (const [at, part] of HEALTHY.entries())
      expect(rule.find(lookOf(part, baseline)), `part ${at}`).toEqual([]);
  });

  test.each([1, 2, 3])("finds nothing in parts of any table beside the whole of it (seed %i)", (seed) => {
    const { whole, parts } = anyTable(seed);
    for (const [at, part] of parts.entries())
      expect(rule.find(lookOf(part, whole)), `part ${at}`).toEqual([]);
  });

  test("is not asked as Model Monitor judges, and not of a column that is left out", () => {
    expect(findHardFaults(lookOf(rows, baseline, { context: { compat: true } }))).toEqual([]);
    const left = { context: { exclude: new Set([column]) } };
    expect(findHardFaults(lookOf(rows, baseline, left))).toEqual([]);
  });

  test("finds the same in profiles that were written and read back", () => {
    const again = lookOf(
      decodeProfile(encodeProfile(profileOf(rows))),
      decodeProfile(encodeProfile(baseline)),
    );
    expect(findHardFaults(again)).toEqual(findHardFaults(lookOf(rows, baseline)));
  });

  test("tells no value of a sensitive column", () => {
    const sensitive = { sensitive: ["word", "amount", "more"], sensitiveKey: "key of the tests" };
    const secret: Record<string, (cell: Cell) => Cell> = {
      "type-changed": () => "canary-77",
      "unit-changed": (cell) => String(Number(cell) * 1000),
    };
    const changed = secret[kind] === undefined ? rows : withColumn(FIFTY, "amount", secret[kind]!);
    const look = lookOf(profileOf(changed, sensitive), profileOf(healthyTable(1, 5000), sensitive));
    const said = JSON.stringify(findHardFaults(look));
    expect(said).toContain(column);
    expect(said).not.toMatch(/canary|1,000|1000|times/);
  });
});

test("a column that the baseline itself often lacks, or whose slot never had it, is not called broken", () => {
  const rows = { ...FIFTY, gappy: cells(50, () => null) };
  expect(findHardFaults(lookOf(rows, baseline))).toEqual([]);
  const slot = profileOf({ ...healthyTable(3, 500), amount: cells(500, () => null) });
  const empty = withColumn(FIFTY, "amount", () => null);
  expect(findHardFaults(lookOf(empty, slot, { whole: baseline }))).toEqual([]);
});
