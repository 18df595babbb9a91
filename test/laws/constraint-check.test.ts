/** What every constraint check promises; a new one is held by its line in the registry. */
import { describe, expect, test } from "vitest";
import type { Cell } from "../../shared/capture/row.ts";
import { checkConstraints } from "../../shared/constraints/check-constraints.ts";
import { constraintChecks } from "../../shared/constraints/checks/index.ts";
import type { ConstraintCheck } from "../../shared/constraints/constraint-check.ts";
import { driftStatistics } from "../../shared/drift/index.ts";
import { isOtherTable } from "../../shared/monitors/violation-rate.ts";
import { decodeProfile, encodeProfile } from "../../shared/profile/profile-codec.ts";
import { baselineOf, contextOf } from "../constraints/contexts.ts";
import { cells, profileOf } from "../constraints/profiles.ts";
import { randomTable, SENSITIVE } from "./random-table.ts";

const ROWS = 400;
const CASES = [1, 2, 3, 4, 5].flatMap((seed) => [1, 3, 40, 2500].map((rows) => ({ seed, rows })));
const checks: readonly ConstraintCheck[] = constraintChecks;

const healthy: Record<string, Cell[]> = {
  age: cells(ROWS, (i) => String(i % 90)),
  kind: cells(ROWS, (i) => "abcd"[i % 4]!),
};
const baseline = baselineOf(profileOf(healthy));

/** A window that each check must speak up about, and what its description must name: expected and got. */
const BROKEN: Readonly<Record<string, { table: Record<string, Cell[]>; column: string; names: RegExp }>> = {
  missing_column_check: {
    table: { kind: healthy["kind"]! },
    column: "age",
    names: /dataset: 1, .*constraints: 2/,
  },
  extra_column_check: {
    table: { ...healthy, more: healthy["kind"]! },
    column: "more",
    names: /dataset: 3, .*constraints: 2/,
  },
  data_type_check: {
    table: { ...healthy, age: cells(ROWS, () => "?") },
    column: "age",
    names: /Integral.*100\.0%.*0\.0%/,
  },
  completeness_check: {
    table: { ...healthy, age: cells(ROWS, () => null) },
    column: "age",
    names: /100\.0%.*0\.0%/,
  },
  non_negative_check: {
    table: { ...healthy, age: cells(ROWS, (i) => String(-1 - i)) },
    column: "age",
    names: /100\.0%.*0\.0%/,
  },
  categorical_values_check: {
    table: { ...healthy, kind: cells(ROWS, () => "z") },
    column: "kind",
    names: /100\.0%.*0\.0%/,
  },
  baseline_drift_check: {
    table: { ...healthy, age: cells(ROWS, (i) => String(500 + i)) },
    column: "age",
    names: /distance: 1\.0.*threshold: 0\.1/,
  },
};

test("the checks that mean another table are those that a violation rate knows by name", () => {
  for (const { name, structural } of checks) expect(isOtherTable([{ check: name }]), name).toBe(structural);
});

describe.each(checks.map((check) => [check.name, check] as const))("%s", (name, check) => {
  test.each(CASES)("is never violated by the baseline itself (seed $seed, $rows rows)", ({ seed, rows }) => {
    const profile = profileOf(randomTable(seed, rows), SENSITIVE);
    for (const statistic of driftStatistics) {
      const context = contextOf(profile, baselineOf(profile), { statistic });
      expect(check.check(context), `seed ${seed}, ${statistic.name}`).toEqual([]);
      expect(check.report?.(context) ?? [], `seed ${seed}, ${statistic.name}`).toEqual([]);
    }
  });

  test("is not asked of a window without rows", () => {
    for (const compat of [false, true]) {
      const context = contextOf(profileOf({}), baseline, { compat });
      expect(check.check(context)).toEqual([]);
      expect(check.evaluated(context)).toBe(0);
    }
  });

  test("is asked of a healthy window", () => {
    expect(check.evaluated(contextOf(profileOf(healthy), baseline))).toBeGreaterThan(0);
  });

  test("fires on a column that is broken for it, names what was expected and what was got", () => {
    const { table, column, names } = BROKEN[name]!;
    const findings = check.check(contextOf(profileOf(table), baseline));
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      column,
      check: name,
      severity: check.severity,
      kind: check.kind,
      n: ROWS,
    });
    expect(findings[0]!.description).toMatch(names);
    expect(findings[0]!.distance).toBeGreaterThan(findings[0]!.threshold);
  });

  test("says the same of profiles that were written and read back", () => {
    const current = profileOf(BROKEN[name]!.table);
    const [readCurrent, readBaseline] = [current, baseline.profile].map((profile) =>
      decodeProfile(encodeProfile(profile)),
    );
    expect(check.check(contextOf(readCurrent!, { ...baseline, profile: readBaseline! }))).toEqual(
      check.check(contextOf(current, baseline)),
    );
  });

  test("tells no value of a sensitive column", () => {
    const secret = (text: string) =>
      profileOf({ secret: cells(ROWS, () => text), salary: cells(ROWS, () => "1234567.5") }, SENSITIVE);
    const moved = profileOf(
      {
        secret: cells(ROWS, (i) => (i % 2 ? "canary-77" : null)),
        salary: cells(ROWS, (i) => (i % 2 ? "7654321.25" : "canary-78")),
      },
      SENSITIVE,
    );
    const said = JSON.stringify(check.check(contextOf(moved, baselineOf(secret("plain")))));
    expect(said).not.toMatch(/canary|7654321|1234567|plain/);
  });
});

test("names of checks are unique, and each has its broken window in this suite", () => {
  expect(checks.map(({ name }) => name).sort()).toEqual(Object.keys(BROKEN).sort());
});

test("a finding of a window is a finding of one of its checks, in the registry's order", () => {
  const broken = profileOf({ age: cells(ROWS, () => "?"), kind: cells(ROWS, () => "z") });
  const context = contextOf(broken, baseline);
  expect(checkConstraints(context).findings).toEqual(checks.flatMap((check) => check.check(context)));
});
